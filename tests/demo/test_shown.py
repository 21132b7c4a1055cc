"""What came of suggestions in the demo: plausible, seeded, of nobody who signs in."""

import time
from collections import Counter
from datetime import timedelta

from sqlalchemy import delete

from community.accounts.models import Account
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.demo import loader, shown
from community.matching import quality
from community.matching.models import Happened, SuggestionEvent
from community.members.models import Member
from tests.demo.sites import NOON

WHY = "test"


def rows():
    e = SuggestionEvent
    found = unscoped(
        WHY, e.member_id, e.person_id, e.project_id, e.what, e.day, e.place, e.reason
    )
    return db.session.execute(found.order_by(e.id)).all()


def test_some_weeks_of_events_that_end_before_today(demo):
    days = {row.day for row in rows()}
    assert max(days) < NOON.date()
    assert min(days) >= NOON.date() - timedelta(days=shown.DAYS)
    assert quality.waits()


def test_whoever_signs_in_has_none_of_their_own(demo):
    emails = [account["email"] for account in loader.accounts()]
    found = unscoped(WHY, Member.id).join(Account, Account.id == Member.account_id)
    staff = set(db.session.scalars(found.where(Account.email.in_(emails))))
    assert len(staff) == len(emails)
    assert not staff & {row.member_id for row in rows()}


def test_each_step_follows_the_one_before(demo):
    before = {
        Happened.OPENED: Happened.SHOWN, Happened.ASKED: Happened.OPENED,
        Happened.JOINED: Happened.ASKED, Happened.CONNECTED: Happened.ASKED,
        Happened.DISMISSED: Happened.SHOWN,
    }  # fmt: skip
    first = {}
    for row in rows():
        key = (row.member_id, row.person_id, row.project_id, row.what)
        first[key] = min(first.get(key, row.day), row.day)
    for (*pair, what), day in first.items():
        if what in before:
            assert first[*pair, before[what]] <= day
    dismissed = {row.reason for row in rows() if row.what is Happened.DISMISSED}
    assert dismissed == {
        "not my topic",
        "no time now",
        "know them already",
        "not for me",
    }


def test_higher_places_are_opened_more_often(demo):
    opened = Counter(row.place for row in rows() if row.what is Happened.OPENED)
    assert sum(opened[place] for place in (1, 2, 3)) > 1.3 * sum(
        opened[place] for place in (4, 5, 6)
    )


def test_the_same_day_gives_the_same_events_quickly(demo):
    first = [tuple(row) for row in rows()]
    emails = [account["email"] for account in loader.accounts()]
    found = unscoped(WHY, Member.id).join(Account, Account.id == Member.account_id)
    staff = set(db.session.scalars(found.where(Account.email.in_(emails))))
    db.session.execute(delete(SuggestionEvent))
    clock.set_source(lambda: NOON)
    began = time.perf_counter()
    shown.load(staff)
    took = time.perf_counter() - began
    again = [tuple(row) for row in rows()]
    clock.set_source(None)
    db.session.rollback()
    assert again == first
    assert took < 5
