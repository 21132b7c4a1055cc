"""Offers, invitations and their answers."""

import threading

import pytest

from community.accounts.models import Account, State
from community.checks import problems
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import BLOCKED, EXCLUDED, tie, unscoped
from community.members.models import Member
from community.projects.models import (
    JOIN_OPEN,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    ProjectState,
    TeamRole,
)
from community.safeguarding.commands import block
from community.staffing import answering, joining, requests
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.projects.making import ask, membership, project
from tests.stewardship.silent import apart

LEA, DAI, ALICE, BOB, MO = (
    CAST[who].viewer for who in ("lea", "dai", "alice", "bob", "mo")
)


def member(who):
    return db.session.get(Member, CAST[who].id, execution_options={"unscoped": "test"})


def told():
    written = {one.facts["notice"]: one.to for one in letters()}
    return [(one.kind, written[one.id], one.link) for one in notices()]


def test_a_yes_to_an_offer_makes_the_membership_and_takes_a_place(app):
    row = joining.offer(ALICE, project(1), 1, " I have done this before. ")
    assert row.message == "I have done this before."
    answering.accept(LEA, row.id)
    assert membership(1, "alice").audience is Audience.MEMBERS
    need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
    assert (need.taken, need.state) == (1, NeedState.FILLED)
    assert row.state is JoinState.ACCEPTED
    assert problems() == []
    assert told() == [
        ("offer", CAST["lea"].email, "/projects/requests/"),
        ("join-answer", CAST["alice"].email, "/projects/requests/"),
    ]


def test_whoever_is_invited_chooses_who_may_see_it(app):
    row = joining.invite(LEA, project(1), member("alice"), None, "Join us")
    answering.accept(ALICE, row.id, Audience.PROJECTS)
    assert membership(1, "alice").audience is Audience.PROJECTS


def test_a_lead_cannot_choose_for_whoever_offered(app):
    row = joining.offer(ALICE, project(1), None, "Hello")
    answering.accept(LEA, row.id, Audience.PUBLIC)
    assert membership(1, "alice").audience is Audience.MEMBERS


def test_a_not_now_carries_its_kind_reason(app, at):
    at("2026-11-02 12:00")
    row = joining.offer(ALICE, project(1), None, "Hello")
    answering.decline(LEA, row.id, "We are full until May. Please ask again.")
    at("2026-11-02 13:00")
    (line,) = requests.requests(ALICE)
    assert (line.state, line.answer) == (
        "declined",
        "We are full until May. Please ask again.",
    )


@pytest.mark.parametrize(
    ("who", "kind", "error"),
    [
        ("alice", JoinKind.OFFER, Forbidden),
        ("dai", JoinKind.OFFER, NotFound),
        ("bob", JoinKind.OFFER, NotFound),
        ("lea", JoinKind.INVITATION, NotFound),
        ("dai", JoinKind.INVITATION, NotFound),
    ],
)
def test_only_the_one_who_was_asked_answers(app, who, kind, error):
    row = ask(1, "alice", kind)
    with pytest.raises(error):
        answering.accept(CAST[who].viewer, row.id)
    with pytest.raises(error):
        answering.decline(CAST[who].viewer, row.id, "")
    assert row.state is JoinState.SENT


@pytest.mark.parametrize("state", [s for s in ProjectState if s != "published"])
def test_only_a_published_project_takes_people(app, state):
    one = project(1)
    one.state = state
    db.session.flush()
    with pytest.raises(Refused):
        joining.offer(ALICE, one, None, "Hello")


def test_nobody_asks_twice_or_from_inside(app):
    joining.offer(ALICE, project(1), None, "Hello")
    with pytest.raises(Refused):
        joining.offer(ALICE, project(1), None, "Hello again")
    with pytest.raises(Refused):
        joining.invite(LEA, project(1), member("alice"), None, "Join us")
    with pytest.raises(Refused):
        joining.offer(DAI, project(1), None, "Hello")


def test_whoever_takes_no_requests_is_not_invited(app):
    member("alice").taking_requests = False
    with pytest.raises(Refused):
        joining.invite(LEA, project(1), member("alice"), None, "Join us")


def test_a_message_is_one_short_message(app):
    with pytest.raises(Refused):
        joining.offer(ALICE, project(1), None, "x" * 601)


def test_an_offer_that_was_taken_back_is_answered_no_more(app):
    row = joining.offer(ALICE, project(1), None, "Hello")
    with pytest.raises(NotFound):
        answering.withdraw(LEA, row.id)
    answering.withdraw(ALICE, row.id)
    with pytest.raises(Refused):
        answering.accept(LEA, row.id)


def test_a_second_yes_makes_no_second_membership(app):
    row = ask(1, "alice")
    join(1, CAST["alice"].id)
    with pytest.raises(Refused):
        answering.accept(LEA, row.id)


def test_whoever_comes_late_goes_on_the_waiting_list_and_is_told(app):
    one, two, three = (ask(1, who, need=1) for who in ("alice", "mo", "olu"))
    answering.accept(LEA, one.id)
    for late in (two, three):
        assert answering.accept(LEA, late.id).state is JoinState.WAITING
        assert late.due_at == late.waits_since + answering.WAITS_FOR
    (line,) = requests.requests(MO)
    assert (line.turn, line.queue) == (1, 2)
    assert [one.to for one in notices(kind="join-answer")] == [
        CAST[who].email for who in ("alice", "mo", "olu")
    ]


def test_of_two_answers_at_once_one_gets_the_last_place(app):
    ids = [ask(1, who, need=1).id for who in ("alice", "mo")]
    join(1, CAST["bob"].id, TeamRole.LEAD)
    db.session.commit()
    db.session.remove()
    start, came = threading.Barrier(2), []

    def answer(viewer, number):
        with app.app_context():
            start.wait(5)
            try:
                row = answering.accept(viewer, number)
                db.session.commit()
                came.append(row.state.value)
            except Refused as error:
                db.session.rollback()
                came.append(error.message)

    threads = [
        threading.Thread(target=answer, args=pair)
        for pair in zip((LEA, BOB), ids, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(came) == ["accepted", "waiting"]
    need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
    assert (need.taken, need.places) == (1, 1)
    states = db.session.scalars(unscoped("test", JoinRequest.state)).all()
    assert sorted(states) == ["accepted", "waiting"]
    joined = unscoped("test", Membership.id).where(
        Membership.project_id == 1,
        Membership.member_id.in_([CAST["alice"].id, CAST["mo"].id]),
    )
    assert len(db.session.scalars(joined).all()) == 1


def test_offers_are_read_by_leads_and_their_makers_alone(app):
    ask(1, "alice")
    assert len(requests.requests(LEA, 1)) == 1
    assert len(requests.requests(ALICE)) == 1
    for who in ("dai", "bob", "olu", "ada", "mo"):
        assert requests.requests(CAST[who].viewer, 1) == (), who
    assert [one.number for one in requests.waiting_offers(LEA)] == [1]
    assert requests.waiting_offers(ALICE) == ()


def test_a_lead_who_blocked_somebody_gets_no_letter_about_them(app):
    join(1, CAST["bob"].id, TeamRole.LEAD)
    for one, other in ((1, 5), (5, 1)):
        row = {"member_id": one, "other_id": other, "kind": BLOCKED}
        db.session.execute(tie.insert().values(**row))
    joining.offer(ALICE, project(1), None, "Hello")
    assert [letter[1] for letter in told()] == [CAST["bob"].email]
    assert requests.requests(LEA, 1) == ()
    assert len(requests.requests(BOB, 1)) == 1


def test_whoever_is_suspended_gets_no_letter(app):
    account = db.session.get(Account, CAST["alice"].id)
    row = ask(1, "alice")
    account.state = State.SUSPENDED
    db.session.flush()
    answering.decline(LEA, row.id, "Not now")
    assert told() == []


# ---------------------------------------------------------------- who is told by whom
def test_whoever_is_invited_is_told_by_whom_where_they_see_them(app):
    joining.invite(LEA, project(1), member("alice"), None, "Join us")
    join(1, 3, TeamRole.LEAD)
    joining.invite(CAST["carol"].viewer, project(1), member("bob"), None, "Join us")
    assert [(one.kind, one.to, one.person) for one in notices(kind="invitation")] == [
        ("invitation", "alice@example.org", 5),
        ("invitation", "bob@example.org", None),
    ], "who hides their name invites in that of the project"
    assert {one.project for one in notices()} == {1}


def test_an_answer_comes_from_whoever_gave_it(app):
    row = joining.invite(LEA, project(1), member("alice"), None, "Join us")
    answering.decline(ALICE, row.id, "")
    (answer,) = notices(kind="join-answer")
    assert (answer.to, answer.person, answer.project) == ("lea@example.org", 1, 1)


@pytest.mark.parametrize(
    ("audience", "knows", "fine"),
    [
        (Audience.ME, True, False),
        (Audience.CONNECTIONS, False, False),
        (Audience.CONNECTIONS, True, True),
        (Audience.PROJECTS, True, False),
        (Audience.MEMBERS, False, True),
    ],
)
def test_whoever_leads_it_must_be_able_to_see_who_offers(app, audience, knows, fine):
    who = "alice" if knows else "mo"  # Alice and Lea know each other
    member(who).audience = audience
    db.session.flush()
    if fine:
        assert joining.offer(CAST[who].viewer, project(1), None, "Hello").id
        return
    with pytest.raises(Refused):
        joining.offer(CAST[who].viewer, project(1), None, "Hello")


def test_of_a_block_nobody_learns_by_offering(app):
    apart("alice", "lea")
    assert joining.offer(CAST["alice"].viewer, project(1), None, "Hello").id


# ---------------------------------------------------------------- not again at once
ENDS = {
    "not now": lambda row: answering.decline(BOB, row.id, "We are full"),
    "taken back": lambda row: answering.withdraw(LEA, row.id),
    "not now, then taken back": lambda row: (
        answering.decline(BOB, row.id, ""),
        answering.withdraw(LEA, row.id),
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_invited_again_for_21_days_whatever_came_of_it(app, at, end):
    at("2026-11-02 12:00")
    ENDS[end](joining.invite(LEA, project(1), member("bob"), None, "Join us"))
    join(1, CAST["alice"].id, TeamRole.LEAD)
    for moment in ("2026-11-02 14:00", "2026-11-23 11:59"):
        at(moment)
        for lead in (LEA, ALICE):
            with pytest.raises(Refused, match="invited already") as said:
                joining.invite(lead, project(1), member("bob"), None, "Please")
            assert str(said.value.values["day"]) == "2026-11-24"
    at("2026-11-23 12:00")
    assert joining.invite(LEA, project(1), member("bob"), None, "Please").id


def test_while_a_not_now_is_held_back_it_reads_as_unanswered(app, at):
    at("2026-11-02 12:00")
    row = joining.invite(LEA, project(1), member("bob"), None, "Join us")
    answering.decline(BOB, row.id, "")
    with pytest.raises(Refused, match="waits for an answer"):
        joining.invite(LEA, project(1), member("bob"), None, "Join us")


def test_whoever_said_not_now_can_still_offer_and_others_be_invited(app, at):
    at("2026-11-02 12:00")
    row = joining.invite(LEA, project(1), member("bob"), None, "Join us")
    answering.decline(BOB, row.id, "")
    assert joining.invite(LEA, project(1), member("mo"), None, "Join us").id
    assert joining.offer(BOB, project(1), None, "After all").id


# ---------------------------------------------------------------- kept apart
@pytest.mark.parametrize("kind", [BLOCKED, EXCLUDED])
@pytest.mark.parametrize("state", JOIN_OPEN)
def test_an_invitation_that_one_does_not_find_refuses_no_offer(app, kind, state):
    row = ask(1, "bob", JoinKind.INVITATION)
    row.state, row.waits_since = state, clock.now()
    db.session.flush()
    keep = {"member_id": CAST["bob"].id, "other_id": CAST["lea"].id, "kind": kind}
    db.session.execute(tie.insert().values(**keep))
    assert requests.requests(BOB) == ()
    before = len(notices())
    assert joining.offer(BOB, project(1), None, "Hello").id
    db.session.refresh(row)
    waited = state is JoinState.WAITING
    assert row.state is (JoinState.WITHDRAWN if waited else JoinState.DECLINED)
    assert row.held_back is not waited
    told = {one.kind for one in notices()[before:]} - {"offer"}
    assert told == (set() if waited else {"join-answer"}), "as by any no"


def test_after_a_block_an_offer_reads_as_without_an_invitation(app, at):
    at("2026-11-02 12:00")
    row = ask(1, "bob", JoinKind.INVITATION)
    row.state, row.waits_since = JoinState.WAITING, clock.now()
    db.session.flush()
    block(LEA, member("bob"))
    assert requests.requests(BOB) == ()
    assert joining.offer(BOB, project(1), None, "Hello").id


def test_an_invitation_that_one_finds_still_stands_in_the_way(app):
    joining.invite(LEA, project(1), member("bob"), None, "Join us")
    with pytest.raises(Refused, match="waits for an answer"):
        joining.offer(BOB, project(1), None, "Hello")
