"""What one viewer alone may use, read live in one statement.

Their own rows, private ones too, and what their connections and projects show them
beyond what all members see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Select,
    Subquery,
    case,
    or_,
    select,
)

from community.connections.models import (
    Connection,
    Subject,
    TieAudience,
)
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.visible import OPEN, among
from community.expertise.models import Tag, TagState
from community.matching.own_acts import put_aside, shown
from community.matching.own_project import of_a_project
from community.matching.rows import me, row, rows_of, together
from community.matching.snapshot import place_terms
from community.members.models import (
    DetailName,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import (
    Membership,
    Project,
    ProjectState,
)
from community.vocabulary.models import Term

NEW = 8
SENSITIVE, PRIVATE = 1, 2

NARROW = (Audience.CONNECTIONS, Audience.PROJECTS)


@dataclass(frozen=True)
class OwnTag:
    """One of the viewer's own tags; `private` when nobody else sees it."""

    id: int
    slug: str
    label: str
    sensitive: bool
    relation: Relation
    private: bool


@dataclass
class Own:
    """The viewer's live rows, by the ids of the database.

    `more_ties` and `more_memberships` are rows of others that only some see, this
    viewer among them; `only` holds the people whom only some see, and whether they
    take requests. `done_people` and `done_projects` are not suggested: put aside, asked
    already. The `muted` ones stand in no answer, not as a link to somebody else either.
    `disliked` holds what is not for the viewer at all, `off_topic` the tags
    that they share with what is not their topic. The `tired` ones were shown often
    enough for now; the `told` ones were noted as shown today already.
    """

    tags: list[OwnTag] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    projects: set[int] = field(default_factory=set)
    ties: set[int] = field(default_factory=set)
    more_ties: list[tuple[int, int]] = field(default_factory=list)
    more_memberships: list[tuple[int, int]] = field(default_factory=list)
    only: dict[int, bool] = field(default_factory=dict)
    done_people: set[int] = field(default_factory=set)
    done_projects: set[int] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)
    disliked: list[tuple[Subject, int]] = field(default_factory=list)
    off_topic: set[int] = field(default_factory=set)
    tired: set[tuple[Subject, int]] = field(default_factory=set)
    told: set[tuple[Subject, int]] = field(default_factory=set)
    new_people: list[int] = field(default_factory=list)
    new_projects: list[int] = field(default_factory=list)
    has: set[str] = field(default_factory=set)
    team: set[int] = field(default_factory=set)
    invited: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    needs: set[int] = field(default_factory=set)
    roles: dict[int, str] = field(default_factory=dict)
    project_places: dict[int, str] = field(default_factory=dict)

    def tag_ids(self, relation: Relation | None = None) -> set[int]:
        """Return the ids of one's tags, or of those in one relation."""
        return {tag.id for tag in self.tags if relation in (None, tag.relation)}

    def tired_of(self, subject: Subject) -> set[int]:
        """Return the ids of the people, or of the projects, that rest."""
        return {number for about, number in self.tired if about is subject}


def own(viewer: Viewer, project: int | None = None, need: int | None = None) -> Own:
    """Read the viewer's live rows; with a project, those that count for its lead.

    With a `need` that one alone says whom the project looks for.
    """
    made = Own()
    these: dict[str, Any] = {"me": viewer.member_id, "since": clock.now() - QUIET}
    if project is not None:
        these |= {"project": project, "need": need or 0}
    for found in rows_of(viewer, _rows(clock.today(), project is not None), **these):
        _KEEP[found.what](made, found)
    made.tags.sort(key=lambda tag: (tag.label, tag.relation))
    return made


@lru_cache(maxsize=4)
def _rows(day: date, of_project: bool) -> Subquery:
    parts = [*_mine(), *_shown_to_me(), *put_aside(day), *shown(day), *_new()]
    return together(*parts, *(of_a_project(day) if of_project else ()))


def _keep_tag(made: Own, found: Any) -> None:
    sensitive, private = bool(found.b & SENSITIVE), bool(found.b & PRIVATE)
    relation = Relation(found.word)
    tag = OwnTag(found.a, found.slug, found.label, sensitive, relation, private)
    made.tags.append(tag)
    made.has.add(relation.value)


def _keep_place(made: Own, found: Any) -> None:
    made.places[found.a] = found.label
    made.has.add("place")


def _keep_aside(made: Own, found: Any) -> None:
    person = Subject(found.word) is Subject.PERSON
    (made.done_people if person else made.done_projects).add(found.a)


def _subject(found: Any) -> tuple[Subject, int]:
    """Return whom or what an event is about: the person is `a`, the project `b`."""
    return (Subject.PERSON, found.a) if found.a else (Subject.PROJECT, found.b)


_KEEP: dict[str, Callable[[Own, Any], Any]] = {
    "tag": _keep_tag,
    "in": lambda made, found: made.projects.add(found.a),
    "tie": lambda made, found: made.ties.add(found.a),
    "place": _keep_place,
    "has": lambda made, found: made.has.add(found.word),
    "near": lambda made, found: made.more_ties.append((found.a, found.b)),
    "mate": lambda made, found: made.more_memberships.append((found.a, found.b)),
    "only": lambda made, found: made.only.__setitem__(found.a, bool(found.b)),
    "aside": _keep_aside,
    "never": lambda made, found: made.disliked.append((Subject(found.word), found.a)),
    "off topic": lambda made, found: made.off_topic.add(found.a),
    "tired": lambda made, found: made.tired.add(_subject(found)),
    "told": lambda made, found: made.told.add(_subject(found)),
    "muted": lambda made, found: made.muted.add(found.a),
    "mutes me": lambda made, found: made.done_people.add(found.a),
    "hello": lambda made, found: made.done_people.add(found.a),
    "offer": lambda made, found: made.done_projects.add(found.a),
    "new": lambda made, found: made.new_people.append(found.a),
    "new project": lambda made, found: made.new_projects.append(found.a),
    "team": lambda made, found: made.team.add(found.a),
    "invited": lambda made, found: made.invited.add(found.a),
    "topic": lambda made, found: made.topics.add(found.a),
    "project place": lambda made, found: made.project_places.__setitem__(
        found.a, found.label
    ),
    "need": lambda made, found: made.needs.add(found.a),
    "role": lambda made, found: made.roles.__setitem__(found.a, found.label),
}


def _mine() -> list[Select[Any]]:
    other = case((Connection.a_id == me(), Connection.b_id), else_=Connection.a_id)
    own_tie = or_(Connection.a_id == me(), Connection.b_id == me())
    flags = case((Tag.sensitive, SENSITIVE), else_=0) + case(
        (MemberTag.audience == Audience.ME, PRIVATE), else_=0
    )
    return [
        row("tag", Tag.id, flags, MemberTag.relation, Tag.label, Tag.slug)
        .join(MemberTag, MemberTag.tag_id == Tag.id)
        .where(MemberTag.member_id == me(), Tag.state == TagState.APPROVED),
        row("in", Membership.project_id).where(
            Membership.member_id == me(), Membership.until.is_(None)
        ),
        row("tie", other).where(own_tie),
        row("place", Term.id, label=Term.label)
        .join(MemberPlace, place_terms(MemberPlace))
        .where(MemberPlace.member_id == me()),
        row("has", MemberKind.id, word="kinds").where(MemberKind.member_id == me()),
        row("has", MemberDetail.id, word="headline").where(
            MemberDetail.member_id == me(), MemberDetail.name == DetailName.HEADLINE
        ),
    ]


def _shown_to_me() -> list[Select[Any]]:
    """Select what others show to this viewer and not to every member."""
    not_all = or_(
        Connection.a_audience != TieAudience.MEMBERS,
        Connection.b_audience != TieAudience.MEMBERS,
        Connection.a_id.in_(_only()),
        Connection.b_id.in_(_only()),
    )
    askable = Member.joined & Member.taking_requests
    return [
        row("near", Connection.a_id, Connection.b_id).where(
            not_all, Connection.a_id != me(), Connection.b_id != me()
        ),
        row("mate", Membership.member_id, Membership.project_id).where(
            among(Membership.audience, NARROW),
            Membership.member_id != me(),
            Membership.until.is_(None),
        ),
        row("mate", Membership.member_id, Membership.project_id).where(
            among(Membership.audience, OPEN),
            Membership.member_id.in_(_only()),
            Membership.member_id != me(),
            Membership.until.is_(None),
        ),
        row("only", Member.id, case((askable, 1), else_=0)).where(
            among(Member.audience, NARROW), Member.id != me()
        ),
    ]


def _only() -> Select[Any]:
    return select(Member.id).where(among(Member.audience, NARROW))


def _new() -> list[Select[Any]]:
    """Select the newest people and projects, for small communities."""
    people = (
        select(Member.id)
        .where(Member.joined, Member.taking_requests, Member.id != me())
        .where(among(Member.audience, OPEN))
        .order_by(Member.created_at.desc(), Member.id.desc())
        .limit(NEW)
        .subquery()
    )
    projects = (
        select(Project.id)
        .where(Project.state == ProjectState.PUBLISHED, ~Project.orphaned)
        .order_by(Project.published_at.desc(), Project.id.desc())
        .limit(NEW)
        .subquery()
    )
    return [row("new", people.c.id), row("new project", projects.c.id)]
