"""Which groups of those who answered may be shown apart, and which together.

Everybody who answered is counted in one group: a kind, or none. What is published is a
division of them into parts: groups that are shown by themselves, and at most one part
that holds all others together. Whatever can be worked out from sums and differences of
what is published is about whole parts, and a part has eight people or more.

Nor can anybody who knows this rule work out how many are in a group that is not shown
by itself: one of its people could be counted in another group of the same part, and
nothing that is published would be different (docs/adr/043-surveys.md has the proof,
the tests try all small worlds). That needs two groups in the part, and that a group is
shown from nine on: groups that hold at most seven would have no room when all are full.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 8
"""Fewer people than this are never a part; as in community/matching."""
APART = LEAST + 1
"""From so many on does a group stand by itself."""


@dataclass(frozen=True)
class Division:
    """The groups that stand by themselves, and those that make up one part together."""

    apart: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


WHOLE = Division()
"""Only everybody together can be shown."""


def divide(counts: Mapping[str, int]) -> Division:
    """Divide groups into parts that may be shown; WHOLE where there are not two.

    Parameters
    ----------
    counts : mapping of str to int
        How many are in each group that there could be, also where nobody is.
    """
    if sum(counts.values()) < LEAST:
        return WHOLE
    large = sorted(
        (code for code in counts if counts[code] >= APART),
        key=lambda code: (-counts[code], code),
    )
    small = [code for code in counts if counts[code] < APART]
    number = sum(counts[code] for code in small)
    if number and large and (number < LEAST or len(small) == 1):
        small.append(large.pop())
    if not number:
        small = []
    parts = len(large) + bool(small)
    if parts < 2:
        return WHOLE
    return Division(tuple(large), tuple(sorted(small)))


def about(number: int) -> int:
    """Return how many are in a part, to the nearest five; no part has fewer than 8."""
    if number < LEAST:
        raise ValueError("a part has eight people or more")
    return 5 * ((number + 2) // 5)
