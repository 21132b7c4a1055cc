"""What each of the demo's accounts finds waiting, as the pages read it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func

from community import settings
from community.accounts.models import Account, State
from community.announcements import checks as announcement_checks
from community.announcements import clockwork as announcement_clock
from community.announcements import queries as announcements
from community.announcements.models import Announcement
from community.announcements.recipients import next_ones
from community.app import create_app
from community.coffee import clockwork as coffee_clock
from community.coffee import queries as coffee
from community.connections import clockwork as request_clock
from community.connections import queries as requests
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
)
from community.connections.replies import usual_reply
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.outbox import Job
from community.core.states import RequestState
from community.core.visible import muted_by, unscoped, visible
from community.demo import loader
from community.digests import clockwork as digest_clock
from community.digests import seen
from community.digests.commands import rhythm
from community.digests.models import Every
from community.following import clockwork as search_clock
from community.following import queries as following
from community.following import searches
from community.following.models import SavedSearch
from community.ideas import clockwork as idea_clock
from community.introductions import clockwork as introduction_clock
from community.introductions import queries as introductions
from community.introductions.told import Told
from community.members import resting
from community.members.models import Member
from community.messages import clockwork as message_clock
from community.messages import queries as messages
from community.messages import reading
from community.messages.first import is_first_contact
from community.messages.models import ConversationKind, Part
from community.notices.models import Notice
from community.plans import clockwork as plan_clock
from community.programme import clockwork as event_clock
from community.programme import queries as programme
from community.programme import updates_clock as news_clock
from community.programme.models import Attendance, Origin
from community.staffing import clockwork as staffing_clock
from community.stewardship import clockwork as stewardship_clock
from tests.demo.sites import NOON, environment

WHY = "test"
EVERYBODY = [account["email"] for account in loader.data("accounts")]
JO, CHIDINMA, SIAN = EVERYBODY[:3]


@pytest.fixture
def demo(folder: Path) -> Iterator[Flask]:
    app = create_app(settings.read(environment(folder)), TESTING=True)
    with app.app_context():
        clock.set_source(lambda: NOON)
        yield app
        clock.set_source(None)
        db.session.remove()
        db.engine.dispose()


def viewer(email: str) -> Viewer:
    found = unscoped(WHY, Member).join(Account, Account.id == Member.account_id)
    one = db.session.scalars(found.where(Account.email == email)).one()
    return Viewer(one.id, one.account_id, one.name, one.slug, state="active")


# ---------------------------------------------------------------------- requests
@pytest.mark.parametrize("email", EVERYBODY)
def test_hellos_wait_for_each_account_and_theirs_wait_or_have_ended(
    demo: Flask, email: str
) -> None:
    found = requests.hellos(viewer(email))
    ages = {(NOON - one.asked_at).days for one in found.to_answer}
    assert {4, 15} <= ages
    assert min(ages) <= 8
    states = {one.state for one in found.sent}
    assert {RequestState.SENT, RequestState.NOT_NOW} <= states
    assert all(one.person is not None for one in found.sent)


def test_two_say_that_they_know_jo_and_one_says_where(demo: Flask) -> None:
    known = requests.hellos(viewer(JO)).known
    assert len(known) == 2
    assert "Two days in July" in [one.event for one in known]


def test_the_usual_reply_time_can_be_told(demo: Flask) -> None:
    assert usual_reply() in range(2, 8)


# -------------------------------------------------------------------------- ties
@pytest.mark.parametrize("email", EVERYBODY)
def test_each_account_has_stories_of_both_sides_notes_and_a_quiet_tie(
    demo: Flask, email: str
) -> None:
    me = viewer(email)
    told = db.session.scalars(visible(me, ConnectionStory.member_id)).all()
    assert me.member_id in told
    assert set(told) - {me.member_id}
    assert db.session.scalars(visible(me, ConnectionNote.words)).all()
    last = visible(me, func.min(Connection.touched_on)).where(
        (Connection.a_id == me.member_id) | (Connection.b_id == me.member_id)
    )
    assert db.session.scalar(last) < NOON.date() - timedelta(days=183)


def test_ties_came_of_every_way_there_is(demo: Flask) -> None:
    found = unscoped(WHY, Connection.origin).distinct()
    assert set(db.session.scalars(found)) == set(Origin) - {Origin.IMPORT}


def test_one_account_hears_less_of_somebody(demo: Flask) -> None:
    muting = [
        email
        for email in EVERYBODY
        if db.session.execute(
            muted_by(viewer(email)).execution_options(unscoped=WHY)
        ).first()
    ]
    assert len(muting) == 1


def test_one_person_is_on_a_break_that_will_end(demo: Flask) -> None:
    found = unscoped(WHY, Account.rests_until).where(Account.state == State.RESTING)
    (until,) = db.session.scalars(found)
    assert until > NOON.date() + timedelta(days=30)


# ----------------------------------------------------------- introductions, words
@pytest.mark.parametrize("email", EVERYBODY)
def test_each_account_has_an_introduction_to_do_something_with(
    demo: Flask, email: str
) -> None:
    cards = introductions.introductions(viewer(email))
    states = {card.state for card in cards}
    assert states & {Told.TO_ANSWER, Told.WAITS}
    assert all(card.introducer and card.asker and card.target for card in cards)


def test_jo_has_one_to_answer_one_asked_and_one_that_came_true(demo: Flask) -> None:
    cards = introductions.introductions(viewer(JO))
    states = {card.state for card in cards}
    assert states == {Told.TO_ANSWER, Told.WAITS, Told.ACCEPTED}
    (done,) = [card for card in cards if card.state is Told.ACCEPTED]
    assert done.conversation_id is not None


def test_sian_has_two_to_pass_on(demo: Flask) -> None:
    cards = introductions.introductions(viewer(SIAN))
    assert [card.state for card in cards] == [Told.TO_ANSWER] * 2


def test_jo_reads_a_conversation_of_three(demo: Flask) -> None:
    me = viewer(JO)
    talks = [reading.talk(me, one.id) for one in messages.conversations(me)]
    (talk,) = [one for one in talks if one.kind is ConversationKind.INTRODUCTION]
    (card,) = [one for one in messages.conversations(me) if one.id == talk.id]
    assert card.unread
    assert len(talk.people) == 3
    assert 4 <= len(talk.messages.items) <= 6
    assert all(one.author is not None for one in talk.messages.items)
    assert all(one.written_at <= NOON for one in talk.messages.items)


@pytest.mark.parametrize("email", EVERYBODY)
def test_each_account_writes_with_somebody_they_know(demo: Flask, email: str) -> None:
    me = viewer(email)
    talks = [reading.talk(me, one.id) for one in messages.conversations(me)]
    pairs = [one for one in talks if one.kind is ConversationKind.PAIR]
    assert pairs
    for talk in pairs:
        (other,) = [one.member_id for one in _others(talk.id, me)]
        assert not is_first_contact(me, other)
        assert all(one.author is not None for one in talk.messages.items)


def _others(talk: int, me: Viewer) -> list[Part]:
    found = unscoped(WHY, Part).where(
        Part.conversation_id == talk, Part.member_id != me.member_id
    )
    return list(db.session.scalars(found))


def test_a_stranger_asks_to_write_with_jo(demo: Flask) -> None:
    (request,) = messages.requests(viewer(JO))
    assert is_first_contact(viewer(JO), request.person.id)


def test_jos_team_talks_and_all_of_it_can_read(demo: Flask) -> None:
    me = viewer(JO)
    (card,) = [one for one in messages.conversations(me) if one.team]
    assert card.unread
    assert len(reading.talk(me, card.id).messages.items) == 6


# ---------------------------------------------------------------- what one is told
@pytest.mark.parametrize("email", EVERYBODY)
def test_the_bell_of_each_account_shows_a_few_and_older_ones_are_read(
    demo: Flask, email: str
) -> None:
    me = viewer(email)
    found = seen.page_of_lines(me).items
    new = [one for one in found if not one.read]
    assert 1 <= len(new) < 15
    assert len(new) < len(found)
    assert len({one.kind.name for one in found}) >= 3
    assert len(seen.unread_links(me)) == len(new)


@pytest.mark.parametrize("email", EVERYBODY)
def test_each_account_follows_something_and_has_its_own_rhythm(
    demo: Flask, email: str
) -> None:
    me = viewer(email)
    assert following.topics(me)
    assert following.projects(me)
    row = rhythm(me)
    assert (row.next_at is None) is (row.every is Every.NEVER)
    assert row.next_at is None or row.next_at > NOON


def test_jo_keeps_one_search_that_has_nothing_new(demo: Flask) -> None:
    me = viewer(JO)
    (row,) = db.session.scalars(visible(me, SavedSearch))
    assert row.seen
    assert searches.fresh(me, row)[1] == set()
    assert not searches.look_over(row.of, row.query).wrong


def test_one_announcement_reached_everybody_one_waits_and_one_is_a_draft(
    demo: Flask,
) -> None:
    rows = db.session.scalars(unscoped(WHY, Announcement)).all()
    assert {row.state.value for row in rows} == {"sent", "scheduled", "draft"}
    for row in rows:
        announcement_checks.check_title(row.title)
        announcement_checks.check_words(row.words)
    assert [one.title for one in announcements.mine(viewer(JO)).items] == [
        row.title for row in rows if row.state.value == "sent"
    ]
    (sent,) = [row for row in rows if row.state.value == "sent"]
    assert next_ones(sent, 0, 9) == []


def test_no_letter_waits_when_the_demo_has_been_loaded(demo: Flask) -> None:
    assert db.session.scalar(unscoped(WHY, func.count(Job.id))) == 0


# ------------------------------------------------------------------------- coffee
@pytest.mark.parametrize("email", [JO, CHIDINMA])
def test_the_participants_have_somebody_to_meet_and_a_round_to_join(
    demo: Flask, email: str
) -> None:
    found = coffee.coffee(viewer(email))
    (table,) = found.now
    assert table.others
    assert table.met is None
    assert found.open is not None
    assert not found.joined


def test_jo_met_somebody_the_month_before(demo: Flask) -> None:
    (table,) = coffee.coffee(viewer(JO)).earlier
    assert table.met is True


# ------------------------------------------------------------------------- events
@pytest.mark.parametrize("email", EVERYBODY)
def test_each_account_was_somewhere_and_sees_who_else_was(
    demo: Flask, email: str
) -> None:
    me = viewer(email)
    found = programme.events(me)
    assert len(found.upcoming) == 4
    assert found.past.total == 5
    assert programme.event_choices(me)
    assert min(card.people for card in found.past.items) >= 10


def test_projects_began_at_an_event(demo: Flask) -> None:
    me = viewer(JO)
    first = programme.events(me).past.items[-1]
    assert len(programme.began_at(me, first.id)) == 2


def test_some_were_there_and_say_so_to_nobody(demo: Flask) -> None:
    me = viewer(JO)
    seen = db.session.scalar(visible(me, func.count(Attendance.id)))
    there = db.session.scalar(unscoped(WHY, func.count(Attendance.id)))
    assert there * 0.7 < seen < there


# ------------------------------------------------------------------------ the clock
def test_when_it_is_loaded_nothing_is_overdue(demo: Flask) -> None:
    """The clocks would change nothing and tell nobody, so all is as it would be."""
    told = unscoped(WHY, func.count(Notice.id))
    before = db.session.scalar(told)
    moves = (
        request_clock.move, introduction_clock.move, coffee_clock.move, resting.move,
        message_clock.move, search_clock.move, announcement_clock.move,
        digest_clock.move, staffing_clock.move, stewardship_clock.move,
        plan_clock.move, event_clock.move, news_clock.move, idea_clock.move,
    )  # fmt: skip
    assert [move() for move in moves] == [0] * len(moves)
    assert db.session.scalar(told) == before
    db.session.rollback()
