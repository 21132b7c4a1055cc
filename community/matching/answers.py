"""Answers: who and what suits the viewer, each with reasons that the viewer may read.

The graph proposes, from what every member may see and the viewer's own rows. Whatever
it names is fetched again as the viewer may see it; what is not there is not told, and
what has no reason left is not suggested.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from community.connections.models import Subject
from community.core.access import Viewer
from community.matching import snapshot
from community.matching.feedback import Showing
from community.matching.links import Side
from community.matching.look import (
    SHOWN,
    Look,
    PersonSuggestion,
    ProjectSuggestion,
    Proposed,
)
from community.matching.own import Own, own
from community.matching.placing import choose
from community.matching.seeds import Numbers, seed_of_member, seed_of_project
from community.matching.snapshot import Snapshot
from community.members.queries import MemberCard
from community.projects.queries import ProjectCard

__all__ = [
    "ForYou",
    "PersonSuggestion",
    "ProjectSuggestion",
    "for_you",
    "helpers_of",
    "people_who_could_help",
]

FEW = 3
"""With fewer suggestions than this, the newest people or projects fill the page."""

PROFILE = ("offers", "seeks", "kinds", "place", "headline")
"""What suggestions get better by, the most useful first."""


@dataclass(frozen=True)
class ForYou:
    """What the suggestions page shows.

    `new_people` and `new_projects` fill it while there are few suggestions. `missing`
    names what the viewer has not said yet: offers, seeks, kinds, place, headline.
    `showings` are those suggestions whose showing was not kept today.
    """

    people: tuple[PersonSuggestion, ...]
    projects: tuple[ProjectSuggestion, ...]
    new_people: tuple[MemberCard, ...]
    new_projects: tuple[ProjectCard, ...]
    missing: tuple[str, ...]
    offer_private: bool
    showings: tuple[Showing, ...] = ()


@dataclass(frozen=True)
class Found:
    """What was proposed to the viewer, and the look at it that says what is shown."""

    graph: Snapshot
    mine: Own
    people: list[Proposed]
    works: list[Proposed]
    look: Look


def found_for(
    viewer: Viewer, beside: Mapping[Subject, Collection[int]] = MappingProxyType({})
) -> Found:
    """Ask who and what suits the viewer, `beside` some ids: seven statements."""
    graph, apart = snapshot.current(viewer)
    mine = own(viewer)
    numbers = Numbers(graph, apart | mine.muted, viewer, mine)
    seed, ask = seed_of_member(viewer, mine, numbers), graph.matcher
    people = choose(
        numbers,
        ask.ask_collaborators(numbers.asker, seed),
        Subject.PERSON,
        resting=numbers.all(_resting(mine, Subject.PERSON, beside)),
    )
    works = choose(
        numbers,
        ask.ask_projects(numbers.asker, seed, popularity=False),
        Subject.PROJECT,
        resting=numbers.works_of(_resting(mine, Subject.PROJECT, beside)),
    )
    look = Look(viewer, Side(viewer.member_id or 0, mine), [*people, *works], mine)
    return Found(graph, mine, people, works, look)


def _resting(
    mine: Own, subject: Subject, beside: Mapping[Subject, Collection[int]]
) -> set[int]:
    return mine.tired_of(subject).union(beside.get(subject, ()))


def for_you(viewer: Viewer) -> ForYou:
    """Return people and projects that suit the viewer: seven statements."""
    asked = found_for(viewer)
    mine, look = asked.mine, asked.look
    found, ideas = look.people_of(asked.people), look.projects_of(asked.works)
    return ForYou(
        people=found,
        projects=ideas,
        new_people=look.newest_people(found) if len(found) < FEW else (),
        new_projects=look.newest_projects(ideas) if len(ideas) < FEW else (),
        missing=tuple(what for what in PROFILE if what not in mine.has),
        offer_private=bool(found or ideas)
        and not any(tag.sensitive for tag in mine.tags),
        showings=_showings(mine, found, ideas),
    )


def _showings(
    mine: Own,
    people: tuple[PersonSuggestion, ...],
    projects: tuple[ProjectSuggestion, ...],
) -> tuple[Showing, ...]:
    shown: dict[Subject, Sequence[PersonSuggestion | ProjectSuggestion]] = {
        Subject.PERSON: people,
        Subject.PROJECT: projects,
    }
    return tuple(
        Showing(subject, one.card.id, one.slot, place)
        for subject, found in shown.items()
        for place, one in enumerate(found, start=1)
        if (subject, one.card.id) not in mine.told
    )


@dataclass(frozen=True)
class Role:
    """Somebody that a project looks for, to choose for whom to suggest people."""

    id: int
    role: str


@dataclass(frozen=True)
class Helpers:
    """People who could help a project, and for which of its open needs one can ask."""

    people: tuple[PersonSuggestion, ...]
    roles: tuple[Role, ...]


def people_who_could_help(
    viewer: Viewer, project_id: int, limit: int = SHOWN
) -> tuple[PersonSuggestion, ...]:
    """Return people who could help a project, for its lead: seven statements."""
    return helpers_of(viewer, project_id, limit).people


def helpers_of(
    viewer: Viewer, project_id: int, limit: int, need: int | None = None
) -> Helpers:
    """Return people who could help a project, or with one `need`: seven statements.

    For its lead. Nobody who takes no requests, or has enough of them, is among them.
    """
    graph, apart = snapshot.current(viewer)
    mine = own(viewer, project_id, need)
    roles = tuple(Role(*one) for one in sorted(mine.roles.items()))
    numbers = Numbers(graph, apart | mine.muted, viewer, mine)
    place = graph.projects.of.get(project_id)
    if place is None:
        return Helpers((), roles)
    seed = seed_of_project(viewer, mine, numbers)
    answer = graph.matcher.ask_members(place, seed)
    people = choose(numbers, answer, Subject.PERSON, limit, project=place)
    side = Side(viewer.member_id or 0, mine, project_id)
    look = Look(viewer, side, people)
    return Helpers(look.people_of(people, limit), roles)
