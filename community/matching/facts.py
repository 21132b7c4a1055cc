"""The facts behind reasons, as the viewer may see them now: one statement.

The graph proposes reasons; a reason is told only when each link of it is found here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func

from community.connections.models import Connection
from community.core import clock
from community.core.access import Viewer
from community.expertise.models import Tag, TagState
from community.matching.rows import given, row, rows_of, together
from community.matching.snapshot import place_terms
from community.members.models import MemberPlace, MemberTag, Relation
from community.projects.models import Membership, Need, NeedTag, Project, ProjectTag
from community.projects.queries import is_open
from community.vocabulary.models import Term


@dataclass(frozen=True)
class TagFact:
    """A tag by its words."""

    slug: str
    label: str
    sensitive: bool


@dataclass
class Facts:
    """Links between the people and projects of one answer, by ids.

    `teams` hold only those of a team who were asked about, `sizes` how many there are.
    """

    tags: dict[int, TagFact] = field(default_factory=dict)
    said: dict[int, set[tuple[int, Relation]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    topics: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    needs: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    roles: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    teams: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    sizes: dict[int, int] = field(default_factory=dict)
    ties: set[tuple[int, int]] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)
    people_in: set[tuple[int, int]] = field(default_factory=set)
    projects_in: set[tuple[int, int]] = field(default_factory=set)

    def tied(self, one: int, two: int) -> bool:
        """Tell whether the viewer may know that two people know each other."""
        return (min(one, two), max(one, two)) in self.ties

    def says(self, member: int, tag: int, relation: Relation | None = None) -> bool:
        """Tell whether somebody shows a tag to the viewer, in this or any relation."""
        if relation is not None:
            return (tag, relation) in self.said[member]
        return any(tag == number for number, _relation in self.said[member])


def facts(
    viewer: Viewer, people: Iterable[int], projects: Iterable[int], ties: Iterable[int]
) -> Facts:
    """Read what links `people` and `projects`, as the viewer may see it.

    `ties` are the people whom the viewer knows; they are looked for in the teams.
    """
    made, asked = Facts(), set(people)
    these = {
        "people": sorted(asked),
        "known": sorted(asked | set(ties)),
        "projects": sorted(set(projects)),
    }
    for found in rows_of(viewer, _rows(clock.today()), **these):
        _keep(made, found)
    for roles in made.roles.values():
        roles.sort()
    return made


@lru_cache(maxsize=2)
def _rows(_day: date) -> Subquery:
    return together(*_of_people(), *_of_projects())


def _keep(made: Facts, found: Any) -> None:
    kind, a, b = found.what, found.a, found.b
    if kind == "tie":
        made.ties.add((min(a, b), max(a, b)))
    elif kind == "team":
        made.teams[a].add(b)
    elif kind == "size":
        made.sizes[a] = b
    elif kind == "role":
        made.roles[a].append(found.label)
    elif kind.endswith("place"):
        made.places[b] = found.label
        (made.people_in if kind == "place" else made.projects_in).add((a, b))
    else:
        _keep_tag(made, found)


def _keep_tag(made: Facts, found: Any) -> None:
    slug, _mark, sensitive = found.slug.partition("!")
    made.tags[found.b] = TagFact(slug, found.label, bool(sensitive))
    if found.what == "topic":
        made.topics[found.a].add(found.b)
    elif found.what == "need":
        made.needs[found.a].add(found.b)
    else:
        made.said[found.a].add((found.b, Relation(found.word)))


def _tagged(what: str, owner: Any, word: Any = "") -> Select[Any]:
    """Select rows of approved tags; the slug of a sensitive one ends in "!yes"."""
    slug = Tag.slug + case((Tag.sensitive, "!yes"), else_="")
    return row(what, owner, Tag.id, word, Tag.label, slug).where(
        Tag.state == TagState.APPROVED
    )


def _of_people() -> list[Select[Any]]:
    return [
        _tagged("tag", MemberTag.member_id, MemberTag.relation)
        .join(MemberTag, MemberTag.tag_id == Tag.id)
        .where(MemberTag.member_id.in_(given("people", several=True))),
        row("tie", Connection.a_id, Connection.b_id).where(
            and_(
                Connection.a_id.in_(given("people", several=True)),
                Connection.b_id.in_(given("people", several=True)),
            )
        ),
        row("place", MemberPlace.member_id, Term.id, label=Term.label)
        .join(Term, place_terms(MemberPlace))
        .where(MemberPlace.member_id.in_(given("people", several=True))),
    ]


def _of_projects() -> list[Select[Any]]:
    return [
        _tagged("topic", ProjectTag.project_id)
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id.in_(given("projects", several=True))),
        _tagged("need", NeedTag.project_id)
        .join(NeedTag, NeedTag.tag_id == Tag.id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(NeedTag.project_id.in_(given("projects", several=True)), is_open()),
        row("role", Need.project_id, Need.id, label=Need.role).where(
            Need.project_id.in_(given("projects", several=True)), is_open()
        ),
        row("team", Membership.project_id, Membership.member_id).where(
            Membership.project_id.in_(given("projects", several=True)),
            Membership.member_id.in_(given("known", several=True)),
            Membership.until.is_(None),
        ),
        row("size", Membership.project_id, func.count(Membership.id))
        .where(
            Membership.project_id.in_(given("projects", several=True)),
            Membership.until.is_(None),
        )
        .group_by(Membership.project_id),
        row("project place", Project.id, Term.id, label=Term.label)
        .join(Term, place_terms(Project))
        .where(Project.id.in_(given("projects", several=True))),
    ]
