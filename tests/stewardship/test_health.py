"""How a project goes is said alike in Python and SQL, from what its team does alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal

from community.accounts.models import State
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import unscoped
from community.projects.life import alive
from community.projects.models import (
    JoinKind,
    JoinState,
    Membership,
    Project,
    ProjectState,
    TeamRole,
)
from community.stewardship.health import Health, Signs, health, health_in_sql
from community.stewardship.queries import health_of
from tests.cast import CAST, join
from tests.projects.making import ask, project
from tests.stewardship.silent import apart, fresh, health_now, silent, stand

NOW = datetime(2017, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WELL, QUIET, AT_RISK, ORPHANED = Health


@pytest.mark.parametrize(
    ("silent_for", "waits_for", "orphaned", "said"),
    [
        (0, None, False, WELL),
        (29.9, None, False, WELL),
        (30, None, False, QUIET),
        (44.9, None, False, QUIET),
        (45, None, False, AT_RISK),
        (400, None, False, AT_RISK),
        (0, 6.9, False, WELL),
        (0, 7, False, QUIET),
        (0, 9.9, False, QUIET),
        (0, 10, False, AT_RISK),
        (31, 10, False, AT_RISK),
        (45, 1, False, AT_RISK),
        (0, None, True, ORPHANED),
        (45, 10, True, ORPHANED),
    ],
)
def test_the_worst_that_can_be_said_is_said(silent_for, waits_for, orphaned, said):
    oldest = None if waits_for is None else NOW - waits_for * DAY
    signs = Signs(ProjectState.PUBLISHED, orphaned, NOW - silent_for * DAY, oldest)
    assert health(signs, NOW) is said


@pytest.mark.parametrize("state", [s for s in ProjectState if s != "published"])
def test_only_what_is_published_has_a_health(state):
    assert health(Signs(state, True, NOW - 100 * DAY), NOW) is None


moments = st.one_of(
    st.sampled_from([30 * DAY, 45 * DAY, 60 * DAY, 7 * DAY, 10 * DAY, 0 * DAY]),
    st.timedeltas(timedelta(0), 80 * DAY),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    state=st.sampled_from(ProjectState),
    orphaned=st.booleans(),
    silence=moments,
    waits=st.none() | moments,
)
def test_python_and_sql_say_the_same(app, state, orphaned, silence, waits):
    one = project(1)
    one.state, one.orphaned, one.alive_at = state, orphaned, NOW - silence
    db.session.flush()
    oldest = None if waits is None else NOW - waits
    sql = unscoped("test", health_in_sql(literal(oldest, Project.alive_at.type), NOW))
    said = db.session.scalar(sql.where(Project.id == 1))
    signs = Signs(state, orphaned, NOW - silence, oldest)
    assert (said and Health(said)) == health(signs, NOW)


# ---------------------------------------------------------------- what counts
COUNTS = {
    "an offer": (lambda row: None, AT_RISK),
    "a young one": (lambda row: setattr(row, "asked_at", clock.now() - DAY), WELL),
    "an answered one": (lambda row: setattr(row, "state", JoinState.ACCEPTED), WELL),
    "one on the list": (lambda row: setattr(row, "state", JoinState.WAITING), WELL),
    "an invitation": (lambda row: setattr(row, "kind", JoinKind.INVITATION), WELL),
    "of one who rests": (lambda row: stand("alice", State.RESTING), WELL),
    "of one apart": (lambda row: apart("alice", "lea"), WELL),
    "whose lead rests": (lambda row: stand("lea", State.RESTING), AT_RISK),
}


@pytest.mark.parametrize("name", COUNTS)
def test_what_a_lead_could_answer_counts_and_nothing_else(app, name):
    change, said = COUNTS[name]
    row = ask(1, "alice")
    row.asked_at = clock.now() - 11 * DAY
    db.session.flush()
    change(row)
    db.session.flush()
    assert health_now(who="mo") is said


def test_what_one_lead_cannot_see_another_still_has_to_answer(app):
    row = ask(1, "alice")
    row.asked_at = clock.now() - 8 * DAY
    apart("alice", "lea")
    assert health_now(who="mo") is WELL
    join(1, CAST["bob"].id, TeamRole.LEAD)
    assert health_now(who="mo") is QUIET


def test_nobodys_last_visit_counts(app, visitor):
    silent(46)
    db.session.commit()
    visitor("lea").see("/projects/project-1")
    assert health_now() is AT_RISK


# ---------------------------------------------------------------- signs of life
def test_a_sign_of_life_ends_silence_and_questions(app):
    one = silent(50, orphaned=True, still_asked=2)
    version = one.version
    alive(one)
    assert (health_now(), fresh().still_asked) == (WELL, 0)
    assert fresh().version == version, "who edits the page has nothing to compare"


def test_what_nobody_leads_stays_without_a_lead(app):
    one = silent(50, orphaned=True)
    lead = unscoped("test", Membership).where(Membership.role == TeamRole.LEAD)
    for row in db.session.scalars(lead):
        row.until = clock.today()
    db.session.flush()
    alive(one)
    assert health_now() is ORPHANED


# ---------------------------------------------------------------- one statement
@pytest.mark.parametrize("who", [None, "alice", "lea", "olu"])
def test_a_page_asks_once(app, statements, who):
    one = project(1)
    with statements() as found:
        health_of(CAST[who].viewer if who else VISITOR, one)
    assert len(found) == 1
