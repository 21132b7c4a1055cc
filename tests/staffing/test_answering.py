"""Waiting lists, kind answers, and a "not now" that is taken back."""

from datetime import date, timedelta

import pytest

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.members.models import Member
from community.projects import standing
from community.projects.leaving import leave
from community.projects.models import (
    JoinKind,
    JoinState,
    Need,
    NeedState,
    Project,
    Reason,
    TeamRole,
)
from community.staffing import answering, joining, needs, replies, requests
from tests.cast import CAST, join
from tests.letters import notices
from tests.projects.making import add_need, ask, make, membership, project

LEA, DAI, ALICE, BOB, MO, OLU = (
    CAST[who].viewer for who in ("lea", "dai", "alice", "bob", "mo", "olu")
)
START = "2026-11-02 12:00"


def need(number=1):
    return db.session.scalars(unscoped("test", Need).where(Need.id == number)).one()


def full(*people, kind=JoinKind.OFFER):
    """Let people ask for the one place of need 1, and say yes to each in turn."""
    rows = [ask(1, who, kind, need=1) for who in people]
    for row, who in zip(rows, people, strict=True):
        viewer = LEA if kind is JoinKind.OFFER else CAST[who].viewer
        answering.accept(viewer, row.id)
    return rows


# ---------------------------------------------------------------- the waiting list
def test_a_place_that_comes_free_goes_to_whoever_waits_longest(app):
    _in, second, third = full("alice", "mo", "olu")
    leave(ALICE, project(1))
    assert (second.state, third.state) == (JoinState.ACCEPTED, JoinState.WAITING)
    assert (need().taken, need().state) == (1, NeedState.FILLED)
    assert [one.turn for one in requests.requests(OLU)] == [1]


def test_more_places_let_in_whoever_waits(app):
    _in, second, third = full("alice", "mo", "olu")
    facts = needs.NeedFacts("Evaluator", places=3)
    needs.edit_need(LEA, project(1), need(), facts, need().version)
    assert {second.state, third.state} == {JoinState.ACCEPTED}
    assert (need().taken, need().state) == (3, NeedState.FILLED)


def test_whoever_waits_chose_who_may_see_it(app):
    full("alice", "mo", kind=JoinKind.INVITATION)
    third = ask(1, "olu", JoinKind.INVITATION, need=1)
    answering.accept(OLU, third.id, Audience.PROJECTS)
    facts = needs.NeedFacts("Evaluator", places=3)
    needs.edit_need(LEA, project(1), need(), facts, need().version)
    assert membership(1, "mo").audience is Audience.MEMBERS
    assert membership(1, "olu").audience is Audience.PROJECTS


def test_whoever_waits_can_leave_and_leads_can_say_not_now(app):
    _in, second, third = full("alice", "mo", "olu")
    with pytest.raises(NotFound):
        answering.withdraw(DAI, second.id)
    answering.withdraw(MO, second.id)
    answering.decline(LEA, third.id, "", Reason.PLACES)
    assert (second.state, third.state) == (JoinState.WITHDRAWN, JoinState.DECLINED)
    answering.take_back(LEA, third.id)
    assert third.state is JoinState.WAITING


def test_one_can_offer_for_a_full_need_and_not_for_a_closed_one(app):
    full("alice")
    assert joining.offer(MO, project(1), 1, "I would wait").state is JoinState.SENT
    needs.close_need(LEA, project(1), 1)
    with pytest.raises(Refused, match="Nobody is looked for here"):
        joining.offer(OLU, project(1), 1, "I would wait")


def test_closing_a_need_tells_those_who_wait_kindly(app):
    _in, second, third = full("alice", "mo", "olu")
    assert needs.close_need(LEA, project(1), 1) == 2
    assert {second.state, third.state} == {JoinState.DECLINED}
    assert {second.reason, third.reason} == {Reason.PLANS}
    people = [one.to for one in notices(kind="join-answer")][-2:]
    assert people == [CAST["mo"].email, CAST["olu"].email]


def test_a_full_need_that_is_closed_has_no_waiting_list(app):
    full("alice")
    row = ask(1, "mo", need=1)
    needs.close_need(LEA, project(1), 1)
    with pytest.raises(Refused, match="nobody else is looked for"):
        answering.accept(LEA, row.id)


# ---------------------------------------------------------------- taking back
def test_a_not_now_is_told_after_an_hour_and_can_be_taken_back_until_then(app, at):
    at(START)
    row = joining.offer(ALICE, project(1), None, "Hello")
    answering.decline(LEA, row.id, "Not now", Reason.TIMING)
    (told,) = notices(kind="join-answer")
    assert told.at == clock.now() + timedelta(hours=1)
    answering.take_back(LEA, row.id)
    assert (row.state, row.answer, row.reason) == (JoinState.SENT, "", None)
    assert not notices(kind="join-answer")
    answering.decline(LEA, row.id, "Not now")
    at("2026-11-02 13:00")
    with pytest.raises(Refused, match="too late"):
        answering.take_back(LEA, row.id)
    assert len(notices(kind="join-answer")) == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [("alice", Forbidden), ("dai", NotFound), ("bob", NotFound), ("olu", NotFound)],
)
def test_only_leads_take_back_their_not_now(app, who, error):
    row = ask(1, "alice")
    answering.decline(LEA, row.id)
    with pytest.raises(error):
        answering.take_back(CAST[who].viewer, row.id)
    assert row.state is JoinState.DECLINED


def test_a_not_now_is_not_taken_back_where_there_is_a_newer_request(app):
    row = ask(1, "alice")
    answering.decline(LEA, row.id)
    with pytest.raises(Refused, match="waits for an answer"):
        joining.offer(ALICE, project(1), None, "Once more")
    found = unscoped("test", Member).where(Member.id == CAST["alice"].id)
    joining.invite(LEA, project(1), db.session.scalars(found).one(), None, "Or so?")
    with pytest.raises(Refused, match="a newer request"):
        answering.take_back(LEA, row.id)


def test_a_place_in_the_queue_reads_as_kept_until_the_hour_is_over(app, at):
    at(START)
    _in, second, third = full("alice", "mo", "olu")
    answering.decline(LEA, second.id, "Not now", Reason.PLACES)
    (line,) = requests.requests(MO)
    assert (line.state, line.turn, line.queue) == (JoinState.WAITING, 1, 2)
    assert (line.answer, line.reason) == ("", None)
    assert standing.stands(MO, 1).in_line
    assert {one.id: one.state for one in requests.requests(LEA, 1)}[second.id] == (
        JoinState.DECLINED
    )
    at("2026-11-02 13:00")
    (line,) = requests.requests(MO)
    assert (line.state, line.answer) == (JoinState.DECLINED, "Not now")
    assert not standing.stands(MO, 1).asked
    assert third.state is JoinState.WAITING


def test_a_lead_who_said_not_now_takes_no_request_of_the_other_back(app, at):
    at(START)
    rows = full("alice", "mo", kind=JoinKind.INVITATION)
    answering.decline(LEA, rows[1].id)
    with pytest.raises(Refused, match="answered already"):
        answering.withdraw(LEA, rows[1].id)
    assert answering.withdraw(MO, rows[1].id).state is JoinState.WITHDRAWN
    assert [one.to for one in notices(kind="join-answer")].count(CAST["mo"].email) == 0


def test_who_is_turned_away_reads_it_at_once_and_a_late_undo_changes_nothing(app, at):
    at(START)
    _in, second = full("alice", "mo")
    needs.close_need(LEA, project(1), 1)
    (line,) = requests.requests(MO)
    assert (line.state, line.reason) == (JoinState.DECLINED, Reason.PLANS)
    assert line.others
    needs.edit_need(
        LEA, project(1), need(), needs.NeedFacts("Evaluator", places=2), need().version
    )
    needs.open_need(LEA, project(1), 1)
    with pytest.raises(Refused, match="too late"):
        answering.take_back(LEA, second.id)


def test_after_its_last_day_a_full_need_has_no_waiting_list(app, at):
    at(START)
    full("alice")
    row = ask(1, "mo", need=1)
    need().closes_on = date(2026, 11, 1)
    db.session.flush()
    with pytest.raises(Refused, match="nobody else is looked for"):
        answering.accept(LEA, row.id)


def test_a_yes_is_not_taken_back(app):
    row = ask(1, "alice")
    answering.accept(LEA, row.id)
    with pytest.raises(Refused, match="nothing to take back"):
        answering.take_back(LEA, row.id)


@pytest.mark.parametrize("second", [answering.accept, answering.decline])
def test_of_two_leads_one_answers(app, second):
    join(1, CAST["bob"].id, TeamRole.LEAD)
    row = ask(1, "alice")
    answering.decline(LEA, row.id)
    with pytest.raises(Refused, match="answered already"):
        second(BOB, row.id)


# ---------------------------------------------------------------- read marks
def test_whoever_asked_reads_when_it_was_seen(app, at):
    at(START)
    row = ask(1, "alice")
    assert requests.requests(ALICE)[0].seen_at is None
    ids = requests.unseen(requests.requests(LEA, 1))
    assert ids == (row.id,)
    requests.mark_seen(ids)
    first = clock.now()
    at("2026-11-03 12:00")
    requests.mark_seen(ids)
    assert requests.requests(ALICE)[0].seen_at == first, "the first mark stays"
    assert requests.unseen(requests.requests(LEA, 1)) == ()
    assert requests.unseen(requests.requests(ALICE)) == ()


# ---------------------------------------------------------------- usual replies
def answered(number, days, many):
    for _each in range(many):
        row = ask(number, "alice")
        row.state, row.answered_at = JoinState.DECLINED, clock.now()
        row.asked_at = clock.now() - timedelta(days=days)
        db.session.flush()


def test_eight_answers_say_how_long_a_project_takes_else_all_of_them(app, at):
    at(START)
    other = make("Choir").id
    answered(1, 2, 7)
    at("2026-11-04 12:00")
    assert replies.usual_replies([1, other]) == {}
    at(START)
    answered(1, 5, 1)
    at("2026-11-04 12:00")
    usual = replies.usual_replies([1, other])
    assert usual == {
        1: replies.Usual(2, here=True),
        other: replies.Usual(2, here=False),
    }


def test_the_answers_of_today_say_nothing_yet(app, at):
    at(START)
    answered(1, 2, 8)
    assert replies.usual_replies([1]) == {}


# ---------------------------------------------------------------- needs
def test_a_need_names_somebody_of_the_team_to_ask(app):
    with pytest.raises(Refused, match="somebody of the team"):
        needs.add_need(
            LEA, project(1), needs.NeedFacts("Cook", contact_id=CAST["alice"].id)
        )
    facts = needs.NeedFacts(
        "Cook", contact_id=CAST["dai"].id, remote=False, place="Hut"
    )
    made = needs.add_need(LEA, project(1), facts)
    assert (made.contact_id, made.place) == (CAST["dai"].id, "Hut")


def test_of_two_edits_of_a_need_the_second_is_a_conflict(app):
    row = add_need(1, "facilitation")
    began = row.version
    needs.edit_need(LEA, project(1), row, needs.NeedFacts("One"), began)
    with pytest.raises(Conflict):
        needs.edit_need(LEA, project(1), row, needs.NeedFacts("Two"), began)
    assert row.role == "One"


def test_a_change_of_a_need_is_no_change_of_the_page(app):
    before = project(1).version
    needs.add_need(LEA, project(1), needs.NeedFacts("Cook"))
    db.session.flush()
    found = unscoped("test", Project.version).where(Project.id == 1)
    assert db.session.scalar(found) == before
