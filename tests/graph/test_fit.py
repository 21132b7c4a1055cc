from dataclasses import replace

import numpy as np
import pytest

from community.graph import Matcher, Rows, learn
from community.graph import channels as c
from community.graph.channels import USUAL
from community.graph.fit import _best, climb, fitted
from community.graph.hiding import PROJECTS
from community.graph.latent import WORK
from community.graph.trial import Trial, Tried
from tests.graph.communities import community

MEMBERS, TEAMS, TOPICS = 160, 80, 40


def told_by_topics():
    """Return people who join some of one topic, and as many by chance."""
    random = np.random.default_rng(7)
    many = 6 * TOPICS
    topic_of = np.arange(many) % TOPICS
    joined = set()
    for member in range(MEMBERS):
        like = np.flatnonzero(topic_of == member % TOPICS)
        joined |= {(member, int(one)) for one in random.permutation(like)[:3]}
        joined |= {(member, int(one)) for one in random.permutation(many)[:3]}
    topics = np.column_stack([np.arange(many), topic_of])
    return Rows(
        MEMBERS, many, TOPICS, memberships=np.array(sorted(joined)), topics=topics
    )


def told_by_teams():
    """Return people who join what their team mates join, with topics that mislead."""
    random = np.random.default_rng(8)
    joined = [
        (member, int(member % 8 * 10 + project))
        for member in range(MEMBERS)
        for project in random.permutation(10)[:5]
    ]
    topics = np.column_stack([np.arange(TEAMS), random.integers(0, TOPICS, TEAMS)])
    return Rows(MEMBERS, TEAMS, TOPICS, memberships=np.array(joined), topics=topics)


def leaning(rows):
    """Return how much topics count, of all that is fitted."""
    found = fitted(rows, PROJECTS, c.TO_PROJECTS, WORK).channel
    topics = found[c.SIMILAR_PROJECT] + found.get(c.ALIKE_PROJECT, 0)
    teams = [c.WORKS_WITH, c.WORKS_CLOSELY, c.PATTERN]
    return topics / (topics + sum(found.get(channel, 0) for channel in teams))


def test_each_community_gets_the_weights_that_its_own_rows_speak_for():
    assert leaning(told_by_topics()) > 0.5
    assert leaning(told_by_teams()) < 0.5


def test_a_small_community_keeps_the_usual_weights():
    for rows in (community(3), Rows(0, 0, 0)):
        learned = learn(rows)
        assert learned.weights == USUAL
        assert learned.work is None is learned.people


def test_what_offers_and_needs_are_worth_is_left_alone():
    found = learn(told_by_topics()).weights
    for name in ("projects", "second_projects", "first_projects", "members"):
        ours, usual = getattr(found, name).channel, getattr(USUAL, name).channel
        kept = {c.OFFER_MEETS_NEED, c.NEAR_NEED, c.NEAR_TAG, c.SAME_PLACE}
        for channel in kept & set(usual):
            assert ours[channel] == usual[channel]


def test_the_order_of_rows_changes_nothing():
    rows = told_by_topics()
    mixed = replace(
        rows, memberships=np.random.default_rng(1).permutation(rows.memberships)
    )
    assert learn(rows).weights == learn(mixed).weights


def test_learning_tells_how_far_it_is():
    told = []
    learn(told_by_teams(), parts=("projects", "members"), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_only_the_wanted_parts_are_learnt():
    learned = learn(told_by_topics(), parts=("projects",))
    assert learned.weights.projects != USUAL.projects
    assert learned.weights.members == USUAL.members
    assert learned.people is None


def trial(hidden, brought=((3.0, 2, 1, 0),) * 3, lost=(1, 1, 1)):
    brought = np.array(brought, dtype=np.float32)
    brought = brought[:, None] if brought.ndim == 2 else brought
    return Trial(
        channels=(c.WORKS_WITH, c.SIMILAR_PROJECT)[: brought.shape[1]],
        brought=brought,
        team=np.zeros((len(hidden), 4), dtype=np.float32),
        hidden=np.array(hidden, dtype=bool),
        lost=np.array(lost),
    )


def test_a_trial_counts_how_high_the_hidden_ones_are():
    some = trial([[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    found = some.found(some.scores(np.array([1.0])), some.damped(0.0))
    assert found == pytest.approx([1, 1 / np.log2(4), 0])


def test_what_is_not_reached_counts_as_lost():
    some = trial([[1, 0, 0, 0]], brought=((3.0, 2, 1, 0),), lost=(2,))
    found = some.found(some.scores(np.array([1.0])), some.damped(0.0))
    assert found == pytest.approx([1 / (1 + 1 / np.log2(3))])


def test_the_search_finds_the_channel_that_tells():
    misleads, tells = [3.0, 2, 1, 0.5], [0.5, 1, 2, 3.0]
    some = trial([[0, 0, 0, 1]] * 4, brought=[[misleads, tells]] * 4, lost=(1,) * 4)
    start = Tried(np.array([1.0, 0.1]), 0.0)
    best = climb(some, start)
    assert some.worth(best) == 1 > some.worth(start)


def test_weights_that_only_fit_by_chance_are_not_kept():
    misleads, tells = [3.0, 2, 1, 0.5], [0.5, 1, 2, 3.0]
    learnt, judged = [[misleads, tells]] * 4, [[tells, misleads]] * 4
    some = trial([[0, 0, 0, 1]] * 8, brought=learnt + judged, lost=(1,) * 8)
    usual = Tried(np.array([1.0, 1.0]), 0.0)
    kept = _best(some, usual)
    assert some.worth(kept) >= some.worth(usual)


def test_learned_weights_are_what_the_matcher_uses():
    rows = told_by_topics()
    usual, ours = Matcher.from_rows(rows), Matcher.from_rows(rows, learn(rows))
    assert usual.suggest_projects(0) != ours.suggest_projects(0)
