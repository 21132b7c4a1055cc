"""Everybody's answers at once are those that each would get alone."""

import pickle
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.communities import synthetic
from community.graph import Matcher, Rows, batch, blocks, ways
from community.graph.batch import everybody, everybody_on
from community.graph.channels import (
    COLLABORATORS,
    PATTERN,
    PROJECTS,
    AllWeights,
    Weights,
)
from community.graph.latent import (
    ASKER,
    BLOCKS,
    FOUND,
    PEOPLE,
    SIZE,
    WORK,
    Patterns,
    Trust,
)
from community.graph.learned import Learned
from community.graph.relations import sizes
from community.graph.scorer import Wish
from community.graph.shared import Shared
from tests.graph.communities import community

EQUAL, SAME = 1e-6, 1e-9
"""Relative: scores may differ by so much; within so much, the order may."""
KINDS = {"project": "ask_projects", "member": "ask_collaborators"}


def any_weights(number: int) -> AllWeights:
    """Return weights in which each channel counts, each question's its own."""
    random = np.random.default_rng(number)

    def some(walks):
        names = [*(walk.channel for walk in walks), PATTERN]
        return Weights(
            MappingProxyType({name: random.uniform(0, 2) for name in names}),
            beta=random.uniform(0, 0.5),
        )

    return AllWeights(
        projects=some(PROJECTS),
        second_projects=some(PROJECTS),
        first_projects=some(PROJECTS),
        collaborators=some(COLLABORATORS),
    )


def any_patterns(size, trust: Trust, number: int) -> Patterns:
    """Return factors that say anything at all."""
    random = np.random.default_rng(number)
    sides = (
        {kind: random.normal(0, 0.3, (size[kind], SIZE)).astype(np.float32)
         for kind in BLOCKS[side]}
        for side in (ASKER, FOUND)
    )  # fmt: skip
    return Patterns(trust, *sides)


def matcher_of(rows: Rows, number: int, patterns: bool) -> Matcher:
    shared = Shared.from_rows(rows)
    work, people = (
        any_patterns(shared.size, trust, number) if patterns else None
        for trust in (WORK, PEOPLE)
    )
    return Matcher(shared, Learned(any_weights(number), work, people))


def alone(matcher: Matcher, kind: str, member: int, popularity: bool):
    ask = getattr(matcher, KINDS[kind])
    more = {"popularity": popularity} if kind == "project" else {}
    return {one.id: one.score for one in ask(member, **more).best(10**6)}


def assert_same(matcher, kind, found, members, limit, popularity):
    """Compare with single answers; only scores that are equal may change places."""
    ids, scores = found
    assert ids.dtype == np.int64
    assert scores.dtype == np.float64
    assert ids.shape == scores.shape == (len(members), limit)
    for member, row, said in zip(members, ids.tolist(), scores.tolist(), strict=True):
        single = alone(matcher, kind, member, popularity)
        number = min(limit, len(single))
        assert row[number:] == [-1] * (limit - number)
        assert said[number:] == [0.0] * (limit - number)
        assert said[:number] == sorted(said[:number], reverse=True)
        assert len(set(row[:number])) == number
        best = list(single.items())[:number]
        for (wanted, score), one, scored in zip(best, row, said, strict=False):
            assert scored == pytest.approx(single[one], rel=EQUAL)
            assert one == wanted or single[one] == pytest.approx(score, rel=SAME)


@settings(max_examples=60)
@given(
    st.integers(0, 10_000), st.sampled_from(sorted(KINDS)), st.booleans(),
    st.booleans(), st.sampled_from([1, 3, 10]),
)  # fmt: skip
def test_everybody_gets_what_each_gets_alone(number, kind, patterns, popularity, limit):
    rows = community(number)
    matcher = matcher_of(rows, number, patterns)
    found = everybody(matcher, kind, limit, popularity=popularity)
    assert_same(matcher, kind, found, range(rows.members), limit, popularity)


@pytest.fixture(scope="module")
def town() -> Matcher:
    """Return a community of 2,000 with weights and patterns of every kind."""
    return matcher_of(synthetic(2_000), 7, patterns=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tables", [True, False])
def test_a_town_gets_what_each_gets_alone(town, kind, tables, monkeypatch):
    if not tables:
        monkeypatch.setattr(ways, "TABLE", 0)
        monkeypatch.setattr(blocks, "MANY", 1.0)
    members = np.random.default_rng(1).permutation(2_000)[:150]
    found = everybody(town, kind, 10, members, popularity=True)
    assert_same(town, kind, found, members, 10, popularity=True)
    assert (found[0] >= 0).all(), "everybody in a town has ten"


@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_do_not_hang_on_the_number_of_threads(town, kind):
    members = np.arange(700)
    one, three = (everybody(town, kind, 5, members, workers=n) for n in (1, 3))
    assert one[0].tobytes() == three[0].tobytes()
    assert one[1].tobytes() == three[1].tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_cluster_answers_the_same_byte_for_byte(town, kind):
    distributed = pytest.importorskip("distributed")
    members, told = np.arange(600)[::-1], []
    here = everybody(town, kind, 10, members)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        there = everybody_on(client, town, kind, 10, members, progress=told.append)
    assert here[0].tobytes() == there[0].tobytes()
    assert here[1].tobytes() == there[1].tobytes()
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_a_cluster_is_sent_can_be_written_down(town):
    work = batch.Work(town, np.arange(50), Wish("project", 3))
    sent = pickle.loads(pickle.dumps(batch.Sent.of(work)))
    blocks = work.blocks()
    ids, _ = everybody(town, "project", 3, np.arange(50))
    for places, (best, _) in zip(blocks, batch.answer(sent, blocks), strict=True):
        assert best.tolist() == ids[places].tolist()


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from(sorted(KINDS)))
def test_who_is_left_out_counts_but_is_not_shown(number, kind):
    rows, random = community(number), np.random.default_rng(number)
    matcher, size = matcher_of(rows, number, True), sizes(rows)[kind]
    closed = np.flatnonzero(random.random(size) < 0.2)
    apart = random.integers(0, (rows.members, size), (6, 2))
    ids, scores = everybody(matcher, kind, 20, closed=closed, apart=apart)
    for member in range(rows.members):
        out = {*closed.tolist(), *apart[apart[:, 0] == member, 1].tolist()}
        single = alone(matcher, kind, member, popularity=False)
        wanted = {one: score for one, score in single.items() if one not in out}
        got = dict(zip(ids[member].tolist(), scores[member].tolist(), strict=True))
        got.pop(-1, None)
        assert got == pytest.approx(wanted, rel=EQUAL)


def test_the_share_that_is_done_rises_to_one(town):
    told = []
    everybody(town, "project", 3, np.arange(1_500), progress=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 1.0


def test_equal_scores_stand_in_the_order_of_their_numbers():
    rows = Rows(4, 3, 1, 0, memberships=np.array([[0, 0], [1, 0], [1, 2], [1, 1]]))
    ids, scores = everybody(Matcher.from_rows(rows), "project", 3)
    assert ids[0].tolist() == [1, 2, -1]
    assert scores[0, 0] == scores[0, 1] > 0
    assert ids[1].tolist() == [-1, -1, -1], "who is in all has none left"


def test_a_few_or_nobody_may_ask_in_any_order(town):
    ids, scores = everybody(town, "member", 4, np.array([], dtype=np.int64))
    assert ids.shape == scores.shape == (0, 4)
    both, _ = everybody(town, "member", 4, np.array([30, 4]))
    back, _ = everybody(town, "member", 4, np.array([4, 30]))
    assert both.tolist() == back[::-1].tolist()
    none, _ = everybody(town, "member", 0)
    assert none.shape == (2_000, 0)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "tag"}, ValueError),
        ({"limit": -1}, ValueError),
        ({"members": np.array([2_000])}, IndexError),
        ({"members": np.array([-1])}, IndexError),
    ],
)
def test_what_makes_no_sense_is_refused(town, wrong, error):
    with pytest.raises(error):
        everybody(town, **{"kind": "project", **wrong})


def test_an_empty_community_has_no_suggestions():
    ids, _ = everybody(Matcher.from_rows(Rows(3, 0, 0)), "project", 2)
    assert ids.tolist() == [[-1, -1]] * 3
    ids, _ = everybody(Matcher.from_rows(Rows(0, 2, 1)), "member", 2)
    assert ids.shape == (0, 2)
