"""The chart of a survey, drawn by the server; the table below it says the same.

A strip for each thing that was asked about, and on it a mark of its own shape for each
group, each at its own height: nothing needs colour to be told apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from community.surveys.queries import Found, ItemLine, SurveyFacts, SurveyTable
from community.web.surveys_words import found_words, group_label, signed

LEFT, RIGHT = 3.0, 97.0
"""Percents of the width between which marks stand."""
LANE, FOOT = 24, 22
"""Pixels of a group's lane, and of the scale below all lanes."""
GROUPS = 4
"""So many groups have a mark; the table has all."""


@dataclass(frozen=True)
class Mark:
    """What one group made of one thing: where it stands, and the number beside it.

    Where nothing is known there is no `x`, and `word` says so.
    """

    shape: int
    x: float | None
    y: int
    word: str
    leftward: bool = False


@dataclass(frozen=True)
class Line:
    """One thing that was asked about, with its marks; `says` tells them in words."""

    label: str
    says: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Tick:
    """A place of the scale, in percent, and its word."""

    x: float
    word: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """A chart whole; `keys` name the shapes, `says` tells what the scale means."""

    says: str
    keys: tuple[tuple[int, str], ...]
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    height: int
    foot: int = FOOT


def chart(survey: SurveyFacts, table: SurveyTable) -> Chart | None:
    """Return the chart of what a survey found; None where there is nothing to draw."""
    groups = [group_label(group) for group in table.groups[:GROUPS]]
    known = [one for item in table.items for one in item.found if one is not None]
    if not known:
        return None
    low, high, says, marks = _scale(survey, known)

    def across(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (value - low) / ((high - low) or 1), 2)

    ends = {low: "start", high: "end"}
    return Chart(
        says,
        tuple(enumerate(groups)),
        tuple(Tick(across(at), word, ends.get(at, "middle")) for at, word in marks),
        tuple(_line(item, groups, across) for item in table.items),
        LANE * len(groups),
    )


def _line(item: ItemLine, groups: list[str], across: Callable[[float], float]) -> Line:
    marks, said = [], []
    for place, (group, found) in enumerate(zip(groups, item.found, strict=False)):
        y = LANE * place + LANE // 2
        value, word = _value(found)
        told = _("%(group)s: %(found)s", group=group, found=word)
        said.append(told)
        if value is None:
            marks.append(Mark(place, None, y, told))
        else:
            x = across(value)
            marks.append(Mark(place, x, y, word, x > 80))
    return Line(item.label, "; ".join(said), tuple(marks))


def _value(found: Found | None) -> tuple[float | None, str]:
    """Return where a finding stands on the scale, and its number in words."""
    if found is None:
        return None, found_words(None)
    if found.score is not None:
        return found.score, signed(found.score)
    if found.mean is not None:
        return found.mean, str(format_decimal(found.mean))
    if found.rank is not None:
        return float(found.rank), str(found.rank)
    if found.percent is not None:
        return found.percent, f"{format_decimal(found.percent)}%"
    return None, found_words(found)


Scale = tuple[float, float, str, Sequence[tuple[float, str]]]


def _scale(survey: SurveyFacts, known: Sequence[Found]) -> Scale:
    """Return both ends of the scale, what it means, and its marks."""
    if any(one.score is not None for one in known):
        return (
            -100.0, 100.0,
            _("−100: always chosen as least. +100: always chosen as most."),
            ((-100.0, "−100"), (0.0, "0"), (100.0, "+100")),
        )  # fmt: skip
    if any(one.mean is not None for one in known):
        steps = survey.shows
        words = _("The mean on a scale from 1 to %(steps)s.", steps=steps)
        return (
            1.0,
            float(steps),
            words,
            [(float(n), str(n)) for n in range(1, steps + 1)],
        )
    if any(one.rank is not None for one in known):
        last = max(one.of or one.rank or 1 for one in known)
        words = _("The place of each: 1 matters most, %(last)s least.", last=last)
        places = sorted({1, *range(3, last - 1, 3), last})
        return 1.0, float(last), words, [(float(n), str(n)) for n in places]
    return 0.0, 100.0, _("In percent."), ((0.0, "0%"), (50.0, "50%"), (100.0, "100%"))
