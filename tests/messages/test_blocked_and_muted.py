"""Blocked and muted, in every combination: by whom, in what, whoever writes first."""

from itertools import product

import pytest

from community.core.db import start_writing
from community.core.errors import NotFound, Refused
from community.messages import reading
from community.messages.company import Standing
from tests.letters import letters, notices
from tests.messages.making import (
    block,
    enter,
    join,
    mute,
    say,
    three,
    viewer,
    write_to,
)

FIRST = ("a", "b")
KINDS = ("two", "request", "three", "team")
BY = (None, "a", "b")
PEOPLE = {
    "two": ("alice", "lea"),
    "request": ("alice", "bob"),
    "three": ("alice", "dai"),
    "team": ("lea", "dai"),
}


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def make(kind: str, who: str, other: str) -> int:
    """Return a conversation in which `who` spoke first to `other`."""
    if kind in ("two", "request"):
        return write_to(who, other)
    if kind == "three":
        talk = three(who, other, "lea")
    else:
        join("alice")
        talk = enter(who)
    say(who, talk)
    return talk


def told(who: str) -> list[str]:
    address = f"{who}@example.org"
    kinds = ("conversation-message", "message-request")
    return [one.kind for one in notices() if one.to == address and one.kind in kinds]


@pytest.mark.parametrize(
    ("kind", "starts", "muter", "blocker"), list(product(KINDS, FIRST, BY, BY))
)
def test_what_each_reads_and_hears(kind, starts, muter, blocker):
    people = dict(zip("ab", PEOPLE[kind], strict=True))
    who, other = people[starts], people["b" if starts == "a" else "a"]
    if muter:
        mute(people[muter], people["a" if muter == "b" else "b"])
    talk = make(kind, who, other)
    hears = muter is None or people[muter] != other
    assert bool(told(other)) is hears, "a mute silences what the muter would hear"
    assert told(who) == []
    if blocker is None:
        assert len(reading.talk(viewer(other), talk).messages.items) == 1
        return
    before = len(letters())
    block(people[blocker], people["a" if blocker == "b" else "b"])
    after_a_block(kind, who, other, talk)
    assert len(letters()) <= before, "nobody is told"


def after_a_block(kind: str, who: str, other: str, talk: int) -> None:
    mine = reading.talk(viewer(who), talk)
    assert [one.person for one in mine.others if one.person].count(None) == 0
    names = [card.name.split()[0].lower() for card in mine.cards.values()]
    assert other not in names
    if kind == "request":
        assert mine.standing is Standing.WAITS
        with pytest.raises(NotFound):
            reading.talk(viewer(other), talk)
    elif kind == "team":
        assert mine.standing is Standing.OPEN
        assert len(reading.talk(viewer(other), talk).messages.items) == 0
        say(other, talk, "Into the air")
        assert len(reading.talk(viewer(who), talk).messages.items) == 1
        assert len(reading.talk(viewer("alice"), talk).messages.items) == 2
    else:
        for one in (who, other):
            assert reading.talk(viewer(one), talk).standing is Standing.ENDED
            with pytest.raises(Refused, match="has ended"):
                say(one, talk)
    with pytest.raises(NotFound):
        write_to(who, other)
