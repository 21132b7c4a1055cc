"""Words that a report took along go with whoever wrote them, and only these."""

import pytest
from sqlalchemy import select, update

from community.core import held
from community.core.db import db
from community.core.visible import unscoped
from community.introductions.models import Introduction
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Story,
    StoryState,
    Teller,
)
from community.safeguarding import reporting
from community.safeguarding.models import Case, CaseState, Report, ReportReason
from community.safeguarding.things import reported
from community.stewardship.models import Handover
from tests.cast import CAST
from tests.leaving import dump
from tests.leaving.test_erasing import erase
from tests.privacy import stage

TOLD, SAID = "storycanary", "reportcanary"
ALICE, BOB, DAI, LEA = (CAST[name].id for name in ("alice", "bob", "dai", "lea"))


@pytest.fixture(autouse=True)
def staged(app, data_dir):
    stage.fill()
    db.session.commit()


def report(who, kind, key, text=""):
    """Let somebody report what they see; return the case, the report and its words."""
    viewer = CAST[who].viewer
    thing, _name = reported(viewer, kind, str(key))
    receipt = reporting.report(viewer, thing, ReportReason.HARASSMENT, text)
    db.session.commit()
    found = unscoped("test", Report.case_id, Report.id).where(Report.receipt == receipt)
    return db.session.execute(found).one()


def case(number):
    return db.session.scalars(unscoped("test", Case).where(Case.id == number)).one()


def excerpt(number):
    found = unscoped("test", Report.excerpt, Report.text).where(Report.id == number)
    return tuple(db.session.execute(found).one())


# ---------------------------------------------------------------- whose nobody learns
def story():
    """Let Dai tell a story of a project, which everybody reads."""
    row = Story(
        project_id=1, author_id=DAI, told_as=Teller.CARER, words=TOLD,
        state=StoryState.PUBLISHED,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def test_a_story_goes_from_its_report_and_the_case_is_closed(staged):
    number = story()
    case_id, report_id = report("alice", "story", number, SAID)
    assert case(case_id).about_id is None, "nobody learns whose it is"
    assert excerpt(report_id) == (TOLD, SAID)
    held.hold("story", number)
    db.session.commit()
    erase(DAI)
    row = case(case_id)
    assert (row.state, row.open_key) == (CaseState.CLOSED, None)
    assert row.closed_at is not None
    assert row.outcome.startswith("Closed")
    assert excerpt(report_id) == ("", "")
    left = dump.of_database()
    assert TOLD.encode() not in left
    assert SAID.encode() not in left
    assert not held.is_held("story", number)


def test_it_goes_from_a_case_that_is_closed_already_too(staged):
    case_id, report_id = report("alice", "story", story())
    closed = {"state": CaseState.CLOSED, "open_key": None, "outcome": f"It said {TOLD}"}
    db.session.execute(update(Case).where(Case.id == case_id).values(**closed))
    db.session.commit()
    erase(DAI)
    assert excerpt(report_id) == ("", "")
    assert TOLD.encode() not in dump.of_database()


def test_stories_of_others_stay_reported(staged):
    others, report_id = report("alice", "story", 2)
    story()
    before = excerpt(report_id)
    erase(DAI)
    assert case(others).state is CaseState.OPEN
    assert before[0]
    assert excerpt(report_id) == before


def test_a_case_about_another_thing_of_the_same_number_stays(staged):
    number = story()
    others, report_id = report("alice", "message", 1)
    same = {"subject_id": number, "about_id": None}
    db.session.execute(update(Case).where(Case.id == others).values(**same))
    db.session.execute(
        update(Report).where(Report.id == report_id).values(about_id=None)
    )
    db.session.commit()
    erase(DAI)
    assert case(others).state is CaseState.OPEN
    assert excerpt(report_id)[0]


# ---------------------------------------------------------------- what two wrote
ASKED, PASSED = "I would like to sing", "He sings"
INVITES, DECLINES = "Come and hum along", "I only whistle"


def introduction():
    """Dai asked Bob for Alice, who reports Bob: both have written."""
    row = db.session.scalars(unscoped("test", Introduction)).one()
    assert (row.purpose, row.words) == (ASKED, PASSED)
    return "introduction", row.id


def offer():
    """Lea invited Bob into her project, and he declined."""
    row = JoinRequest(
        kind=JoinKind.INVITATION, project_id=1, member_id=BOB, asked_by_id=LEA,
        message=INVITES, answer=DECLINES, state=JoinState.DECLINED,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return "offer", row.id


def handover():
    """Lea asked Alice to lead beside her, and she answered."""
    values = {"message": INVITES, "answer": DECLINES}
    db.session.execute(update(Handover).where(Handover.id == 1).values(**values))
    db.session.commit()
    return "handover", 1


@pytest.mark.parametrize(
    ("thing", "who", "erased", "gone", "stays"),
    [
        (introduction, "alice", DAI, ASKED, PASSED),
        (offer, "bob", BOB, DECLINES, INVITES),
        (handover, "alice", ALICE, DECLINES, INVITES),
    ],
)
def test_the_words_of_the_second_go_and_those_of_whom_it_is_about_stay(
    staged, thing, who, erased, gone, stays
):
    kind, number = thing()
    case_id, report_id = report(who, kind, number, SAID)
    words, _said = excerpt(report_id)
    assert gone in words
    assert stays in words
    erase(erased)
    assert excerpt(report_id) == (stays, SAID)
    assert gone.encode() not in dump.of_database()
    assert case(case_id).state is CaseState.OPEN


@pytest.mark.parametrize(("thing", "erased"), [(introduction, BOB), (handover, LEA)])
def test_all_goes_with_whom_it_is_about(staged, thing, erased):
    kind, number = thing()
    case_id, report_id = report("alice", kind, number, SAID)
    erase(erased)
    assert excerpt(report_id) == ("", "")
    assert case(case_id).state is CaseState.CLOSED


@pytest.mark.parametrize(("thing", "invited"), [(offer, BOB), (handover, ALICE)])
def test_of_a_report_of_an_answer_all_goes_with_whoever_gave_it(staged, thing, invited):
    kind, number = thing()
    case_id, report_id = report("lea", kind, number)
    assert case(case_id).about_id == invited
    assert DECLINES in excerpt(report_id)[0]
    erase(invited)
    assert excerpt(report_id)[0] == ""
    assert case(case_id).state is CaseState.CLOSED
    assert DECLINES.encode() not in dump.of_database()


@pytest.mark.parametrize(("thing", "invited"), [(offer, BOB), (handover, ALICE)])
def test_the_words_of_whoever_invited_go_before(staged, thing, invited):
    kind, number = thing()
    case_id, report_id = report("lea", kind, number)
    erase(LEA)
    assert excerpt(report_id)[0] == DECLINES
    assert case(case_id).state is CaseState.OPEN
    erase(invited)
    assert DECLINES.encode() not in dump.of_database()


def test_of_an_answer_that_is_nobodys_all_goes_with_whoever_asked(staged):
    """Which lead gave it the trail does not tell; nothing would find it later."""
    row = JoinRequest(
        kind=JoinKind.OFFER, project_id=1, member_id=BOB, asked_by_id=BOB,
        message=INVITES, answer=DECLINES, state=JoinState.DECLINED,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    case_id, report_id = report("bob", "offer", row.id)
    assert case(case_id).about_id is None
    erase(BOB)
    assert excerpt(report_id)[0] == ""
    assert case(case_id).state is CaseState.OPEN


def test_whoever_answered_first_and_whoever_invited_later_leave_nothing(staged):
    kind, number = offer()
    _case, report_id = report("bob", kind, number)
    erase(BOB)
    erase(LEA)
    assert excerpt(report_id) == ("", "")
    left = dump.of_database()
    assert INVITES.encode() not in left
    assert DECLINES.encode() not in left


def test_what_they_wrote_before_and_changed_since_goes_too(staged):
    kind, number = introduction()
    _case, report_id = report("alice", kind, number)
    older = f"Older words of somebody\n\n{PASSED}"
    db.session.execute(
        update(Report).where(Report.id == report_id).values(excerpt=older)
    )
    db.session.commit()
    erase(DAI)
    assert excerpt(report_id)[0] == PASSED


def test_what_was_written_after_the_report_does_not_come_into_it(staged):
    kind, number = introduction()
    _case, report_id = report("alice", kind, number)
    db.session.execute(
        update(Report).where(Report.id == report_id).values(excerpt=ASKED)
    )
    db.session.commit()
    erase(DAI)
    assert excerpt(report_id)[0] == ""


def test_reports_of_what_they_had_no_part_in_stay_word_by_word(staged):
    kind, number = introduction()
    report("alice", kind, number, SAID)
    report("alice", "message", 1)
    found = select(Report.__table__.c.excerpt).order_by(Report.__table__.c.id)
    before = db.session.scalars(found, execution_options={"unscoped": "test"}).all()
    erase(CAST["carol"].id)
    after = db.session.scalars(found, execution_options={"unscoped": "test"}).all()
    assert after == before
