"""Pairing: as many as can meet do, never twice, never those who are kept apart."""

from functools import cache
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.graph.pairing import Reason, pair
from community.graph.pairing_room import ordered

PEOPLE = range(1, 9)
PAIRS = list(combinations(PEOPLE, 2))


def strangers(_one, _two):
    return 0


def seated(found):
    return [person for group in found.groups for person in group]


def open_pairs(people, *closed):
    shut = {ordered(*two) for some in closed for two in some}
    return {two for two in combinations(sorted(people), 2) if two not in shut}


# ---------------------------------------------------------------- an oracle by force
def ways(people, free):
    """All ways to seat everybody in twos, and once in a three if they are odd."""

    @cache
    def rest(left, threes):
        if not left:
            return ((),) if threes == 0 else ()
        head, tail = left[0], left[1:]
        found = []
        for size in (1, 2) if threes else (1,):
            for others in combinations(tail, size):
                table = (head, *others)
                if all(two in free for two in combinations(table, 2)):
                    after = tuple(one for one in tail if one not in others)
                    found += [
                        (table, *way) for way in rest(after, threes - (size == 2))
                    ]
        return tuple(found)

    return rest(tuple(sorted(people)), len(people) % 2)


def cost(groups, likeness):
    return sum(likeness(*two) for group in groups for two in combinations(group, 2))


worlds = st.fixed_dictionaries(
    {
        "people": st.sets(st.sampled_from(PEOPLE), min_size=0, max_size=8),
        "apart": st.sets(st.sampled_from(PAIRS), max_size=14),
        "met": st.sets(st.sampled_from(PAIRS), max_size=14),
        "alike": st.dictionaries(st.sampled_from(PAIRS), st.integers(0, 8)),
        "seed": st.integers(0, 9),
        "first": st.sets(st.sampled_from(PEOPLE), max_size=3),
    }
)


def asked(world):
    def likeness(one, two):
        return world["alike"].get((one, two), 0)

    found = pair(
        world["people"], world["apart"], world["met"], likeness,
        world["seed"], world["first"],
    )  # fmt: skip
    free = open_pairs(world["people"], world["apart"], world["met"])
    return found, free, likeness


@given(worlds)
def test_everybody_is_there_once_and_no_table_breaks_a_rule(world):
    found, free, _likeness = asked(world)
    left = [one.person for one in found.left_out]
    assert sorted(seated(found) + left) == sorted(world["people"])
    for group in found.groups:
        assert len(group) in (2, 3)
        assert all(two in free for two in combinations(group, 2))
    assert list(found.groups) == sorted(found.groups)


@given(worlds)
def test_it_is_perfect_whenever_force_finds_a_perfect_way(world):
    found, free, _likeness = asked(world)
    assert bool(ways(world["people"], free)) <= (not found.left_out)


@given(worlds)
def test_pairs_of_an_even_round_are_the_least_alike(world):
    world = {**world, "first": set()}
    found, free, likeness = asked(world)
    possible = ways(world["people"], free)
    if len(world["people"]) % 2 == 0 and possible:
        best = min(cost(way, likeness) for way in possible)
        assert cost(found.groups, likeness) == best


@given(worlds)
def test_whoever_is_left_out_is_told_the_truth(world):
    found, free, _likeness = asked(world)
    graph = nx.Graph(sorted(free))
    most = len(nx.max_weight_matching(graph, maxcardinality=True))
    for one in found.left_out:
        could = {a + b - one.person for a, b in free if one.person in (a, b)}
        assert one.could_meet == could
        if len(world["people"]) == 1:
            assert one.reason is Reason.ALONE
        elif not could:
            assert one.reason is Reason.MET_ALL
        else:
            assert one.reason is Reason.TAKEN
            assert len(found.groups) == most, "more could meet in twos"
        for group in found.groups:
            assert len(group) == 3 or not set(group) <= could, "a table had room"


@given(worlds)
def test_the_same_question_has_the_same_answer(world):
    world = {**world, "apart": sorted(world["apart"])}
    turned = {**world, "apart": [(b, a) for a, b in reversed(world["apart"])]}
    assert asked(world)[0] == asked(turned)[0]


# ---------------------------------------------------------------- what is preferred
def test_people_who_know_each_other_meet_others():
    knows = {(1, 2), (3, 4)}
    found = pair(range(1, 5), [], [], lambda a, b: 4 * ((a, b) in knows), 1)
    assert not knows & set(found.groups)


def test_a_seed_decides_between_ways_of_the_same_worth():
    found = {pair(range(1, 9), [], [], strangers, seed).groups for seed in range(20)}
    assert len(found) > 5


def test_the_odd_one_makes_a_three_of_strangers():
    found = pair([1, 2, 3, 4, 5], [(1, 2)], [(3, 4)], strangers, 3)
    assert not found.left_out
    assert (found.pairs, found.trios) == (1, 1)
    (three,) = (group for group in found.groups if len(group) == 3)
    assert not {(1, 2), (3, 4)} & set(combinations(three, 2))


def test_whoever_was_left_out_comes_first():
    """A star: one of 2 to 5 meets 1, the others meet nobody."""
    closed = list(combinations(range(2, 6), 2))
    for person in range(2, 6):
        for seed in range(5):
            found = pair(range(1, 6), closed, [], strangers, seed, {person})
            assert found.groups == ((1, person),)


def test_three_are_found_where_the_first_way_has_no_room():
    """Two people hang on 1 and 2; all five meet in one way alone: 1-4, and 2-3-5."""
    free = {(1, 2), (1, 4), (2, 3), (2, 5), (3, 5)}
    closed = set(combinations(range(1, 6), 2)) - free
    for seed in range(30):
        found = pair(range(1, 6), closed, [], strangers, seed)
        assert found.groups == ((1, 4), (2, 3, 5))


@pytest.mark.parametrize(
    ("people", "apart", "met", "reason"),
    [
        ([7], [], [], Reason.ALONE),
        ([7, 8], [(7, 8)], [], Reason.MET_ALL),
        ([7, 8], [], [(8, 7)], Reason.MET_ALL),
        ([6, 7, 8], [(6, 7)], [(6, 8)], Reason.MET_ALL),
        ([5, 6, 7, 8], [(5, 6)], [(6, 7), (5, 7)], Reason.TAKEN),
    ],
)
def test_it_says_why_not(people, apart, met, reason):
    found = pair(people, apart, met, strangers, 0)
    assert found.left_out
    assert {one.reason for one in found.left_out} == {reason}


def test_nobody_takes_part():
    found = pair([], [], [], strangers, 0)
    assert (found.groups, found.left_out) == ((), ())


def test_likeness_is_never_negative():
    with pytest.raises(ValueError, match="0 or more"):
        pair([1, 2], [], [], lambda _a, _b: -1, 0)


# ---------------------------------------------------------------- large rounds
@settings(max_examples=6)
@given(st.integers(0, 99), st.sampled_from([60, 61, 90]), st.integers(2, 5))
def test_a_thin_graph_lets_as_many_meet_and_is_nearly_as_good(seed, size, kinds):
    def likeness(one, two):
        return 3 * (one % kinds == two % kinds) + (one // 7 % 3 == two // 7 % 3)

    found = pair(range(size), [], [], likeness, seed)
    assert not found.left_out
    assert cost(found.groups, likeness) <= size * 0.05 + 4


def test_one_kind_far_larger_than_the_others_is_paired_all_the_same():
    found = pair(range(200), [], [], lambda a, b: 3 * (a > 19 and b > 19), 5)
    assert not found.left_out
    crossing = sum(group[0] <= 19 < group[1] for group in found.groups)
    assert crossing == 20, "everybody of the small kind meets the large one"


def test_a_few_whom_few_may_meet_are_seen_to():
    """The thin graph misses what the whole one has: 0 to 19 may meet 20 to 39 alone."""
    shut = [
        two
        for two in combinations(range(120), 2)
        if two[0] < 20 and not 20 <= two[1] < 40
    ]
    found = pair(range(120), shut, [], lambda a, b: 5 * (a < 20 <= b < 40), 5)
    assert not found.left_out
