"""The clock of staffing: nudges, organisers, the end, needs past their last day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from community import checks
from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.visible import BLOCKED, tie, unscoped
from community.members.models import Member
from community.projects.leaving import end_membership
from community.projects.models import (
    JoinKind,
    JoinState,
    Membership,
    Need,
    NeedState,
    ProjectState,
    Reason,
)
from community.staffing import answering, clockwork, ended, joining, needs, requests
from tests.cast import CAST
from tests.letters import letters, notices
from tests.projects.making import add_need, ask, membership, project
from tests.stewardship.silent import apart, stand

LEA, ALICE, MO, OLU = (CAST[who].viewer for who in ("lea", "alice", "mo", "olu"))
START = "2026-11-02 12:00"


def days_on(at, days, start=START):
    moment = clock.now()
    at(start)
    later = clock.now() + timedelta(days=days)
    assert later >= moment or moment != later
    at(f"{later:%Y-%m-%d %H:%M}")


def told(kind):
    return [(one.to, one.link) for one in notices(kind=kind)]


# ---------------------------------------------------------------- reminders
def test_the_leads_are_reminded_once_on_day_3_and_once_on_day_7(app, at):
    at(START)
    joining.offer(ALICE, project(1), None, "Hello")
    numbers = {}
    for day in range(11):
        days_on(at, day)
        clockwork.move()
        clockwork.move()
        numbers[day] = len(notices(kind="offer-reminder"))
    assert [numbers[day] for day in (2, 3, 6, 7, 10)] == [0, 1, 1, 2, 2]
    assert {to for to, _link in told("offer-reminder")} == {CAST["lea"].email}


def test_of_two_missed_reminders_one_is_sent(app, at):
    at(START)
    ask(1, "alice", JoinKind.INVITATION)
    days_on(at, 9)
    clockwork.move()
    assert told("invitation-reminder") == [(CAST["alice"].email, "/projects/requests/")]


def test_what_was_answered_reminds_nobody(app, at):
    at(START)
    row = joining.offer(ALICE, project(1), None, "Hello")
    answering.decline(LEA, row.id, "Not now")
    days_on(at, 12)
    clockwork.move()
    assert not notices(kind="offer-reminder")
    assert not notices(kind="offer-overdue")


def test_a_lead_who_blocked_the_asker_is_not_reminded_of_them(app, at):
    at(START)
    ask(1, "alice")
    for one, two in ((1, 5), (5, 1)):
        row = {"member_id": one, "other_id": two, "kind": BLOCKED}
        db.session.execute(tie.insert().values(**row))
    days_on(at, 4)
    clockwork.move()
    assert not notices(kind="offer-reminder")


# ---------------------------------------------------------------- organisers
def test_organisers_hear_on_day_10_of_offers_alone_without_a_word_of_them(app, at):
    at(START)
    joining.offer(ALICE, project(1), None, "My secret story")
    ask(1, "mo", JoinKind.INVITATION)
    days_on(at, 9)
    clockwork.move()
    assert not notices(kind="offer-overdue")
    days_on(at, 10)
    clockwork.move()
    days_on(at, 12)
    clockwork.move()
    (one,) = notices(kind="offer-overdue")
    assert (one.to, one.person, one.project) == (CAST["olu"].email, None, 1)
    for row in (*letters(), *notices()):
        assert "secret" not in str(row.facts)


def test_organisers_see_where_offers_wait_and_never_whose(app, at):
    at(START)
    joining.offer(ALICE, project(1), None, "My secret story")
    days_on(at, 10)
    (one,) = requests.overdue(OLU)
    assert (one.slug, one.title) == ("project-1", "Pain cafe")
    assert "secret" not in repr(one)
    assert "Alice" not in repr(one)
    for who in ("alice", "lea", "ada", "mo"):
        with pytest.raises(Forbidden):
            requests.overdue(CAST[who].viewer)


# ---------------------------------------------------------------- the end
def test_a_request_lapses_on_day_21_with_an_apology(app, at):
    at(START)
    row = joining.offer(ALICE, project(1), None, "Hello")
    days_on(at, 21)
    with pytest.raises(Refused, match="time for an answer is over"):
        answering.accept(LEA, row.id)
    assert requests.requests(ALICE)[0].state is JoinState.LAPSED, "before the clock"
    assert clockwork.move()
    assert clockwork.move() == 0
    assert row.state is JoinState.LAPSED
    assert told("join-ended") == [
        (CAST["alice"].email, f"/projects/requests/{row.id}/ended")
    ]
    assert ended.ended(ALICE, row.id).project_title == "Pain cafe"


def test_of_an_invitation_that_lapses_the_lead_is_told(app, at):
    at(START)
    ask(1, "alice", JoinKind.INVITATION)
    days_on(at, 22)
    clockwork.move()
    page = "/projects/project-1/requests"
    assert told("join-ended") == [(CAST["lea"].email, page)]


def test_who_invited_and_leads_no_more_is_sent_to_their_own_page(app, at):
    at(START)
    ask(1, "alice", JoinKind.INVITATION).asked_by_id = CAST["dai"].id
    days_on(at, 22)
    clockwork.move()
    assert told("join-ended") == [(CAST["dai"].email, "/projects/requests/")]


@pytest.mark.parametrize(
    ("state", "goes_on"),
    [
        (ProjectState.PAUSED, True),
        (ProjectState.FINISHED, False),
        (ProjectState.ARCHIVED, False),
        (ProjectState.WITHDRAWN, False),
    ],
)
def test_nobody_is_forgotten_when_a_project_stops(app, at, state, goes_on):
    at(START)
    sent, waiting = ask(1, "alice"), ask(1, "mo", need=1)
    waiting.state, waiting.waits_since = JoinState.WAITING, clock.now()
    db.session.execute(Need.__table__.update().where(Need.id == 1).values(taken=1))
    project(1).state = state
    db.session.flush()
    clockwork.move()
    expected = ("sent", "waiting") if goes_on else ("lapsed", "lapsed")
    assert (sent.state, waiting.state) == expected
    assert len(notices(kind="join-ended")) == (0 if goes_on else 2)


def test_after_a_pause_whoever_waits_gets_the_place_that_came_free(app, at):
    at(START)
    one, two = ask(1, "alice", need=1), ask(1, "mo", need=1)
    answering.accept(LEA, one.id)
    answering.accept(LEA, two.id)
    project(1).state = ProjectState.PAUSED
    row = membership(1, "alice")
    end_membership(LEA, project(1), row.id)
    assert two.state is JoinState.WAITING
    project(1).state = ProjectState.PUBLISHED
    db.session.flush()
    clockwork.move()
    assert two.state is JoinState.ACCEPTED
    assert [one.to for one in notices(kind="place-free")] == [CAST["mo"].email]
    assert [one.to for one in notices(kind="place-given")] == [CAST["lea"].email]


def test_whoever_rests_keeps_their_turn(app, at):
    at(START)
    first, second = ask(1, "alice", need=1), ask(1, "mo", need=1)
    last = ask(1, "olu", need=1)
    for row in (first, second, last):
        answering.accept(LEA, row.id)
    db.session.get(Account, CAST["mo"].id).state = State.RESTING
    need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
    facts = needs.NeedFacts("Evaluator", places=2)
    needs.edit_need(LEA, project(1), need, facts, need.version)
    assert (second.state, last.state) == (JoinState.WAITING, JoinState.ACCEPTED)


def test_a_wait_ends_after_sixty_days(app, at):
    at(START)
    for who in ("alice", "mo"):
        answering.accept(LEA, ask(1, who, need=1).id)
    days_on(at, 59)
    clockwork.move()
    assert not notices(kind="join-ended")
    days_on(at, 60)
    clockwork.move()
    assert [to for to, _link in told("join-ended")] == [CAST["mo"].email]
    found = unscoped("test", Membership.id).where(
        Membership.member_id == CAST["mo"].id, Membership.project_id == 1
    )
    assert db.session.scalar(found) is None


# ---------------------------------------------------------------- needs
def test_a_need_past_its_last_day_closes_and_the_leads_hear_once(app, at):
    at(START)
    need = add_need(1, "facilitation", closes_on=date(2026, 11, 5))
    days_on(at, 3)
    clockwork.move()
    assert need.state is NeedState.OPEN
    days_on(at, 4)
    clockwork.move()
    clockwork.move()
    db.session.refresh(need)
    assert need.state is NeedState.CLOSED
    assert told("need-closed") == [(CAST["lea"].email, "/projects/project-1/needs")]
    needs.open_need(LEA, project(1), need.id)
    assert (need.state, need.closes_on) == (NeedState.OPEN, None)


@pytest.mark.parametrize("why", ["full", "paused"])
def test_who_waits_past_the_last_day_is_told_kindly_and_once(app, at, why):
    at(START)
    need = add_need(1, places=1, closes_on=date(2026, 11, 5))
    first, second = (ask(1, who, need=need.id) for who in ("alice", "mo"))
    answering.accept(LEA, first.id)
    answering.accept(LEA, second.id)
    if why == "paused":
        project(1).state = ProjectState.PAUSED
        end_membership(LEA, project(1), membership(1, "alice").id)
    days_on(at, 4)
    clockwork.move()
    clockwork.move()
    db.session.refresh(second)
    db.session.refresh(need)
    assert need.state is NeedState.CLOSED
    assert (second.state, second.reason) == (JoinState.DECLINED, Reason.PLANS)
    people = [one.to for one in notices(kind="join-answer")]
    assert people.count(CAST["mo"].email) == 2, "a place on the list, and its end"
    assert len(told("need-closed")) == 1
    assert requests.requests(MO)[0].others
    assert ended.ended(MO, second.id).reason is Reason.PLANS


def test_a_full_need_that_nobody_waits_for_stays_past_its_last_day(app, at):
    at(START)
    need = add_need(1, places=1, closes_on=date(2026, 11, 5))
    answering.accept(LEA, ask(1, "alice", need=need.id).id)
    days_on(at, 4)
    clockwork.move()
    db.session.refresh(need)
    assert need.state is NeedState.FILLED
    assert told("need-closed") == []


def test_nobody_is_sent_to_somebody_who_left_with_a_question(app):
    dai, lea = CAST["dai"].id, CAST["lea"].id
    one, two = add_need(1, contact_id=dai), add_need(1, contact_id=lea)
    end_membership(LEA, project(1), membership(1, "dai").id)
    db.session.refresh(one)
    assert (one.contact_id, two.contact_id) == (None, lea)
    one.contact_id = dai
    db.session.flush()
    assert clockwork.move() == 1, "as after an import that was undone"
    assert clockwork.move() == 0
    db.session.refresh(one)
    assert (one.contact_id, two.contact_id) == (None, lea)


# ---------------------------------------------------------------- whom no lead can see
@pytest.mark.parametrize("how", ["apart", "resting"])
def test_of_an_offer_that_no_lead_can_see_nobody_is_told(app, at, how):
    at(START)
    joining.offer(ALICE, project(1), None, "Hello")
    if how == "apart":
        apart("alice", "lea")
    else:
        stand("alice", State.RESTING)
    for day in (4, 8, 12):
        days_on(at, day)
        clockwork.move()
    assert not notices(kind="offer-reminder")
    assert not notices(kind="offer-overdue")
    assert requests.overdue(OLU) == ()


def test_the_place_of_somebody_who_is_erased_is_passed_on(app):
    need = add_need(1, places=1)
    for who in ("alice", "mo"):
        answering.accept(LEA, ask(1, who, need=need.id).id)
    db.session.commit()
    db.session.execute(delete(Member).where(Member.id == CAST["alice"].id))
    db.session.commit()
    assert checks.problems() == [f"need {need.id}: 1 places taken, by 0 people"]
    clockwork.move()
    assert membership(1, "mo").need_id == need.id
    assert checks.problems() == []
