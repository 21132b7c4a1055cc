"""Scores, shares, ranks, means: against slow and obvious oracles."""

import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.surveys.arithmetic import Tally, ranks, rated, score, shares, tallies
from community.surveys.design import questions


@st.composite
def answered(draw):
    """How many things there are, the questions, and what some members answered."""
    items = draw(st.integers(3, 9))
    asked = questions(items, draw(st.integers(3, 5)))
    pair = [st.permutations(one).map(lambda two: tuple(two[:2])) for one in asked]
    return items, asked, draw(st.lists(st.tuples(*pair), max_size=12))


@given(answered())
def test_scores_are_those_of_counting_one_by_one(given_answers):
    items, asked, answers = given_answers
    found = tallies(answers, asked, items)
    for item in range(items):
        best = worst = shown = 0
        for choices in answers:
            for number, question in enumerate(asked):
                for each in question:
                    if each == item:
                        shown += 1
                if choices[number][0] == item:
                    best += 1
                if choices[number][1] == item:
                    worst += 1
        assert found[item] == Tally(best, worst, shown)
        expected = Fraction(best - worst, shown) if shown else 0
        assert score(found[item]) == expected
        assert -1 <= score(found[item]) <= 1
    # each question has one best and one worst
    assert sum(one.best for one in found) == len(answers) * len(asked)
    assert sum(one.best - one.worst for one in found) == 0


@given(answered())
def test_shares_make_up_a_hundred_and_follow_the_scores(given_answers):
    items, asked, answers = given_answers
    found = tallies(answers, asked, items)
    parts = shares(found)
    assert sum(parts) == 100
    assert all(part > 0 for part in parts)
    odds = []
    for one in found:
        seen = one.shown + 1
        smooth = (one.best - one.worst) / seen
        odds.append(math.exp(math.log1p(smooth) - math.log1p(-smooth)))
    for part, each in zip(parts, odds, strict=True):
        assert float(part) == pytest.approx(100 * each / sum(odds))


@given(answered())
def test_a_thing_shown_as_often_with_a_better_score_has_a_larger_share(given_answers):
    items, asked, answers = given_answers
    found = tallies(answers, asked, items)
    for one, part in zip(found, shares(found), strict=True):
        for other, rest in zip(found, shares(found), strict=True):
            if one.shown == other.shown:
                assert (score(one) > score(other)) == (part > rest)


VALUES = st.lists(st.fractions(-1, 1, max_denominator=6), max_size=20)


@given(VALUES)
def test_ranks_are_those_of_a_race(values):
    ordered = sorted(values, reverse=True)
    assert list(ranks(values)) == [ordered.index(one) + 1 for one in values]


def test_equals_share_the_better_place():
    assert ranks([Fraction(one) for one in (3, 5, 5, 1)]) == (3, 1, 1, 4)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=60))
def test_means_and_spreads_are_those_of_the_standard_library(steps):
    found = rated(steps)
    assert found.mean == statistics.mean(map(Fraction, steps))
    assert found.spread == pytest.approx(statistics.pstdev(steps))


def test_what_nobody_rated_has_no_mean():
    with pytest.raises(ValueError, match="nobody"):
        rated([])


def test_what_was_never_shown_has_the_score_nought():
    assert score(Tally()) == 0


@pytest.mark.parametrize("choice", [(0, 0), (0, 9), (9, 0)])
def test_an_answer_takes_two_things_that_are_shown(choice):
    with pytest.raises(ValueError, match="best and worst"):
        tallies([[choice]], [(0, 1, 2)], 10)


def test_an_answer_has_a_choice_for_each_question():
    with pytest.raises(ValueError, match="argument"):
        tallies([[(0, 1)]], [(0, 1, 2), (0, 1, 2)], 3)
