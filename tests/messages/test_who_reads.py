"""Who may read and write: every kind of conversation, whoever somebody is to it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.messages import commands, first, own, queries, reading
from community.messages.models import ConversationKind
from tests.cast import CAST, connect
from tests.messages.making import (
    block,
    enter,
    go,
    join,
    mute,
    say,
    three,
    viewer,
    work,
    write_to,
)

NOBODY, READ, WRITE = "nothing", "reads", "writes"


@dataclass(frozen=True)
class Case:
    """A conversation, what happened to it, and what each of the cast may do then."""

    name: str
    make: Callable[[], int]
    may: dict[str, str]


def pair(*acts: Callable[[int], object]) -> Callable[[], int]:
    """A conversation of Alice and Lea, who know each other."""
    return after(lambda: write_to("alice", "lea"), *acts)


def request(*acts: Callable[[int], object]) -> Callable[[], int]:
    """A request of Alice's to Bob."""
    return after(lambda: write_to("alice", "bob"), *acts)


def introduction(*acts: Callable[[int], object]) -> Callable[[], int]:
    return after(lambda: three("alice", "dai", "lea"), *acts)


def coffee(*acts: Callable[[int], object]) -> Callable[[], int]:
    ids = [CAST[who].id for who in ("alice", "dai", "lea")]
    return after(lambda: commands.begin(ConversationKind.COFFEE, ids, by=1).id, *acts)


def team(*acts: Callable[[int], object]) -> Callable[[], int]:
    """That of Lea, who leads, and Dai."""
    return after(lambda: enter("lea"), *acts)


def after(make: Callable[[], int], *acts: Callable[[int], object]) -> Callable[[], int]:
    def made() -> int:
        talk = make()
        for act in acts:
            act(talk)
        return talk

    return made


def leaves(who: str) -> Callable[[int], object]:
    return lambda talk: commands.leave(viewer(who), talk)


def quiets(who: str) -> Callable[[int], object]:
    return lambda talk: own.mute(viewer(who), talk, on=True)


def says(act: Callable[..., object], *people: str) -> Callable[[int], object]:
    return lambda _talk: act(*people)


TWO = {"alice": WRITE, "lea": WRITE}
THREE = {"alice": WRITE, "dai": WRITE, "lea": WRITE}
READ_ONLY = dict.fromkeys(("alice", "dai", "lea"), READ)
CAFE = {"lea": WRITE, "dai": WRITE}

CASES = (
    Case("two", pair(), TWO),
    Case("two, one left", pair(leaves("lea")), {"alice": READ}),
    Case("two, blocked", pair(says(block, "lea", "alice")), dict.fromkeys(TWO, READ)),
    Case("two, one muted the other", pair(says(mute, "lea", "alice")), TWO),
    Case("two, one muted it", pair(quiets("lea")), TWO),
    Case("asked", request(), {"alice": READ, "bob": READ}),
    Case(
        "asked, accepted",
        request(lambda talk: first.accept(viewer("bob"), talk)),
        {"alice": WRITE, "bob": WRITE},
    ),
    Case(
        "asked, ignored",
        request(lambda talk: first.ignore(viewer("bob"), talk)),
        {"alice": READ, "bob": READ},
    ),
    Case("asked, blocked", request(says(block, "bob", "alice")), {"alice": READ}),
    Case("asked, blocks", request(says(block, "alice", "bob")), {"alice": READ}),
    Case("asked, muted", request(says(mute, "bob", "alice")), dict.fromkeys(
        ("alice", "bob"), READ
    )),
    Case(
        "asked, known by now", request(lambda _talk: connect(1, 2)),
        {"alice": WRITE, "bob": READ},
    ),
    Case("asked, taken back", request(
        lambda talk: first.withdraw(viewer("alice"), talk)
    ), {}),
    Case("introduced", introduction(), THREE),
    Case("introduced, one left", introduction(leaves("dai")),
         {"alice": WRITE, "lea": WRITE}),
    Case("introduced, blocked", introduction(says(block, "dai", "alice")), READ_ONLY),
    Case("introduced, muted", introduction(says(mute, "dai", "alice")), THREE),
    Case("coffee", coffee(), THREE),
    Case("coffee, blocked", coffee(says(block, "dai", "alice")), READ_ONLY),
    Case("team", team(), CAFE),
    Case("team, one left the talk", team(leaves("dai")), {"lea": WRITE}),
    Case("team, the lead left the talk", team(leaves("lea")), {"dai": WRITE}),
    Case("team, came back", team(leaves("dai"), says(enter, "dai")), CAFE),
    Case("team, one left the project", team(says(go, "dai")), {"lea": WRITE}),
    Case("team, one was taken out", team(says(go, "dai", "lea")), {"lea": WRITE}),
    Case("team, blocked", team(says(block, "dai", "lea")), CAFE),
    Case("team, muted", team(says(mute, "dai", "lea"), quiets("dai")), CAFE),
    Case("team, one joined", team(says(join, "alice")), CAFE),
    Case(
        "team, one joined and the worker came",
        team(says(join, "alice"), says(work)),
        {**CAFE, "alice": WRITE},
    ),
    Case(
        "team, one joined and opened it",
        team(says(join, "alice"), says(enter, "alice")),
        {**CAFE, "alice": WRITE},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_who_reads_and_who_writes(app, case):
    start_writing()
    talk = case.make()
    found = {who: can(who, talk) for who in CAST if CAST[who].viewer.is_member}
    assert {who: how for who, how in found.items() if how != NOBODY} == case.may


def can(who: str, talk: int) -> str:
    """Try it, and leave nothing behind."""
    kept = db.session.begin_nested()
    try:
        reading.talk(viewer(who), talk)
    except NotFound:
        with pytest.raises(NotFound):
            say(who, talk)
        listed = [one.id for one in queries.conversations(viewer(who))]
        assert talk not in listed
        return NOBODY
    else:
        return can_write(who, talk)
    finally:
        kept.rollback()


def can_write(who: str, talk: int) -> str:
    shown = reading.talk(viewer(who), talk).can_write
    try:
        say(who, talk)
    except Refused:
        assert not shown
        return READ
    assert shown
    return WRITE


def test_what_was_said_before_one_came_is_not_read(app, at):
    at("2030-01-01 12:00")
    start_writing()
    talk = enter("lea")
    say("lea", talk, "Before")
    at("2030-01-02 12:00")
    join("alice")
    at("2030-01-02 12:01")
    say("lea", talk, "While she comes")
    work()
    assert words("alice", talk) == ["While she comes"]
    assert words("dai", talk) == ["Before", "While she comes"]


def words(who: str, talk: int) -> list[str]:
    found = reading.talk(viewer(who), talk).messages.items
    return ["".join(piece.text for piece in one.pieces) for one in found]


def test_in_a_team_the_blocked_do_not_read_each_other(app):
    start_writing()
    join("alice")
    talk = enter("lea")
    for who in ("alice", "lea", "dai"):
        say(who, talk, who)
    block("alice", "dai")
    assert words("alice", talk) == ["alice", "lea"]
    assert words("dai", talk) == ["lea", "dai"]
    assert words("lea", talk) == ["alice", "lea", "dai"]
    assert len(reading.talk(viewer("dai"), talk).others) == 2, (
        "who is there is a member"
    )
    assert CAST["alice"].id not in reading.talk(viewer("dai"), talk).cards
