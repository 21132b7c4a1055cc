from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.graph import Suggestion
from community.graph.places import BRIDGE, NEWCOMER, USUAL
from community.graph.relations import Relation
from community.graph.rerank import Asker, Policy, Published, rerank
from community.graph.variety import alike, varied
from community.matching.models import Slot

numbers = st.integers(0, 10_000)
draws = st.floats(0, 1, exclude_max=True)
quickly = settings(max_examples=60)
PLAIN = Policy(similarity=0, bridge_share=0, newcomer_share=0, balance=0)
EVEN = [(step + 0.5) / 100 for step in range(100)]


def found_of(*scores):
    return [Suggestion(number, score, ()) for number, score in enumerate(scores)]


def facts(size, *, others=(), new=(), full=(), shown=None):
    """Return facts of so many candidates; `others` are not of the asker's group, 0."""
    all_of = np.arange(size)
    return Published(
        groups=np.isin(all_of, others).astype(np.int64),
        kinds=np.full(size, -1),
        new=np.isin(all_of, new),
        shown=np.zeros(size) if shown is None else np.array(shown, dtype=float),
        full=np.isin(all_of, full),
    )


def tagless(size):
    return Relation.of(np.empty((0, 2), dtype=np.int64), size, 1)


def placed(scores, known, policy=PLAIN, limit=10, draw=0.5, **more):
    asker = more.pop("asker", Asker(group=0))
    tags = more.pop("tags", tagless(len(scores)))
    answer = rerank(found_of(*scores), tags, known, asker, policy, limit, draw, **more)
    return [(one.suggestion.id, one.slot) for one in answer]


def case(number):
    """Return one of many questions: the arguments of `rerank` but for the draw."""
    random = np.random.default_rng(number)
    size = int(random.integers(1, 50))
    some = random.permutation(size)[: random.integers(0, size + 1)]
    scores = random.choice([random.random(len(some)) + 0.01, np.ones(len(some))])
    edges = random.integers(0, (size, 6), (random.integers(1, 4 * size), 2))
    known = Published(
        random.integers(-1, 3, size),
        random.integers(-1, 3, size),
        random.random(size) < 0.3,
        random.poisson(random.integers(0, 9), size).astype(float),
        random.random(size) < 0.2,
    )
    return {
        "found": [
            Suggestion(int(one), float(score), ())
            for one, score in zip(some, scores, strict=True)
        ],
        "tags": Relation.of(edges, size, 6),
        "published": known,
        "asker": Asker(int(random.integers(-1, 3)), int(random.integers(-1, 3))),
        "policy": Policy(*(random.random(4) * random.integers(0, 2, 4)).tolist()),
        "limit": int(random.integers(0, 15)),
        "resting": frozenset(random.permutation(size)[: size // 5].tolist()),
    }


@quickly
@given(numbers, draws)
def test_a_list_holds_whom_one_may_meet_each_once_and_the_best_first(number, draw):
    asked = case(number)
    answer = [one.suggestion for one in rerank(**asked, draw=draw)]
    able = [
        one
        for one in asked["found"]
        if not asked["published"].full[one.id] and one.id not in asked["resting"]
    ]
    assert set(answer) <= set(able)
    assert len(set(answer)) == len(answer) == min(asked["limit"], len(able))
    if answer:
        assert answer[0] == min(able, key=lambda one: (-one.score, one.id))


@quickly
@given(numbers, draws)
def test_a_slot_tells_the_truth(number, draw):
    asked = case(number)
    known, asker = asked["published"], asked["asker"]
    for one, slot in rerank(**asked, draw=draw):
        group, kind = known.groups[one.id], known.kinds[one.id]
        if slot == BRIDGE and group >= 0 and asker.group >= 0:
            assert group != asker.group
        elif slot == BRIDGE:
            assert kind >= 0
            assert asker.kind >= 0
            assert kind != asker.kind
        elif slot == NEWCOMER:
            assert known.new[one.id]
            assert known.shown[one.id] < max(1, known.usual / 4)
        else:
            assert slot == USUAL


@quickly
@given(numbers, draws, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(number, draw, random):
    asked = case(number)
    mixed = asked | {"found": random.sample(asked["found"], len(asked["found"]))}
    assert rerank(**mixed, draw=draw) == rerank(**asked, draw=draw)


@quickly
@given(numbers, draws, st.integers(2, 9))
def test_a_community_that_looks_more_often_gets_the_same_lists(number, draw, times):
    asked = case(number)
    known = asked["published"]
    known = replace(known, shown=known.shown + 1)
    more = replace(known, shown=known.shown * times)
    lists = [rerank(**asked | {"published": one}, draw=draw) for one in (known, more)]
    assert lists[0] == lists[1]


def test_slots_are_those_that_are_kept_of_a_showing():
    assert {USUAL, BRIDGE, NEWCOMER} == set(Slot)


def test_without_a_policy_the_list_is_the_best_by_score():
    scores = [0.5, 0.9, 0.9, 0.1, 0.7]
    known = facts(5, others=[3], new=[3], shown=[9, 9, 0, 0, 0])
    order = [1, 2, 4, 0]
    assert placed(scores, known, limit=4) == [(one, USUAL) for one in order]


def test_who_is_full_or_rests_leaves_the_list():
    known = facts(5, full=[0])
    answer = placed([5, 4, 3, 2, 1], known, limit=2, resting=frozenset({2}))
    assert answer == [(1, USUAL), (3, USUAL)]


@pytest.mark.parametrize("limit", [2, 3, 6, 10, 20])
@pytest.mark.parametrize("share", [0, 0.1, 0.15, 0.2, 0.5])
def test_each_share_is_met_on_average(limit, share):
    known = facts(80, others=range(40, 60), new=range(60, 80))
    scores = np.linspace(2, 1, 80).tolist()
    for slot, policy in (
        (BRIDGE, replace(PLAIN, bridge_share=share)),
        (NEWCOMER, replace(PLAIN, newcomer_share=share)),
    ):
        slots = [
            slot for d in EVEN for _, slot in placed(scores, known, policy, limit, d)
        ]
        assert slots.count(slot) / len(slots) == pytest.approx(share, abs=0.01)


def test_a_kept_place_is_the_last_of_its_stretch():
    known = facts(20, others=[15, 17, 18])
    scores = np.linspace(2, 1, 20).tolist()
    policy = replace(PLAIN, bridge_share=0.15)
    six = placed(scores, known, policy, 6)
    assert six == [*((one, USUAL) for one in range(5)), (15, BRIDGE)]
    slots = [slot for _, slot in placed(scores, known, policy, 14)]
    assert [place for place, slot in enumerate(slots) if slot == BRIDGE] == [6, 13]


def test_who_would_cross_anyway_is_marked_and_nobody_moves():
    policy = replace(PLAIN, bridge_share=0.2)
    known = facts(10, others=[2, 7, 9])
    answer = placed(range(20, 10, -1), known, policy, 5)
    assert answer == [(0, USUAL), (1, USUAL), (2, BRIDGE), (3, USUAL), (4, USUAL)]


def test_one_who_would_come_later_is_brought_forward():
    policy = replace(PLAIN, bridge_share=0.2)
    known = facts(12, others=[7, 11])
    ids = [one for one, _ in placed(range(20, 8, -1), known, policy, 10)]
    assert ids == [0, 1, 2, 3, 7, 4, 5, 6, 8, 11]


def test_one_who_stands_already_is_not_moved_down_to_a_kept_place():
    policy = replace(PLAIN, bridge_share=0.2)
    known = facts(12, others=[1, 2, 11])
    ids = [one for one, _ in placed(range(20, 8, -1), known, policy, 10)]
    assert ids == [*range(9), 11]


def test_the_two_shares_take_turns():
    policy = replace(PLAIN, bridge_share=0.1, newcomer_share=0.1)
    known = facts(20, others=[18], new=[19])
    for draw in EVEN:
        slots = [slot for _, slot in placed(range(40, 20, -1), known, policy, 5, draw)]
        assert slots.count(BRIDGE) + slots.count(NEWCOMER) == 1


def test_without_anybody_to_keep_it_for_no_place_is_kept():
    policy = Policy(similarity=0, bridge_share=0.5, newcomer_share=0.3)
    answer = placed([3, 2, 1], facts(3), policy, 3)
    assert answer == [(0, USUAL), (1, USUAL), (2, USUAL)]


@pytest.mark.parametrize(
    ("asker", "group", "kind", "crosses"),
    [
        (Asker(0, 0), 1, 0, True),
        (Asker(0, 0), 0, 1, False),
        (Asker(-1, 0), 1, 0, False),
        (Asker(-1, 0), 1, 1, True),
        (Asker(0, 0), -1, 1, True),
        (Asker(0, -1), -1, 1, False),
        (Asker(0, 0), -1, -1, False),
        (Asker(-1, -1), 1, 1, False),
    ],
)
def test_kinds_speak_where_groups_are_not_known(asker, group, kind, crosses):
    known = replace(facts(2), groups=np.array([-1, group]), kinds=np.array([-1, kind]))
    policy = replace(PLAIN, bridge_share=0.5)
    answer = placed([2, 1], known, policy, 2, asker=asker)
    assert (answer[1][1] == BRIDGE) is crosses


def test_a_newcomer_has_a_place_until_they_were_shown_a_quarter_as_often_as_usual():
    policy = replace(PLAIN, newcomer_share=0.2)
    for shown, stands in ((0, True), (9, True), (11, False)):
        known = facts(10, new=[9], shown=[43] * 9 + [shown])
        answer = placed(range(20, 10, -1), known, policy, 5)
        assert ((9, NEWCOMER) in answer) is stands


def test_a_place_is_kept_once_and_a_bridge_stays_for_a_newcomer():
    policy = replace(PLAIN, bridge_share=0.2, newcomer_share=0.2)
    known = facts(10, others=[8], new=[9])
    answer = placed(range(20, 10, -1), known, policy, 5)
    assert answer[2:] == [(2, USUAL), (9, NEWCOMER), (8, BRIDGE)]


def test_one_who_is_both_fills_both_shares():
    policy = replace(PLAIN, bridge_share=0.2, newcomer_share=0.2)
    known = facts(10, others=[8], new=[8, 9])
    answer = placed(range(20, 10, -1), known, policy, 5)
    assert answer[3:] == [(3, USUAL), (8, BRIDGE)]


def test_of_near_equals_the_less_shown_comes_first_but_not_before_the_best():
    policy = replace(PLAIN, balance=0.2)
    known = facts(4, shown=[90, 90, 0, 0])
    ids = [one for one, _ in placed([1, 0.9, 0.8, 0.3], known, policy)]
    assert ids == [0, 2, 1, 3]


@quickly
@given(numbers, st.floats(0, 1))
def test_variety_is_that_of_its_slow_twin(number, similarity):
    worth, likeness = many_alike(number)
    chosen, left = [0], list(range(1, len(worth)))
    while left:
        values = [
            worth[one] * min(1 - similarity * likeness[other, one] for other in chosen)
            for one in left
        ]
        chosen.append(left.pop(int(np.argmax(values))))
    for length in (1, 4, len(worth)):
        assert varied(worth, likeness, length, similarity).tolist() == chosen[:length]


def many_alike(number):
    random = np.random.default_rng(number)
    size = int(random.integers(1, 15))
    worth = np.sort(random.random(size) + 0.1)[::-1]
    likeness = np.round(random.random((size, size)), 1)
    return worth, (likeness + likeness.T) / 2


@quickly
@given(numbers, st.floats(0, 1))
def test_nobody_is_passed_by_one_who_is_worth_much_less(number, similarity):
    worth, likeness = many_alike(number)
    order = worth[varied(worth, likeness, len(worth), similarity)]
    for place, one in enumerate(order):
        assert one >= (1 - similarity) * order[place:].max() - 1e-12


@quickly
@given(numbers)
def test_likeness_is_the_share_of_common_tags(number):
    random = np.random.default_rng(number)
    tags = Relation.of(random.integers(0, (9, 200), (120, 2)), 9, 200)
    nodes = random.permutation(9)[:7]
    sets = [set(tags.row(one).tolist()) for one in nodes]
    shares = [[len(a & b) / max(len(a | b), 1) for b in sets] for a in sets]
    assert np.allclose(alike(tags, nodes), shares)
    assert not alike(tagless(3), np.arange(3)).any()


def test_what_is_alike_does_not_stand_together():
    tags = Relation.of(np.array([[0, 0], [1, 0], [2, 1]]), 3, 2)
    known, policy = facts(3), replace(PLAIN, similarity=0.2)
    assert [one for one, _ in placed([3, 2, 1.9], known, policy, tags=tags)] == [
        0,
        2,
        1,
    ]
    assert [one for one, _ in placed([3, 2, 1.5], known, policy, tags=tags)] == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"draw": 1.0}, {"draw": -0.1}])
def test_a_list_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is 0 or more|just below 1"):
        placed([1], facts(1), **wrong)


def test_a_share_beyond_all_places_is_refused():
    with pytest.raises(ValueError, match="bridge_share is from 0 to 1"):
        Policy(bridge_share=15)
