"""Everybody's best suggestions in one go: for digests, and for who looks at all.

Members are taken in blocks, each by the same arithmetic as `Matcher.ask_projects` and
`ask_collaborators` without a seed. A block's answers hang on nothing but the block, so
that they are the same however many threads or machines work on them.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph import channels
from community.graph.channels import AllWeights
from community.graph.learned import Learned
from community.graph.relations import Ids
from community.graph.scorer import Found, Scorer, Wish
from community.graph.shared import Shared
from community.graph.suggest import Matcher

CELLS = 2**20
"""So many scores, or a few more, are worked out at once."""
LEAST, MOST = 48, 512
"""At least and at most so many members are a block."""
SHARDS = 4
"""So many parts of the work for each thread of a cluster."""

Progress = Callable[[float], None]


def silent(done: float) -> None:
    """Tell nobody about the share that is done."""


def everybody(
    matcher: Matcher,
    kind: str,
    limit: int = 10,
    members: Ids | None = None,
    *,
    workers: int | None = None,
    progress: Progress = silent,
    **more: Any,
) -> Found:
    """Return the best suggestions of many members.

    Parameters
    ----------
    matcher : Matcher
        The community and what was learnt from it.
    kind : str
        "project" for projects to join, "member" for people to work with.
    limit : int
        At most so many for each.
    members : ndarray of int, optional
        Who asks; all by default.
    workers : int, optional
        So many threads; as many as there are processors by default.
    progress : callable
        Told the share that is done, 0 to 1.
    **more
        Fields of `Wish`: `popularity` as of `Matcher.suggest_projects`, False by
        default; `closed`, candidates that nobody is shown; `apart`, pairs of a member
        and a candidate that this member is not shown.

    Returns
    -------
    (ndarray of int64, ndarray of float64)
        The candidates' numbers and scores, the best first, equal scores by number;
        shape (members, limit). Where there are fewer, -1 and 0. But for rounding those
        of `Matcher.ask_projects` and `ask_collaborators` without a seed.

    Raises
    ------
    ValueError
        If there is no such kind, or `limit` is negative.
    IndexError
        If there is no such member.
    """
    work = _work(matcher, members, Wish(kind, limit, **more))
    scorer, blocks = Scorer(matcher, work.wish), work.blocks()
    asking = [work.members[places] for places in blocks]
    with ThreadPoolExecutor(workers or os.cpu_count()) as threads:
        return _gathered(work, blocks, threads.map(scorer.best, asking), progress)


def everybody_on(
    client: Any,
    matcher: Matcher,
    kind: str,
    limit: int = 10,
    members: Ids | None = None,
    *,
    progress: Progress = silent,
    **more: Any,
) -> Found:
    """Return what `everybody` returns, byte for byte, worked out by a cluster.

    `client` is one of `dask.distributed`, of a cluster whose workers have this package.
    Each worker is sent the whole graph once. All else is as of `everybody`. (The last
    bits of a product hang on the number of threads of BLAS: dask gives each worker one,
    and so does OPENBLAS_NUM_THREADS=1 here, which is faster in either case.)
    """
    work = _work(matcher, members, Wish(kind, limit, **more))
    blocks = work.blocks()
    parts = min(len(blocks), SHARDS * max(sum(client.nthreads().values()), 1))
    shards = [blocks[part::parts] for part in range(parts)]
    sent = client.scatter(Sent.of(work), broadcast=True)
    futures = [
        client.submit(answer, sent, [work.members[one] for one in shard], pure=False)
        for shard in shards
    ]
    found = (one for future in futures for one in future.result())
    order = [one for shard in shards for one in shard]
    return _gathered(work, order, found, progress)


@dataclass(frozen=True)
class Work:
    """A wish for many members, cut into blocks of those who have like weights."""

    matcher: Matcher
    members: Ids
    wish: Wish

    def blocks(self) -> list[Ids]:
        """Return the places of members, a block after the other."""
        size = max(self.matcher.shared.size[self.wish.kind], 1)
        most = min(max(CELLS // size, LEAST), MOST)
        joined = self.matcher.shared.degree("member>project")[self.members]
        weights = np.searchsorted([1, channels.FEW + 1], joined, side="right")
        return [
            places[start : start + most]
            for places in (np.flatnonzero(weights == one) for one in range(3))
            for start in range(0, len(places), most)
        ]


def _work(matcher: Matcher, members: Ids | None, wish: Wish) -> Work:
    if wish.kind not in {"project", "member"}:
        raise ValueError(f"suggestions are of projects and members, not {wish.kind!r}")
    if wish.limit < 0:
        raise ValueError("a limit is 0 or more")
    number = matcher.shared.size["member"]
    asking = np.arange(number) if members is None else np.asarray(members, np.int64)
    if len(asking) and not 0 <= asking.min() <= asking.max() < number:
        raise IndexError("a member who asks does not exist")
    return Work(matcher, asking, wish)


def _gathered(
    work: Work, blocks: Sequence[Ids], found: Iterable[Found], progress: Progress
) -> Found:
    """Put the answers of blocks to their places."""
    shape = (len(work.members), work.wish.limit)
    ids, scores, done = np.full(shape, -1, dtype=np.int64), np.zeros(shape), 0
    for places, (best, reached) in zip(blocks, found, strict=True):
        ids[places], scores[places] = best, reached
        done += len(places)
        progress(done / len(work.members))
    return ids, scores


@dataclass(frozen=True)
class Sent:
    """What a worker of a cluster is sent, once: plain arrays and words."""

    arrays: dict[str, NDArray[Any]]
    learned: Learned
    wish: Wish

    @classmethod
    def of(cls, work: Work) -> "Sent":
        """Return a wish as it is sent."""
        learned, projects = work.matcher.learned, work.wish.kind == "project"
        given = {
            one.name: getattr(learned.weights, one.name) for one in fields(AllWeights)
        }
        plain = {
            name: replace(weights, channel=dict(weights.channel))
            for name, weights in given.items()
        }
        needed = Learned(
            AllWeights(**plain),
            work=learned.work if projects else None,
            people=None if projects else learned.people,
        )
        return cls(work.matcher.shared.arrays(), needed, work.wish)


def answer(sent: Sent, blocks: Sequence[Ids]) -> list[Found]:
    """Answer a part of the work, on a worker."""
    matcher = Matcher(Shared.from_arrays(sent.arrays), sent.learned)
    scorer = Scorer(matcher, sent.wish)
    return [scorer.best(members) for members in blocks]
