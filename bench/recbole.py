"""Suggest artists by a published protocol: `python -m bench.recbole`.

RecBole-GNN [1]_ publishes figures for Last.fm (HetRec 2011) with RecBole's default
evaluation: the memberships of each member are shuffled and split 8:1:1, what was in the
first part is learnt from, all candidates but those of the first two parts are ranked,
and the third is to be found. Of its `split_by_ratio` [2]_ we keep how it rounds: the
second and third part are rounded down, one that would be empty gets one while the
first keeps more than one, and the first gets the rest. NDCG and recall are those of
[3]_; only members with something to find count.

The matcher is the one of `bench/adapter.py`, as it is. It also sees tags. Whoever
tagged an artist has most likely listened to them, so the tags that a member gave in the
second and third part are left out (and the file has none of those given in its own test
part). The models of [1]_ see memberships and, as MHCN does, ties.

The data are for non-commercial use and no part of this project: name the file, or keep
it in ../shared/bench.

References
----------
.. [1] github.com/RUCAIBox/RecBole-GNN, results/social/lastfm.md
.. [2] github.com/RUCAIBox/RecBole, recbole/data/dataset/dataset.py, _calcu_split_ids
.. [3] github.com/RUCAIBox/RecBole, recbole/evaluator/metrics.py
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev

import numpy as np
from numpy.typing import NDArray

from bench.adapter import fit
from bench.table import print_table

Ints = NDArray[np.int64]

ROOT = Path(__file__).parents[1]
USUAL = ROOT.parent / "shared" / "bench" / "lastfm.npz"
SEEDS, CUT = (0, 1, 2), 10
PUBLISHED = (
    ("LightGCN, published", 0.1972, 0.2064),
    ("MHCN, published", 0.2068, 0.2123),
)
HEAD = ("", f"N@{CUT}", f"R@{CUT}")


def parts(number: int) -> tuple[int, int]:
    """Return how many of a member's rows are for validation and for the test."""
    sizes = [number, int(0.1 * number), int(0.1 * number)]
    sizes[0] -= sizes[1] + sizes[2]
    for part in (2, 1):
        if sizes[0] > 1 and 0 < 0.1 * number < 1:
            sizes[part] += 1
            sizes[0] -= 1
    return sizes[1], sizes[2]


def split(pairs: Ints, seed: int) -> tuple[Ints, Ints, Ints]:
    """Return each member's rows to learn from, for validation and for the test."""
    mixed = np.random.default_rng(seed).permutation(pairs)
    mixed = mixed[np.argsort(mixed[:, 0], kind="stable")]
    _, start, count = np.unique(mixed[:, 0], return_index=True, return_counts=True)
    place = np.arange(len(mixed)) - np.repeat(start, count)
    sizes = np.array([parts(number) for number in count.tolist()])
    test = place >= np.repeat(count - sizes[:, 1], count)
    valid = ~test & (place >= np.repeat(count - sizes.sum(axis=1), count))
    return mixed[~valid & ~test], mixed[valid], mixed[test]


def tags_without(assigned: Ints, held: Ints, projects: int) -> tuple[Ints, Ints]:
    """Return the tags of projects and of members, but for those given on held pairs."""
    given = assigned[:, 0] * projects + assigned[:, 1]
    left = assigned[~np.isin(given, held[:, 0] * projects + held[:, 1])]
    return np.unique(left[:, 1:], axis=0), np.unique(left[:, [0, 2]], axis=0)


def by_member(pairs: Ints, members: int) -> list[set[int]]:
    """Return the projects of each member."""
    found: list[set[int]] = [set() for _ in range(members)]
    for member, project in pairs.tolist():
        found[member].add(project)
    return found


def score(lists: Sequence[Sequence[int]], truth: Sequence[set[int]]) -> list[float]:
    """Return NDCG and recall, each the mean over the members of what they score."""
    gain = 1 / np.log2(np.arange(2, CUT + 2))
    ndcg, recall = [], []
    for found, wanted in zip(lists, truth, strict=True):
        hits = [place for place, one in enumerate(found[:CUT]) if one in wanted]
        ndcg.append(gain[hits].sum() / gain[: len(wanted)].sum())
        recall.append(len(hits) / len(wanted))
    return [mean(ndcg), mean(recall)]


def measure(file: Path, seed: int) -> list[float]:
    """Return NDCG and recall of one split."""
    with np.load(file) as data:
        size = {
            name: int(data[f"n_{name}"]) for name in ("members", "projects", "tags")
        }
        pairs = np.concatenate([data["train"], data["test"]])
        ties, links, assigned = data["ties"], data["links"], data["assign"]
    learn, valid, test = split(pairs, seed)
    held = np.concatenate([valid, test])
    topics, expertise = tags_without(assigned, held, size["projects"])
    rows = {
        "memberships": learn, "connections": ties, "links": links,
        "topics": topics, "expertise": expertise,
    }  # fmt: skip
    matcher = fit(rows, size)
    wanted, known = (by_member(some, size["members"]) for some in (test, valid))
    asked = [member for member in range(size["members"]) if wanted[member]]
    most = max(map(len, known))
    best, _ = matcher.projects_for(np.array(asked), CUT + most)
    lists = [
        [one for one in row if one >= 0 and one not in known[member]][:CUT]
        for member, row in zip(asked, best.tolist(), strict=True)
    ]
    return score(lists, [wanted[member] for member in asked])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each seed's split and print the figures beside the published ones."""
    parser = argparse.ArgumentParser(prog="python -m bench.recbole")
    parser.add_argument("file", type=Path, nargs="?", default=USUAL, metavar="NPZ")
    file = parser.parse_args(arguments).file
    if not file.is_file():
        print(f"The listeners to measure with are missing: {file}", file=sys.stderr)
        return 1
    found = [measure(file, seed) for seed in SEEDS]
    rows = [(f"seed {seed}", *one) for seed, one in zip(SEEDS, found, strict=True)]
    both = list(zip(*found, strict=True))
    rows += [
        ("mean", *map(mean, both)),
        ("spread (standard deviation)", *map(stdev, both)),
    ]
    shown = [
        (name, *(f"{x:.4f}" for x in figures)) for name, *figures in (*rows, *PUBLISHED)
    ]
    print_table(HEAD, shown)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
