"""First messages: open at once or a request, its answers, its end, and how many."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from community.accounts.models import Account, State
from community.connections import hellos
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound, Refused, TooMany
from community.core.visible import unscoped
from community.members.models import Member
from community.messages import clockwork, commands, first, queries, reading
from community.messages.company import Standing
from community.messages.models import Conversation, ConversationKind, Message
from community.messages.states import Asked
from community.messages.taking import add
from community.safeguarding.commands import unblock
from community.safeguarding.models import Block
from community.vocabulary.choices import capacity
from tests.cast import CAST, connect, join
from tests.letters import letters, notices
from tests.messages.making import (
    block,
    mute,
    part,
    person,
    row,
    say,
    state,
    viewer,
    write_to,
)

NOON = "2030-03-01 12:00"
LAST_DAY, DAY_21 = "2030-03-22 11:59:59", "2030-03-22 12:00"


@pytest.fixture(autouse=True)
def noon(app, at):
    at(NOON)
    start_writing()
    long_ago = clock.now() - timedelta(days=99)
    db.session.execute(update(Account).values(created_at=long_ago))


# ---------------------------------------------------------------- open or asked for
@pytest.mark.parametrize(
    ("who", "other", "open_at_once"),
    [("alice", "lea", True), ("lea", "alice", True), ("lea", "dai", True),
     ("dai", "lea", True), ("alice", "bob", False), ("alice", "dai", False),
     ("bob", "olu", False)],
)  # fmt: skip
def test_who_knows_or_works_with_somebody_writes_at_once(who, other, open_at_once):
    talk = write_to(who, other)
    assert row(talk).kind is ConversationKind.PAIR
    assert (row(talk).asked_by_id is None) is open_at_once
    assert (row(talk).accepted_at == clock.now()) is open_at_once
    if open_at_once:
        say(who, talk)
        say(other, talk)
    else:
        with pytest.raises(Refused, match="waits for an answer"):
            say(who, talk)
        with pytest.raises(Refused, match="Accept the message first"):
            say(other, talk)


def test_the_other_is_told_once_and_of_which_sort_it_is():
    known, asked = write_to("alice", "lea"), write_to("alice", "bob")
    assert [(one.kind, one.to, one.link) for one in notices()] == [
        ("conversation-message", "lea@example.org", f"/conversations/{known}"),
        ("message-request", "bob@example.org", f"/conversations/{asked}"),
    ]
    assert len(letters()) == 2


def test_nobody_writes_to_themselves_or_to_whom_they_do_not_see():
    with pytest.raises(Forbidden):
        write_to("alice", "alice")
    with pytest.raises(NotFound):
        write_to("bob", "carol")


def test_carol_whom_the_other_would_not_see_is_told_what_to_do():
    with pytest.raises(Refused, match="They cannot see your name"):
        write_to("carol", "bob")
    assert write_to("carol", "alice"), "they know each other"


@pytest.mark.parametrize("why", ["takes none", "not joined", "enough"])
def test_whoever_takes_none_reads_like_whoever_has_enough(why, monkeypatch):
    bob = unscoped("test", Member).where(Member.id == 2)
    if why == "takes none":
        db.session.execute(update(Member).values(taking_requests=False))
    elif why == "not joined":
        db.session.execute(update(Member).where(Member.id == 2).values(joined=False))
    else:
        monkeypatch.setattr("community.connections.asking.capacity", lambda: 1)
        write_to("dai", "bob")
    db.session.expire_all()
    assert db.session.scalars(bob).one()
    with pytest.raises(Refused) as refused:
        write_to("alice", "bob")
    assert refused.value.message == "They take no hellos at the moment"
    got = first.got_lately(2)
    with pytest.raises(Refused) as of_hello:
        hellos.say_hello(viewer("alice"), person("bob", "alice"), "Hello", got=got)
    assert of_hello.value.message == refused.value.message


def test_whom_one_knows_one_can_write_to_though_they_take_no_requests():
    db.session.execute(update(Member).values(taking_requests=False))
    assert write_to("alice", "lea")
    assert capacity() >= 0


# ---------------------------------------------------------------- one conversation
def test_two_have_one_conversation_whoever_begins():
    talk = write_to("alice", "lea", "One")
    assert write_to("lea", "alice", "Two") == talk
    assert write_to("alice", "lea", "Three") == talk
    assert len(reading.talk(viewer("alice"), talk).messages.items) == 3


def test_who_writes_to_somebody_who_asked_them_says_yes_by_that():
    talk = write_to("alice", "bob")
    assert write_to("bob", "alice", "Gladly") == talk
    assert state(talk) is Asked.ACCEPTED
    say("alice", talk)


def test_after_its_end_the_two_begin_anew():
    talk = write_to("alice", "lea")
    commands.leave(viewer("lea"), talk)
    assert row(talk).pair is None
    again = write_to("alice", "lea")
    assert again != talk


def test_who_gets_to_know_whom_they_asked_needs_no_answer():
    talk = write_to("alice", "bob")
    connect(1, 2)
    assert reading.talk(viewer("alice"), talk).can_write
    say("alice", talk)
    say("bob", talk)


# ---------------------------------------------------------------- answers
@pytest.mark.parametrize("who", CAST)
def test_who_may_answer_and_who_may_take_back(who):
    talk = write_to("alice", "bob")
    for act, may in (
        (first.ignore, "bob"),
        (first.accept, "bob"),
    ):
        if who == may:
            act(viewer(who), talk)
        else:
            with pytest.raises(NotFound):
                act(viewer(who), talk)
    other = write_to("alice", "dai")
    if who == "alice":
        first.withdraw(viewer(who), other)
    else:
        with pytest.raises(NotFound):
            first.withdraw(viewer(who), other)


def test_a_yes_is_told_and_opens_it():
    talk = write_to("alice", "bob")
    first.accept(viewer("bob"), talk)
    assert notices(kind="message-answer")[0].to == "alice@example.org"
    say("alice", talk)
    with pytest.raises(Refused, match="answered already"):
        first.accept(viewer("bob"), talk)


def test_an_ignored_one_can_be_found_and_accepted():
    talk = write_to("alice", "bob")
    first.ignore(viewer("bob"), talk)
    assert [one.folded for one in queries.requests(viewer("bob"))] == [True]
    first.accept(viewer("bob"), talk)
    assert queries.requests(viewer("bob")) == ()
    assert part("bob", talk).ignored_at is None


def test_what_was_taken_back_nobody_finds_and_no_notice_speaks_of_it():
    talk = write_to("alice", "bob")
    first.withdraw(viewer("alice"), talk)
    assert queries.requests(viewer("bob")) == ()
    for who in ("alice", "bob"):
        with pytest.raises(NotFound):
            reading.talk(viewer(who), talk)
    assert notices() == []
    assert letters() == []


def test_whoever_rests_asks_nothing_meanwhile():
    talk = write_to("alice", "bob")
    db.session.execute(
        update(Account).where(Account.id == 1).values(state=State.RESTING)
    )
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    assert queries.requests(viewer("bob")) == ()
    with pytest.raises(NotFound):
        first.accept(viewer("bob"), talk)


def test_whom_one_muted_waits_folded_and_untold():
    mute("bob", "alice")
    write_to("alice", "bob")
    assert [one.folded for one in queries.requests(viewer("bob"))] == [True]
    assert notices() == []


# ---------------------------------------------------------------- quiet, and the end
def answered(how: str) -> int:
    """Return a request of Alice's to Bob, with what he did."""
    talk = write_to("alice", "bob")
    if how == "ignored":
        first.ignore(viewer("bob"), talk)
    elif how == "blocked":
        block("bob", "alice")
    return talk


@pytest.mark.parametrize("how", ["unanswered", "ignored", "blocked"])
def test_until_day_21_it_waits_and_then_it_is_not_now(how, at):
    talk = answered(how)
    for moment, stands in (
        (NOON, Standing.WAITS),
        (LAST_DAY, Standing.WAITS),
        (DAY_21, Standing.NOT_NOW),
    ):
        at(moment)
        found = reading.talk(viewer("alice"), talk)
        assert found.standing is stands
        assert not any(one.left for one in found.people)
        [card] = queries.conversations(viewer("alice"))
        assert (card.standing, card.unread) == (stands, False)
    assert clockwork.move() == 1
    assert clockwork.move() == 0
    assert state(talk) is Asked.NOT_NOW
    told = [one.kind for one in (*letters(), *notices()) if one.to.startswith("alice")]
    assert told == [], "no letter about it"
    assert reading.talk(viewer("alice"), talk).standing is Standing.NOT_NOW


def test_the_day_that_is_named_opens_at_its_start(at):
    first.withdraw(viewer("alice"), write_to("alice", "bob"))
    with pytest.raises(Refused, match="again from") as refused:
        write_to("alice", "bob")
    at(f"{refused.value.values['day']} 00:00")
    write_to("alice", "bob")


@pytest.mark.parametrize("how", ["unanswered", "ignored", "blocked"])
def test_it_can_be_taken_back_however_it_stands(how):
    talk = answered(how)
    first.withdraw(viewer("alice"), talk)
    assert state(talk) is Asked.WITHDRAWN
    assert queries.conversations(viewer("alice")) == ()


# ---------------------------------------------------------------- making up again
def forgive(who: str) -> None:
    found = unscoped("test", Block.id).where(Block.member_id == CAST[who].id)
    unblock(viewer(who), db.session.scalars(found).one())


WAYS = [("bob", "alice"), ("alice", "bob")]


@pytest.mark.parametrize("way", WAYS, ids="-".join)
@pytest.mark.parametrize("before", [Asked.WAITING, Asked.IGNORED])
def test_a_block_that_is_taken_back_leaves_it_as_it_was(way, before):
    talk = answered(before.value)
    asked, asker = (part(who, talk).left_at for who in ("bob", "alice"))
    told, listed = len(notices()), queries.requests(viewer("bob"))
    block(*way)
    assert state(talk) is Asked.PARTED
    mine = reading.talk(viewer("alice"), talk)
    forgive(way[0])
    assert state(talk) is before
    assert [part(who, talk).left_at for who in ("bob", "alice")] == [asked, asker]
    assert queries.requests(viewer("bob")) == listed
    assert reading.talk(viewer("alice"), talk).standing is mine.standing
    assert len(notices()) <= told, "nobody is told"
    assert letters() == []
    assert first.open_with(viewer("bob"), CAST["alice"].id).id == talk
    first.accept(viewer("bob"), talk)
    say("alice", talk)


def test_while_one_of_two_blocks_stands_it_stays_parted():
    talk = write_to("alice", "bob")
    block("bob", "alice")
    db.session.add(Block(member_id=1, other_id=2, name_then="Bob"))
    db.session.flush()
    forgive("bob")
    assert state(talk) is Asked.PARTED
    forgive("alice")
    assert state(talk) is Asked.WAITING


@pytest.mark.parametrize("how", ["taken back", "its day has come", "begun anew"])
def test_what_is_over_does_not_come_back_with_a_block(how, at):
    talk, ends = answered("blocked"), Asked.PARTED
    if how == "taken back":
        first.withdraw(viewer("alice"), talk)
        ends = Asked.WITHDRAWN
    elif how == "its day has come":
        at(DAY_21)
    else:
        add(ConversationKind.PAIR, (1, 2), pair="1:2", asked_by_id=2)
    forgive("bob")
    assert state(talk) is ends


def test_after_its_day_nobody_answers_or_writes(at):
    talk = write_to("alice", "bob")
    at(DAY_21)
    for act in (first.accept, first.ignore):
        with pytest.raises(Refused, match="ended by itself"):
            act(viewer("bob"), talk)
    with pytest.raises(Refused, match="ended by itself"):
        first.withdraw(viewer("alice"), talk)
    for who in ("alice", "bob"):
        with pytest.raises(Refused, match="has ended"):
            say(who, talk)
    assert queries.requests(viewer("bob")) == ()
    assert queries.conversations(viewer("bob")) == ()
    again = write_to("alice", "bob")
    assert again != talk, "though the clock stood still"
    assert state(talk) is Asked.NOT_NOW


@pytest.mark.parametrize("how", ["withdrawn", "left"])
def test_one_request_to_somebody_in_21_days(how, at):
    talk = write_to("alice", "bob")
    if how == "withdrawn":
        first.withdraw(viewer("alice"), talk)
    else:
        first.accept(viewer("bob"), talk)
        commands.leave(viewer("bob"), talk)
    at(LAST_DAY)
    with pytest.raises(Refused, match="You wrote to them already"):
        write_to("alice", "bob")
    assert write_to("bob", "alice"), "the other may"


def test_a_second_one_waits_for_the_answer_to_the_first():
    write_to("alice", "bob")
    with pytest.raises(Refused, match="waits for an answer"):
        write_to("alice", "bob", "And another thing")


# ---------------------------------------------------------------- how many
@pytest.mark.parametrize(("days", "most"), [(99, 10), (6, 3)])
def test_requests_and_hellos_share_the_limit_of_a_day(days, most):
    began = clock.now() - timedelta(days=days)
    db.session.execute(update(Account).values(created_at=began, confirmed_at=began))
    alice = viewer("alice")
    write_to("alice", "bob", also=most - 2)
    also = first.begun_lately(alice)
    assert also == 1
    hellos.say_hello(alice, person("dai", "alice"), "Hello", also=also + most - 2)
    with pytest.raises(TooMany, match="new contacts a day"):
        write_to("alice", "olu", also=most - 2)
    with pytest.raises(TooMany):
        hellos.say_hello(alice, person("olu", "alice"), "Hi", also=also + most - 2)


def test_whom_one_knows_counts_for_nothing(at):
    assert write_to("alice", "lea", also=99)
    assert first.begun_lately(viewer("alice")) == 0


def test_with_whom_one_shares_a_project_one_writes_at_once():
    join(2, 1)
    assert row(write_to("alice", "bob")).asked_by_id is None
    assert db.session.scalar(unscoped("test", Conversation.id)) is not None


# ---------------------------------------------------------------- who asked is no more
def remove(who):
    db.session.execute(delete(Member).where(Member.id == CAST[who].id))
    db.session.expire_all()


def test_a_request_whose_asker_is_no_more_opens_to_nobody_and_ends_on_its_day(at):
    talk = write_to("alice", "bob")
    remove("alice")
    bob = viewer("bob")
    assert row(talk).asked_by_id is None
    assert queries.conversations(bob) == ()
    assert queries.requests(bob) == ()
    assert reading.talk(bob, talk).standing is Standing.ENDED
    with pytest.raises(Refused, match="has ended"):
        say("bob", talk)
    for act in (first.accept, first.ignore, first.withdraw):
        with pytest.raises(NotFound):
            act(bob, talk)
    assert first.open_with(bob, CAST["alice"].id) is None
    at(DAY_21)
    assert clockwork.move() == 1
    assert (row(talk).closed_at, row(talk).pair) == (clock.now(), None)
    assert clockwork.move() == 0


def test_who_was_asked_and_is_no_more_leaves_a_request_that_its_asker_cannot_go_on():
    talk = write_to("alice", "bob")
    remove("bob")
    assert reading.talk(viewer("alice"), talk).standing is Standing.WAITS
    with pytest.raises(Refused, match="waits for an answer"):
        say("alice", talk)
    first.withdraw(viewer("alice"), talk)


def test_an_open_conversation_stays_open_whoever_is_no_more():
    talk = write_to("alice", "lea")
    remove("alice")
    assert reading.talk(viewer("lea"), talk).standing is Standing.OPEN
    said = unscoped("test", Message).where(Message.conversation_id == talk)
    assert db.session.scalars(said).one().author_id is None
