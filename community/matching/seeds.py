"""The viewer's live rows as the seed of a question to the graph."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from community.connections.models import Subject
from community.core.access import Viewer
from community.matching.own import Own
from community.matching.snapshot import SPARE, Places, Snapshot
from community.members.models import Relation

if TYPE_CHECKING:
    from community.graph.records import Node, Pairs, Seed

HALF = 0.5


class Numbers:
    """Ids of people as numbers of the graph, with those whom only the viewer sees.

    `apart` are the ids of those kept apart from the viewer, whatever anybody shows.
    """

    def __init__(
        self, snapshot: Snapshot, apart: frozenset[int], viewer: Viewer, mine: Own
    ) -> None:
        self.snapshot, self.apart = snapshot, apart
        self._of, self._ids = snapshot.members.of, snapshot.members.ids
        unknown = (one for one in sorted(mine.only) if one not in self._of)
        fresh = [one for one in (viewer.member_id or 0,) if one not in self._of]
        first = len(self._ids)
        self._more = {
            one: first + at for at, one in enumerate([*fresh, *unknown][:SPARE])
        }
        self._back = {at: one for one, at in self._more.items()}
        self.viewer_id = viewer.member_id or 0
        self.asker = self.of(self.viewer_id) or 0

    def of(self, member: int) -> int | None:
        """Return somebody's number; None where the graph does not know them."""
        return self._of.get(member, self._more.get(member))

    def id(self, number: int) -> int:
        """Return whose number it is."""
        if number < len(self._ids):
            return int(self._ids[number])
        return self._back.get(number, 0)

    def id_of(self, kind: str, number: int) -> int:
        """Return the id of a member, project, tag or place by its number."""
        if kind == "member":
            return self.id(number)
        places = {
            "project": self.snapshot.projects,
            "tag": self.snapshot.tags,
            "place": self.snapshot.places,
        }
        return int(places[kind].ids[number])

    def all(self, members: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers of those whom the graph knows, in order."""
        found = (self.of(member) for member in members)
        return tuple(sorted({one for one in found if one is not None}))

    def pairs(self, ties: Iterable[tuple[int, int]]) -> "Pairs":
        """Return ties between ids as pairs of numbers."""
        found = [(self.of(one), self.of(two)) for one, two in ties]
        return _array([pair for pair in found if None not in pair])

    def works(self, memberships: Iterable[tuple[int, int]]) -> "Pairs":
        """Return memberships by ids as pairs of numbers."""
        projects = self.snapshot.projects.of
        found = [(self.of(who), projects.get(what)) for who, what in memberships]
        return _array([pair for pair in found if None not in pair])

    def works_of(self, projects: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers of those projects that the graph knows, in order."""
        return _known(self.snapshot.projects, projects)

    def spare(self) -> frozenset[int]:
        """Return the numbers that stand for nobody in this question."""
        first = len(self._ids)
        return frozenset(range(first + len(self._more), first + SPARE))


def _array(pairs: list[Any]) -> "Pairs":
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _known(places: Places, ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({places.of[one] for one in ids if one in places.of}))


def seed_of_member(viewer: Viewer, mine: Own, numbers: Numbers) -> "Seed":
    """Return the seed of the viewer's question who and what suits them."""
    from community.graph.records import Seed

    snapshot = numbers.snapshot
    done = mine.done_people | mine.ties | {viewer.member_id or 0}
    put_aside = _known(snapshot.projects, mine.done_projects | mine.projects)
    return Seed(
        projects=_known(snapshot.projects, mine.projects),
        ties=numbers.all(mine.ties),
        tags=_known(snapshot.tags, mine.tag_ids()),
        offers=_known(snapshot.tags, mine.tag_ids(Relation.OFFERS)),
        seeks=_known(snapshot.tags, mine.tag_ids(Relation.SEEKS)),
        places=_known(snapshot.places, mine.places),
        memberships=numbers.works(mine.more_memberships),
        more_ties=numbers.pairs(mine.more_ties),
        hidden=frozenset(numbers.all(numbers.apart)),
        not_members=_not_members(mine, done, numbers),
        not_projects=snapshot.not_open.union(put_aside),
        weakened=_weakened(mine, numbers),
    )


def seed_of_project(viewer: Viewer, mine: Own, numbers: Numbers) -> "Seed":
    """Return the seed of a lead's question who could help the project."""
    from community.graph.records import Seed

    snapshot, me = numbers.snapshot, viewer.member_id or 0
    own_ties = [(me, other) for other in mine.ties]
    own_work = [(me, project) for project in mine.projects]
    done = mine.team | mine.invited | {me}
    return Seed(
        members=numbers.all(mine.team - numbers.apart),
        tags=_known(snapshot.tags, mine.topics),
        needs=_known(snapshot.tags, mine.needs),
        places=_known(snapshot.places, mine.project_places),
        memberships=numbers.works([*mine.more_memberships, *own_work]),
        more_ties=numbers.pairs([*mine.more_ties, *own_ties]),
        hidden=frozenset(numbers.all(numbers.apart)),
        not_members=_not_members(mine, done, numbers),
    )


def _not_members(mine: Own, done: Iterable[int], numbers: Numbers) -> frozenset[int]:
    """Return who is left out: whoever is done with, takes no requests, or is nobody."""
    shy = {member for member, askable in mine.only.items() if not askable}
    left_out = numbers.all({*done, *shy})
    return numbers.snapshot.not_asked.union(left_out, numbers.spare())


def _weakened(mine: Own, numbers: Numbers) -> "tuple[tuple[Node, float], ...]":
    """Let count half what goes through somebody, something or a topic put aside."""
    from community.graph.records import Node

    topics = _known(numbers.snapshot.tags, mine.off_topic)
    found = [(Node("tag", tag), HALF) for tag in topics]
    projects = numbers.snapshot.projects.of
    for subject, number in mine.disliked:
        person = subject is Subject.PERSON
        place = numbers.of(number) if person else projects.get(number)
        if place is not None:
            found.append((Node("member" if person else "project", place), HALF))
    return tuple(found)
