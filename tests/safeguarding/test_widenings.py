"""Seeing more than was reported: another lets one, for a day; each look is noted."""

import pytest
from sqlalchemy import select

from community.core import journal, ledger
from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.safeguarding import around, casework, closing, widenings
from community.safeguarding.models import Finding
from tests.cast import CAST
from tests.letters import notices
from tests.safeguarding.making import (
    ADA,
    DAI,
    MO,
    fresh,
    give,
    report,
    steps,
    taken,
    talk,
)

NEEDS = "The message alone does not say who began"


def case_of_a_talk(which: int = 8, lines: int = 16):
    """Return a case about what Bob wrote in the middle of a talk with Alice."""
    said = talk(*((1 + line % 2, f"line {line}") for line in range(lines)))
    talk((2, "elsewhere"), (3, "elsewhere"), number=51)
    return taken(kind="message", about=2, number=said[which], excerpt=f"line {which}")


def test_another_moderator_lets_somebody_see_more_and_never_who_asked(app):
    give(4)
    case = case_of_a_talk()
    with pytest.raises(NotFound):
        around.around(MO, case)
    row = widenings.ask(MO, case.id, f" {NEEDS} ")
    assert [one.to for one in notices(kind="case-second")] == ["dai@example.org"]
    with pytest.raises(NotFound):
        around.around(MO, case)
    with pytest.raises(Refused, match="Somebody else"):
        widenings.answer(MO, row.id, True)
    widenings.answer(DAI, row.id, True)
    found = around.around(MO, case)
    assert [one.words for one in found.said] == [f"line {n}" for n in range(3, 14)]
    assert [one.words for one in found.said if one.reported] == ["line 8"]
    assert {one.name for one in found.said} == {"Alice Marsh", "Bob Okoro"}
    with pytest.raises(NotFound):
        around.around(DAI, case)
    assert [one.to for one in notices(kind="case-answer")] == ["mo@example.org"]


def test_at_the_ends_of_a_talk_there_is_less(app):
    case = case_of_a_talk(which=0, lines=3)
    give(4)
    widenings.answer(DAI, widenings.ask(MO, case.id, NEEDS).id, True)
    found = around.around(MO, case)
    assert [one.words for one in found.said] == ["line 0", "line 1", "line 2"]


def test_leave_ends_after_a_day_and_with_the_case(app, at):
    at("2017-09-01 12:00")
    give(4)
    case = case_of_a_talk()
    widenings.answer(DAI, widenings.ask(MO, case.id, NEEDS).id, True)
    at("2017-09-02 11:59")
    assert around.around(MO, case)
    at("2017-09-02 12:00")
    with pytest.raises(NotFound):
        around.around(MO, case)
    widenings.answer(DAI, widenings.ask(MO, case.id, NEEDS).id, True)
    assert around.around(MO, case)
    closing.close(MO, case.id, Finding.NO_BREACH, "Nothing.")
    with pytest.raises(NotFound):
        around.around(MO, fresh(case))


def test_who_is_refused_sees_nothing_and_may_ask_again(app):
    give(4)
    case = case_of_a_talk()
    row = widenings.ask(MO, case.id, NEEDS)
    with pytest.raises(Refused, match="asked already"):
        widenings.ask(MO, case.id, NEEDS)
    widenings.answer(DAI, row.id, False)
    with pytest.raises(NotFound):
        around.around(MO, case)
    with pytest.raises(Refused, match="answered"):
        widenings.answer(DAI, row.id, True)
    assert widenings.ask(MO, case.id, NEEDS).id != row.id


def test_where_no_other_moderator_is_an_administrator_answers(app):
    case = case_of_a_talk()
    with pytest.raises(NotFound):
        casework.case(ADA, case.id)
    row = widenings.ask(MO, case.id, NEEDS)
    assert [one.to for one in notices(kind="case-second")] == ["ada@example.org"]
    assert casework.case(ADA, case.id), "to judge they need the report"
    for who in ("olu", "alice", "bob"):
        with pytest.raises((Forbidden, NotFound)):
            widenings.answer(CAST[who].viewer, row.id, True)
    with pytest.raises((Forbidden, NotFound)):
        widenings.answer(VISITOR, row.id, True)
    widenings.answer(ADA, row.id, True)
    with pytest.raises(NotFound):
        casework.case(ADA, case.id)
    assert around.around(MO, case)


def test_whoever_hands_a_case_on_takes_their_leave_with_them(app):
    give(4), give(6)
    case = case_of_a_talk()
    widenings.answer(DAI, widenings.ask(MO, case.id, NEEDS).id, True)
    from community.safeguarding import cases

    cases.hand_on(MO, case.id, 4)
    cases.claim(DAI, case.id)
    with pytest.raises(NotFound):
        around.around(DAI, fresh(case))


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_asking_needs_a_reason(app, why):
    with pytest.raises(Refused):
        widenings.ask(MO, case_of_a_talk().id, why)


def test_only_whoever_has_the_case_asks_and_only_where_there_is_more(app):
    give(4)
    with pytest.raises(Refused, match="Take the case first"):
        widenings.ask(DAI, case_of_a_talk().id, NEEDS)
    with pytest.raises(Refused, match="nothing more"):
        widenings.ask(MO, taken(about=3).id, NEEDS)


def looks():
    db.session.flush()
    columns = ledger.LedgerEntry
    return [
        (row.about_id, row.by_id, row.what.value)
        for row in db.session.scalars(select(columns).order_by(columns.id))
    ]


def test_every_look_is_in_the_trail_and_in_the_ledger(app):
    give(4)
    case = case_of_a_talk()
    casework.look(MO, case)
    assert looks() == [(2, 8, "case")]
    widenings.answer(DAI, widenings.ask(MO, case.id, NEEDS).id, True)
    around.around(MO, case)
    assert looks()[1:] == [(1, 8, "case")], "the same look is noted once a day"
    assert [step[1:] for step in steps(journal.Act.MODERATION)] == [
        ("case", "claimed"), ("case", "looked"), ("widening", "asked"),
        ("widening", "granted"), ("case", "looked further"),
    ]  # fmt: skip


def shown(moment: str):
    return [
        row.about_id
        for row in db.session.scalars(select(ledger.LedgerEntry))
        if row.shown_from.isoformat()[:10] <= moment
    ]


@pytest.mark.parametrize(
    ("harm", "acted", "seen"),
    [(False, True, [2]), (False, False, []), (True, True, []), (True, False, [])],
)
def test_a_look_shows_once_they_were_told_of_a_measure_and_never_with_risk_of_harm(
    app, at, harm, acted, seen
):
    from community.safeguarding import measures
    from tests.safeguarding.making import SAFETY, SPAM, UNKIND, WHY

    at("2017-09-01 12:00")
    case = taken(reason=SAFETY if harm else SPAM)
    casework.look(MO, case)
    assert shown("2040-01-01") == [], "nobody is warned while it is looked into"
    if acted:
        measures.warn(MO, case.id, UNKIND, WHY)
    finding = Finding.ACTED if acted else Finding.NO_BREACH
    closing.close(MO, case.id, finding, "Done.")
    assert shown("2017-09-01") == seen
    at("2017-09-02 12:00")
    casework.look(MO, fresh(case))
    assert shown("2017-09-02") == seen * 2


def test_nothing_is_noted_of_a_case_about_nobody(app):
    casework.look(MO, report(about=None, kind="project", number=1))
    assert looks() == []
