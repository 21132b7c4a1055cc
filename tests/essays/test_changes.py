"""What differs between two texts."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.essays.changes import Change, difference

WORDS = st.text(st.sampled_from("ab c.\n"), max_size=80)


def only(pieces, but):
    return "".join(one.words for one in pieces if one.change is not but)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_its_pieces_make_both_texts(before, after):
    pieces = difference(before, after)
    assert only(pieces, Change.NEW) == before
    assert only(pieces, Change.GONE) == after
    assert all(one.words for one in pieces)
    assert all(a.change is not b.change for a, b in pairwise(pieces))


@settings(max_examples=50)
@given(WORDS)
def test_what_is_the_same_is_one_piece(words):
    assert [one.change for one in difference(words, words)] == [Change.SAME] * bool(
        words
    )


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("We met.", "We sat.", ["same We ", "gone met", "new sat", "same ."]),
        ("A\n\nB\n", "A\n\nC\n\nB\n", ["same A\n\n", "new C\n\n", "same B\n"]),
        ("", "New", ["new New"]),
        ("Old", "", ["gone Old"]),
    ],
)  # fmt: skip
def test_words_are_compared_word_by_word(before, after, pieces):
    found = difference(before, after)
    assert [f"{one.change} {one.words}" for one in found] == pieces


def test_long_texts_of_one_line_do_not_take_hours():
    began = time.process_time()
    found = difference("a b " * 25_000, "b a " * 25_000)
    assert time.process_time() - began < 10
    assert {one.change for one in found} == {Change.GONE, Change.NEW}
