"""What is gone keeps its number: the next thing, and the next person, have another."""

from sqlalchemy import func, select

from community.accounts.models import RULES_VERSION, Account, State
from community.core import held
from community.core.db import db, start_writing
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.ideas import talking
from community.members.models import Member
from community.notices.commands import how_for
from community.notices.models import How
from community.privacy import cleaning, erasing
from community.safeguarding.models import Case
from community.web import unsubscribe
from tests.ideas.making import help_with, idea, viewer
from tests.privacy.everywhere import changed, checksums
from tests.safeguarding.making import report


def newcomer(name: str) -> Member:
    """Let somebody join, with the numbers that come next."""
    account = Account(
        email=f"{name}@example.org", state=State.ACTIVE, adult=True,
        rules_version=RULES_VERSION, first_visit_done=True,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    row = Member(account_id=account.id, slug=name, name=name, folded=name, listed=True)
    db.session.add(row)
    db.session.commit()
    start_writing()
    return row


def erase(account: int) -> None:
    erasing.erase(account)
    db.session.commit()
    cleaning.tidy_up()
    start_writing()


def test_an_offer_of_help_is_not_held_nor_in_the_case_of_one_that_was_taken_back(app):
    row = idea()
    gone = help_with("bob", row).id
    case = report(about=2, kind="help", number=gone)
    held.hold("help", gone)
    talking.take_back(viewer("bob"), row.slug)
    mine = help_with("dai", row)
    assert mine.id > gone
    assert not held.is_held("help", mine.id)
    assert report(about=4, kind="help", number=mine.id).id != case.id
    cases = select(func.count()).select_from(Case)
    assert db.session.scalar(cases.execution_options(unscoped="test")) == 2


def test_the_link_of_a_letter_to_somebody_erased_does_nothing_to_the_next(
    app, data_dir, visitor
):
    first = newcomer("robin")
    account, member = first.account_id, first.id
    with app.test_request_context():
        path = unsubscribe.link(member, "hello")
    erase(account)
    after = newcomer("wren")
    number = after.id
    assert (after.account_id > account, number > member) == (True, True)
    db.session.commit()
    before = checksums()
    visitor().see(path, 404)
    assert visitor().post(path).status == 404
    assert changed(before) == []
    assert how_for(number, "hello") is How.INSTANT


def test_nobody_takes_over_what_the_trail_says_of_an_account_that_is_gone(
    app, data_dir
):
    first = newcomer("robin").account_id
    erase(first)
    after = newcomer("wren").account_id
    found = unscoped("test", AuditEvent.object_id).where(
        AuditEvent.object_kind == "account"
    )
    named = set(db.session.scalars(found))
    assert first in named
    assert after not in named
