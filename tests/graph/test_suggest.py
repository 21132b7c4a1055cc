from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.graph import Matcher, Node, Rows, Seed
from community.graph import channels as c
from community.graph.relations import ENDS, sizes
from tests.graph.communities import community, edge_set, laid_over, seed_for

KINDS = {
    "suggest_projects": ("member", "project"),
    "suggest_collaborators": ("member", "member"),
    "find_members": ("project", "member"),
}
numbers = st.integers(0, 10_000)
questions = st.sampled_from(sorted(KINDS))
quickly = settings(max_examples=60)


def ask(rows, question, source=0, seed=None, limit=100):
    return getattr(Matcher.from_rows(rows), question)(source, limit, seed)


def parts(suggestions):
    """Return shares by candidate, channel and first inner node."""
    return {
        (one.id, reason.channel, reason.via[:1]): reason.share
        for one in suggestions
        for reason in one.reasons
    }


def via(suggestion):
    """Return the ways that speak for a suggestion."""
    return {(reason.channel, reason.via) for reason in suggestion.reasons}


@quickly
@given(numbers, questions, st.booleans())
def test_reasons_add_up_to_the_score(number, question, seeded):
    rows = community(number)
    seed = seed_for(rows, KINDS[question][0], 0, number) if seeded else None
    for one in ask(rows, question, 0, seed):
        assert sum(why.share for why in one.reasons) == pytest.approx(
            one.score, rel=1e-5
        )
        assert all(why.share > 0 for why in one.reasons)
        assert len(parts([one])) == len(one.reasons), "one part for each first node"


@quickly
@given(numbers, questions)
def test_a_seed_answers_like_rows_that_were_written_so(number, question):
    rows, (kind, _) = community(number), KINDS[question]
    seed = replace(seed_for(rows, kind, 0, number), weakened=())
    live = ask(rows, question, 0, seed)
    left_out = seed.not_projects if question == "suggest_projects" else seed.not_members
    written = [
        one
        for one in ask(laid_over(rows, kind, 0, seed), question)
        if one.id not in left_out
    ]
    assert {one.id: one.score for one in live} == pytest.approx(
        {one.id: one.score for one in written}
    )
    assert parts(live) == pytest.approx(parts(written))


@quickly
@given(numbers, questions)
def test_hidden_members_are_as_if_they_were_not_there(number, question):
    rows, (kind, _) = community(number), KINDS[question]
    hidden = seed_for(rows, kind, 0, number).hidden
    own = own_seed(rows, kind, 0)
    seed = replace(own, hidden=hidden)
    found = ask(rows, question, 0, seed)
    without = ask(laid_over(rows, kind, 0, seed), question)
    assert parts(found) == pytest.approx(parts(without))
    named = {node for one in found for why in one.reasons for node in why.via}
    if KINDS[question][1] == "member":
        named |= {Node("member", one.id) for one in found}
    assert not named & {Node("member", member) for member in hidden}


def own_seed(rows, kind, source):
    """Return the seed that says what the rows say of the asker."""

    def ends(field, first):
        here, there = (0, 1) if first else (1, 0)
        return tuple(
            sorted(p[there] for p in edge_set(rows, field) if p[here] == source)
        )

    if kind == "member":
        return Seed(
            projects=ends("memberships", True),
            ties=ends("ties", True),
            tags=ends("expertise", True),
            offers=ends("offers", True),
            seeks=ends("seeks", True),
            places=ends("member_places", True),
        )
    return Seed(
        members=ends("memberships", False),
        tags=ends("topics", True),
        needs=ends("needs", True),
        places=ends("project_places", True),
    )


@quickly
@given(numbers, questions)
def test_without_a_seed_the_rows_are_the_seed(number, question):
    rows = community(number)
    seeded = ask(rows, question, 0, own_seed(rows, KINDS[question][0], 0))
    assert parts(ask(rows, question)) == pytest.approx(parts(seeded))


@quickly
@given(numbers, questions)
def test_nothing_hangs_on_a_number(number, question):
    rows = community(number)
    random = np.random.default_rng(number)
    new = {kind: random.permutation(size) for kind, size in sizes(rows).items()}
    moved = {}
    for field, (_, _, a, b) in ENDS.items():
        pairs = getattr(rows, field)
        both = np.column_stack([new[a][pairs[:, 0]], new[b][pairs[:, 1]]])
        moved[field] = random.permutation(both)
    kind, targets = KINDS[question]
    there = ask(replace(rows, **moved), question, int(new[kind][0]))
    here = ask(rows, question)
    assert {one.id: one.score for one in there} == pytest.approx(
        {int(new[targets][one.id]): one.score for one in here}
    )


@quickly
@given(numbers, questions, st.integers(0, 5))
def test_answers_are_the_first_of_all_and_never_what_one_has(number, question, limit):
    rows = community(number)
    seed = seed_for(rows, KINDS[question][0], 0, number)
    whole = ask(rows, question, 0, seed)
    some = ask(rows, question, 0, seed, limit)
    assert [one.id for one in some] == [one.id for one in whole[:limit]]
    assert [via(one) for one in some] == [via(one) for one in whole[:limit]]
    assert parts(some) == pytest.approx(parts(whole[:limit]))
    assert whole == sorted(whole, key=lambda one: (-one.score, one.id))
    assert all(one.score > 0 and one.reasons for one in whole)
    barred = {
        "suggest_projects": {*seed.projects, *seed.not_projects},
        "suggest_collaborators": {0, *seed.ties, *seed.not_members, *seed.hidden},
        "find_members": {*seed.members, *seed.not_members, *seed.hidden},
    }[question]
    assert not barred & {one.id for one in whole}


def pairs(*edges):
    return np.array(edges, dtype=np.int64).reshape(-1, 2)


@pytest.mark.parametrize("question", sorted(KINDS))
def test_an_empty_community_has_no_suggestions(question):
    assert ask(Rows(1, 1, 0), question) == []


def test_what_one_offers_is_worth_more_than_what_both_have():
    rows = Rows(
        3,
        0,
        2,
        expertise=pairs((0, 0), (0, 1), (1, 0), (2, 1)),
        offers=pairs((0, 1)),
        seeks=pairs((2, 1)),
    )
    first, second = ask(rows, "suggest_collaborators")
    assert (first.id, second.id) == (2, 1)
    assert first.reasons[0].channel == c.OFFER_MEETS_SEEK
    assert first.reasons[0].via == (Node("tag", 1),)
    assert second.reasons[0].channel == c.SHARED_TAG


def test_the_same_tag_is_worth_more_than_a_near_one():
    rows = Rows(3, 0, 2, expertise=pairs((0, 0), (1, 0), (2, 1)), broader=pairs((1, 0)))
    first, second = ask(rows, "suggest_collaborators")
    assert (first.id, second.id) == (1, 2)
    assert second.reasons[0].channel == c.NEAR_TAG
    assert second.reasons[0].via == (Node("tag", 0), Node("tag", 1))


def test_what_many_joined_is_no_reason_where_it_is_switched_off():
    rows = Rows(4, 2, 0, memberships=pairs((1, 0), (2, 0), (3, 1)))
    matcher = Matcher.from_rows(rows)
    found = matcher.suggest_projects(0)
    assert [one.id for one in found] == [0, 1]
    assert {why.channel for one in found for why in one.reasons} == {c.POPULAR}
    assert matcher.suggest_projects(0, popularity=False) == []


def test_a_dismissal_weakens_what_it_speaks_against():
    rows = Rows(
        3, 4, 0, memberships=pairs((0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 3))
    )
    matcher = Matcher.from_rows(rows)
    even = matcher.suggest_projects(0, seed=Seed(projects=(0, 1)))
    assert even[0].score == pytest.approx(even[1].score)
    against = Seed(projects=(0, 1), weakened=((Node("member", 1), 0.5),))
    first, second = matcher.suggest_projects(0, seed=against, popularity=False)
    assert (first.id, second.id) == (3, 2)
    assert second.score == pytest.approx(first.score / 2)


@pytest.mark.parametrize(
    ("question", "source", "limit", "seed", "error"),
    [
        ("suggest_projects", 9, 1, None, IndexError),
        ("suggest_projects", -1, 1, None, IndexError),
        ("find_members", 9, 1, None, IndexError),
        ("suggest_projects", 0, -1, None, ValueError),
        ("suggest_projects", 0, 1, Seed(projects=(9,)), ValueError),
        ("suggest_projects", 0, 1, Seed(hidden=frozenset({9})), ValueError),
        ("suggest_projects", 0, 1, Seed(hidden=frozenset({0})), ValueError),
        ("suggest_projects", 0, 1, Seed(memberships=pairs((0, 9))), ValueError),
        ("suggest_projects", 0, 1, Seed(more_ties=pairs((0, 9))), ValueError),
        ("suggest_projects", 0, 1, Seed(weakened=((Node("tag", 9), 0.5),)), ValueError),
        ("suggest_projects", 0, 1, Seed(weakened=((Node("tag", 0), 2.0),)), ValueError),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    question, source, limit, seed, error
):
    with pytest.raises(error):
        getattr(Matcher.from_rows(Rows(2, 2, 1)), question)(source, limit, seed)
