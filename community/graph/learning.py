"""Learning from a community: the weights of all questions, patterns and groups."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from community.graph.channels import POPULAR, USUAL, AllWeights, Weights
from community.graph.fit import fitted
from community.graph.hiding import (
    COLLABORATORS,
    FIRST_PROJECTS,
    LEAST_QUESTIONS,
    MEMBERS,
    PROJECTS,
    SECOND_PROJECTS,
    Ask,
)
from community.graph.latent import PEOPLE, WORK, Trust, find_patterns
from community.graph.learned import Learned
from community.graph.records import Rows
from community.graph.relations import Ids, Relation
from community.graph.shared import Shared

SEED = 2017
COARSE = 0.5
"""The resolution of groups: below 1, so that a circle of friends is not a silo."""


@dataclass(frozen=True)
class Part:
    """One set of weights to learn: for which questions, from where, which patterns."""

    name: str
    ask: Ask
    usual: Weights
    trust: Trust


PARTS = (
    Part("projects", PROJECTS, USUAL.projects, WORK),
    Part("second_projects", SECOND_PROJECTS, USUAL.second_projects, WORK),
    Part("first_projects", FIRST_PROJECTS, USUAL.first_projects, WORK),
    Part("collaborators", COLLABORATORS, USUAL.collaborators, PEOPLE),
    Part("members", MEMBERS, USUAL.members, WORK),
)
ALL_PARTS = tuple(part.name for part in PARTS)
PROJECT_PARTS = ("projects", "second_projects", "first_projects")


def learn(
    rows: Rows,
    *,
    popularity: bool = True,
    parts: Collection[str] = ALL_PARTS,
    progress: Callable[[float], None] = lambda done: None,
) -> Learned:
    """Learn from a community's own rows; keep the answer, it changes slowly.

    Seconds for thousands of members, minutes for a hundred thousand. Below
    `hiding.LEAST_QUESTIONS` rows nothing is learnt but groups.

    Parameters
    ----------
    rows : Rows
        The community, without anything that not all members may see.
    popularity : bool
        Whether how many joined a project may count: as in `Matcher.ask_projects`.
    parts : collection of str
        Which weights, by the names of `AllWeights`; the others stay the usual ones.
    progress : callable
        Told the share that is done, 0 to 1.

    Returns
    -------
    Learned
        The usual weights where the community is too small or they do as well.

    Raises
    ------
    ValueError
        If an edge names a node that does not exist or has a wrong shape.
    """
    shared = Shared.from_rows(rows)
    groups = find_groups(shared)
    if len(rows.memberships) + len(rows.ties) < LEAST_QUESTIONS:
        return Learned(groups=groups)
    weights = {}
    wanted = [part for part in PARTS if part.name in parts]
    for number, part in enumerate(wanted):
        ask = part.ask if popularity else part.ask.without(POPULAR)
        weights[part.name] = fitted(rows, ask, part.usual, part.trust)
        progress(0.8 * (number + 1) / len(wanted))
    found = {
        trust: find_patterns(shared.size, shared.relations, trust)
        for trust in {part.trust for part in wanted}
    }
    progress(1.0)
    return Learned(AllWeights(**weights), found.get(WORK), found.get(PEOPLE), groups)


def find_groups(shared: Shared) -> dict[str, Ids]:
    """Return the group of each member and project, by the Louvain method [1]_.

    Over ties and memberships; -1 for who has neither. Numbered from the largest.

    References
    ----------
    .. [1] V. D. Blondel et al., J. Stat. Mech. (2008), P10008.
    """
    members = shared.size["member"]
    graph: Any = nx.Graph()
    graph.add_edges_from(_edges(shared.relations["member>member"], 0))
    graph.add_edges_from(_edges(shared.relations["member>project"], members))
    numbers = np.full(members + shared.size["project"], -1, dtype=np.int64)
    found = nx.community.louvain_communities(graph, resolution=COARSE, seed=SEED)
    found.sort(key=lambda group: (-len(group), min(group)))
    for number, group in enumerate(found):
        numbers[sorted(group)] = number
    return {"member": numbers[:members], "project": numbers[members:]}


def _edges(relation: Relation, offset: int) -> list[tuple[int, int]]:
    owners = np.repeat(np.arange(relation.size), relation.degree)
    ends = np.column_stack([owners, relation.indices + offset])
    return [(a, b) for a, b in ends.tolist()]
