"""Suspended while leaving: the day of the end stays, and keeping opens nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from community import checks
from community.accounts import bans
from community.accounts.models import Account, SignIn, State
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import Refused
from community.core.visible import unscoped
from community.members.models import Member
from community.privacy import clockwork as erasing
from community.privacy import leaving
from community.safeguarding import clockwork, measures, suspending
from tests.cast import CAST
from tests.client import signed_in_token
from tests.letters import letters
from tests.safeguarding.making import MO, UNKIND, WHY, fresh, report, state_of, taken

DAI = CAST["dai"].viewer
LEAVER = Viewer(account_id=4, state="leaving")
END = date(2026, 6, 3)


@pytest.fixture(autouse=True)
def _dai_leaves(app, at, data_dir):
    at("2026-05-13 12:00")
    start_writing()
    leaving.leave(DAI)
    db.session.commit()


def suspended(days=3):
    start_writing()
    row = suspending.suspend(MO, taken(about=4).id, days, UNKIND, WHY)
    db.session.commit()
    return row


def keep():
    start_writing()
    assert leaving.keep(LEAVER)
    db.session.commit()


def move(clock=clockwork):
    start_writing()
    clock.move()
    db.session.commit()


def dai():
    return db.session.get_one(Account, 4, populate_existing=True)


def listed():
    found = unscoped("test", Member.listed).where(Member.id == 4)
    return db.session.scalars(found).one()


def test_the_day_of_the_end_stays_and_all_browsers_are_signed_out():
    signed_in_token(4)
    suspended()
    assert (dai().state, dai().leaves_on, listed()) == (State.LEAVING, END, False)
    mine = select(func.count(SignIn.id)).where(SignIn.account_id == 4)
    assert db.session.scalar(mine) == 0
    assert [one.to for one in letters("suspended")] == ["dai@example.org"]
    assert checks.problems() == []


def test_whoever_keeps_the_account_is_suspended_until_that_ends(at):
    suspended()
    keep()
    assert (dai().state, dai().leaves_on, listed()) == (State.SUSPENDED, None, False)
    assert checks.problems() == []
    at("2026-05-16 12:00")
    move()
    assert (state_of(4), listed()) == (State.ACTIVE, True)
    assert [one.to for one in letters("suspension-over")] == ["dai@example.org"]


def test_a_suspension_that_ends_meanwhile_brings_nobody_back(at):
    row = suspended()
    at("2026-05-16 12:00")
    move()
    assert fresh(row).ended_at is not None
    assert (dai().state, dai().leaves_on) == (State.LEAVING, END)
    assert letters("suspension-over") == []
    keep()
    assert (state_of(4), listed()) == (State.ACTIVE, True)


def test_one_that_is_taken_back_leaves_them_as_they_were():
    row = suspended()
    start_writing()
    measures.lift(MO, row.id)
    db.session.commit()
    assert state_of(4) is State.LEAVING
    keep()
    assert state_of(4) is State.ACTIVE


def test_erased_on_their_day_the_address_stays_banned_as_long_as_it_held(at):
    suspended(30)
    at("2026-06-03 12:00")
    move(erasing)
    assert db.session.get(Account, 4, populate_existing=True) is None
    assert bans.is_banned("dai@example.org")
    at("2026-06-12 12:00")
    assert not bans.is_banned("dai@example.org")


def test_who_left_suspended_is_banned_no_longer_than_that_held(at):
    """Their suspension ended before their day: nothing shuts them out any more."""
    keep()
    suspended()
    at("2026-05-14 12:00")
    start_writing()
    leaving.leave(Viewer(account_id=4, state="suspended"))
    db.session.commit()
    at("2026-05-16 12:00")
    move()
    at("2026-06-04 12:00")
    move(erasing)
    assert db.session.get(Account, 4, populate_existing=True) is None
    assert not bans.is_banned("dai@example.org")


def test_a_rule_suspends_them_too():
    start_writing()
    case = report(about=4)
    measures.suspend_by_rule(case)
    db.session.commit()
    assert (dai().state, dai().leaves_on) == (State.LEAVING, END)
    keep()
    assert state_of(4) is State.SUSPENDED


@pytest.mark.parametrize("left", [State.UNCONFIRMED, State.PENDING])
def test_who_was_never_let_in_does_not_come_in_by_it(left):
    start_writing()
    db.session.execute(update(Account).where(Account.id == 4).values(left_from=left))
    number = taken(about=4).id
    db.session.commit()
    with pytest.raises(Refused, match="not open"):
        suspending.suspend(MO, number, 3, UNKIND, WHY)


def test_the_pages_of_whoever_leaves_lead_to_what_was_decided(visitor):
    suspended()
    dai = visitor("dai")
    page = dai.see("/account/privacy/leave")
    assert "/account/measures" in page.links()
    assert WHY in dai.see(f"/account/measures/{measures_of_dai()}").main
    kept = dai.post("/account/privacy/leave/keep")
    assert kept.response.request.path == "/account/measures"
    assert "All is as you left it" not in kept.html


def measures_of_dai():
    return suspending.holding_now(4)[0].id
