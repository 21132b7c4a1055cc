"""Break-glass: who may open what is private, for how long, and that people are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.ledger import LedgerEntry, Looked
from community.core.visible import unscoped, visible
from community.members.models import MemberTag
from community.privacy import looked
from community.safeguarding import openings, openings_clock
from community.safeguarding.models import (
    Case,
    CaseState,
    Lane,
    Opening,
    Report,
    ReportReason,
)
from tests.cast import CAST, mark_of
from tests.letters import letters, notices

ALICE, BOB, MO, ADA = (CAST[one].viewer for one in ("alice", "bob", "mo", "ada"))
OLU = CAST["olu"].viewer
SECOND = replace(BOB, roles=frozenset({Role.ADMINISTRATOR}))
WHY = "They wrote that they may harm themselves tonight"
NOON = "2026-11-01 12:00"


@pytest.fixture
def case(app, at):
    """An open case of Bob's about Alice."""
    at(NOON)
    return make(about=1, reporter=2)


def make(about: int | None, reporter: int, number: str = "case2345") -> Case:
    row = Case(
        number=number, subject_kind="person", subject_id=about or 0, about_id=about,
        lane=Lane.HARM, due_at=clock.now() + timedelta(hours=24),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Report(
            receipt=f"r{number}", case_id=row.id, reporter_id=reporter, about_id=about,
            reason=ReportReason.SAFETY,
        )
    )  # fmt: skip
    db.session.commit()
    return row


def acts() -> list[tuple[str, str]]:
    found = select(AuditEvent.actor, AuditEvent.note)
    mine = found.where(AuditEvent.act == Act.BREAK_GLASS).order_by(AuditEvent.id)
    return [tuple(one) for one in db.session.execute(mine)]


def later(at, **span: int) -> None:
    at((clock.now() + timedelta(**span)).strftime("%Y-%m-%d %H:%M:%S.%f"))


# ---------------------------------------------------------------- who may
def of(name: str, *roles: Role) -> Viewer:
    return replace(CAST[name].viewer, roles=frozenset(roles))


WHO = {
    "nobody": (Viewer(), Forbidden),
    "a member": (of("dai"), Forbidden),
    "an organiser": (of("olu", Role.ORGANISER), Forbidden),
    "a curator": (of("dai", Role.CURATOR), Forbidden),
    "a moderator whose role sleeps": (
        replace(of("mo"), asleep=frozenset({Role.MODERATOR})), Forbidden,
    ),
    "a moderator": (of("mo", Role.MODERATOR), None),
    "an administrator": (of("ada", Role.ADMINISTRATOR), None),
    "a moderator whom it is about": (of("alice", Role.MODERATOR), Refused),
    "an administrator whom it is about": (of("alice", Role.ADMINISTRATOR), Refused),
    "a moderator who reported it": (of("bob", Role.MODERATOR), Refused),
    "an administrator who reported it": (of("bob", Role.ADMINISTRATOR), Refused),
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_who_may_open(case, who):
    viewer, problem = WHO[who]
    if problem is None:
        assert openings.open_for(viewer, case.number, WHY).about_id == 1
    else:
        with pytest.raises(problem):
            openings.open_for(viewer, case.number, WHY)
        assert db.session.scalars(unscoped("test", Opening)).all() == []


def test_no_such_case_a_closed_one_and_one_about_nobody_look_alike(case):
    make(about=None, reporter=2, number="case0000")
    closed = make(about=4, reporter=2, number="case1111")
    closed.state = CaseState.CLOSED
    db.session.flush()
    said = []
    for number in ("case9999", "case0000", "case1111", ""):
        with pytest.raises(Refused) as refused:
            openings.open_for(MO, number, WHY)
        said.append(refused.value.message)
    with pytest.raises(Refused) as refused:
        openings.open_for(WHO["a moderator who reported it"][0], case.number, WHY)
    assert {*said, refused.value.message} == {openings.NO_CASE}


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", openings.SHORT), ("x" * 19, openings.SHORT), (" " * 40, openings.SHORT),
        ("x" * 301, openings.LONG),
    ],
)  # fmt: skip
def test_a_reason_is_a_sentence(case, why, said):
    with pytest.raises(Refused) as refused:
        openings.open_for(MO, case.number, why)
    assert refused.value.message == said


@pytest.mark.parametrize("letters_long", [20, 300])
def test_a_reason_of_the_right_length_is_taken(case, letters_long):
    openings.open_for(MO, case.number, "x" * letters_long)


# ---------------------------------------------------------------- what is seen
def test_whoever_opened_it_sees_what_is_for_nobody_else(case):
    row = openings.open_for(MO, f" {case.number.upper()} ", WHY)
    found = openings.seen(MO, row.id)
    assert {tag.slug for tag in found.person.tags} >= {"diabetes"}
    assert (found.case_number, found.why, found.left) == (case.number, WHY, 30)
    assert not hasattr(found.person, "email")


def test_nothing_that_is_sealed_and_no_message_is_read(case, statements):
    row = openings.open_for(MO, case.number, WHY)
    with statements() as found:
        openings.seen(MO, row.id)
    said = " ".join(found)
    for table in ("lived_experience", "message", "conversation", "account.email"):
        assert table not in said


def test_it_changes_nothing_for_others(case):
    openings.open_for(MO, case.number, WHY)
    tags = visible(MO, MemberTag.id).where(MemberTag.member_id == 1)
    assert not db.session.scalars(tags.where(MemberTag.audience == "me")).all()


def test_it_closes_to_the_second(case, at):
    row = openings.open_for(MO, case.number, WHY)
    later(at, minutes=29, seconds=59, milliseconds=999)
    assert openings.seen(MO, row.id).left == 1
    later(at, milliseconds=1)
    assert openings.seen(MO, row.id) is None


def test_it_can_be_closed_before_and_only_once(case, at):
    row = openings.open_for(MO, case.number, WHY)
    later(at, minutes=5)
    openings.end(MO, row.id)
    assert openings.seen(MO, row.id) is None
    openings.end(MO, row.id)
    assert acts() == [(mark_of(8), "opened"), (mark_of(8), "ended")]


def test_each_look_is_in_the_audit_trail_without_the_reason(case):
    row = openings.open_for(MO, case.number, WHY)
    openings.seen(MO, row.id)
    openings.seen(MO, row.id)
    assert [note for _who, note in acts()] == ["opened", "seen", "seen"]


def test_only_whoever_opened_it_closes_it(case):
    row = openings.open_for(MO, case.number, WHY)
    with pytest.raises(NotFound):
        openings.end(ADA, row.id)


def test_moderators_know_of_their_own_administrators_of_all_but_of_themselves(case):
    openings.open_for(MO, case.number, WHY)
    make(about=7, reporter=2, number="case7777")
    openings.open_for(MO, "case7777", WHY)
    assert [one.case_number for one in openings.cards(MO)] == ["case7777", "case2345"]
    assert [one.case_number for one in openings.cards(ADA)] == ["case2345"]
    assert openings.cards(of("lea", Role.MODERATOR)) == ()


# ---------------------------------------------------------------- telling
def told() -> list[str]:
    return [one.to for one in notices(kind="private-opened")]


def test_they_are_told_after_a_week_exactly_once(case, at):
    openings.open_for(MO, case.number, WHY)
    db.session.commit()
    later(at, days=7, milliseconds=-1)
    assert openings_clock.move() == 0
    assert looked.of(ALICE) == ()
    later(at, milliseconds=1)
    assert openings_clock.move() == 1
    assert openings_clock.move() == 0
    assert told() == ["alice@example.org"]
    assert [one.to for one in letters_of()] == ["alice@example.org"]
    assert acts()[-1] == ("", "told")


def letters_of():
    return [one for one in letters() if one.kind == "private-opened"]


def test_the_ledger_says_who_and_why(case, at):
    openings.open_for(MO, case.number, WHY)
    later(at, days=7)
    (card,) = looked.of(ALICE)
    assert (card.what, card.why, card.role) == (Looked.PRIVATE, WHY, "moderator")
    assert card.name == "Mo Rahman"


def test_whoever_is_suspended_is_told_on_coming_back(case, at):
    openings.open_for(MO, case.number, WHY)
    change = update(Account).where(Account.id == 1)
    db.session.execute(change.values(state=State.SUSPENDED))
    later(at, days=8)
    assert openings_clock.move() == 0
    db.session.execute(change.values(state=State.ACTIVE))
    assert openings_clock.move() == 1


# ---------------------------------------------------------------- letting it wait
HOLDERS = {
    "another administrator": (SECOND, None),
    "whoever opened it": (ADA, Refused),
    "a moderator": (MO, NotFound),
    "an organiser": (OLU, NotFound),
    "an administrator whom it is about": (of("alice", Role.ADMINISTRATOR), NotFound),
}


@pytest.mark.parametrize("who", HOLDERS)
def test_a_second_administrator_lets_telling_wait(app, at, who):
    at(NOON)
    case = make(about=1, reporter=4)
    row = openings.open_for(ADA, case.number, WHY, quiet=True)
    viewer, problem = HOLDERS[who]
    if problem is not None:
        with pytest.raises(problem):
            openings.hold(viewer, row.id)
    else:
        openings.hold(viewer, row.id)
    later(at, days=7)
    assert openings_clock.move() == (0 if problem is None else 1)
    assert len(looked.of(ALICE)) == (0 if problem is None else 1)


def test_what_waits_is_told_after_ninety_days_at_last(app, at):
    at(NOON)
    case = make(about=1, reporter=4)
    row = openings.open_for(MO, case.number, WHY, quiet=True)
    openings.hold(ADA, row.id)
    later(at, days=90, milliseconds=-1)
    assert (openings_clock.move(), looked.of(ALICE)) == (0, ())
    later(at, milliseconds=1)
    assert openings_clock.move() == 1
    assert len(looked.of(ALICE)) == 1


def test_telling_waits_only_where_that_was_asked_and_once(case, at):
    row = openings.open_for(MO, case.number, WHY)
    with pytest.raises(Refused):
        openings.hold(ADA, row.id)
    other = openings.open_for(MO, case.number, WHY, quiet=True)
    openings.hold(ADA, other.id)
    with pytest.raises(Refused):
        openings.hold(SECOND, other.id)


def test_nothing_waits_that_was_told(case, at):
    row = openings.open_for(MO, case.number, WHY, quiet=True)
    later(at, days=7)
    openings_clock.move()
    with pytest.raises(Refused):
        openings.hold(ADA, row.id)
    rows = db.session.scalars(select(LedgerEntry.shown_from)).all()
    assert all(one <= clock.now() for one in rows)
