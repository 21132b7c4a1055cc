"""A project that goes quiet: its leads are asked, then others are told, each once."""

import pytest
from sqlalchemy import select

from community.accounts.models import State
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.journal import AuditEvent
from community.projects import commands
from community.projects.life import alive
from community.projects.models import ProjectState, TeamRole
from community.stewardship import clockwork
from community.stewardship.health import Health
from community.stewardship.leading import begin_to_lead
from community.stewardship.silence import Going, answer
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.projects.making import project
from tests.stewardship.silent import fresh, health_now, silent, stand

LEA = CAST["lea"].viewer
ASKED, TOLD, ORGANISERS = "still-going", "looks-for-lead", "project-orphaned"
KINDS = (ASKED, TOLD, ORGANISERS)


@pytest.fixture
def begun(app, at):
    """The Pain cafe, alive on 1 September at noon; the others keep talking."""
    at("2017-09-01 12:00")
    alive(project(1))
    project(2).state = ProjectState.PAUSED
    db.session.flush()


def sent(*kinds):
    wanted = kinds or KINDS
    return [(one.kind, one.to) for one in letters() if one.kind in wanted]


def move_at(at, moment):
    at(f"2017-{moment}")
    return clockwork.move()


# ---------------------------------------------------------------- the days
def test_a_silent_project_goes_from_well_to_orphaned(begun, at):
    seen = []
    for moment in ("09-30 12:00", "10-01 12:00", "10-16 12:00", "10-31 12:00"):
        move_at(at, moment)
        seen.append((health_now(), fresh().still_asked, len(sent())))
    assert seen == [
        (Health.HEALTHY, 0, 0),
        (Health.QUIET, 1, 1),
        (Health.AT_RISK, 2, 2),
        (Health.ORPHANED, 2, 4),
    ]
    assert sent() == [
        (ASKED, "lea@example.org"),
        (ASKED, "lea@example.org"),
        (TOLD, "lea@example.org"),
        (ORGANISERS, "olu@example.org"),
    ]


@pytest.mark.parametrize(
    ("moments", "asked", "orphaned"),
    [
        (["10-01 11:59"], 0, False),
        (["10-01 12:00", "10-01 12:05", "10-16 11:59"], 1, False),
        (["10-20 12:00", "10-20 12:05"], 1, False),
        (["10-16 12:00", "10-30 12:00"], 1, False),
        (["10-16 12:00", "10-31 12:00", "11-09 12:00"], 1, True),
        (["11-30 12:00", "11-30 12:05", "12-13 12:00"], 1, False),
        (["11-30 12:00", "12-14 12:00", "12-14 12:05", "12-30 12:00"], 1, True),
        (["10-01 12:00", "10-31 12:00", "11-01 12:00"], 2, False),
        (["10-01 12:00", "10-31 12:00", "11-14 12:00"], 2, True),
    ],
)
def test_late_or_twice_each_step_is_done_once(begun, at, moments, asked, orphaned):
    for moment in moments:
        move_at(at, moment)
    assert len(sent(ASKED)) == asked
    assert fresh().orphaned is orphaned
    assert len(sent(TOLD)) == len(sent(ORGANISERS)) == orphaned


def test_no_mail_comes_twice_however_often_the_clock_runs(begun, at):
    for day in range(1, 31):
        for hour in ("00:00", "12:00", "12:05"):
            move_at(at, f"10-{day:02} {hour}")
    for day in range(1, 31):
        move_at(at, f"11-{day:02} 12:00")
    found = [(one.kind, one.to, one.key) for one in letters() if one.kind in KINDS]
    assert len(found) == len(set(found)) == 4


# ---------------------------------------------------------------- who is asked
def test_a_sign_of_life_begins_the_days_anew(begun, at):
    move_at(at, "10-01 12:00")
    at("2017-10-02 12:00")
    alive(project(1))
    move_at(at, "10-31 12:00")
    assert (len(sent(ASKED)), health_now()) == (1, Health.HEALTHY)
    move_at(at, "11-01 12:00")
    assert (len(sent(ASKED)), health_now()) == (2, Health.QUIET)


def test_a_lead_on_a_break_is_asked_when_back(begun, at):
    stand("lea", State.RESTING)
    for moment in ("10-01 12:00", "10-16 12:00", "11-30 12:00"):
        move_at(at, moment)
    assert (sent(), fresh().orphaned) == ([], False)
    stand("lea", State.ACTIVE)
    move_at(at, "12-01 12:00")
    assert (len(sent(ASKED)), fresh().orphaned) == (1, False)
    move_at(at, "12-15 12:00")
    assert fresh().orphaned


def test_a_lead_who_was_asked_before_a_break_is_asked_again_after_it(begun, at):
    move_at(at, "10-01 12:00")
    move_at(at, "10-16 12:00")
    stand("lea", State.RESTING)
    move_at(at, "10-31 12:00")
    stand("lea", State.ACTIVE)
    move_at(at, "12-01 12:00")
    assert (len(sent(ASKED)), fresh().orphaned) == (3, False)


def test_a_lead_beside_one_on_a_break_is_asked_at_once(begun, at):
    join(1, CAST["bob"].id, TeamRole.LEAD)
    stand("lea", State.RESTING)
    move_at(at, "10-01 12:00")
    assert sent() == [(ASKED, "bob@example.org")]
    assert [one.to for one in notices(kind=ASKED)] == ["bob@example.org"]


@pytest.mark.parametrize("state", [s for s in ProjectState if s != "published"])
def test_nobody_is_asked_of_what_does_not_run(begun, at, state):
    project(1).state = state
    db.session.flush()
    move_at(at, "11-30 12:00")
    assert sent() == []


def test_the_clock_leaves_a_trail_of_ids_alone(begun, at):
    move_at(at, "10-01 12:00")
    notes = [
        (one.act, one.actor, one.object_kind, one.object_id, one.note)
        for one in db.session.scalars(select(AuditEvent))
    ]
    assert ("project", "", "project", 1, "asked") in notes


# ---------------------------------------------------------------- the answer
@pytest.mark.parametrize(
    ("going", "state", "health"),
    [
        (Going.YES, ProjectState.PUBLISHED, Health.HEALTHY),
        (Going.PAUSED, ProjectState.PAUSED, None),
        (Going.FINISHED, ProjectState.FINISHED, None),
        (Going.SOMEBODY_ELSE, ProjectState.PUBLISHED, Health.ORPHANED),
    ],
)
def test_a_lead_says_how_it_is_in_one_tap(app, going, state, health):
    answer(LEA, silent(46, still_asked=2), going)
    assert (fresh().state, health_now()) == (state, health)
    assert fresh().still_asked == 0
    assert len(sent(ORGANISERS)) == (going is Going.SOMEBODY_ELSE)


@pytest.mark.parametrize("who", ["alice", "dai", "olu", "ada", "mo"])
@pytest.mark.parametrize("going", Going)
def test_nobody_but_a_lead_answers(app, who, going):
    with pytest.raises(Forbidden):
        answer(CAST[who].viewer, silent(46), going)


def test_what_looks_for_a_lead_is_itself_again_with_a_yes(app):
    one = silent(70, orphaned=True)
    answer(LEA, one, Going.YES)
    assert health_now() is Health.HEALTHY


def test_what_does_not_run_is_started_again_first(app):
    one = project(1)
    commands.move(LEA, one, "pause")
    with pytest.raises(Refused):
        answer(LEA, one, Going.YES)


def test_where_every_lead_is_suspended_nobody_is_waited_for(app):
    silent(61)
    stand("lea", State.SUSPENDED)
    clockwork.move()
    clockwork.move()
    assert fresh().orphaned
    assert len(notices(CAST["olu"].id, "project-orphaned")) == 1


def test_who_says_twice_that_somebody_else_should_lead_tells_organisers_once(app, at):
    for minute in (1, 2):
        at(f"2017-09-01 12:0{minute}")
        answer(LEA, fresh(), Going.SOMEBODY_ELSE)
    assert fresh().orphaned
    assert len(notices(CAST["olu"].id, "project-orphaned")) == 1


def test_whoever_looks_for_another_lead_goes_on_looking_while_the_team_works(begun):
    answer(LEA, project(1), Going.SOMEBODY_ELSE)
    alive(project(1))
    assert health_now() is Health.ORPHANED
    answer(LEA, project(1), Going.YES)
    assert health_now() is Health.HEALTHY


def test_a_new_lead_ends_the_search(begun):
    answer(LEA, project(1), Going.SOMEBODY_ELSE)
    begin_to_lead(project(1), CAST["dai"].id)
    assert health_now() is Health.HEALTHY
