"""Who asks for updates learns nothing; nothing comes before the link of the letter."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.accounts import bounces
from community.accounts.models import Account, State, Undeliverable
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.outbox import Job, JobState
from community.subscriptions import choosing, confirming, sending
from community.subscriptions.asking import MOST, ask, mark_of
from community.subscriptions.models import Every, SubscriptionState
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.letters import letters
from tests.subscriptions.making import (
    THURSDAY,
    WEDNESDAY,
    ZOE,
    asked,
    reader,
    rows,
    stand,
    tell_news,
    work,
)


@pytest.fixture(autouse=True)
def wednesday(app):
    stand(WEDNESDAY)


def token(link):
    return link.rpartition("/")[2]


def test_an_address_that_asks_waits_and_gets_one_letter_with_a_link(app):
    link = asked(app, "  Zoe@Elsewhere.example ")
    (row,) = rows()
    assert (row.email, row.every) == (ZOE, Every.WEEK)
    assert (row.state, row.confirmed_at) == (SubscriptionState.PENDING, None)
    assert row.expires_at == WEDNESDAY + timedelta(days=7)
    assert link.startswith("/get-updates/confirm/")
    assert token(link) not in row.key_hash
    assert [one.to for one in letters()] == [ZOE]


@pytest.mark.parametrize("email", ["", "zoe", "zoe@", "zoe@x", "a b@example.org"])
def test_what_is_no_address_is_refused(app, email):
    with pytest.raises(Refused):
        ask(email, Every.WEEK)


def test_the_work_forgets_the_address_as_soon_as_it_is_done(app):
    asked(app)
    done = db.session.scalars(select(Job).where(Job.work == "subscribe")).one()
    assert (done.state, done.to) == (JobState.DONE, None)


def test_nothing_comes_before_the_link(app):
    asked(app)
    stand(THURSDAY)
    tell_news()
    assert sending.send_due() == 0
    assert letters("updates") == []


def test_the_link_works_once(app):
    link = asked(app)
    assert confirming.waits(token(link)) is Every.WEEK
    assert confirming.confirm(token(link)) == mark_of(ZOE)
    (row,) = rows()
    db.session.refresh(row)
    assert row.state is SubscriptionState.ACTIVE
    assert (row.confirmed_at, row.key_hash, row.expires_at) == (WEDNESDAY, "", None)
    for again in (confirming.waits, confirming.confirm):
        with pytest.raises(Refused):
            again(token(link))


def test_the_link_works_once_for_two_at_the_same_moment(app):
    link, won = asked(app), []
    db.session.commit()
    at_once(app, *[lambda: won.append(confirming.confirm(token(link)))] * 2)
    assert won == [mark_of(ZOE)]


def test_the_link_holds_for_a_week_to_the_second(app):
    link = asked(app)
    stand(WEDNESDAY + timedelta(days=7) - timedelta(seconds=1))
    assert confirming.waits(token(link)) is Every.WEEK
    stand(WEDNESDAY + timedelta(days=7))
    for late in (confirming.waits, confirming.confirm):
        with pytest.raises(Refused):
            late(token(link))
    assert rows()[0].state is SubscriptionState.PENDING


def test_no_link_is_guessed_from_what_confirmed_ones_leave(app):
    reader()
    for guess in ("", "x", mark_of(ZOE)):
        with pytest.raises(Refused):
            confirming.waits(guess)


def test_who_asks_again_gets_a_new_link_and_the_old_one_ends(app):
    first = asked(app)
    second = asked(app, every=Every.FORTNIGHT)
    assert len(rows()) == 1
    with pytest.raises(Refused):
        confirming.waits(token(first))
    assert confirming.waits(token(second)) is Every.FORTNIGHT


def test_who_gets_them_already_is_told_so_and_nothing_changes(app):
    reader()
    assert asked(app, every=Every.FORTNIGHT) == ""
    assert [one.kind for one in letters()] == ["updates-already"]
    assert rows()[0].every is Every.WEEK


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.ACTIVE, "updates-member"), (State.RESTING, "updates-member"),
        (State.PENDING, "updates-confirm"), (State.SUSPENDED, "updates-confirm"),
    ],
)  # fmt: skip
def test_a_member_is_told_of_the_digest_in_a_letter(app, state, kind):
    db.session.get_one(Account, 1).state = state
    db.session.flush()
    asked(app, CAST["alice"].email)
    (letter,) = letters()
    assert (letter.kind, letter.to) == (kind, CAST["alice"].email)
    assert letter.state is JobState.DONE, "it went"
    assert bool(rows()) is (kind == "updates-confirm")


def test_an_address_gets_few_letters_a_day_however_often_somebody_asks(app):
    for _time in range(MOST + 2):
        asked(app)
    assert len(letters("updates-confirm")) == MOST
    asked(app, "yan@elsewhere.example")
    assert len(letters("updates-confirm")) == MOST + 1
    stand(WEDNESDAY + timedelta(days=1))
    assert asked(app)


def test_to_change_how_often_they_come(app):
    row = reader()
    assert choosing.chosen(row.mark).every is Every.WEEK
    choosing.choose(row.mark, Every.FORTNIGHT)
    assert choosing.chosen(row.mark).every is Every.FORTNIGHT
    assert row.told_until == THURSDAY - timedelta(days=7)


def test_who_stops_leaves_no_row_and_no_letter_that_waits(app):
    row, other = reader(), reader("yan@elsewhere.example")
    stand(THURSDAY)
    tell_news()
    assert sending.send_due() == 2
    mark = row.mark
    for _twice in range(2):
        choosing.stop(mark)
        assert choosing.chosen(mark) is None
    assert [one.email for one in rows()] == [other.email]
    assert [one.to for one in letters("updates")] == [other.email]


def test_who_stopped_may_ask_again_and_links_of_old_letters_work_on(app):
    mark = reader().mark
    choosing.stop(mark)
    confirming.confirm(token(asked(app)))
    assert choosing.chosen(mark) is not None
    choosing.stop(mark)
    assert rows() == []


def test_a_link_that_was_used_shows_that_the_address_works(app):
    bounces.note(ZOE, "5.1.1")
    confirming.confirm(token(asked(app)))
    assert db.session.get(Undeliverable, ZOE) is None
    assert work(app) == 0
    assert clock.now() == WEDNESDAY
