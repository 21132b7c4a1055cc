"""The graph of the whole community and what all may know of people and projects.

Everything is a flat set of named arrays, which `snapshot_build` makes from rows. A
snapshot is a view on them, whether they are a process's own or a file that all share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from community.matching.snapshot_ids import Ids, Places

if TYPE_CHECKING:
    from community.graph.rerank import Policy, Published
    from community.graph.suggest import Matcher

Arrays = Mapping[str, NDArray[Any]]

SPARE = 64
"""How many people whom only one viewer sees a question can lay over the graph."""

NOBODY = 2**62

FACTS = ("groups", "kinds", "new", "shown", "full")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The graph, what its numbers stand for, and what all may know of candidates.

    `not_asked` holds the numbers of members who take no requests or have not joined,
    `not_open` those of projects that take nobody.
    """

    matcher: "Matcher"
    members: Places
    projects: Places
    tags: Places
    places: Places
    published_members: "Published"
    published_projects: "Published"
    policy: "Policy"
    arrays: Arrays

    @cached_property
    def not_asked(self) -> frozenset[int]:
        """The numbers of members who can't be asked."""
        return frozenset(self.arrays["not asked"].tolist())

    @cached_property
    def not_open(self) -> frozenset[int]:
        """The numbers of projects that take nobody."""
        return frozenset(self.arrays["not open"].tolist())


def snapshot_of(arrays: Arrays) -> Snapshot:
    """Return the snapshot that is a view on arrays.

    Raises
    ------
    KeyError, ValueError
        If they are not those of a snapshot.
    """
    from community.graph.learned import Learned
    from community.graph.rerank import Policy
    from community.graph.shared import Shared
    from community.graph.suggest import Matcher

    bridges, newcomers = arrays["shares"].tolist()
    shared, learned = Shared.from_arrays(arrays), Learned.from_arrays(arrays)
    return Snapshot(
        matcher=Matcher(shared, learned),
        members=Places(arrays["members"]),
        projects=Places(arrays["projects"]),
        tags=Places(arrays["tags"]),
        places=Places(arrays["places"]),
        published_members=_published("members", arrays),
        published_projects=_published("projects", arrays),
        policy=replace(Policy(), bridge_share=bridges, newcomer_share=newcomers),
        arrays=arrays,
    )


def ids_of(members: Places, projects: Places, tags: Places) -> dict[str, Ids]:
    """Return the id of each number; spare ones have ids that nobody ever has."""
    spare = np.arange(NOBODY, NOBODY + SPARE)
    return {
        "member": np.concatenate([members.ids, spare]),
        "project": projects.ids,
        "tag": tags.ids,
    }


def _published(whose: str, arrays: Arrays) -> "Published":
    from community.graph.rerank import Published

    return Published(**{fact: arrays[f"{whose} {fact}"] for fact in FACTS})
