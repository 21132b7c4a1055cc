"""A community's past replayed: nothing of the future is seen, figures add up."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from community.graph import baselines, history, replay
from community.graph.history import NEVER, Dated, History, by_time, hidden
from community.graph.learned import Learned
from community.graph.records import Rows
from community.graph.replay import replay_people, replay_projects


def past(number: int, days: int = 400, members: int = 60) -> History:
    """Return one of many communities whose people joined something now and then."""
    random = np.random.default_rng(number)
    joins = random.integers(0, (members, 12), (5 * members, 2))
    ties = random.integers(0, members, (4 * members, 2))
    joined = random.integers(0, days, len(joins))
    left = np.where(random.random(len(joins)) < 0.2, joined + 40, NEVER)
    rows = Rows(
        members, 12, 9, places=3,
        memberships=joins,
        ties=ties,
        expertise=random.integers(0, (members, 9), (2 * members, 2)),
        offers=random.integers(0, (members, 9), (members, 2)),
        topics=random.integers(0, (12, 9), (30, 2)),
        needs=random.integers(0, (12, 9), (10, 2)),
        links=random.integers(0, 12, (6, 2)),
        member_places=random.integers(0, (members, 3), (members, 2)),
        project_places=random.integers(0, (12, 3), (12, 2)),
    )  # fmt: skip
    return History(
        rows, joined, left,
        tied=random.integers(0, days, len(ties)),
        came=random.integers(0, days // 2, members),
    )  # fmt: skip


@pytest.fixture
def untaught(monkeypatch):
    """Let the matcher keep its usual weights: learning takes the longest."""
    monkeypatch.setattr(replay, "learn", lambda rows, **_how: Learned())


def cases_of(made: History):
    return by_time(made, Dated("project", made.rows.memberships, made.joined))


def joins_of(made: History):
    pairs = map(tuple, made.rows.memberships.tolist())
    return list(zip(pairs, made.joined.tolist(), made.left.tolist(), strict=True))


def pair_set(pairs):
    return set(map(tuple, pairs.tolist()))


@pytest.mark.parametrize("number", range(6))
def test_a_cut_holds_what_was_there_and_nothing_later(number):
    made = past(number)
    cases = cases_of(made)
    assert len(cases) == history.WINDOWS
    for case in cases:
        alive = {
            pair
            for pair, began, ended in joins_of(made)
            if began <= case.day and ended > case.day
        }
        assert pair_set(case.rows.memberships) == alive
        later = made.rows.ties[made.tied > case.day]
        earlier = made.rows.ties[made.tied <= case.day]
        assert pair_set(case.rows.ties) == pair_set(earlier)
        assert len(later)
        begun = {what for (_, what), began, _ in joins_of(made) if began <= case.day}
        for field in ("topics", "needs", "project_places"):
            assert set(getattr(case.rows, field)[:, 0].tolist()) <= begun
        here = set(np.flatnonzero(made.there(case.day)).tolist())
        for field in ("expertise", "offers", "member_places"):
            assert set(getattr(case.rows, field)[:, 0].tolist()) <= here


@pytest.mark.parametrize("number", range(6))
def test_it_asks_for_first_joins_of_the_window_by_those_who_were_there(number):
    made = past(number)
    cases = cases_of(made)
    apart = [int(made.joined.max()) - case.day for case in cases]
    length = next(
        one
        for one in reversed(history.LENGTHS)
        if not any(days % one for days in apart)
    )
    for case in cases:
        before = {pair for pair, began, _ in joins_of(made) if began <= case.day}
        here = {one for one in range(made.rows.members) if made.came[one] <= case.day}
        here |= {who for who, _ in before}
        here |= set(made.rows.ties[made.tied <= case.day].ravel().tolist())
        begun = {what for _, what in before}
        expected = {}
        for (who, what), began, _ in joins_of(made):
            new = case.day < began <= case.day + length
            if new and who in here and what in begun and (who, what) not in before:
                expected.setdefault(who, set()).add(what)
        asked = dict(zip(case.askers.tolist(), map(set, case.wanted), strict=True))
        assert asked == expected


def test_nothing_is_learnt_from_a_row_that_is_asked_for(monkeypatch):
    seen = []

    def learn(rows, **_how):
        seen.append(rows)
        return Learned()

    monkeypatch.setattr(replay, "learn", learn)
    made = past(3)
    replay_projects(made)
    for rows, case in zip(seen, cases_of(made), strict=True):
        had = pair_set(rows.memberships)
        for asker, wanted in zip(case.askers.tolist(), case.wanted, strict=True):
            assert not {(asker, one) for one in wanted} & had


def test_figures_equal_those_of_a_slow_twin(untaught):
    made = past(4)
    found = {one.name: one for one in replay_projects(made).measured}
    ndcg, recall, hit, shown = [], [], [], set()
    there = set()
    for case in cases_of(made):
        team = Counter(what for _, what in pair_set(case.rows.memberships))
        there |= set(team)
        for asker, wanted in zip(case.askers.tolist(), case.wanted, strict=True):
            mine = {w for who, w in pair_set(case.rows.memberships) if who == asker}
            ranked = sorted(set(team) - mine, key=lambda one: (-team[one], one))[:10]
            gains = [1 / math.log2(at + 2) for at in range(10)]
            right = [at for at, one in enumerate(ranked) if one in wanted]
            best = sum(gains[: min(10, len(wanted))])
            ndcg.append(sum(gains[at] for at in right) / best)
            recall.append(len(right) / len(wanted))
            hit.append(bool(right))
            shown |= set(ranked)
    popular = found["popularity"]
    assert popular.ndcg == pytest.approx(np.mean(ndcg))
    assert popular.ndcg_error == pytest.approx(np.std(ndcg, ddof=1) / len(ndcg) ** 0.5)
    assert popular.recall == pytest.approx(np.mean(recall))
    assert popular.hit == pytest.approx(np.mean(hit))
    assert popular.coverage == pytest.approx(len(shown) / len(there))
    ours = found[replay.MATCHER]
    assert ours.behind == ours.behind_error == 0
    assert popular.behind == pytest.approx(ours.ndcg - popular.ndcg)


@pytest.mark.parametrize("run", [replay_projects, replay_people])
def test_a_replay_is_the_same_twice_and_tells_its_steps(run):
    steps = []
    first = run(past(5), lambda done, of: steps.append((done, of)))
    assert first == run(past(5))
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))
    ways = baselines.PROJECTS if run is replay_projects else baselines.PEOPLE
    assert [one.name for one in first.measured] == [replay.MATCHER, *ways]
    assert first.questions >= replay.LEAST
    assert first.joins >= first.questions


def test_of_a_tie_both_ends_are_asked_and_neither_sees_it():
    made = past(6)
    case, *_ = hidden(made.rows, made.rows.ties, "ties")
    had = pair_set(case.rows.ties)
    for asker, wanted in zip(case.askers.tolist(), case.wanted, strict=True):
        for other in wanted:
            assert not {(asker, other), (other, asker)} & had


def test_without_days_one_membership_of_each_is_hidden(untaught):
    made = past(7)
    same = replace(made, joined=np.full_like(made.joined, 5))
    found = replay_projects(same)
    assert found.cuts == ()
    assert found.questions == found.joins >= replay.LEAST
    assert len(found.measured) == 1 + len(baselines.PROJECTS)


@pytest.mark.parametrize("run", [replay_projects, replay_people])
def test_too_little_history_gives_no_figures(run):
    small = past(8, members=5)
    found = run(small)
    assert 0 < found.questions < found.least
    assert found.measured == ()


@pytest.mark.parametrize("run", [replay_projects, replay_people])
def test_a_community_without_history_is_no_error(run):
    none = np.empty(0, dtype=np.int64)
    found = run(History(Rows(0, 0, 0), none, none, none, none))
    assert (found.questions, found.joins, found.measured) == (0, 0, ())


def test_people_who_join_what_their_likes_joined_are_found_by_the_matcher():
    """Two circles; each month somebody joins another project of their own circle."""
    random = np.random.default_rng(1)
    pairs, days = [], []
    for who in range(40):
        own = random.permutation(np.arange(6) + 6 * (who % 2))
        for at, what in enumerate(own[:4].tolist()):
            pairs.append((who, what))
            days.append(at * 100 + int(random.integers(0, 60)))
    n = len(pairs)
    made = History(
        Rows(40, 12, 0, memberships=np.array(pairs)), np.array(days),
        np.full(n, NEVER), np.empty(0, dtype=np.int64), np.zeros(40, dtype=np.int64),
    )  # fmt: skip
    found = {one.name: one for one in replay_projects(made).measured}
    ours = found[replay.MATCHER]
    assert ours.ndcg > found["popularity"].ndcg + 2 * found["popularity"].behind_error
    assert ours.hit == 1
