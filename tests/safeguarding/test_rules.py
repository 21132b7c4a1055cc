"""What happens by itself when many report: exactly then, and for those who count."""

import threading
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import func, update

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db, start_writing
from community.core.held import is_held
from community.core.visible import unscoped
from community.ideas.models import Idea
from community.safeguarding import cases, closing, measures, reporting, rules
from community.safeguarding.models import (
    Case,
    Finding,
    Measure,
    MeasureKind,
    Report,
    ReportReason,
)
from community.safeguarding.things import Reported
from community.vocabulary.commands import choose
from tests.safeguarding.making import ADA, MO, give, state_of

R = ReportReason
ME = 2
"""Whom it is about: Bob."""
IDEA = Reported("idea", 1, ME, "A shed")
MANY = 12


@pytest.fixture
def crowd(app, at):
    """A dozen more accounts, old enough, and an idea of Bob's."""
    at("2017-09-20 12:00")
    for number in range(101, 101 + MANY):
        db.session.add(
            Account(
                id=number, email=f"a{number}@example.org", state=State.ACTIVE,
                created_at=clock.now() - timedelta(days=30),
            )
        )  # fmt: skip
    db.session.add(Idea(id=1, slug="idea-1", author_id=ME, title="A shed"))
    db.session.flush()


def tell(number: int, thing: Reported = IDEA, reason: R = R.HARASSMENT) -> Case:
    """Let the account with a number report."""
    reporting.report(Viewer(account_id=number, state="active"), thing, reason, "So")
    case = db.session.scalars(
        unscoped("test", Case)
        .join(Report, Report.case_id == Case.id)
        .where(Report.reporter_id == number)
        .order_by(Case.id.desc())
    ).first()
    assert case is not None
    return case


def hidden() -> bool:
    return is_held("idea", 1)


def of_person(number: int = ME) -> Reported:
    return Reported("person", number, number, "")


def began(number: int, **before: int) -> None:
    """Let an account be of some age."""
    row = db.session.get_one(Account, number)
    row.created_at = clock.now() - timedelta(**before)
    db.session.flush()


# ---------------------------------------------------------------- three hide a thing
def test_exactly_the_third_person_hides_a_thing(crowd):
    case = tell(101)
    tell(102)
    assert not hidden()
    tell(103)
    assert hidden()
    assert case.held_at is not None
    assert case.ruled_at is not None, "it stands first in the queue"
    (row,) = db.session.scalars(unscoped("test", Measure))
    assert (row.kind, row.by_id, row.account_id) == (MeasureKind.HOLD, None, ME)


def test_the_same_person_counts_once(crowd):
    for _again in range(4):
        tell(101)
        tell(102)
    assert not hidden()


def test_an_account_counts_from_its_seventh_day_to_the_second(crowd):
    tell(101)
    tell(102)
    began(103, days=7, seconds=-1)
    tell(103)
    assert not hidden()
    began(104, days=7)
    tell(104)
    assert hidden()


def test_a_confirmed_account_is_as_old_as_its_confirmation(crowd):
    row = db.session.get_one(Account, 103)
    row.confirmed_at = clock.now() - timedelta(days=6)
    for number in (101, 102, 103):
        tell(number)
    assert not hidden()


def test_accounts_made_for_it_never_count(crowd):
    for number in range(101, 101 + MANY):
        began(number, days=2)
        tell(number, of_person())
        tell(number)
    assert not hidden()
    assert state_of(ME) is State.ACTIVE


@pytest.mark.parametrize("state", [State.PENDING, State.SUSPENDED, State.LEAVING])
def test_an_account_that_is_not_open_does_not_count(crowd, state):
    tell(101)
    tell(102)
    db.session.get_one(Account, 103).state = state
    tell(103)
    assert not hidden()


def closed(thing: Reported, number: int, bad: bool) -> None:
    """Let somebody report, and a moderator close it with nothing found."""
    case = tell(number, thing)
    cases.claim(MO, case.id)
    found = unscoped("test", Report.id).where(Report.case_id == case.id)
    reports = list(db.session.scalars(found)) if bad else ()
    closing.close(MO, case.id, Finding.NO_BREACH, "Nothing is wrong", reports)


def test_whoever_last_reported_in_bad_faith_does_not_count(crowd, at):
    closed(of_person(4), 101, True)
    for number in (101, 102, 103):
        tell(number)
    assert not hidden()
    at("2017-09-21 12:00")
    closed(of_person(5), 101, False)
    tell(104, Reported("idea", 1, ME, "A shed"))
    assert hidden(), "and counts again after a decent one: 101, 102, 103 and 104"


def test_what_only_one_or_two_people_read_is_not_hidden(crowd):
    hello = Reported("hello", 1, ME, "Hi")
    for number in (101, 102, 103, 104):
        tell(number, hello)
    assert not is_held("hello", 1)
    assert db.session.scalar(unscoped("test", func.count(Measure.id))) == 0


def test_what_a_moderator_let_go_stays_so(crowd):
    for number in (101, 102, 103):
        case = tell(number)
    (row,) = db.session.scalars(unscoped("test", Measure))
    cases.claim(MO, case.id)
    measures.lift(MO, row.id)
    assert not hidden()
    tell(104)
    assert not hidden()


def test_a_thing_that_nobody_made_alone_is_hidden_too(crowd):
    for number in (101, 102, 103):
        tell(number, Reported("project", 1, None, "Pain cafe"))
    assert is_held("project", 1)


# ---------------------------------------------------------------- five suspend
def test_exactly_the_fifth_person_suspends(crowd):
    for number in range(101, 105):
        tell(number, of_person())
    assert state_of(ME) is State.ACTIVE
    case = tell(105, of_person())
    assert state_of(ME) is State.SUSPENDED
    assert case.ruled_at is not None
    (row,) = db.session.scalars(unscoped("test", Measure))
    assert (row.kind, row.by_rule, row.until) == (MeasureKind.SUSPENSION, True, None)


def test_what_they_wrote_to_five_people_counts_together(crowd):
    for number in range(101, 106):
        tell(number, Reported("message", number, ME, "You again"))
    assert state_of(ME) is State.SUSPENDED


def test_one_person_who_reports_five_things_counts_once(crowd):
    for thing in range(1, 8):
        tell(101, Reported("message", thing, ME, "You again"))
    assert state_of(ME) is State.ACTIVE


@pytest.mark.parametrize("worry", [R.SAFETY, R.SELF_HARM])
def test_a_worry_about_somebody_never_counts_against_them(crowd, worry):
    for number in range(101, 101 + MANY):
        tell(number, of_person(), worry)
    assert state_of(ME) is State.ACTIVE


def test_what_was_closed_counts_no_more(crowd):
    for number in range(101, 105):
        case = tell(number, of_person())
    cases.claim(MO, case.id)
    closing.close(MO, case.id, Finding.NO_BREACH, "They had a bad day")
    tell(105, of_person())
    assert state_of(ME) is State.ACTIVE


def test_whoever_was_let_back_in_stays_while_it_is_looked_into(crowd):
    for number in range(101, 106):
        case = tell(number, of_person())
    cases.claim(MO, case.id)
    (row,) = db.session.scalars(unscoped("test", Measure))
    measures.lift(MO, row.id)
    assert state_of(ME) is State.ACTIVE
    tell(106, of_person())
    assert state_of(ME) is State.ACTIVE


@pytest.mark.parametrize("role", Role)
def test_whoever_holds_a_role_is_not_shut_out_by_a_rule(crowd, role):
    give(ME, role)
    for number in range(101, 101 + MANY):
        tell(number, of_person())
    assert state_of(ME) is State.ACTIVE


# ---------------------------------------------------------------- the settings
@pytest.mark.parametrize("people", [2, 4])
def test_how_many_hide_a_thing_is_a_setting(crowd, people):
    choose(ADA, rules.HIDE, str(people))
    for number in range(101, 101 + people):
        assert not hidden()
        tell(number)
    assert hidden()


@pytest.mark.parametrize("people", [3, 7])
def test_how_many_suspend_somebody_is_a_setting(crowd, people):
    choose(ADA, rules.SUSPEND, str(people))
    for number in range(101, 101 + people):
        assert state_of(ME) is State.ACTIVE
        tell(number, of_person())
    assert state_of(ME) is State.SUSPENDED


def test_how_old_an_account_must_be_is_a_setting(crowd):
    choose(ADA, rules.AGE, "40")
    for number in (101, 102, 103):
        tell(number)
    assert not hidden()


# ---------------------------------------------------------------- in one moment
def at_once(app, numbers: Iterable[int], thing: Reported | None) -> None:
    """Let accounts report in the same moment, each in a transaction of its own.

    Without a thing each reports another message.
    """
    numbers = list(numbers)
    start, wrong = threading.Barrier(len(numbers)), []

    def one(number: int) -> None:
        with app.app_context():
            start.wait(10)
            try:
                start_writing()
                tell(number, thing or Reported("message", number, ME, "You"))
                db.session.commit()
            except Exception as error:
                wrong.append(error)
            finally:
                db.session.remove()

    hands = [threading.Thread(target=one, args=(number,)) for number in numbers]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert not wrong


def counted(entity) -> int:
    return db.session.scalar(unscoped("test", func.count(entity.id))) or 0


@pytest.mark.parametrize("many", [3, 4])
def test_of_reports_in_one_moment_one_hides_it_once(app, crowd, many):
    db.session.commit()
    at_once(app, range(101, 101 + many), IDEA)
    assert hidden()
    assert (counted(Case), counted(Report), counted(Measure)) == (1, many, 1)


def test_of_reports_of_many_things_in_one_moment_the_fifth_suspends(app, crowd):
    db.session.commit()
    at_once(app, range(101, 106), None)
    assert state_of(ME) is State.SUSPENDED
    kinds = list(db.session.scalars(unscoped("test", Measure.kind)))
    assert kinds == [MeasureKind.SUSPENSION]


def test_two_reports_of_one_person_in_one_moment_are_one(app, crowd):
    db.session.commit()
    at_once(app, (101, 101), IDEA)
    assert counted(Report) == 1


def test_nobody_counts_who_is_gone(crowd):
    tell(101)
    tell(102)
    gone = update(Report).where(Report.reporter_id == 102)
    db.session.execute(gone.values(reporter_id=None))
    tell(103)
    assert not hidden()
