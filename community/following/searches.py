"""What a search that is kept may hold, and what it brings to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import Integer as Number

from community.core.access import Viewer
from community.core.db import db
from community.core.listed import is_listed
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.following.models import SavedSearch, SearchOf
from community.members import directory as people
from community.members.models import Member
from community.projects import directory as projects
from community.projects.models import Membership, Project, Stage
from community.vocabulary.models import (
    AREAS,
    FACTORS,
    KINDS,
    NATIONS,
    PHASES,
    REGIONS,
    Term,
)

Query = Mapping[str, Iterable[str]]

PEOPLE, PROJECTS = SearchOf.PEOPLE, SearchOf.PROJECTS
FACETS = {PEOPLE: people.FACETS, PROJECTS: projects.FACETS}
TAGS = ("offers", "seeks", "topic", "needs")
"""The filters whose words are tags."""
LISTS = {
    "kind": (KINDS,), "place": (NATIONS, REGIONS), "phase": (PHASES,), "area": (AREAS,),
    "factor": (FACTORS,),
}  # fmt: skip
"""The filters whose words are entries of fixed lists."""
LONGEST = 100


def plain(of: SearchOf, query: Query) -> dict[str, list[str]]:
    """Return a search in the one form in which it is kept and compared."""
    chosen = {name: sorted(set(query.get(name, ()))) for name in FACETS[of]}
    chosen["q"] = [" ".join(word.split())[:LONGEST] for word in query.get("q", ())][:1]
    return {name: words for name, words in chosen.items() if any(words)}


# ---------------------------------------------------------------- what it may hold
@dataclass(frozen=True)
class Word:
    """A choice of a filter by its code, in words, and whether it is sensitive."""

    code: str
    label: str
    sensitive: bool


def words_of(*queries: Query) -> dict[tuple[str, str], Word]:
    """Return what the choices of searches are called, by filter and code.

    What is not there any more is missing. It is one statement for all of them.
    """
    asked = {
        name: {code for query in queries for code in query.get(name, ())}
        for name in (*TAGS, *LISTS)
    }
    tags = set().union(*(asked[name] for name in TAGS))
    terms = set().union(*(asked[name] for name in LISTS))
    found = {("stage", stage.value): Word(stage.value, stage.value, False)
             for stage in Stage}  # fmt: skip
    if not tags and not terms:
        return found
    rows = db.session.execute(
        union_all(
            select(literal("tag"), Tag.slug, Tag.label, cast(Tag.sensitive, Number))
            .where(Tag.state == TagState.APPROVED, Tag.slug.in_(tags)),
            select(Term.list, Term.code, Term.label, literal(0))
            .where(Term.code.in_(terms)),
        )
    ).all()  # fmt: skip
    for of, code, label, sensitive in rows:
        names = [name for name, lists in LISTS.items() if of in lists]
        for name in TAGS if of == "tag" else names:
            found[name, code] = Word(code, label, bool(sensitive))
    return found


@dataclass(frozen=True)
class LookedOver:
    """What a search cannot be kept with, and what is left without that.

    `words` are typed ones, `sensitive` labels of tags, `gone` codes that nothing has.
    """

    words: str
    sensitive: tuple[str, ...]
    gone: tuple[str, ...]
    rest: dict[str, list[str]]

    @property
    def wrong(self) -> bool:
        """Whether it cannot be kept as it is."""
        return bool(self.words or self.sensitive or self.gone) or not self.rest


def look_over(of: SearchOf, query: Query) -> LookedOver:
    """Return whether a search may be kept: one of people names and hints at nobody.

    It holds tags, kinds and places alone: words may be a name, and a sensitive tag with
    a place and a kind may be one person. A search of projects may hold all there is.
    """
    query = plain(of, query)
    known, choices = words_of(query), query.items()
    chosen = [(name, code) for name, codes in choices if name != "q" for code in codes]
    gone = {one for one in chosen if one not in known}
    hints = {one for one in chosen if one not in gone and known[one].sensitive}
    shy, typed = of is PEOPLE, "".join(query.get("q", ()))
    left_out = gone | (hints if shy else set())
    rest = {
        name: [code for code in codes if (name, code) not in left_out]
        for name, codes in choices
        if name != "q" or not shy
    }
    return LookedOver(
        words=typed if shy else "",
        sensitive=tuple(sorted({known[one].label for one in hints})) if shy else (),
        gone=tuple(sorted({code for _name, code in gone})),
        rest={name: codes for name, codes in rest.items() if codes},
    )


# ---------------------------------------------------------------- what it brings
def asked(of: SearchOf, query: Query) -> people.Asked | projects.Asked:
    """Return a search as its directory takes it."""
    chosen = {name: tuple(query.get(name, ())) for name in FACETS[of]}
    typed = "".join(query.get("q", ()))
    shape: Any = people.Asked if of is PEOPLE else projects.Asked
    found: people.Asked | projects.Asked = shape(q=typed, **chosen)
    return found


def _matching(viewer: Viewer, of: SearchOf, query: Query) -> Select[Any]:
    """Select the ids of what the directory would list, by the same rules."""
    wanted: Any = asked(of, query)
    if of is PEOPLE:
        open_ = visible(viewer, Member.id).where(people.not_muted(viewer))
        return people.narrowed(open_, wanted)
    return projects.narrowed(visible(viewer, Project.id), wanted)


def matches(viewer: Viewer, of: SearchOf, query: Query) -> set[int]:
    """Return the ids of all that a search brings to the viewer now."""
    return set(db.session.scalars(_matching(viewer, of, query)))


def own(viewer: Viewer, of: SearchOf) -> ColumnElement[bool]:
    """State that somebody or something found is the viewer, or of the viewer's own."""
    if of is PEOPLE:
        return Member.id == viewer.member_id
    mine = select(Membership.project_id).where(
        Membership.member_id == viewer.member_id, Membership.until.is_(None)
    )
    return Project.id.in_(mine)


def fresh(viewer: Viewer, row: SavedSearch) -> tuple[set[int], set[int]]:
    """Return what a kept search had not brought before, and that without own things."""
    number = Member.id if row.of is PEOPLE else Project.id
    unseen = _matching(viewer, row.of, row.query).where(~is_listed(number, row.seen))
    found = db.session.execute(unseen.add_columns(own(viewer, row.of))).all()
    return {one for one, _mine in found}, {one for one, mine in found if not mine}


def figures(viewer: Viewer, rows: Iterable[SavedSearch]) -> dict[int, tuple[int, int]]:
    """Return how many each search brings, and how many are new: one statement."""
    parts = [_figure(viewer, row) for row in rows]
    if not parts:
        return {}
    found = union_all(*parts).subquery()
    counted = db.session.execute(visible(viewer, *found.c))
    return {row.search: (row.total, row.total - row.known) for row in counted}


def _figure(viewer: Viewer, row: SavedSearch) -> Any:
    number = Member.id if row.of is PEOPLE else Project.id
    known = or_(is_listed(number, row.seen), own(viewer, row.of))
    seen = func.count().filter(known).label("known")
    return _matching(viewer, row.of, row.query).with_only_columns(
        literal(row.id).label("search"), func.count().label("total"), seen,
        maintain_column_froms=True,
    )  # fmt: skip
