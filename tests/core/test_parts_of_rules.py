"""The parts of which rules are made: our own words, ties of each kind, circles."""

import pytest
from sqlalchemy import insert, select

from community.core.access import ANY_MEMBER, as_seen_by
from community.core.db import db
from community.core.visible import (
    blocked_with,
    circles_of,
    connected_to,
    excluders_of,
    kept_apart_from,
    mates_of,
    muted_by,
    tie,
    visible,
    word,
)
from community.members.models import Member
from tests.cast import CAST

ALICE, LEA = CAST["alice"].viewer, CAST["lea"].viewer
KINDS = ("connected", "blocked", "excluded", "muted")


def tell(one: int, other: int, kind: str) -> None:
    row = {"member_id": one, "other_id": other, "kind": kind}
    db.session.execute(insert(tie).values(**row))


def ids(found) -> set[int]:
    return set(db.session.scalars(found.execution_options(unscoped="test")))


@pytest.fixture
def tied(app):
    """Alice knows Carol and Lea; of each other kind she has one, and others have all.

    Hers point at 2, 4 and 6; what others have at 7 and 8, whom she has no tie with.
    """
    for other, kind in ((2, "blocked"), (4, "excluded"), (6, "muted")):
        tell(1, other, kind)
    for kind in KINDS:
        tell(5, 7, kind)
        tell(9, 8, kind)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        (connected_to, {3, 5}),
        (blocked_with, {2}),
        (excluders_of, {4}),
        (kept_apart_from, {2, 4}),
        (muted_by, {6}),
    ],
)
def test_ties_are_read_of_one_kind_and_of_the_viewer_alone(tied, part, found):
    assert ids(part(ALICE)) == found


def test_muting_keeps_out_of_lists_and_takes_nothing_away(tied):
    """Of all that reads ties it alone may stand in a scoped statement."""
    listed = visible(ALICE, Member.id).where(Member.id.not_in(muted_by(ALICE)))
    found = set(db.session.scalars(listed))
    assert found == set(db.session.scalars(visible(ALICE, Member.id))) - {6}
    assert {6, 7, 8} <= set(db.session.scalars(visible(ALICE, Member.id)))


def test_a_tie_is_the_pairs_alone_unless_it_is_said_otherwise(app):
    tell(1, 8, "connected")
    kept = select(tie.c.audience).where(tie.c.member_id == 1, tie.c.other_id == 8)
    assert ids(kept) == {"pair"}


def test_circles_are_those_of_the_viewer_and_hold_their_mates(app):
    """Lea is in the pain cafe, with Dai, and alone in the draft; Bob is elsewhere."""
    assert ids(circles_of(LEA)) == {1, 3}
    assert ids(mates_of(LEA)) == {4, 5}
    assert ids(circles_of(ANY_MEMBER)) == set()
    assert ids(mates_of(ANY_MEMBER)) == set()


def test_words_of_ours_stand_in_a_statement_as_they_are():
    assert str(word("members")) == "'members'"
    assert str(word("two words")) == "'two words'"


@pytest.mark.parametrize("foreign", ["", " ", "it's", "a; b", "x1", "a_b"])
def test_what_is_no_word_of_ours_does_not_stand_in_a_statement(foreign):
    with pytest.raises(ValueError, match="not a word of ours"):
        word(foreign)


@pytest.mark.parametrize(
    ("who", "friends", "mates"),
    [
        ("connection", {3}, set()),
        ("project mate", set(), {3}),
        ("member", set(), set()),
    ],
)
def test_a_synthetic_viewer_stands_to_one_member_and_in_one_way(
    app, who, friends, mates
):
    viewer = as_seen_by(who, 3)
    assert ids(connected_to(viewer)) == friends
    assert ids(mates_of(viewer)) == mates
