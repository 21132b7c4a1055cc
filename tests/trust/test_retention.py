"""Retention: each rule to the second, and a dry run that changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.accounts.models import (
    Challenge,
    Invitation,
    InvitationKind,
    MailToken,
    Purpose,
    SignIn,
)
from community.core import clock, journal
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.ledger import LedgerEntry, Looked
from community.core.limits import LimitCount
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.network.models import Fact, MapChange, MapSnapshot, Reason
from community.notices.models import Notice
from community.privacy import retention
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Measure,
    MeasureKind,
    Opening,
    Report,
    ReportReason,
)
from tests.cast import CAST
from tests.privacy.everywhere import changed, checksums

NOON = datetime.fromisoformat("2026-03-15T12:00:00+00:00")
SECOND = timedelta(seconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A rule: what makes a row of now, which table, when it goes, what stays."""

    make: Callable[[datetime], None]
    table: type
    goes: datetime
    left: int = 0


def session(then: datetime) -> None:
    row = SignIn(token_hash="x", account_id=1, ends_at=then)
    db.session.add(row)


def count(then: datetime) -> None:
    began = int(then.timestamp())
    db.session.add(LimitCount(what="sign-in address", who="192.0.2.7", began=began))


def token(then: datetime) -> None:
    db.session.add(
        MailToken(token_hash="x", account_id=1, purpose=Purpose.RESET, ends_at=then)
    )


def used_token(then: datetime) -> None:
    token(then + 9 * DAY)
    db.session.flush()
    db.session.scalars(select(MailToken)).one().used_at = then


def challenge(then: datetime) -> None:
    db.session.add(Challenge(challenge_hash="x", about="sudo", ends_at=then))


def invitation(then: datetime) -> None:
    db.session.add(
        Invitation(
            kind=InvitationKind.TRUSTED, token_hash="x", email="nia@example.org",
            ends_at=then,
        )
    )  # fmt: skip


def used_invitation(then: datetime) -> None:
    invitation(then + 60 * DAY)
    db.session.flush()
    db.session.scalars(select(Invitation)).one().used_at = then


def revoked_invitation(then: datetime) -> None:
    invitation(then + 60 * DAY)
    db.session.flush()
    db.session.scalars(select(Invitation)).one().revoked_at = then


def case(then: datetime) -> None:
    row = Case(
        number="case2345", subject_kind="person", subject_id=1, about_id=1, due_at=then,
        state=CaseState.CLOSED, closed_at=then,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Report(
            receipt="r", case_id=row.id, reporter_id=2, about_id=1,
            reason=ReportReason.SPAM, text="secret",
        )
    )  # fmt: skip
    db.session.add(
        Measure(
            case_id=row.id, account_id=1, kind=MeasureKind.WARNING, by_id=8, at=then
        )
    )


def look(then: datetime) -> None:
    row = LedgerEntry(about_id=1, by_id=6, what=Looked.ADDRESS, at=then)
    db.session.add(row)


def opening(then: datetime) -> None:
    db.session.add(
        Opening(
            by_id=8, about_id=1, why="x", case_number="case2345", at=then, until=then,
            told_from=then, told_at=then,
        )
    )  # fmt: skip


def letter(then: datetime) -> None:
    db.session.add(
        Job(
            kind="reset", to="alice@example.org", facts={"link": "/x"}, due_at=then,
            done_at=then, state=JobState.DONE,
        )
    )  # fmt: skip


def notice(then: datetime) -> None:
    db.session.add(Notice(member_id=1, kind="hello", key="x", at=then))


def entry(then: datetime) -> None:
    set_to(then)
    start_writing()
    journal.record(CAST["alice"].viewer, Act.TAG, note="old")
    db.session.commit()


YEAR_ON = datetime.fromisoformat("2027-03-15T12:00:00+00:00")
TWO_ON = datetime.fromisoformat("2028-03-15T12:00:00+00:00")
RULES = {
    "sessions": Kept(session, SignIn, NOON + 30 * DAY),
    "tries": Kept(count, LimitCount, NOON + DAY),
    "tokens": Kept(token, MailToken, NOON + HOUR),
    "tokens, used": Kept(used_token, MailToken, NOON + HOUR),
    "challenges": Kept(challenge, Challenge, NOON + HOUR),
    "invitations": Kept(invitation, Invitation, NOON + 30 * DAY),
    "invitations, used": Kept(used_invitation, Invitation, NOON + 30 * DAY),
    "invitations, revoked": Kept(revoked_invitation, Invitation, NOON + 30 * DAY),
    "cases": Kept(case, Case, YEAR_ON),
    "reports": Kept(case, Report, YEAR_ON),
    "cases, what was done": Kept(case, Measure, YEAR_ON, left=1),
    "ledger": Kept(look, LedgerEntry, TWO_ON),
    "openings": Kept(opening, Opening, TWO_ON),
    "outbox, the row": Kept(letter, Job, NOON + 30 * DAY),
    "notices": Kept(notice, Notice, NOON + 365 * DAY + SECOND),
    "trail": Kept(
        entry, AuditEvent, datetime.fromisoformat("2028-04-01T00:00:00+00:00")
    ),
}


def set_to(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def rows(table: type) -> int:
    db.session.rollback()
    found = unscoped("test", func.count()).select_from(table)
    if table is AuditEvent:
        found = found.where(AuditEvent.act == Act.TAG)
    return db.session.scalar(found)


def ran(name: str, *, dry: bool = False) -> int:
    (one,) = [one for one in retention.run(dry=dry) if one.rule.name == name]
    assert one.problem == ""
    return one.number


@pytest.fixture
def made(app, request):
    """What a rule is about, made at noon."""
    set_to(NOON)
    start_writing()
    rule = RULES[request.param]
    rule.make(NOON)
    db.session.commit()
    yield request.param.split(",")[0], rule
    clock.set_source(None)


@pytest.mark.parametrize("made", RULES, indirect=True)
def test_a_second_before_it_stays_and_then_it_goes(made):
    name, rule = made
    set_to(rule.goes - SECOND)
    ran(name)  # a letter is emptied long before its row goes
    assert ran(name, dry=True) == 0
    assert rows(rule.table) == 1
    set_to(rule.goes)
    assert ran(name, dry=True) == 1
    assert rows(rule.table) == 1, "a dry run takes nothing"
    assert ran(name) == 1
    assert rows(rule.table) == rule.left
    assert ran(name, dry=True) == 0


def test_every_rule_of_ours_is_tried_here():
    ours = {rule.name for rule in retention.RULES if rule.go}
    tried = {name.split(",")[0] for name in RULES}
    own = {"inactive", "snapshots", "stopped"}
    assert ours - tried == own, "these have tests of their own"


def test_what_is_not_ours_is_named_with_whose_it_is():
    others = {rule.name: rule for rule in retention.RULES if rule.go is None}
    assert set(others) == {"refusals", "backups", "access-log"}
    assert others["backups"].kept == "35 days"
    assert others["access-log"].kept == "14 days"


def test_letters_lose_address_and_facts_after_a_week(app):
    set_to(NOON)
    start_writing()
    letter(NOON)
    db.session.commit()
    set_to(NOON + 7 * DAY - SECOND)
    assert ran("outbox") == 0
    set_to(NOON + 7 * DAY)
    assert ran("outbox") == 1
    row = db.session.scalars(select(Job)).one()
    assert (row.to, row.facts) == (None, {})


def test_a_case_waits_while_an_appeal_does(app):
    set_to(NOON)
    start_writing()
    case(NOON)
    db.session.flush()
    number = db.session.scalars(unscoped("test", Measure.id)).one()
    asked = Appeal(measure_id=number, text="Please")
    db.session.add(asked)
    db.session.commit()
    set_to(YEAR_ON)
    assert ran("cases") == 0
    start_writing()
    asked.decided_at = clock.now()
    db.session.commit()
    assert ran("cases") == 1


def test_an_open_case_stays_for_ever(app):
    set_to(NOON)
    start_writing()
    case(NOON)
    db.session.flush()
    row = db.session.scalars(unscoped("test", Case)).one()
    row.state, row.closed_at = CaseState.OPEN, None
    db.session.commit()
    set_to(TWO_ON)
    assert ran("cases") == 0


def test_an_opening_that_was_not_told_stays(app):
    set_to(NOON)
    start_writing()
    opening(NOON)
    db.session.flush()
    db.session.scalars(unscoped("test", Opening)).one().told_at = None
    db.session.commit()
    set_to(TWO_ON)
    assert ran("openings") == 0


# ---------------------------------------------------------------- the whole run
def snapshot(number: int, taken: datetime, *changes: tuple[bool, int]) -> None:
    row = MapSnapshot(
        id=number, taken_at=taken, reason=Reason.NIGHTLY, figures="{}",
        definitions="{}", facts=len(changes), after=number - 1,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for begins, who in changes:
        db.session.add(
            MapChange(snapshot_id=number, fact=Fact.NAMED, begins=begins, a_id=who)
        )


def fill() -> None:
    set_to(NOON)
    start_writing()
    for name in ("sessions", "tries", "challenges", "cases", "ledger", "openings"):
        RULES[name].make(NOON)
    token(NOON), invitation(NOON), letter(NOON), notice(NOON)
    db.session.commit()
    entry(NOON)
    start_writing()
    snapshot(1, NOON, (True, 1))
    snapshot(2, NOON + DAY, (True, 2))
    db.session.commit()
    set_to(TWO_ON + 40 * DAY)


def test_a_dry_run_changes_no_table(app):
    fill()
    before = checksums()
    numbers = [one.number for one in retention.run(dry=True) if one.number]
    assert len(numbers) >= 11
    assert changed(before) == []


def test_what_went_is_in_the_trail_as_numbers(app):
    fill()
    due = {one.rule.name: one.number for one in retention.run(dry=True) if one.number}
    due.pop("inactive", None)
    assert retention.move() >= sum(due.values())
    start_writing()
    found = select(AuditEvent.object_kind, AuditEvent.note, AuditEvent.actor)
    rows_ = db.session.execute(found.where(AuditEvent.act == Act.RETENTION)).all()
    kept = {row.object_kind: row.note for row in rows_ if row.object_kind in due}
    assert kept == {name: str(number) for name, number in due.items()}
    assert {row.actor for row in rows_} == {""}


def test_a_rule_that_fails_stops_no_other(app, monkeypatch):
    fill()

    def broken() -> int:
        raise RuntimeError("no")

    first = retention.RULES[0]
    failing = retention.Rule(first.name, "x", "x", "x", broken, broken)
    rules = (failing, *retention.RULES[1:])
    monkeypatch.setattr(retention, "RULES", rules)
    found = {one.rule.name: one for one in retention.run()}
    assert found["sessions"].problem == "RuntimeError"
    assert found["ledger"].number == 1


def test_a_demo_keeps_its_past(app):
    from community.accounts.models import Account

    fill()
    start_writing()
    db.session.get_one(Account, 1).demo = True
    db.session.commit()
    spared = {one.rule.name for one in retention.run(dry=True) if one.spared}
    assert spared == {
        "inactive", "reports", "cases", "ledger", "openings", "snapshots", "trail",
    }  # fmt: skip
    retention.move()
    assert rows(LedgerEntry) == 1


def test_it_is_in_the_timetable_once_a_day():
    from community.jobs import timetable

    (entry_,) = [one for one in timetable.ENTRIES if one.name == "retention"]
    assert (entry_.every, entry_.own) == (DAY, True)
    names = {one.name for one in timetable.ENTRIES}
    assert not names & {"outbox", "notices"}, "one rule, not two"
