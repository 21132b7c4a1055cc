"""When snapshots are taken by themselves: each night once, and after each phase."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden
from community.network import clockwork
from community.network.models import MapSnapshot, Reason
from community.network.snapshots import taking
from community.network.snapshots.timeline import Period, last, phases, timeline
from community.vocabulary.models import PHASES, Term
from tests.cast import CAST
from tests.network.map_world import OLU


def taken():
    found = db.session.scalars(select(MapSnapshot).order_by(MapSnapshot.id))
    return [(one.reason.value, one.phase) for one in found]


def phase(code, ends):
    found = update(Term).where(Term.list == PHASES, Term.code == code)
    db.session.execute(found.values(ends=ends))
    db.session.commit()


NIGHT = ("nightly", "")


def test_each_night_one_is_taken_after_two_in_britain(app, at):
    at("2017-11-05 01:59")
    assert clockwork.move() == 0
    for moment in ("2017-11-05 02:00", "2017-11-05 02:05", "2017-11-05 23:00"):
        at(moment)
        clockwork.move()
    assert taken() == [NIGHT]
    at("2017-11-06 01:00")
    clockwork.move()
    assert taken() == [NIGHT]
    at("2017-11-06 12:00")
    clockwork.move()
    assert taken() == [NIGHT, NIGHT]


def test_in_summer_the_clock_of_britain_counts(app, at):
    at("2017-07-05 00:59")
    assert clockwork.move() == 0
    at("2017-07-05 01:00")
    assert clockwork.move() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2017-03-26 00:59", "2017-03-26 01:00"),
        ("2017-10-29 01:59", "2017-10-29 02:00"),
    ],
)
def test_the_nights_on_which_clocks_change_have_one_each(app, at, before, after):
    at(before)
    assert clockwork.move() == 0
    at(after)
    assert clockwork.move() == 1
    assert clockwork.move() == 0


def test_one_that_was_asked_for_is_not_the_nights(app, at):
    at("2017-11-05 03:00")
    taking.take(Reason.ASKED)
    db.session.commit()
    clockwork.move()
    assert taken() == [("asked", ""), NIGHT]


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (1, 1), (7, 1), (8, 0)])
def test_a_phase_is_closed_in_the_week_after_its_end(app, at, days, expected):
    at("2017-11-05 00:30")
    phase("research", date(2017, 11, 5) - timedelta(days=days))
    assert clockwork.move() == expected
    assert clockwork.move() == 0
    assert taken() == [("phase", "research")] * expected


def test_a_phase_that_was_closed_by_hand_is_closed(app, at):
    at("2017-11-05 00:30")
    phase("research", date(2017, 11, 4))
    taking.take(Reason.PHASE, phase="research")
    db.session.commit()
    assert clockwork.move() == 0


# ------------------------------------------------------------ over time
def take_on(day):
    clock.set_source(lambda: clock.british(day, 3))
    return taking.take(Reason.NIGHTLY)


def test_of_a_long_time_some_are_shown(app, at):
    start = date(2017, 3, 1)
    rows = [take_on(start + timedelta(days=10 * number)) for number in range(12)]
    rows[4].reason, rows[4].phase = Reason.PHASE, "research"
    db.session.flush()
    clock.set_source(lambda: clock.british(date(2017, 6, 20), 12))
    months = [one.id for one in timeline(OLU)]
    days = [start + timedelta(days=10 * number) for number in range(12)]
    of_month = {day.month: row.id for day, row in zip(days, rows, strict=True)}
    assert months == sorted({*of_month.values(), rows[4].id})
    weeks = [one.id for one in timeline(OLU, Period.WEEKS)]
    since = date(2017, 6, 20) - timedelta(days=84)
    assert weeks == [row.id for day, row in zip(days, rows, strict=True) if day > since]
    assert len(timeline(OLU, Period.YEAR)) == 12
    assert last(OLU).id == rows[-1].id


def test_phases_know_their_snapshots(app):
    row = taking.take(Reason.PHASE, phase="develop")
    found = {one.code: one.snapshot_id for one in phases(OLU)}
    assert found == {"research": None, "develop": row.id}


@pytest.mark.parametrize("read", [timeline, last, phases])
def test_it_is_for_organisers(app, read):
    with pytest.raises(Forbidden):
        read(CAST["alice"].viewer)
    with pytest.raises(Forbidden):
        clockwork.ask(CAST["alice"].viewer, Reason.ASKED)
