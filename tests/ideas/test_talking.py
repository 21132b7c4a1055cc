"""Comments, answers and offers of help: what is said, who is told, what is refused."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.access import Audience
from community.core.db import start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.ideas import reading, talking
from tests.ideas.making import (
    block,
    comment,
    comments,
    help_with,
    helps,
    hide,
    idea,
    mute,
    rest,
    viewer,
)
from tests.letters import letters, notices

BOB = viewer("bob")


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def told(kind=None):
    """Return who is told of what, by first names."""
    return [
        (one.to.split("@")[0], one.kind)
        for one in notices()
        if kind is None or one.kind == kind
    ]


def test_answers_stand_one_level_deep_beside_each_other():
    row = idea()
    first = comment("bob", row, "One")
    answer = comment("dai", row, "Two", first)
    comment("bob", row, "Three", answer)
    comment("lea", row, "Four")
    view = reading.idea_view(BOB, row.slug)
    shape = [
        (one.words, [two.words for two in one.answers]) for one in view.comments.items
    ]
    assert shape == [("One", ["Two", "Three"]), ("Four", [])]
    assert view.said == 4


def test_the_author_is_marked_wherever_they_speak():
    row = idea()
    first = comment("bob", row)
    comment("alice", row, "Because", first)
    (thread,) = reading.idea_view(BOB, row.slug).comments.items
    assert [thread.by_author, thread.answers[0].by_author] == [False, True]


def test_comments_come_in_pages():
    row = idea()
    for who in ("bob", "lea"):
        for number in range(11):
            comment(who, row, f"{who} {number}")
    view = reading.idea_view(BOB, row.slug, 0)
    assert (view.comments.number, len(view.comments.items), view.said) == (2, 2, 22)
    with pytest.raises(NotFound):
        reading.idea_view(BOB, row.slug, 3)


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 2001])
def test_nothing_and_too_much_are_refused(words):
    with pytest.raises(Refused):
        comment("bob", idea(), words)


def test_twenty_comments_a_day_are_plenty(at):
    at("2017-11-01 12:00")
    row = idea()
    for _each in range(20):
        comment("bob", row)
    with pytest.raises(Refused, match="plenty"):
        comment("bob", row)
    comment("lea", row)
    at("2017-11-02 12:01")
    comment("bob", row)


def test_an_answer_is_to_a_comment_that_one_sees_on_this_idea():
    row, other = idea(), idea("lea")
    number = comment("bob", other)
    with pytest.raises(NotFound):
        comment("dai", row, to=number)
    block("dai", "bob")
    with pytest.raises(NotFound):
        comment("dai", other, to=number)


# ---------------------------------------------------------------- one's own words
def test_one_says_it_otherwise_for_ten_minutes(at):
    at("2017-11-01 12:00")
    row = idea()
    number = comment("bob", row, "Old")
    at("2017-11-01 12:09")
    talking.reword(BOB, row.slug, number, "New")
    (card,) = reading.idea_view(BOB, row.slug).comments.items
    assert (card.words, card.edited, card.can_edit) == ("New", True, True)
    at("2017-11-01 12:10")
    with pytest.raises(Refused):
        talking.reword(BOB, row.slug, number, "Newer")
    assert not reading.idea_view(BOB, row.slug).comments.items[0].can_edit


@pytest.mark.parametrize("who", ["alice", "dai", "olu", "mo"])
def test_nobody_changes_the_words_of_another(who):
    row = idea()
    number = comment("bob", row)
    with pytest.raises(Forbidden):
        talking.reword(viewer(who), row.slug, number, "Mine")
    with pytest.raises(Forbidden):
        talking.remove(viewer(who), row.slug, number)


def test_what_is_deleted_is_gone_in_the_database_too():
    row = idea()
    number = comment("bob", row, "A secret")
    talking.remove(BOB, row.slug, number)
    assert [one.words for one in comments()] == [""]
    assert reading.idea_view(BOB, row.slug).comments.items == ()
    with pytest.raises(NotFound):
        talking.remove(BOB, row.slug, number)
    with pytest.raises(NotFound):
        comment("dai", row, to=number)


# ---------------------------------------------------------------- who is told
def test_the_author_has_one_notice_for_each_idea_and_it_comes_back():
    row = idea()
    for who in ("bob", "lea"):
        comment(who, row)
    (one,) = notices(1, "idea-comment")
    assert (one.person, one.link) == (5, f"/ideas/{row.slug}#comments")
    assert letters() == [], "the digest brings it"


def test_whoever_is_answered_is_told_at_once():
    row = idea()
    first = comment("bob", row)
    answer = comment("alice", row, "Because", first)
    assert told() == [("alice", "idea-comment"), ("bob", "idea-answer")]
    assert [one.kind for one in letters()] == ["idea-answer"]
    comment("dai", row, "And I", answer)
    assert told("idea-answer")[-1] == ("alice", "idea-answer")
    assert len(told("idea-comment")) == 1, "the author is told of it once"


def test_nobody_is_told_of_their_own_words():
    row = idea()
    number = comment("alice", row)
    comment("alice", row, "And", number)
    assert told() == []


@pytest.mark.parametrize("who", ["author", "answered"])
def test_nobody_is_told_of_somebody_they_muted(who):
    row = idea()
    first = comment("lea", row) if who == "answered" else None
    before = told()
    mute("lea" if first else "alice", "bob")
    comment("bob", row, to=first)
    new = told()[len(before) :]
    assert ("lea", "idea-answer") not in new
    if not first:
        assert new == []


def test_a_notice_that_waits_is_not_taken_by_somebody_muted():
    row = idea()
    comment("lea", row)
    mute("alice", "bob")
    comment("bob", row)
    (one,) = notices(1, "idea-comment")
    assert one.person == 5


def test_of_somebody_who_was_answered_and_hides_nothing_is_told():
    row = idea("lea")
    number = comment("bob", row)
    hide("dai", Audience.CONNECTIONS)
    comment("dai", row, to=number)
    assert told("idea-answer") == []


# ---------------------------------------------------------------- offers of help
def test_an_offer_is_told_once_and_can_be_worded_again():
    row = idea()
    help_with("bob", row)
    talking.offer(BOB, row.slug, "Two saws", Audience.ME)
    (one,) = helps()
    assert (one.words, one.audience) == ("Two saws", Audience.ME)
    assert told() == [("alice", "idea-help")]
    assert [one.kind for one in letters()] == ["idea-help"]


def test_it_is_taken_back_without_a_word():
    row = idea()
    help_with("bob", row)
    before = told()
    talking.take_back(BOB, row.slug)
    assert (helps(), told()) == ([], before)
    help_with("bob", row)
    assert told() == before, "offered again it is not told again"


def test_the_author_does_not_help_themselves():
    with pytest.raises(NotFound):
        help_with("alice", idea())


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.CONNECTIONS])
def test_an_offer_is_for_members_or_for_the_author(audience):
    with pytest.raises(Refused):
        help_with("bob", idea(), audience)


def test_of_an_author_who_rests_nobody_reads_or_hears(at):
    row = idea()
    rest("alice")
    with pytest.raises(NotFound):
        comment("bob", row)
    assert clock.now() - row.made_at < timedelta(days=1)
