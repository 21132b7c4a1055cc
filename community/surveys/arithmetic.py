"""Sums of answers: best-worst scores and shares, ranks with ties, means and spreads.

No names, no rows, no database: numbers in, numbers out.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from community.surveys.design import Question

Choice = tuple[int, int]
"""What somebody took as best and as worst in one question."""


@dataclass(frozen=True)
class Tally:
    """How often a thing was taken as best, as worst, and shown at all."""

    best: int = 0
    worst: int = 0
    shown: int = 0


def tallies(
    answers: Iterable[Sequence[Choice]], asked: Sequence[Question], items: int
) -> tuple[Tally, ...]:
    """Count over all answers how often each thing was best, worst and shown.

    Parameters
    ----------
    answers : iterable of sequences
        Of each member a choice for each question of `asked`, in its order.
    asked : sequence of tuples
        Which things stand in each question.
    items : int
        How many things there are.

    Raises
    ------
    ValueError
        If an answer has not one choice a question, or takes what was not shown, or the
        same thing as best and worst.
    """
    best, worst, number = [0] * items, [0] * items, 0
    for choices in answers:
        number += 1
        for question, (good, bad) in zip(asked, choices, strict=True):
            if good == bad or good not in question or bad not in question:
                raise ValueError("best and worst are two of those that are shown")
            best[good] += 1
            worst[bad] += 1
    shown = [number * sum(item in one for one in asked) for item in range(items)]
    return tuple(map(Tally, best, worst, shown))


def score(tally: Tally) -> Fraction:
    """Return the best-worst score: (best - worst) / shown, from -1 to 1 [1]_.

    0 for what was never shown.

    References
    ----------
    .. [1] A. Finn, J. J. Louviere, "Determining the appropriate response to evidence
       of public concern", J. Public Policy & Marketing 11 (1992), 12-25.
    """
    if not tally.shown:
        return Fraction(0)
    return Fraction(tally.best - tally.worst, tally.shown)


def shares(found: Sequence[Tally]) -> tuple[Fraction, ...]:
    """Return the share of each thing in importance, in percent; together 100.

    The share is proportional to (1 + s) / (1 - s) of the score s, which is the choice
    probability of the logit model that best minus worst scores estimate in closed form
    [1]_. One showing more, won and lost, stands in for certainty, so that what
    everybody took as best has a finite share.

    References
    ----------
    .. [1] S. Lipovetsky, M. Conklin, "Best-worst scaling in analytical closed-form
       solution", J. Choice Modelling 10 (2014), 60-68.
    """
    lead = [one.best - one.worst for one in found]
    odds = [
        Fraction(one.shown + 1 + by, one.shown + 1 - by)
        for one, by in zip(found, lead, strict=True)
    ]
    whole = sum(odds, Fraction(0))
    return tuple(100 * one / whole for one in odds)


def ranks(values: Sequence[Fraction]) -> tuple[int, ...]:
    """Return the place of each value, the largest first; equals share the better one.

    As in a race: 1, 2, 2, 4. Values are exact, so that what is equal counts as equal.
    """
    return tuple(1 + sum(other > one for other in values) for one in values)


@dataclass(frozen=True)
class Rated:
    """The mean of what people rated a thing, and the spread about it.

    The spread is the standard deviation of those who answered: nobody was drawn from
    anybody.
    """

    mean: Fraction
    spread: float


def rated(steps: Sequence[int]) -> Rated:
    """Return mean and spread of the steps that a thing was given.

    Raises
    ------
    ValueError
        If nobody rated it.
    """
    if not steps:
        raise ValueError("nobody rated it")
    mean = Fraction(sum(steps), len(steps))
    variance = sum((step - mean) ** 2 for step in steps) / len(steps)
    return Rated(mean, math.sqrt(variance))
