"""Two silos: how far kept places carry people across, and what that costs.

`python -m bench.silos` plants communities of two silos that hardly know each other,
hides a fifth of the joins and ties, and asks for projects and for people from the rest.
Each list comes plain, and with rising shares of places kept for a new perspective.
N@20 tells how high the hidden ones stand, from 0 to 1; "across" is the share of answers
from the other silo. The groups that the kept places go by are the planted silos, or
those that Louvain's method finds in what is not hidden.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np

from bench.planted import Groups, Size, plant
from bench.table import print_table
from community.graph import Matcher, Rows, Suggestion
from community.graph.relations import both_ways, compile_relations
from community.graph.rerank import Asker, Policy, Published, rerank

SHARES = (0.0, 0.1, 0.15, 0.2)
CUT, ASKED = 20, 300
"""So many are shown, of so many answers: the nearest hundreds are of one's own silo."""
HIDDEN_SHARE = 0.2
COARSE = 0.5
"""Louvain's resolution. At 1 it finds parts of a silo: these are no new perspective."""
FIELDS = {"project": "memberships", "member": "ties"}
HEAD = ("", "N@20", "loss %", "across %", "other group %")
SEED = 2017
WHOLE = Size()

Lists = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Asked:
    """One kind of question: the best answers to every member, and what was hidden."""

    target: str
    rows: Rows
    found: list[list[Suggestion]]
    hidden: list[set[int]]

    def plain(self) -> Lists:
        """Return the lists as they are."""
        return [[one.id for one in best[:CUT]] for best in self.found]

    def kept(self, groups: Groups, share: float) -> Lists:
        """Return the lists with a share of their places kept for other groups."""
        facts = known_by(groups[self.target])
        tags = compile_relations(self.rows)[f"{self.target}>tag"]
        policy = Policy(bridge_share=share, newcomer_share=0)
        draws = np.random.default_rng(SEED).random(len(self.found))
        placed = [
            rerank(best, tags, facts, Asker(group), policy, CUT, draw)
            for best, group, draw in zip(
                self.found, groups["member"].tolist(), draws.tolist(), strict=True
            )
        ]
        return [[one.suggestion.id for one in row] for row in placed]

    def ndcg(self, lists: Lists) -> float:
        """Return N@20, the mean over all of whom something was hidden."""
        gain = 1 / np.log2(np.arange(2, CUT + 2))
        each = [
            gain[[one in hidden for one in row]].sum() / gain[: len(hidden)].sum()
            for row, hidden in zip(lists, self.hidden, strict=True)
            if hidden
        ]
        return float(np.mean(each))

    def across(self, lists: Lists, groups: Groups) -> float:
        """Return the share of answers that are of another group than the asker."""
        places = [
            groups[self.target][one] != group
            for row, group in zip(lists, groups["member"], strict=True)
            for one in row
        ]
        return float(np.mean(places))


def known_by(groups: np.ndarray) -> Published:
    """Return facts that tell candidates apart by nothing but their group."""
    none = np.zeros(len(groups), dtype=np.bool_)
    return Published(
        groups, np.full(len(groups), -1), none, np.zeros(len(groups)), none
    )


def found_groups(rows: Rows) -> Groups:
    """Return the groups that Louvain's method finds among joins and ties."""
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(rows.members + rows.projects))
    joins = rows.memberships + np.array([0, rows.members])
    graph.add_edges_from(joins.tolist())
    graph.add_edges_from(rows.ties.tolist())
    found = nx.community.louvain_communities(graph, resolution=COARSE, seed=SEED)
    numbers = np.zeros(len(graph), dtype=np.int64)
    for number, group in enumerate(found):
        numbers[sorted(group)] = number
    return {"member": numbers[: rows.members], "project": numbers[rows.members :]}


def ask(rows: Rows, target: str, random: np.random.Generator) -> Asked:
    """Hide a fifth of the joins or ties, and ask for them from the rest."""
    pairs = getattr(rows, FIELDS[target])
    if target == "member":
        pairs = np.sort(pairs, axis=1)
    pairs = random.permutation(np.unique(pairs, axis=0))
    cut = int(HIDDEN_SHARE * len(pairs))
    lost = both_ways(pairs[:cut]) if target == "member" else pairs[:cut]
    hidden: list[set[int]] = [set() for _ in range(rows.members)]
    for one, other in lost.tolist():
        hidden[one].add(other)
    rest = replace(rows, **{FIELDS[target]: pairs[cut:]})
    matcher = Matcher.from_rows(rest)
    suggest = {
        "project": matcher.suggest_projects,
        "member": matcher.suggest_collaborators,
    }[target]
    found = [suggest(one, ASKED, explain=False) for one in range(rows.members)]
    return Asked(target, rest, found, hidden)


def measure(size: Size = WHOLE, times: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of each list, for projects and people, over some plantings."""
    every: dict[str, list[list[dict[str, Any]]]] = {target: [] for target in FIELDS}
    for number in range(times):
        random = np.random.default_rng(SEED + number)
        rows, silos = plant(size, random)
        for target, figures in every.items():
            figures.append(list(_figures(ask(rows, target, random), silos)))
    return {
        target: [_mean(same) for same in zip(*figures, strict=True)]
        for target, figures in every.items()
    }


def _mean(same: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean figures of the same list in each planting."""
    return same[0] | {
        key: float(np.mean([one[key] for one in same]))
        for key in ("n20", "loss", "across", "other_group")
    }


def _figures(asked: Asked, silos: Groups) -> Iterator[dict[str, Any]]:
    plain = asked.plain()
    usual = asked.ndcg(plain)
    found = found_groups(asked.rows)
    lists = [("plain", None, silos, plain)] + [
        (name, share, groups, asked.kept(groups, share))
        for name, groups in (("silos", silos), ("found", found))
        for share in SHARES
    ]
    for name, share, groups, row in lists:
        ndcg = asked.ndcg(row)
        yield {
            "groups": name,
            "share": share,
            "n20": ndcg,
            "loss": 1 - ndcg / usual,
            "across": asked.across(row, silos),
            "other_group": asked.across(row, groups),
        }


def show(found: dict[str, Any]) -> None:
    """Print the figures."""
    for target, lists in found.items():
        print(f"\n{target}s suggested to the members of two silos, {CUT} each")
        print_table(HEAD, [_line(one) for one in lists])


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    name = one["groups"]
    if one["share"] is not None:
        name += f", {100 * one['share']:.0f} % of places kept"
    shares = (f"{100 * one[key]:.1f}" for key in ("loss", "across", "other_group"))
    return (name, f"{one['n20']:.4f}", *shares)


if __name__ == "__main__":
    show(measure())
