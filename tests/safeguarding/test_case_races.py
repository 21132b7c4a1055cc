"""Two moderators, or two reporters, in the same moment: one outcome, no error page."""

from itertools import cycle, islice

from sqlalchemy import delete, func, select

from community.core.access import Role
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.safeguarding import appeals, cases, measures, suspending, widenings
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Measure,
    Report,
    Widening,
)
from tests.cast import CAST
from tests.connections.test_races import FINE, at_once, hand
from tests.safeguarding.making import MO, UNKIND, WHY, give, report, talk

ROUNDS = 24


def begin(*, claimed: bool = False) -> Case:
    """Forget what was, and let Alice report a message of Bob, or Mo take it too."""
    db.session.remove()
    start_writing()
    for table in (Appeal, Widening, Measure, Report, Case):
        db.session.execute(delete(table))
    (said,) = talk((2, "kettles for sale"), number=100 + begin.count)
    begin.count += 1
    row = report(kind="message", about=2, number=said)
    if claimed:
        cases.claim(MO, row.id)
    return row


begin.count = 0


def more_moderators() -> None:
    start_writing()
    for number in (4, 5):
        give(number, Role.MODERATOR)
    db.session.commit()


def committed(row) -> int:
    number = row.id
    db.session.commit()
    db.session.remove()
    return number


def test_of_two_who_take_a_case_one_has_it(app):
    more_moderators()
    hands = [hand(app, who, lambda n: f"/moderate/{n}/claim") for who in ("mo", "dai")]
    for _round in range(ROUNDS):
        number = committed(begin())
        came = at_once(app, hands, number)
        assert sorted(came) == [302, 422], came
        start_writing()
        row = db.session.scalars(unscoped("test", Case)).one()
        assert (row.state, row.claimed_by_id in (4, 8)) == (CaseState.CLAIMED, True)


def test_of_two_answers_to_who_asks_for_more_one_counts(app):
    more_moderators()
    games = [
        [hand(app, who, lambda n: f"/moderate/widenings/{n}", answer=answer)
         for who, answer in zip(("dai", "lea"), answers, strict=True)]
        for answers in (("yes", "no"), ("yes", "yes"), ("no", "yes"))
    ]  # fmt: skip
    for hands in islice(cycle(games), ROUNDS):
        case = begin(claimed=True)
        number = committed(widenings.ask(MO, case.id, "Who began?"))
        came = at_once(app, hands, number)
        assert sorted(came) == [302, 422], came
        start_writing()
        row = db.session.scalars(unscoped("test", Widening)).one()
        assert row.answered_by_id in (4, 5)
        assert (row.until is not None) is row.granted


def test_of_two_decisions_on_an_appeal_one_counts(app):
    more_moderators()
    data = {"reply": "So."}
    games = [
        [hand(app, who, lambda n: f"/moderate/appeals/{n}", decision=one, **data)
         for who, one in zip(("dai", "lea"), both, strict=True)]
        for both in (("upheld", "lifted"), ("lifted", "lifted"), ("lifted", "upheld"))
    ]  # fmt: skip
    for hands in islice(cycle(games), ROUNDS):
        case = begin(claimed=True)
        row = suspending.strike(MO, case.id, UNKIND, WHY)
        asked = appeals.appeal(CAST["bob"].viewer, row.id, "Not me")
        came = at_once(app, hands, committed(asked))
        assert sorted(came) == [302, 422], came
        start_writing()
        asked = db.session.scalars(unscoped("test", Appeal)).one()
        row = db.session.scalars(unscoped("test", Measure)).one()
        assert row.holds is asked.upheld
        suspending.reinstate(2)
        if row.holds:
            measures.undo(MO, row)
        db.session.commit()


def test_who_agrees_and_who_decides_anew_at_once_leave_one_outcome(app):
    more_moderators()
    agree = hand(app, "dai", lambda n: f"/moderate/measures/{n}/agree", answer="yes")
    lift = hand(app, "mo", lambda n: f"/moderate/measures/{n}/lift")
    for _round in range(ROUNDS):
        case = begin(claimed=True)
        number = committed(suspending.suspend(MO, case.id, None, UNKIND, WHY))
        came = at_once(app, [agree, lift], number)
        assert set(came) <= FINE, came
        start_writing()
        row = db.session.scalars(unscoped("test", Measure)).one()
        assert not row.holds
        assert not row.for_good_asked
        db.session.commit()


def test_what_many_report_at_once_is_one_case(app):
    hands = [
        hand(app, who, lambda n: "/report/person/dai-4", reason="spam or selling")
        for who in ("alice", "bob", "lea", "olu")
    ]
    for _round in range(ROUNDS // 2):
        committed(begin())
        came = at_once(app, hands, 0)
        assert set(came) <= {302, 429}, came
        start_writing()
        here = Case.subject_kind == "person"
        found = select(func.count()).select_from(Case).where(here)
        count = db.session.scalar(found.execution_options(unscoped="test"))
        assert count == (302 in came)
        db.session.commit()
