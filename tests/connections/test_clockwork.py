"""The clock of requests: reminders, the end on day 21, one letter, late or twice."""

import pytest
from sqlalchemy import select, update

from community.accounts.models import Account, State
from community.connections import clockwork, hellos, queries
from community.connections.models import ConnectionRequest, RequestKind
from community.connections.states import REQUEST
from community.core import clock, states
from community.core.db import db
from community.core.journal import AuditEvent
from community.core.states import RequestState
from community.core.visible import MUTED, find, tie, unscoped
from community.members.models import Member
from community.programme.models import Origin
from tests import letters as outbox
from tests.cast import CAST, mark_of
from tests.matching.ways import part

SENT, ACCEPTED, NOT_NOW, WITHDRAWN, LAPSED = RequestState
REMINDER, ENDED = "hello-reminder", "hello-ended"


@pytest.fixture
def asked(app, at) -> ConnectionRequest:
    """Alice's hello to Bob of 1 September, noon."""
    at("2017-09-01 12:00")
    other: Member = find(CAST["alice"].viewer, Member, Member.id == 2)
    return hellos.say_hello(CAST["alice"].viewer, other, "I liked your line")


def letters(*kinds: str) -> list[tuple[str, str]]:
    wanted = kinds or (REMINDER, ENDED)
    return [(one.kind, one.to) for one in outbox.letters() if one.kind in wanted]


def move_at(at, moment: str) -> int:
    at(f"2017-09-{moment}")
    return clockwork.move()


def state_of(row: ConnectionRequest) -> RequestState:
    found = unscoped("test", ConnectionRequest.state)
    return db.session.scalars(found.where(ConnectionRequest.id == row.id)).one()


def rest(who: str) -> None:
    number = CAST[who].id
    db.session.execute(
        update(Account).where(Account.id == number).values(state=State.RESTING)
    )
    db.session.execute(update(Member).where(Member.id == number).values(listed=False))


def test_the_machine_ends_wherever_it_can_go():
    assert states.ends(REQUEST) == {ACCEPTED, WITHDRAWN, LAPSED}
    assert set(REQUEST) == set(RequestState)
    assert states.before(REQUEST, WITHDRAWN) == (SENT, NOT_NOW)


# ---------------------------------------------------------------- reminders
@pytest.mark.parametrize(
    ("moments", "reminders"),
    [
        (["03 12:00"], 0),
        (["04 11:59"], 0),
        (["04 12:00"], 1),
        (["04 12:00", "04 12:00", "08 11:59"], 1),
        (["04 12:00", "08 12:00", "21 12:00"], 2),
        (["09 12:00"], 1),
        (["09 12:00", "09 12:05", "20 12:00"], 1),
        (["22 12:00"], 0),
    ],
)
def test_reminds_on_days_3_and_7_and_once_when_late(asked, at, moments, reminders):
    for moment in moments:
        move_at(at, moment)
    assert letters(REMINDER) == [(REMINDER, "bob@example.org")] * reminders


ANSWERS = {
    "yes": lambda row: hellos.accept(CAST["bob"].viewer, row.id),
    "not now": lambda row: hellos.not_now(CAST["bob"].viewer, row.id),
    "taken back": lambda row: hellos.withdraw(CAST["alice"].viewer, row.id),
    "blocked": lambda row: part(1, 2),
    "muted": lambda row: db.session.execute(
        tie.insert().values(member_id=2, other_id=1, kind=MUTED)
    ),
    "the asked rests": lambda row: rest("bob"),
    "the asker rests": lambda row: rest("alice"),
}


@pytest.mark.parametrize("act", ANSWERS.values(), ids=ANSWERS.keys())
def test_reminds_of_nothing_that_does_not_wait_for_them(asked, at, act):
    act(asked)
    db.session.flush()
    for day in ("04", "08", "15"):
        move_at(at, f"{day} 12:00")
    assert letters(REMINDER) == []


def test_a_mute_by_the_asker_changes_nothing_for_the_asked(asked, at):
    db.session.execute(tie.insert().values(member_id=1, other_id=2, kind=MUTED))
    move_at(at, "04 12:00")
    assert len(letters(REMINDER)) == 1


# ---------------------------------------------------------------- the end
ENDS = {
    "ignored": (lambda row: None, LAPSED, 1),
    "declined": (ANSWERS["not now"], NOT_NOW, 1),
    "blocked": (ANSWERS["blocked"], LAPSED, 1),
    "accepted": (ANSWERS["yes"], ACCEPTED, 0),
    "taken back": (ANSWERS["taken back"], WITHDRAWN, 0),
    "the asker rests": (ANSWERS["the asker rests"], LAPSED, 0),
    "the asked rests": (ANSWERS["the asked rests"], LAPSED, 1),
}


@pytest.mark.parametrize(("act", "state", "told"), ENDS.values(), ids=ENDS.keys())
def test_on_day_21_it_ends_and_the_asker_is_told_once(asked, at, act, state, told):
    act(asked)
    move_at(at, "22 11:59")
    assert letters(ENDED) == []
    for moment in ("22 12:00", "22 12:00", "23 12:00", "30 12:00"):
        move_at(at, moment)
    assert state_of(asked) is state
    assert letters(ENDED) == [(ENDED, "alice@example.org")] * told


def test_the_letter_leads_to_the_page_and_says_nothing_else(asked, at):
    move_at(at, "22 12:00")
    (letter,) = outbox.letters(ENDED)
    (told,) = outbox.notices(kind=ENDED)
    assert letter.facts == {"notice": told.id}
    assert told.link == f"/connections/requests/{asked.id}/ended"
    assert (told.facts, told.person) == ({}, None), "nobody learns whose no it was"


def test_what_ran_out_can_be_answered_no_more_even_before_the_clock_ran(asked, at):
    from community.core.errors import Refused

    at("2017-09-22 12:00")
    assert queries.hellos(CAST["bob"].viewer).to_answer == ()
    assert queries.waiting(CAST["bob"].viewer) == 0
    for act in ("yes", "not now", "taken back"):
        with pytest.raises(Refused, match="ended by itself"):
            ANSWERS[act](asked)


def test_a_tick_ends_alone_without_reminder_or_letter(app, at):
    at("2017-09-01 12:00")
    row = ConnectionRequest(asker_id=1, asked_id=2, kind=RequestKind.KNOWN)
    db.session.add(row)
    db.session.flush()
    for day in ("04", "08", "22", "23"):
        move_at(at, f"{day} 12:00")
    assert state_of(row) is LAPSED
    db.session.refresh(row)
    assert row.told_at == clock.now().replace(day=22)
    assert outbox.letters() == []
    assert outbox.notices() == []


def test_saying_hello_again_tells_of_the_old_one_whatever_came_of_it(asked, at):
    at("2017-09-23 12:00")
    other: Member = find(CAST["alice"].viewer, Member, Member.id == 2)
    hellos.say_hello(CAST["alice"].viewer, other, "Hello again")
    assert state_of(asked) is LAPSED
    clockwork.move()
    assert letters() == [(ENDED, "alice@example.org")]


def test_each_step_is_journalled_and_the_clocks_are_nobodys(asked, at):
    for day in ("04", "08", "22"):
        move_at(at, f"{day} 12:00")
    found = select(AuditEvent.note, AuditEvent.actor).where(
        AuditEvent.object_kind == "request", AuditEvent.object_id == asked.id
    )
    rows = db.session.execute(found.order_by(AuditEvent.id)).all()
    assert [tuple(row) for row in rows] == [
        ("sent", mark_of(1)), ("reminded", ""), ("reminded", ""), ("lapsed", ""),
        ("told", ""),
    ]  # fmt: skip


def test_returns_how_much_it_did(asked, at):
    assert move_at(at, "02 12:00") == 0
    assert move_at(at, "04 12:00") == 1
    assert move_at(at, "04 12:00") == 0
    assert move_at(at, "22 12:00") == 2
    assert move_at(at, "22 12:00") == 0


def test_an_imported_request_waits_until_both_have_joined(app, at):
    at("2017-09-01 12:00")
    facts = {"kind": RequestKind.KNOWN, "origin": Origin.IMPORT}
    row = ConnectionRequest(asker_id=1, asked_id=4, **facts)
    db.session.add(row)
    db.session.flush()
    dai = update(Member).where(Member.id == 4)
    db.session.execute(dai.values(joined=False))
    for moment in ("2017-09-02 12:00", "2017-10-20 09:00", "2017-10-20 09:05"):
        at(moment)
        assert clockwork.move() == 0
        assert state_of(row) is SENT
    db.session.execute(dai.values(joined=True))
    at("2017-11-10 08:55")
    assert clockwork.move() == 0
    at("2017-11-10 09:00")
    assert clockwork.move() == 2, "it ends, which nobody is written to about"
    assert state_of(row) is LAPSED
    assert not letters()
