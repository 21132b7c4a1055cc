"""Words that somebody would rather not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.access import VISITOR
from community.core.errors import Forbidden, NotFound, Refused
from community.core.text import folded
from community.safeguarding import words
from community.safeguarding.words import Muted
from tests.cast import CAST

ALICE, BOB = CAST["alice"].viewer, CAST["bob"].viewer


@pytest.mark.parametrize(
    ("word", "text", "holds"),
    [
        ("art", "Modern ART, again", True),
        ("art", "My heart", False),
        ("art", "art", True),
        ("self harm", "About self-harm and more", True),
        ("self harm", "Harm to the self", False),
        ("cafe", "At the Café", True),
        ("Łódź", "we met in lodz", True),
        ("kettle", "kettles", False),
        ("kettle", "", False),
        ("", "kettle", False),
    ],
)
def test_whole_words_count_whatever_their_case_and_accents(word, text, holds):
    assert Muted((folded(word),) if word else ()).holds([text]) is holds


def test_any_of_the_texts_may_hold_any_of_the_words():
    muted = Muted(("art", "kettle"))
    assert muted.holds(["A song", "the kettle"])
    assert not muted.holds(["A song", ""])
    assert not muted.holds([])


WORDS = st.text("abcdeé ", min_size=1, max_size=8).filter(lambda one: folded(one))


@given(WORDS, WORDS, WORDS)
def test_what_holds_a_word_is_what_one_reads_word_by_word(word, before, after):
    text = f"{before}, {word}! {after}"
    assert Muted((folded(word),)).holds([text])


@given(WORDS, WORDS)
def test_a_word_within_another_word_is_not_that_word(word, text):
    expected = f" {folded(word)} " in f" {folded(text)} "
    assert Muted((folded(word),)).holds([text]) is expected


def test_ones_words_are_ones_own(app):
    words.mute(ALICE, "  Ket  tle ")
    words.mute(ALICE, "art")
    assert [one.word for one in words.my_words(ALICE)] == ["art", "Ket tle"]
    assert words.my_words(BOB) == ()
    assert words.muted(ALICE).words == ("ket tle", "art")
    assert words.muted(VISITOR).words == ()
    (first, *_rest) = words.my_words(ALICE)
    with pytest.raises(NotFound):
        words.unmute(BOB, first.id)
    words.unmute(ALICE, first.id)
    assert [one.word for one in words.my_words(ALICE)] == ["Ket tle"]


def test_a_word_is_muted_once(app):
    for typed in ("Café", "cafe", "CAFÉ "):
        words.mute(ALICE, typed)
    assert [one.word for one in words.my_words(ALICE)] == ["Café"]


@pytest.mark.parametrize(
    ("typed", "why"), [("", "Enter"), (" ,! ", "Enter"), ("x" * 61, "60 letters")]
)
def test_what_is_no_word_is_refused(app, typed, why):
    with pytest.raises(Refused, match=why):
        words.mute(ALICE, typed)


def test_a_hundred_words_are_enough(app):
    for number in range(words.MOST):
        words.mute(ALICE, f"word {number}")
    with pytest.raises(Refused, match="100 words"):
        words.mute(ALICE, "one more")


@pytest.mark.parametrize("who", ["pat", None])
def test_only_members_mute_words(app, who):
    with pytest.raises(Forbidden):
        words.mute(CAST[who].viewer if who else VISITOR, "art")
