"""The clock of plans: reminders, once, and what those who left had."""

from datetime import date

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core.db import db
from community.plans import clockwork, tasks
from community.plans.models import TeamTask
from community.plans.tasks import TaskFacts
from community.projects import leaving
from community.projects.models import Project, ProjectState
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.plans.making import NOON, all_of, task
from tests.projects.making import membership, project

DUE = date(2017, 9, 20)
LEA, DAI = CAST["lea"], CAST["dai"]


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)


def told():
    clockwork.move()
    return [(one.to, one.kind) for one in notices()]


def test_two_days_before_its_day_whoever_has_it_is_reminded_once(at):
    task(due_on=DUE)
    assert told() == []
    at("2017-09-17 23:59")
    assert told() == []
    at("2017-09-18 00:01")
    assert told() == [(DAI.email, "task-due")]
    for moment in ("2017-09-18 00:06", "2017-09-20 12:00", "2017-09-21 12:00"):
        at(moment)
        assert len(told()) == 1
    assert letters() == []


def test_a_late_clock_reminds_all_the_same_and_once(at):
    task(due_on=DUE)
    at("2017-10-20 12:00")
    assert len(told()) == 1
    assert clockwork.move() == 0


@pytest.mark.parametrize("values", [{"who": None}, {"due_on": None}])
def test_nobody_is_reminded_of_what_is_nobodys_or_has_no_day(at, values):
    task(**{"due_on": DUE, **values})
    at("2017-09-19 12:00")
    assert told() == []


def test_nobody_is_reminded_of_what_is_done(at):
    row = task(due_on=DUE)
    tasks.tick(DAI.viewer, project(1), row.id, done=True)
    at("2017-09-19 12:00")
    assert told() == []


@pytest.mark.parametrize("state", [ProjectState.PAUSED, ProjectState.ARCHIVED])
def test_nobody_is_reminded_while_the_project_rests(at, state):
    task(due_on=DUE)
    project(1).state = state
    db.session.flush()
    at("2017-09-19 12:00")
    assert told() == []
    db.session.execute(update(Project).values(state=ProjectState.PUBLISHED))
    assert len(told()) == 1


def test_another_day_or_another_person_brings_another_reminder(at):
    row, cafe = task(due_on=DUE), project(1)
    at("2017-09-18 12:00")
    clockwork.move()
    later = TaskFacts("Buy chairs", DAI.id, date(2017, 9, 30))
    tasks.edit_task(DAI.viewer, cafe, row.id, later, row.version)
    at("2017-09-28 12:00")
    assert told() == [(DAI.email, "task-due")] * 2


def test_of_what_is_near_already_nobody_is_reminded_who_takes_it():
    tasks.add_task(
        DAI.viewer, project(1), TaskFacts("Sweep", DAI.id, date(2017, 9, 11))
    )
    assert told() == []


def test_what_somebody_had_who_left_stays_nobodys_when_they_are_back():
    task("Open")
    task("Done", done_at=project(1).created_at)
    leaving.close(membership(1, "dai"), leaving.Ending.LEFT)
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    join(1, DAI.id)
    rows = {row.title: row.member_id for row in all_of(TeamTask)}
    assert rows == {"Open": None, "Done": DAI.id}


def test_whoever_rests_finds_the_reminder_without_a_letter(at):
    task(due_on=DUE)
    resting = update(Account).where(Account.id == DAI.id).values(state=State.RESTING)
    db.session.execute(resting)
    at("2017-09-18 12:00")
    assert told() == [(DAI.email, "task-due")]
    assert letters() == []
