"""A part with a last day: asked a week before, never ended in silence."""

from datetime import date, timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.projects import leaving
from community.projects.models import Ending, ProjectState
from community.stewardship import clockwork, commitments
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import membership, project
from tests.stewardship.making import leads_of, parts_of, viewer


@pytest.fixture
def on(app):
    """Set the day: `on(date(2030, 5, 1))`."""
    from datetime import UTC, datetime

    def stand(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        clock.set_source(lambda: moment)

    stand(date(2030, 1, 31))
    yield stand
    clock.set_source(None)


def kinds(who: str) -> list[str]:
    return [
        one.kind for one in notices(CAST[who].id) if one.kind.startswith("commitment")
    ]


def tick_days(on, first: date, days: int) -> None:
    for day in range(days):
        on(first + timedelta(days=day))
        clockwork.move()


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2030, 1, 31), 3, date(2030, 4, 30)),
        (date(2030, 1, 15), 3, date(2030, 4, 15)),
        (date(2030, 11, 30), 3, date(2031, 2, 28)),
        (date(2030, 6, 30), 6, date(2030, 12, 30)),
        (date(2030, 9, 1), 3, date(2030, 12, 1)),
    ],
)
def test_months_end_on_a_day_that_there_is(on, today, months, day):
    on(today)
    assert commitments.in_months(months) == day


def test_a_week_before_they_are_asked_once(on):
    commitments.renew(viewer("dai"), project(1), date(2030, 3, 1))
    tick_days(on, date(2030, 2, 20), 8)
    assert kinds("dai") == ["commitment"]
    assert kinds("lea") == []


def test_whoever_renews_is_asked_again_before_the_new_day(on):
    commitments.renew(viewer("dai"), project(1), date(2030, 3, 1))
    tick_days(on, date(2030, 2, 22), 2)
    commitments.renew(viewer("dai"), project(1), date(2030, 6, 1))
    tick_days(on, date(2030, 2, 24), 60)
    assert kinds("dai") == ["commitment"]
    tick_days(on, date(2030, 5, 20), 10)
    assert kinds("dai") == ["commitment", "commitment"]


def test_what_nobody_answers_goes_on_and_both_are_told_once(on):
    commitments.renew(viewer("dai"), project(1), date(2030, 3, 1))
    tick_days(on, date(2030, 2, 22), 60)
    assert kinds("dai") == ["commitment", "commitment-open"]
    assert kinds("lea") == ["commitment-lead"]
    (row,) = parts_of("dai")
    assert (row.until, row.ends_on, row.asked_to_renew) == (None, None, False)


def test_a_clock_that_comes_late_does_not_ask_what_it_cannot_wait_for(on):
    commitments.renew(viewer("dai"), project(1), date(2030, 3, 1))
    on(date(2030, 9, 1))
    clockwork.move()
    assert kinds("dai") == ["commitment-open"]
    assert clockwork.move() == 0


def test_nobody_is_asked_about_what_has_ended(on):
    commitments.renew(viewer("dai"), project(1), date(2030, 3, 1))
    project(1).state = ProjectState.FINISHED
    db.session.flush()
    tick_days(on, date(2030, 2, 22), 40)
    assert kinds("dai") == []


@pytest.mark.parametrize(
    "until", [date(2030, 1, 31), date(2001, 1, 1), date(2035, 1, 1)]
)
def test_a_last_day_lies_ahead_and_not_too_far(on, until):
    with pytest.raises(Refused):
        commitments.renew(viewer("dai"), project(1), until)


def test_one_chooses_for_oneself_alone(on):
    for who in ("alice", "olu", "bob"):
        with pytest.raises(NotFound):
            commitments.renew(viewer(who), project(1), None)
    commitments.renew(viewer("lea"), project(1), date(2030, 5, 1))
    assert membership(1, "dai").ends_on is None


def test_concluding_is_an_end_of_its_own_and_the_leads_hear_of_it(on):
    commitments.conclude(viewer("dai"), project(1), "Thank you all")
    (row,) = parts_of("dai")
    assert (row.ended_how, row.ended_because) == (Ending.CONCLUDED, "Thank you all")
    assert [one.kind for one in notices(CAST["lea"].id)] == ["team-left"]


def test_the_last_lead_does_not_conclude_unnoticed(on):
    with pytest.raises(Refused) as refused:
        commitments.conclude(viewer("lea"), project(1))
    assert refused.value.message == leaving.LAST_LEAD
    assert leads_of() == ["Lea"]
