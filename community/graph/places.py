"""Places of a list that are kept for a new perspective and for people who are new."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

USUAL, BRIDGE, NEWCOMER = "usual", "bridge", "newcomer"

Kept = dict[int, tuple[int, str]]
"""By place: which candidate stands there, and why."""


def keep_places(
    length: int,
    other: Sequence[bool],
    fresh: Sequence[bool],
    shares: tuple[float, float],
    draw: float,
) -> list[tuple[int, str]]:
    """Return who stands in each place of a list, and why.

    Candidates are numbered in their usual order. The list falls into as many equal
    stretches as it has kept places. Where the usual order brings somebody wanted into a
    stretch, they have its kept place already, where they stand; otherwise the best
    wanted candidate gets the last place of the stretch, and the others move on.

    Parameters
    ----------
    length : int
        So many places, at most as many as candidates.
    other, fresh : sequences of bool
        For each candidate: whether they would be a new perspective; whether they are
        new and hardly shown.
    shares : (float, float)
        The shares of places kept for the one and the other, 0 to 1.
    draw : float
        From 0 to just below 1: with an even draw each share is met on average.

    Returns
    -------
    list of (int, str)
        A candidate and a slot for each place. The first place is never kept for
        somebody else, and nobody stands twice.
    """
    kept: Kept = {}
    bridges, newcomers = shares
    for start, end in stretches(length, bridges, draw):
        _keep(kept, (start, end), _row(kept, length), other, BRIDGE)
    for start, end in stretches(length, newcomers, (draw + 0.5) % 1):
        _keep(kept, (start, end), _row(kept, length), fresh, NEWCOMER)
    row = _row(kept, length)
    return [
        (one, kept[place][1] if place in kept else USUAL)
        for place, one in enumerate(row)
    ]


def stretches(length: int, share: float, draw: float) -> Iterator[tuple[int, int]]:
    """Cut a list into as many stretches, (start, end), as it has kept places.

    These are `share * length` rounded down or up, so that with an even draw they are
    just so many on average (systematic sampling [1]_).

    References
    ----------
    .. [1] W. G. Madow, L. H. Madow, Annals of Mathematical Statistics 15:1 (1944),
       1-24.
    """
    number = int(share * length + draw)
    ends = [-(-length * one // number) for one in range(number + 1)] if number else []
    return pairwise(ends)


def _row(kept: Kept, length: int) -> list[int]:
    """Return who stands where: others fill the places not kept, in usual order."""
    taken = {one for one, _ in kept.values()}
    usual = (one for one in range(length + len(taken)) if one not in taken)
    return [kept[place][0] if place in kept else next(usual) for place in range(length)]


def _keep(
    kept: Kept,
    stretch: tuple[int, int],
    row: Sequence[int],
    wanted: Sequence[bool],
    slot: str,
) -> None:
    """Keep one place of a stretch for the best one wanted, unless one stands there."""
    start, end = stretch
    there = next((p for p in range(start, end) if wanted[row[p]]), None)
    if there is not None:
        kept.setdefault(there, (row[there], slot))
        return
    free = [place for place in range(max(start, 1), end) if place not in kept]
    placed = {*row[:start], *(one for one, _ in kept.values())}
    best = (one for one, is_ in enumerate(wanted) if is_ and one not in placed)
    chosen = next(best, None)
    if free and chosen is not None:
        kept[free[-1]] = (chosen, slot)
