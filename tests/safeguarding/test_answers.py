"""What passes between a few is reported by one of them, and worked by none."""

from datetime import timedelta

import pytest

from community.accounts.models import Grant
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.core.journal import Pseudonym
from community.projects.leaving import close
from community.projects.models import Ending, JoinKind, TeamRole
from community.safeguarding import cases, casework, reporting
from community.safeguarding.models import Case
from community.safeguarding.things import Reported, reported
from community.staffing import answering
from community.stewardship import handing_over, taking_over
from community.stewardship.models import HandoverKind
from tests.cast import CAST, join
from tests.introductions import making as introducing
from tests.projects.making import ask, membership
from tests.safeguarding.making import ADA, MO, SPAM, give
from tests.stewardship import making as stewarding
from tests.stewardship.silent import silent

ALICE, BOB, CAROL, DAI, LEA, OLU = (
    CAST[who].viewer for who in ("alice", "bob", "carol", "dai", "lea", "olu")
)
RUDE = "People like you only waste our time"
START = "2026-11-02 12:00"
UNDO = timedelta(hours=1)


@pytest.fixture(autouse=True)
def begin(app, at):
    at(START)


def declined(who: str = "bob", by: Viewer = LEA):
    """Let somebody offer help, and a lead answer them; it is told by now."""
    row = ask(1, who)
    answering.decline(by, row.id, RUDE)
    db.session.commit()
    start_writing()
    return row


def told(at) -> None:
    at((clock.now() + UNDO).strftime("%Y-%m-%d %H:%M"))


def moderates(viewer: Viewer) -> Viewer:
    """Let somebody moderate, too."""
    give(viewer.account_id, Role.MODERATOR)
    roles = viewer.roles | {Role.MODERATOR}
    return Viewer(
        viewer.member_id, viewer.account_id, viewer.name, viewer.slug, roles,
        state="active",
    )  # fmt: skip


def case_of(reporter: Viewer, kind: str, number: int) -> Case:
    """Let somebody report what they see, and return its case."""
    thing, _name = reported(reporter, kind, str(number))
    reporting.report(reporter, thing, SPAM, "")
    return cases.join(thing, SPAM)


def is_closed_to(viewer: Viewer, case: Case) -> bool:
    """Tell that somebody neither finds a case nor takes it."""
    for does in (lambda: casework.case(viewer, case.id),
                 lambda: cases.claim(viewer, case.id)):  # fmt: skip
        try:
            does()
        except NotFound:
            continue
        return False
    return True


# ---------------------------------------------------------------- an answer
def test_a_report_of_an_answer_is_about_the_lead_who_gave_it(at):
    join(1, 3, role=TeamRole.LEAD)
    row = declined(by=CAROL)
    told(at)
    thing, name = reported(BOB, "offer", str(row.id))
    assert thing.about_account == CAROL.account_id
    assert name == "", "whoever reports still does not learn who it was"
    assert RUDE in thing.excerpt


def test_without_a_mark_of_them_it_is_about_nobody(at):
    row = declined()
    told(at)
    db.session.delete(db.session.get_one(Pseudonym, LEA.account_id))
    db.session.flush()
    thing, _name = reported(BOB, "offer", str(row.id))
    assert thing.about_account is None


def test_a_not_now_that_can_be_taken_back_is_not_there_to_report(at):
    row = declined()
    with pytest.raises(NotFound):
        reported(BOB, "offer", str(row.id))
    answering.take_back(LEA, row.id)
    with pytest.raises(NotFound):
        reported(BOB, "offer", str(row.id))
    answering.decline(LEA, row.id, RUDE)
    told(at)
    assert reported(BOB, "offer", str(row.id))


def test_no_lead_of_the_project_works_a_report_of_an_answer_to_an_offer(at):
    lea = moderates(LEA)
    row = declined()
    told(at)
    case = case_of(BOB, "offer", row.id)
    assert is_closed_to(lea, case)
    assert casework.case(MO, case.id)
    assert LEA.member_id not in cases.workers(case)


def test_who_led_it_when_it_was_answered_works_it_neither(at):
    join(1, 3, role=TeamRole.LEAD)
    row = declined(by=CAROL)
    told(at)
    case = case_of(BOB, "offer", row.id)
    case.about_id = None
    close(membership(1, "carol"), Ending.LEFT)
    db.session.flush()
    assert is_closed_to(moderates(CAROL), case)


def test_where_the_only_moderator_leads_it_the_administrators_look(at):
    for grant in db.session.query(Grant).filter_by(role=Role.MODERATOR):
        db.session.delete(grant)
    lea = moderates(LEA)
    row = declined()
    told(at)
    case = case_of(BOB, "offer", row.id)
    assert is_closed_to(lea, case)
    assert casework.case(ADA, case.id)


def test_leads_report_the_answer_of_whom_they_invited(at):
    row = ask(1, "bob", JoinKind.INVITATION)
    answering.decline(BOB, row.id, RUDE)
    told(at)
    thing, name = reported(LEA, "offer", str(row.id))
    assert (thing.about_account, name) == (BOB.account_id, "Bob Okoro")
    join(1, 3, role=TeamRole.LEAD)
    other, _name = reported(CAROL, "offer", str(row.id))
    assert other.about_account == BOB.account_id
    assert is_closed_to(moderates(BOB), case_of(LEA, "offer", row.id))


def test_whom_they_invited_reports_the_invitation(at):
    row = ask(1, "bob", JoinKind.INVITATION)
    thing, _name = reported(BOB, "offer", str(row.id))
    assert thing.about_account == LEA.account_id


def test_of_two_who_asked_for_a_place_the_one_that_waited_reports_the_lead(at):
    first, second = (
        ask(1, who, JoinKind.INVITATION, need=1) for who in ("alice", "bob")
    )
    answering.accept(ALICE, first.id)
    answering.accept(BOB, second.id)
    join(1, 3, role=TeamRole.LEAD)
    answering.decline(CAROL, second.id, RUDE)
    told(at)
    thing, _name = reported(BOB, "offer", str(second.id))
    assert thing.about_account == CAROL.account_id
    with pytest.raises(NotFound):
        reported(CAROL, "offer", str(second.id))


# ---------------------------------------------------------------- hand-overs
def offered_to_take_over(at):
    """Let Alice offer to take over what went quiet, until organisers may answer."""
    row = taking_over.offer(ALICE, silent(days=61, orphaned=True), "I could begin")
    at("2026-11-12 12:00")
    return row


def test_an_answer_to_a_take_over_is_about_who_gave_it(at):
    row = offered_to_take_over(at)
    taking_over.decline(OLU, row.id, RUDE)
    thing, name = reported(ALICE, "handover", str(row.id))
    assert (thing.about_account, name) == (OLU.account_id, "")


def test_organisers_and_leads_work_no_report_of_a_take_over(at):
    row = offered_to_take_over(at)
    olu, lea = moderates(OLU), moderates(LEA)
    taking_over.decline(OLU, row.id, RUDE)
    case = case_of(ALICE, "handover", row.id)
    case.about_id = None
    db.session.flush()
    assert is_closed_to(olu, case)
    assert is_closed_to(lea, case)
    assert casework.case(MO, case.id)


def test_whom_a_lead_asked_to_lead_works_no_report_of_it(at):
    row = stewarding.ask("dai", HandoverKind.BESIDE)
    handing_over.decline(DAI, row.id, RUDE)
    thing, name = reported(LEA, "handover", str(row.id))
    assert (thing.about_account, name) == (DAI.account_id, "Dai Prosser")
    assert is_closed_to(moderates(DAI), case_of(LEA, "handover", row.id))


# ---------------------------------------------------------------- introductions
@pytest.mark.parametrize("third", ["alice", "dai", "lea"])
def test_none_of_the_three_of_an_introduction_works_a_report_of_it(third):
    introducing.acquaint()
    row = introducing.passed()
    viewer = moderates(CAST[third].viewer)
    reporting.report(OLU, Reported("introduction", row.id, None, ""), SPAM, "")
    case = cases.join(Reported("introduction", row.id, None, ""), SPAM)
    assert is_closed_to(viewer, case)
    assert casework.case(MO, case.id)


def test_others_work_what_passes_between_a_few(at):
    row = declined()
    told(at)
    case = case_of(BOB, "offer", row.id)
    carol = moderates(CAST["carol"].viewer)
    cases.claim(carol, case.id)
    with pytest.raises(Refused):
        cases.claim(MO, case.id)
