"""Sentences of weaving: why two people, and what an introduction would change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from community.network.weaving.changing import WhatIf, WovenFigures
from community.network.weaving.fitting import Common, Fit
from community.network.weaving.outcome import Frozen
from community.network.weaving.people import Somebody
from community.network.weaving.suggesting import Gain
from community.web.network_words import and_list, shape_label

HOUSE_WORDS = _l(
    "I help to run this community, and I think that you two could do something "
    "together. Have a look at each other’s profile. If both of you say yes, you can "
    "write to each other here. If it does not suit you now, that is fine: nobody is "
    "told."
)


NEAR = 3
"""A way of more steps is worth a sentence."""


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


@dataclass(frozen=True)
class FigureLine:
    """One line of a table of figures, in words: its label, and a cell for each time."""

    label: str
    cells: tuple[str, ...]


# ---------------------------------------------------------------- why these two
def gains(
    gain: Gain, one: Somebody, two: Somebody, names: Mapping[int, str]
) -> tuple[str, ...]:
    """Say what an introduction would do for the network, the most telling first.

    `names` are those of groups, by their number on the map.
    """
    said = []
    alone = [who.name for who, is_alone in zip((one, two), gain.alone, strict=True)
             if is_alone]  # fmt: skip
    if len(alone) == 2:
        said.append(_("Neither has a link on the map yet."))
    elif alone:
        said.append(_("%(name)s has no link on the map yet.", name=alone[0]))
    elif gain.joins and not gain.groups:
        said.append(_("Joins two parts that nothing links yet."))
    if gain.groups:
        said.append(_between(gain, names))
    if gain.kinds:
        first, second = (shape_label(shape) for shape in gain.kinds)
        said.append(_("Links %(one)s and %(two)s.", one=first, two=second))
    if gain.relieves:
        said.append(_("Only %(name)s knows both today.", name=gain.relieves))
    elif gain.steps > NEAR:
        said.append(_("Today %(num)s steps lie between them.", num=gain.steps))
    return tuple(said) or (_("Brings two people closer to each other."),)


def _between(gain: Gain, names: Mapping[int, str]) -> str:
    assert gain.groups is not None
    one, two = (names.get(group) or group_label(group) for group in gain.groups)
    if not gain.links:
        return _(
            "Joins %(one)s and %(two)s, which nothing links yet.", one=one, two=two
        )
    return str(
        ngettext(
            "Joins %(one)s and %(two)s, which %(num)s link joins now.",
            "Joins %(one)s and %(two)s, which %(num)s links join now.",
            gain.links,
            one=one,
            two=two,
        )
    )


def group_label(number: int) -> str:
    """Return how a group is called in a sentence."""
    return _("group %(number)s", number=number)


def fits(found: Iterable[Fit], one: Somebody, two: Somebody) -> tuple[str, ...]:
    """Say why two people fit, from what both show to every member."""
    alike = groupby(found, key=lambda fit: (fit.common, fit.first_offers))
    return tuple(
        _fit(*key, and_list([fit.label for fit in some]), one, two)
        for key, some in alike
    )


def _fit(
    common: Common, first_offers: bool, what: str, one: Somebody, two: Somebody
) -> str:
    if common is Common.MEETS:
        gives, takes = (one, two) if first_offers else (two, one)
        said = _("%(one)s offers %(what)s, which %(two)s looks for.",
                 one=gives.name, what=what, two=takes.name)  # fmt: skip
    elif common is Common.SHARED:
        said = _("Both name %(what)s.", what=what)
    else:
        said = _("Both are in %(place)s.", place=what)
    return said


# ---------------------------------------------------------------- what would change
def summary(change: WhatIf) -> str:
    """Say in a sentence or two what the ticked introductions would change."""
    before, after = change.before, change.after
    said = []
    if after.parts < before.parts:
        said.append(
            _("%(before)s separate parts become %(after)s.",
              before=before.parts, after=after.parts)
        )  # fmt: skip
    if after.alone < before.alone:
        said.append(
            ngettext(
                "%(num)s person is no longer on their own.",
                "%(num)s people are no longer on their own.",
                before.alone - after.alone,
            )
        )
    if after.across > before.across:
        said.append(
            ngettext(
                "%(num)s more connection leads from one kind of people to another.",
                "%(num)s more connections lead from one kind of people to another.",
                after.across - before.across,
            )
        )
    if before.load and after.load < before.load - 0.005:
        said.append(
            _("Less hangs on %(name)s.", name=before.busiest or _("one person"))
        )
    return " ".join(said) or _("The figures below stay much the same.")


def changes(change: WhatIf) -> tuple[FigureLine, ...]:
    """Return the figures without and with the ticked introductions."""
    both = (change.before, change.after)
    rows = [
        FigureLine(_("Separate parts"), tuple(f"{one.parts:,}" for one in both)),
        FigureLine(_("People on their own"), tuple(f"{one.alone:,}" for one in both)),
    ]
    if change.after.mean_path is not None:
        label = _("Steps between two people, on average")
        rows.append(FigureLine(label, tuple(map(_steps, both))))
        rows.append(FigureLine(_("Longest way, in steps"), tuple(map(_longest, both))))
    rows.append(FigureLine(_("Connections across kinds"), tuple(map(_across, both))))
    if change.before.busiest or change.after.busiest:
        rows.append(FigureLine(_("Most ways lead through"), tuple(map(_load, both))))
    return tuple(rows)


def _steps(figures: WovenFigures) -> str:
    return "–" if figures.mean_path is None else f"{figures.mean_path:.2f}"


def _longest(figures: WovenFigures) -> str:
    return "–" if figures.diameter is None else str(figures.diameter)


def _across(figures: WovenFigures) -> str:
    if not figures.told:
        return "–"
    share = round(100 * figures.across / figures.told)
    return _(
        "%(share)s%% (%(num)s of %(all)s)",
        share=share,
        num=figures.across,
        all=figures.told,
    )


def _load(figures: WovenFigures) -> str:
    if not figures.busiest:
        return _("nobody in particular")
    share = round(100 * figures.load)
    return _("%(name)s (%(share)s%%)", name=figures.busiest, share=share)


# ---------------------------------------------------------------- what came of it
def compared(columns: Sequence[Frozen]) -> tuple[FigureLine, ...]:
    """Return published figures side by side: before, expected, now."""
    said: tuple[tuple[str, Callable[[Frozen], str]], ...] = (
        (_("Separate parts"), lambda one: _rounded(one.parts)),
        (_("People on their own"), lambda one: _rounded(one.alone)),
        (
            _("Steps between two people, on average"),
            lambda one: "–" if one.mean_path is None else f"{one.mean_path:.1f}",
        ),
        (_("Connections across kinds"), lambda one: _share(one.across)),
        (
            _("Share of ways that lead through one person, at most"),
            lambda one: _share(one.load),
        ),
    )
    return tuple(FigureLine(label, tuple(map(cell, columns))) for label, cell in said)


def _rounded(number: int | None) -> str:
    if number is None:
        return _("fewer than 8")
    return _("about %(num)s", num=f"{number:,}") if number else _("none")


def _share(percent: int | None) -> str:
    return "–" if percent is None else _("about %(share)s%%", share=percent)
