"""When a digest comes: by the clocks in Britain, whatever they do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.visible import visible
from community.digests import commands
from community.digests.models import Every, Rhythm
from community.digests.rhythm import first, following
from tests.cast import CAST
from tests.digests.making import FRIDAY, TUESDAY, later, rhythm_of, stand

HERE = ZoneInfo("Europe/London")
ALICE = CAST["alice"].viewer

FROM, TO = datetime(2016, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 (bounds)
moments = st.datetimes(FROM, TO, timezones=st.just(UTC))
weekdays, hours = st.integers(0, 6), st.integers(0, 23)
often = st.sampled_from([Every.WEEK, Every.FORTNIGHT])


def local(moment):
    return moment.astimezone(HERE)


def is_skipped(day, hour):
    """Whether the clocks go over this hour of this day."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=HERE)
    return moment.astimezone(UTC).astimezone(HERE).hour != hour


@given(moments, often, weekdays, hours)
def test_the_first_one_is_within_a_week_on_the_day_at_the_hour(now, every, day, hour):
    due = first(every, day, hour, now)
    assert timedelta(0) < due - now <= timedelta(days=7, hours=1)
    assert local(due).weekday() == day
    assert local(due).hour == hour + is_skipped(local(due), hour)


@given(moments, often, weekdays, hours, st.integers(0, 400 * 24))
def test_each_later_one_keeps_day_and_hour_and_the_same_fortnight(
    now, every, day, hour, late
):
    due = first(every, day, hour, now)
    then = due + timedelta(hours=late)
    after = following(every, day, hour, due, then)
    step = 7 if every is Every.WEEK else 14
    days = (local(after).date() - local(due).date()).days
    assert after > then
    assert days > 0
    assert days % step == 0, "parity"
    assert after - then <= timedelta(days=step, hours=1), "the first of them"
    assert local(after).hour == hour + is_skipped(local(after), hour)


@given(moments, often, weekdays, hours, st.integers(0, 400 * 24))
def test_it_comes_on_the_chosen_day_whichever_the_last_one_came_on(
    due, every, day, hour, late
):
    now = due + timedelta(hours=late)
    after = following(every, day, hour, due, now)
    assert local(after).weekday() == day
    assert local(after).hour == hour + is_skipped(local(after), hour)
    step = 7 if every is Every.WEEK else 14
    assert timedelta(0) < after - now <= timedelta(days=step, hours=1)


@given(moments, weekdays, hours)
def test_a_year_of_weeks_never_comes_twice_on_a_day(now, day, hour):
    due, days = first(Every.WEEK, day, hour, now), set()
    for _week in range(53):
        assert local(due).date() not in days
        days.add(local(due).date())
        due = following(Every.WEEK, day, hour, due, due)


def test_the_hour_stays_when_the_clocks_change():
    before = first(Every.WEEK, 1, 9, datetime(2017, 10, 23, tzinfo=UTC))
    after = following(Every.WEEK, 1, 9, before, before)
    assert (before.isoformat(), after.isoformat()) == (
        "2017-10-24T08:00:00+00:00", "2017-10-31T09:00:00+00:00",
    )  # fmt: skip


def test_an_hour_that_is_skipped_comes_as_the_clocks_do_and_one_twice_comes_once():
    spring = first(Every.WEEK, 6, 1, datetime(2017, 3, 25, 12, tzinfo=UTC))
    assert local(spring).isoformat() == "2017-03-26T02:00:00+01:00"
    autumn = first(Every.WEEK, 6, 1, datetime(2017, 10, 28, 12, tzinfo=UTC))
    assert autumn.isoformat() == "2017-10-29T00:00:00+00:00"
    again = following(Every.WEEK, 6, 1, autumn, autumn)
    assert again.isoformat() == "2017-11-05T01:00:00+00:00"


def test_never_is_never():
    assert first(Every.NEVER, 1, 9, FRIDAY) is None
    assert following(Every.NEVER, 1, 9, FRIDAY, FRIDAY) is None


# ---------------------------------------------------------------- setting it
@pytest.fixture(autouse=True)
def friday(app):
    stand(FRIDAY)


def test_everybody_has_the_usual_one_and_looking_keeps_nothing(app):
    found = commands.rhythm(ALICE)
    assert (found.every, found.weekday, found.hour) == (Every.WEEK, 1, 9)
    assert found.next_at == TUESDAY
    assert db.session.scalars(visible(ALICE, Rhythm)).all() == []


def test_what_is_chosen_begins_with_its_first_moment(app):
    commands.set_rhythm(ALICE, Every.FORTNIGHT, 4, 18)
    assert rhythm_of("alice").next_at == datetime(2017, 9, 1, 17, tzinfo=UTC)
    assert commands.rhythm(ALICE).every is Every.FORTNIGHT


def test_choosing_the_same_again_keeps_the_fortnight(app):
    commands.set_rhythm(ALICE, Every.FORTNIGHT, 1, 9)
    row = rhythm_of("alice")
    row.next_at = following(row.every, 1, 9, row.next_at, TUESDAY)
    later(6)
    commands.set_rhythm(ALICE, Every.FORTNIGHT, 1, 9)
    assert rhythm_of("alice").next_at == TUESDAY + timedelta(days=14)


@pytest.mark.parametrize(("weekday", "hour"), [(-1, 9), (7, 9), (1, -1), (1, 24)])
def test_nonsense_is_refused(app, weekday, hour):
    with pytest.raises(Refused):
        commands.set_rhythm(ALICE, Every.WEEK, weekday, hour)


def test_who_is_no_member_has_none(app):
    with pytest.raises(Forbidden):
        commands.set_rhythm(CAST["pat"].viewer, Every.WEEK, 1, 9)


def test_stopping_keeps_day_and_hour_for_starting_again(app):
    commands.set_rhythm(ALICE, Every.FORTNIGHT, 4, 18)
    commands.stop(1)
    assert (rhythm_of("alice").every, rhythm_of("alice").next_at) == (Every.NEVER, None)
    commands.stop(1)
    commands.start_again(1)
    row = rhythm_of("alice")
    assert (row.every, row.weekday, row.hour) == (Every.WEEK, 4, 18)
    assert row.next_at > clock.now()


def test_starting_what_was_not_stopped_changes_nothing(app):
    commands.set_rhythm(ALICE, Every.FORTNIGHT, 4, 18)
    commands.start_again(1)
    assert rhythm_of("alice").every is Every.FORTNIGHT


def test_somebody_without_a_row_can_stop(app):
    commands.stop(2)
    assert rhythm_of("bob").next_at is None
