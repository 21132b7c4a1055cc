"""The questions of a best-worst survey: even, the same each time, turned for each."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.surveys.design import TIMES, questions, turned

SIZES = st.tuples(st.integers(3, 20), st.integers(3, 5))


def shown(found, items):
    counted = Counter(item for question in found for item in question)
    return [counted[item] for item in range(items)]


def meetings(found, items):
    counted = Counter(pair for question in found for pair in combinations(question, 2))
    return [counted[pair] for pair in combinations(range(items), 2)]


@given(SIZES)
def test_each_thing_is_shown_as_often_as_each_other(size):
    items, shows = size
    found = questions(items, shows)
    times = shown(found, items)
    assert max(times) - min(times) <= 1
    assert all(len(set(one)) == len(one) == min(shows, items) for one in found)
    if shows < items:
        assert min(times) >= TIMES


@given(SIZES)
def test_pairs_meet_as_evenly_as_an_exchange_can_make_them(size):
    items, shows = size
    found = questions(items, shows)
    met = meetings(found, items)
    assert max(met) - min(met) <= 2
    best = sum(one**2 for one in met)
    for first, second in combinations(range(len(found)), 2):
        for one in set(found[first]) - set(found[second]):
            for other in set(found[second]) - set(found[first]):
                tried = [set(question) for question in found]
                tried[first] ^= {one, other}
                tried[second] ^= {one, other}
                ordered = [tuple(sorted(question)) for question in tried]
                assert sum(n**2 for n in meetings(ordered, items)) >= best


@given(SIZES)
def test_everything_is_compared_with_everything_by_some_way(size):
    items, shows = size
    reached, before = {0}, set()
    while reached != before:
        before = set(reached)
        for question in questions(items, shows):
            if reached & set(question):
                reached |= set(question)
    assert reached == set(range(items))


def test_seven_things_by_three_meet_once_each():
    assert set(meetings(questions(7, 3), 7)) == {1}


@settings(max_examples=12)
@given(SIZES)
def test_the_questions_are_the_same_each_time(size):
    before = questions(*size)
    questions.cache_clear()
    assert questions(*size) == before


@pytest.mark.parametrize("size", [(1, 3), (4, 1)])
def test_one_thing_is_no_question(size):
    with pytest.raises(ValueError, match="two things"):
        questions(*size)


@given(st.lists(st.integers(), unique=True), st.text())
def test_turning_keeps_everything_and_is_the_same_each_time(things, key):
    found = turned(things, key)
    assert found == turned(things, key)
    assert sorted(found) == sorted(things)
    if things:
        start = things.index(found[0])
        assert list(found) == things[start:] + things[:start]


def test_over_many_members_each_thing_stands_first_about_as_often():
    first = Counter(turned(range(5), f"survey-1:{who}")[0] for who in range(1000))
    assert all(150 < number < 250 for number in first.values())
