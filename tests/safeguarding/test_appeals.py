"""Appeals: asked once by whom it is about, decided by somebody else than before."""

import pytest

from community.accounts import letters as goes
from community.accounts.models import State
from community.core import held
from community.core.errors import Forbidden, NotFound, Refused
from community.safeguarding import (
    appeals,
    casework,
    clockwork,
    measures,
    own,
    queue,
    suspending,
)
from tests import letters
from tests.cast import CAST
from tests.safeguarding.making import (
    ADA,
    DAI,
    MO,
    UNKIND,
    WHY,
    fresh,
    give,
    state_of,
    steps,
    taken,
    talk,
)

BOB = CAST["bob"].viewer


def warned():
    return measures.warn(MO, taken().id, UNKIND, WHY)


def test_whom_it_is_about_asks_once_and_within_the_days(app, at):
    at("2017-09-01 12:00")
    row = warned()
    for who in ("alice", "mo", "ada"):
        with pytest.raises(NotFound):
            appeals.appeal(CAST[who].viewer, row.id, "It was not me")
    with pytest.raises(Refused, match="Write why"):
        appeals.appeal(BOB, row.id, " ")
    at("2017-09-15 12:01")
    with pytest.raises(Refused, match="is over"):
        appeals.appeal(BOB, row.id, "It was not me")
    at("2017-09-15 12:00")
    appeals.appeal(BOB, row.id, "It was not me")
    with pytest.raises(Refused, match="already"):
        appeals.appeal(BOB, row.id, "Once more")


def test_what_was_taken_back_needs_no_appeal(app):
    row = warned()
    measures.lift(MO, row.id)
    with pytest.raises(Refused, match="taken back"):
        appeals.appeal(BOB, row.id, "It was not me")


def test_another_moderator_decides_and_never_the_same(app):
    give(4)
    asked = appeals.appeal(BOB, warned().id, "It was not me")
    assert [one.to for one in letters.notices(kind="case-second")] == [
        "dai@example.org"
    ]
    assert [one.mine_to_decide for one in queue.appeals(MO)] == [False]
    assert [one.mine_to_decide for one in queue.appeals(DAI)] == [True]
    with pytest.raises(Refused, match="Somebody else"):
        appeals.decide(MO, asked.id, True, "No.")
    for viewer in (ADA, BOB, CAST["olu"].viewer):
        with pytest.raises((Forbidden, NotFound)):
            appeals.decide(viewer, asked.id, False, "Yes.")
    with pytest.raises(Refused, match="Write to them"):
        appeals.decide(DAI, asked.id, True, " ")
    appeals.decide(DAI, asked.id, True, "It was you.")
    with pytest.raises(Refused, match="decided on this already"):
        appeals.decide(DAI, asked.id, False, "Or not.")
    assert (fresh(asked).upheld, asked.decided_by_id) == (True, 4)
    (letter,) = letters.letters("appeal-answer")
    assert (letter.to, letter.facts) == ("bob@example.org", {"upheld": True})
    assert goes.goes_out("appeal-answer", "bob@example.org")
    assert [step[1:] for step in steps()[-2:]] == [
        ("appeal", "made"), ("appeal", "upheld"),
    ]  # fmt: skip


def test_where_no_other_moderator_is_an_administrator_decides(app):
    row = warned()
    with pytest.raises(NotFound):
        casework.case(ADA, row.case_id)
    asked = appeals.appeal(BOB, row.id, "It was not me")
    assert [one.to for one in letters.notices(kind="case-second")] == [
        "ada@example.org"
    ]
    assert appeals.found(ADA, asked.id)
    appeals.decide(ADA, asked.id, False, "You are right.")
    with pytest.raises(NotFound):
        casework.case(ADA, row.case_id)


def test_neither_of_the_two_who_suspended_for_good_decides(app):
    give(4)
    row = suspending.suspend(MO, taken().id, None, UNKIND, WHY)
    suspending.agree(DAI, row.id, True)
    asked = appeals.appeal(BOB, row.id, "It was not me")
    for viewer in (MO, DAI):
        with pytest.raises(Refused, match="Somebody else"):
            appeals.decide(viewer, asked.id, False, "Yes.")
    appeals.decide(ADA, asked.id, False, "You are right.")
    assert state_of(2) is State.ACTIVE


def test_taken_back_it_is_as_if_it_had_not_been(app):
    give(4)
    (number,) = talk((2, "kettles for sale"))
    hold = measures.hold(
        MO, taken(kind="message", about=2, number=number).id, UNKIND, WHY
    )
    strike = suspending.strike(MO, taken().id, UNKIND, WHY)
    for row in (hold, strike):
        asked = appeals.appeal(BOB, row.id, "It was not me")
        appeals.decide(DAI, asked.id, False, "You are right.")
        assert not fresh(row).holds
    assert not held.is_held("message", number)
    assert (suspending.strikes(2), state_of(2)) == (0, State.ACTIVE)


def test_what_stays_stays(app):
    give(4)
    row = suspending.strike(MO, taken().id, UNKIND, WHY)
    asked = appeals.appeal(BOB, row.id, "It was not me")
    appeals.decide(DAI, asked.id, True, "It stays.")
    assert fresh(row).holds
    assert state_of(2) is State.SUSPENDED


def test_a_suspended_person_reads_why_and_appeals(app):
    from community.core.access import Viewer

    row = suspending.strike(MO, taken().id, UNKIND, WHY)
    nobody = Viewer(account_id=2, name="Bob Okoro", state="suspended")
    (card,) = own.mine(nobody)
    assert (card.why, card.may_appeal, card.suspends) == (WHY, True, True)
    appeals.appeal(nobody, row.id, "It was not me")
    (card,) = own.mine(nobody)
    assert (card.appeal, card.asked, card.may_appeal) == (
        "waiting", "It was not me", False,
    )  # fmt: skip
    assert not {"by_id", "decided_by_id", "reporter_id"} & set(
        card.__dataclass_fields__
    )


def test_nobody_reads_what_was_decided_about_another(app):
    row = warned()
    for who in ("alice", "mo", "ada", "olu"):
        assert own.mine(CAST[who].viewer) == ()
        with pytest.raises(NotFound):
            own.one(CAST[who].viewer, row.id)


def test_who_may_decide_is_reminded_once_of_an_appeal_that_waits(app, at):
    at("2017-09-01 12:00")
    give(4)
    asked = appeals.appeal(BOB, warned().id, "It was not me")
    at("2017-09-04 11:59")
    before = letters.notices(kind="case-overdue")
    clockwork.move()
    at("2017-09-04 12:00")
    clockwork.move(), clockwork.move()
    links = [
        (one.to, one.link)
        for one in letters.notices(kind="case-overdue")
        if "appeals" in one.link
    ]
    assert (before, links) == (
        [],
        [("dai@example.org", f"/moderate/appeals/{asked.id}")],
    )
