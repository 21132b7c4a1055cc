"""Running the coffee rounds: open one, pair it, close it, and what came of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, ValidationError

from community.coffee import figures, rounds
from community.coffee.figures import RoundFigures
from community.coffee.models import RoundState
from community.core import clock
from community.core.access import Viewer
from community.core.errors import Refused
from community.graph.pairing import Pairing
from community.matching.small_numbers import LEAST, rounded
from community.web import words
from community.web.door import organisers_only
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.respond import respond, told

MONTHS = 3
"""From this month on, so many can be chosen."""
JOINING, MEETING = timedelta(days=7), timedelta(days=21)
"""What is proposed: the time to join, and the time to meet."""


def _by(check: Callable[..., None], *values: Any) -> None:
    """Show beside a field what a command would refuse; what is no day has its word."""
    if None in values:
        return
    try:
        check(*values)
    except Refused as error:
        raise ValidationError(told(error)) from None


class RoundForm(Form):
    """A round to open."""

    month = SelectField(_l("Month"))
    pairs_on = DateField(
        _l("People are paired on"), [InputRequired(_l("Choose a day for the pairing"))]
    )
    closes_on = DateField(
        _l("The round ends on"), [InputRequired(_l("Choose the last day to meet"))]
    )

    def validate_month(self, field: Any) -> None:
        """Look whether a round may be opened for this month."""
        _by(rounds.check_month, field.data)

    def validate_pairs_on(self, field: Any) -> None:
        """Look whether people can join until then."""
        _by(rounds.check_pairs_on, field.data)

    def validate_closes_on(self, field: Any) -> None:
        """Look whether people have time to meet."""
        _by(rounds.check_closes_on, field.data, self.pairs_on.data)


@dataclass(frozen=True)
class RoundRow:
    """A round as organisers may know it: numbers in words, small ones not told."""

    id: int
    name: str
    state: RoundState
    pairs_on: date
    closes_on: date
    joined: str
    pairs: str
    trios: str
    new: str
    across: str
    left_out: str
    reasons: tuple[str, ...]
    met: str
    connections: str


@dataclass(frozen=True)
class CoffeeRoundsPage:
    """The round that people can join, those that run, all others, and a form."""

    open: RoundRow | None
    running: tuple[RoundRow, ...]
    past: tuple[RoundRow, ...]
    least: int
    form: RoundForm = field(metadata={"api": False})


@pages.route("/coffee/", methods=["GET", "POST"])
@organisers_only
def coffee(viewer: Viewer) -> ResponseReturnValue:
    """Show the rounds; a POST opens one."""
    found = figures.figures(viewer)
    form = _form(found)
    if posted(form):
        try:
            _open(viewer, form)
            return done(_("The round is open. Members can join it."), "organise.coffee")
        except Refused as error:
            form.refuse(error, "month")
    page = _page(found, form)
    return respond("organise/coffee.html", page, 422 if form.problems else 200)


@pages.post("/coffee/<int:round_id>/pair")
@organisers_only
def pair_coffee(viewer: Viewer, round_id: int) -> ResponseReturnValue:
    """Pair a round before its day."""
    return done(_said(rounds.pair_now(viewer, round_id)), "organise.coffee")


@pages.post("/coffee/<int:round_id>/close")
@organisers_only
def close_coffee(viewer: Viewer, round_id: int) -> ResponseReturnValue:
    """End a round."""
    rounds.close(viewer, round_id)
    return done(_("The round is closed."), "organise.coffee")


# ---------------------------------------------------------------- the form
def _open(viewer: Viewer, form: RoundForm) -> None:
    pairs_on, closes_on = form.pairs_on.data, form.closes_on.data
    assert pairs_on is not None
    assert closes_on is not None
    rounds.open_round(viewer, typed(form.month), pairs_on, closes_on)


def _form(found: tuple[RoundFigures, ...]) -> RoundForm:
    """Return the form with days that suit: a week to join, three to meet."""
    taken = {one.month for one in found}
    today = clock.today()
    months = [one for one in _months(today) if f"{one:%Y-%m}" not in taken]
    first = months[0] if months else today
    pairs_on = max(today, first) + JOINING
    form = RoundForm(pairs_on=pairs_on, closes_on=pairs_on + MEETING)
    form.month.choices = options(
        *((f"{one:%Y-%m}", words.month(one)) for one in months)
    )
    return form


def _months(today: date) -> list[date]:
    """Return the first days of this month and the next ones."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


# ---------------------------------------------------------------- the figures
def _page(found: tuple[RoundFigures, ...], form: RoundForm) -> CoffeeRoundsPage:
    by_state = {
        state: tuple(_row(one) for one in found if one.state is state)
        for state in RoundState
    }
    waiting = by_state[RoundState.OPEN]
    return CoffeeRoundsPage(
        open=waiting[-1] if waiting else None,
        running=by_state[RoundState.PAIRED],
        past=by_state[RoundState.CLOSED],
        least=LEAST,
        form=form,
    )


def _row(one: RoundFigures) -> RoundRow:
    return RoundRow(
        id=one.id,
        name=words.month(one.first_day),
        state=one.state,
        pairs_on=one.pairs_on,
        closes_on=one.closes_on,
        joined=_number(one.joined),
        pairs=_number(one.pairs),
        trios=_number(one.trios),
        new=_number(one.new),
        across=_number(one.across),
        left_out=_number(one.left_out),
        reasons=_reasons(one),
        met=_number(one.met),
        connections=_number(one.connections),
    )


def _number(exact: int) -> str:
    """Return a number of people or tables whom organisers may not list one by one."""
    about = rounded(exact)
    return _("fewer than %(least)s", least=LEAST) if about is None else str(about)


def _reasons(one: RoundFigures) -> tuple[str, ...]:
    said = (
        (one.met_all, _("met everybody whom they may meet: %(n)s")),
        (one.taken, _("those whom they have not met were taken: %(n)s")),
        (one.called_off, _("the round was called off: %(n)s")),
    )
    return tuple(text % {"n": _number(number)} for number, text in said if number)


def _said(found: Pairing) -> str:
    """Say what came of a pairing, as exactly as organisers may know it."""
    people = sum(len(group) for group in found.groups)
    about = rounded(people)
    told = (
        _("The round is paired. Fewer than %(least)s people meet.", least=LEAST)
        if about is None
        else ngettext(
            "The round is paired. About %(num)s person meets somebody.",
            "The round is paired. About %(num)s people meet somebody.",
            about,
        )
    )
    if not found.left_out:
        return f"{told} {_('Everybody has somebody, and nobody meets the same twice.')}"
    return f"{told} {_('Some meet nobody this time: the table says why.')}"
