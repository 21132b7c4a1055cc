"""Conversations: who may write, who is told by mail, and how they end."""

import pytest
from flask import render_template
from sqlalchemy import insert, update

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.core.journal import AuditEvent
from community.core.outbox import Job, JobState
from community.core.visible import MUTED, tie, unscoped
from community.messages import commands, queries, reading, telling
from community.messages.models import Conversation, ConversationKind
from community.notices.commands import read_about
from community.notices.models import Notice
from tests.cast import CAST, mark_of
from tests.coffee.test_at_once import at_once
from tests.held import held
from tests.introductions.making import letters, viewer
from tests.letters import notices


@pytest.fixture(autouse=True)
def talk(app) -> int:
    start_writing()
    return begin(1, 4, 5)


def begin(*members: int) -> int:
    return commands.begin(ConversationKind.INTRODUCTION, members).id


def closed(number: int) -> bool:
    db.session.expire_all()
    found = unscoped("test", Conversation.closed_at).where(Conversation.id == number)
    return db.session.scalar(found) is not None


def test_each_is_told_once_where_it_begins():
    assert letters() == [("conversation-new", who) for who in ("alice", "dai", "lea")]
    assert {one.link for one in notices()} == {"/conversations/1"}


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (ConversationKind.INTRODUCTION, "conversation-new"),
        (ConversationKind.COFFEE, "conversation-coffee"),
    ],
)
def test_whoever_began_it_gets_no_letter_and_the_others_one_of_its_kind(
    app, kind, letter
):
    before = len(letters())
    commands.begin(kind, [1, 4, 5], by=4)
    assert letters()[before:] == [(letter, "alice"), (letter, "lea")]


def test_each_notice_of_a_conversation_has_a_letter(app):
    brought = {ConversationKind.COFFEE, ConversationKind.INTRODUCTION}
    assert set(commands.NEW) == brought, "the others begin with somebody's word"
    told = {telling.REQUEST, telling.ANSWER, telling.MESSAGE}
    for kind in {*commands.NEW.values(), *told}:
        with app.test_request_context():
            facts = {"site": "https://here", "name": "Here", "link": "/there"}
            text = render_template(f"mail/{kind}.md", **facts)
        assert text.startswith("Subject: ")
        assert "https://here/there" in text


@pytest.mark.parametrize("who", CAST)
def test_who_may_write(talk, who):
    if who in ("alice", "dai", "lea"):
        assert commands.write(viewer(who), talk, "Hello").words == "Hello"
    else:
        for act in (
            lambda: commands.write(viewer(who), talk, "Hello"),
            lambda: commands.leave(viewer(who), talk),
            lambda: reading.talk(viewer(who), talk),
        ):
            with pytest.raises(NotFound):
                act()


@pytest.mark.parametrize(
    ("words", "kept"),
    [("", None), (" \n ", None), ("x" * 2000, "x" * 2000), ("x" * 2001, None),
     (" one\r\ntwo\n", "one\ntwo")],
)  # fmt: skip
def test_a_message_of_2000_letters(talk, words, kept):
    if kept is None:
        with pytest.raises(Refused):
            commands.write(viewer("alice"), talk, words)
    else:
        assert commands.write(viewer("alice"), talk, words).words == kept


def test_one_letter_a_day_and_one_notice_for_each_reader_and_conversation(talk, at):
    other = begin(1, 2, 4)
    before = len(letters())
    for moment in ("2030-01-01 09:00", "2030-01-01 23:00", "2030-01-02 00:00"):
        at(moment)
        for number in (talk, other):
            commands.write(viewer("alice"), number, "Hello")
            read_about(viewer("dai"), f"/conversations/{number}")
        due = update(Job).where(Job.due_at <= clock.now())
        db.session.execute(due.values(state=JobState.DONE))
        unread = update(Notice).where(Notice.read_at.is_(None))
        db.session.execute(unread.values(told_at=clock.now()))
    told = letters()[before:]
    assert {kind for kind, _to in told} == {"conversation-message"}
    assert sorted(to for _kind, to in told) == ["bob", *["dai"] * 4, "lea"]
    kept = notices(kind="conversation-message")
    assert [one.read for one in kept if one.to.startswith("dai")] == [True, True]
    assert [one.read for one in kept if not one.to.startswith("dai")] == [False] * 2


def test_no_letter_to_people_who_muted_left_or_rest(talk):
    db.session.execute(insert(tie).values(member_id=4, other_id=1, kind=MUTED))
    db.session.execute(
        update(Account).where(Account.id == 5).values(state=State.RESTING)
    )
    before = len(letters())
    commands.write(viewer("alice"), talk, "Hello")
    assert letters()[before:] == []
    commands.leave(viewer("dai"), talk)
    commands.write(viewer("lea"), talk, "Hello")
    assert letters()[before:] == [("conversation-message", "alice")]


def test_what_was_written_before_one_came_is_not_read(talk, at):
    at("2031-01-01 12:00")
    commands.write(viewer("alice"), talk, "Hello")
    assert len(reading.talk(viewer("dai"), talk).messages.items) == 1


def test_who_leaves_is_out_for_good(talk):
    commands.leave(viewer("alice"), talk)
    with pytest.raises(NotFound):
        commands.leave(viewer("alice"), talk)
    with pytest.raises(NotFound):
        commands.write(viewer("alice"), talk, "Hello")
    assert not closed(talk)
    commands.leave(viewer("dai"), talk)
    assert closed(talk)
    with pytest.raises(Refused, match="has ended"):
        commands.write(viewer("lea"), talk, "Hello?")


def test_of_three_two_who_leave_at_once_end_it(app, talk, monkeypatch):
    db.session.commit()
    then = held(monkeypatch, commands, "parts_of")
    broken = at_once(
        app,
        lambda: commands.leave(viewer("alice"), talk),
        then(commands.leave, viewer("dai"), talk),
    )
    assert broken == []
    start_writing()
    assert closed(talk)


def test_whoever_stays_cannot_tell_a_block_from_a_goodbye(talk):
    other = begin(1, 4, 5)
    commands.leave(viewer("alice"), other)
    [left] = [part for part in reading.talk(viewer("lea"), other).others if part.left]
    assert left.person.name == "Alice Marsh", "while two talk on, it is said"
    commands.leave(viewer("dai"), other)
    commands.end_between(1, 4)
    ended, parted = (reading.talk(viewer("lea"), one) for one in (other, talk))
    assert ended.closed is parted.closed is True
    assert ended.people == parted.people
    cards = queries.conversations(viewer("lea"))
    assert len({card.others for card in cards}) == 1


def test_two_who_part_end_what_they_share_in_small(talk):
    others = {
        "of other people": begin(1, 2, 5),
        "of four": begin(1, 2, 4, 5),
        "left by one": begin(1, 2, 4),
        "of the two": begin(1, 4),
    }
    commands.leave(viewer("dai"), others["left by one"])
    commands.end_between(4, 1)
    assert closed(talk)
    assert {name: closed(number) for name, number in others.items()} == {
        "of other people": False, "of four": False, "left by one": False,
        "of the two": True,
    }  # fmt: skip


def test_every_change_is_in_the_journal(talk):
    commands.leave(viewer("alice"), talk)
    commands.end_between(4, 5)
    commands.end_between(4, 5)
    kept = unscoped("test", AuditEvent.actor, AuditEvent.note)
    rows = db.session.execute(kept.order_by(AuditEvent.id)).all()
    assert [tuple(row) for row in rows] == [
        ("", "begun"), (mark_of(1), "left"), ("", "ended")
    ]  # fmt: skip
