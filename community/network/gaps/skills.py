"""Which skills are wanted, and who offers them: exact counts of rows one may list.

Each number is that of a list which the viewer can open, with the same filters: people
by what they show the viewer, projects by what their open needs ask for. What somebody
shows to fewer people than all members enters only where the viewer is one of those.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import and_, func, or_, select

from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.text import folded
from community.core.visible import Page, visible
from community.expertise.models import Family, Tag
from community.members.models import MemberKind, MemberPlace, MemberTag, Relation
from community.network.gaps.asked import (
    SIZE,
    GapsAsked,
    countable,
    projects,
    told,
)
from community.projects.models import Need, NeedTag
from community.projects.queries import is_open
from community.vocabulary.models import KINDS, NATIONS, REGIONS, Term

COUNTED = (Relation.SEEKS, Relation.OFFERS, Relation.LEARNING)


@dataclass(frozen=True)
class Skill:
    """A tag with how many people want, offer and learn it, and projects that need it.

    `short` is by how many those who want or need it outnumber those who offer it.
    """

    slug: str
    label: str
    family: Family | None
    wanted: int = 0
    needed: int = 0
    offered: int = 0
    learning: int = 0

    @property
    def short(self) -> int:
        """How many more want or need it than offer it."""
        return self.wanted + self.needed - self.offered


_ORDERS: dict[str, Callable[[Skill], Any]] = {
    "gap": lambda one: (-one.short, -one.wanted, folded(one.label)),
    "name": lambda one: folded(one.label),
    "wanted": lambda one: (-one.wanted, folded(one.label)),
    "needed": lambda one: (-one.needed, folded(one.label)),
    "offered": lambda one: (-one.offered, folded(one.label)),
}


def skills(viewer: Viewer, asked: GapsAsked) -> list[Skill]:
    """Return the tags of the filters that anybody wants, needs or offers.

    With `show` "nobody" those that nobody offers, also where nobody asks for them yet.
    In the order that was asked for; three statements.
    """
    require(viewer, Permission.NETWORK_SEE)
    counts, needs = _people(viewer, asked), _needs(viewer, asked)
    found = []
    for number, slug, label, family in db.session.execute(_tags(asked)):
        of = counts[number]
        found.append(
            Skill(
                slug, label, family, of[Relation.SEEKS], needs.get(number, 0),
                of[Relation.OFFERS], of[Relation.LEARNING],
            )
        )  # fmt: skip
    kept = [one for one in found if _is_shown(one, asked)]
    return sorted(kept, key=_ORDERS[asked.sort])


def _is_shown(one: Skill, asked: GapsAsked) -> bool:
    if asked.show == "nobody":
        return not one.offered
    return bool(one.wanted or one.needed or one.offered)


def _tags(asked: GapsAsked) -> Any:
    found = select(Tag.id, Tag.slug, Tag.label, Tag.family).where(countable())
    if asked.family:
        found = found.where(Tag.family.in_([Family(one) for one in asked.family]))
    return found


def _people(viewer: Viewer, asked: GapsAsked) -> dict[int, dict[Relation, int]]:
    rows = db.session.execute(
        visible(viewer, MemberTag.tag_id, MemberTag.relation, func.count(MemberTag.id))
        .where(MemberTag.relation.in_(COUNTED), told(viewer, asked))
        .group_by(MemberTag.tag_id, MemberTag.relation)
    )
    found: dict[int, dict[Relation, int]] = defaultdict(lambda: defaultdict(int))
    for tag, relation, number in rows:
        found[tag][relation] = number
    return found


def _needs(viewer: Viewer, asked: GapsAsked) -> dict[int, int]:
    number = func.count(NeedTag.project_id.distinct())
    rows = db.session.execute(
        visible(viewer, NeedTag.tag_id, number)
        .join(Need, Need.id == NeedTag.need_id)
        .where(is_open(), NeedTag.project_id.in_(projects(asked)))
        .group_by(NeedTag.tag_id)
    )
    return dict(rows.all())


def page_from(found: list[Any], number: int, size: int = SIZE) -> Page[Any]:
    """Return page `number` of a list; raise `NotFound` beyond the end."""
    page: Page[Any] = Page((), number, size, len(found))
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    first = (number - 1) * size
    return Page(tuple(found[first : first + size]), number, size, len(found))


# ---------------------------------------------------------------- one of them
@dataclass(frozen=True)
class SkillPart:
    """How many people of one kind, or in one place, want and offer a skill."""

    code: str
    label: str
    wanted: int
    offered: int


@dataclass(frozen=True)
class OneSkill:
    """A tag with its counts, by kind and by place as far as people show these."""

    id: int = field(metadata={"api": False})
    broader_id: int | None = field(metadata={"api": False})
    skill: Skill
    kinds: tuple[SkillPart, ...]
    places: tuple[SkillPart, ...]


def one_skill(viewer: Viewer, slug: str, asked: GapsAsked) -> OneSkill:
    """Return one tag, or raise `NotFound`: five statements.

    Sensitive tags and those that wait for approval are not found.
    """
    require(viewer, Permission.NETWORK_SEE)
    tag = db.session.scalar(select(Tag).where(Tag.slug == slug, countable()))
    if tag is None:
        raise NotFound("tag")
    counts = _people(viewer, asked)[tag.id]
    skill = Skill(
        tag.slug, tag.label, tag.family, counts[Relation.SEEKS],
        _needs(viewer, asked).get(tag.id, 0), counts[Relation.OFFERS],
        counts[Relation.LEARNING],
    )  # fmt: skip
    kind = and_(Term.list == KINDS, Term.code == MemberKind.code)
    place = or_(
        and_(Term.list == NATIONS, Term.code == MemberPlace.nation),
        and_(Term.list == REGIONS, Term.code == MemberPlace.region),
    )
    return OneSkill(
        tag.id,
        tag.broader_id,
        skill,
        _parts(viewer, replace(asked, kind=()), tag.id, MemberKind, kind),
        _parts(viewer, replace(asked, place=()), tag.id, MemberPlace, place),
    )


def _parts(
    viewer: Viewer, asked: GapsAsked, tag: int, of: type[Any], term: Any
) -> tuple[SkillPart, ...]:
    """Count who wants and offers a tag by what `of` says of them, in the list's order.

    Whoever says several kinds counts for each, as in the list of people; what only the
    viewer sees of themselves does not count.
    """
    rows = db.session.execute(
        visible(viewer, Term.code, Term.label, MemberTag.relation, func.count())
        .select_from(MemberTag)
        .join(of, of.member_id == MemberTag.member_id)
        .join(Term, term)
        .where(MemberTag.tag_id == tag, told(viewer, asked))
        .where(MemberTag.relation.in_([Relation.SEEKS, Relation.OFFERS]))
        .where(of.audience != Audience.ME)
        .group_by(Term.code, Term.label, Term.list, Term.sort, MemberTag.relation)
        .order_by(Term.list, Term.sort)
    )
    found: dict[tuple[str, str], dict[Relation, int]] = defaultdict(dict)
    for code, label, relation, number in rows:
        found[code, label][relation] = number
    return tuple(
        SkillPart(*key, of.get(Relation.SEEKS, 0), of.get(Relation.OFFERS, 0))
        for key, of in found.items()
    )
