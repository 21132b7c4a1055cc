import numpy as np
import pytest

from community.graph import Rows
from community.graph.hiding import (
    COLLABORATORS,
    FIRST_PROJECTS,
    MEMBERS,
    PROJECTS,
    SECOND_PROJECTS,
    hide,
)
from community.graph.relations import compile_relations

MEMBERS_, PROJECTS_ = 200, 60


def rows(**more):
    random = np.random.default_rng(3)
    joined = {
        (member, int(project))
        for member in range(MEMBERS_)
        for project in random.permutation(PROJECTS_)[: random.integers(1, 9)]
    }
    ties = np.unique(np.sort(random.integers(0, MEMBERS_, (700, 2)), axis=1), axis=0)
    ties = ties[ties[:, 0] < ties[:, 1]]
    return Rows(
        MEMBERS_, PROJECTS_, 5, memberships=np.array(sorted(joined)), ties=ties, **more
    )


def edges(some, field):
    return {tuple(sorted(pair)) if field == "ties" else tuple(pair)
            for pair in getattr(some, field).tolist()}  # fmt: skip


@pytest.mark.parametrize(
    "ask", [PROJECTS, SECOND_PROJECTS, FIRST_PROJECTS, COLLABORATORS, MEMBERS]
)
def test_what_is_asked_for_is_hidden_and_nothing_else(ask):
    whole = rows()
    hidden = hide(whole, ask, np.random.default_rng(1))
    gone = edges(whole, ask.field) - edges(hidden.kept, ask.field)
    asked = {(source, int(one)) for source, lost in hidden.questions for one in lost}
    if ask.kind == "project":
        asked = {(b, a) for a, b in asked}
    if ask.field == "ties":
        asked = {tuple(sorted(pair)) for pair in asked}
    assert gone == asked != set()


@pytest.mark.parametrize("ask", [PROJECTS, SECOND_PROJECTS, FIRST_PROJECTS])
def test_who_asks_has_as_many_left_as_the_question_is_for(ask):
    hidden = hide(rows(), ask, np.random.default_rng(1))
    left = compile_relations(hidden.kept)["member>project"].degree
    assert all(ask.least <= left[who] <= ask.most for who, _ in hidden.questions)


def test_where_days_are_known_the_latest_are_hidden():
    whole = rows()
    days = np.arange(len(whole.ties)) * 7 % 1000
    dated = Rows(MEMBERS_, PROJECTS_, 5, ties=whole.ties, met=days)
    hidden = hide(dated, COLLABORATORS, np.random.default_rng(1))
    day_of = dict(zip(map(tuple, whole.ties.tolist()), days.tolist(), strict=True))
    kept = [day_of[pair] for pair in edges(hidden.kept, "ties")]
    lost = {
        tuple(sorted((who, int(one)))) for who, ones in hidden.questions for one in ones
    }
    assert max(kept) < min(day_of[pair] for pair in lost)
    assert hidden.kept.met is None


def tagged_by_joining():
    """Return people whose tags are those of what they joined, each topic once."""
    whole = rows()
    topics = np.column_stack([np.arange(PROJECTS_), np.arange(PROJECTS_)])
    return Rows(
        MEMBERS_,
        PROJECTS_,
        PROJECTS_,
        memberships=whole.memberships,
        topics=topics,
        expertise=whole.memberships.copy(),
    )


def test_with_a_membership_goes_the_tag_that_only_it_explains():
    whole = tagged_by_joining()
    hidden = hide(whole, PROJECTS, np.random.default_rng(1))
    tags = edges(hidden.kept, "expertise")
    assert hidden.questions
    for who, lost in hidden.questions:
        assert not any((who, int(project)) in tags for project in lost)
    assert len(tags) == len(edges(hidden.kept, "memberships"))


def test_who_is_left_with_nothing_keeps_what_they_said():
    whole = tagged_by_joining()
    hidden = hide(whole, FIRST_PROJECTS, np.random.default_rng(1))
    tags = edges(hidden.kept, "expertise")
    for who, lost in hidden.questions:
        assert all((who, int(project)) in tags for project in lost)


def test_tags_that_people_chose_for_themselves_stay():
    whole = rows(
        expertise=np.column_stack([np.arange(MEMBERS_), np.arange(MEMBERS_) % 5]),
        topics=np.column_stack([np.arange(PROJECTS_), np.zeros(PROJECTS_, int)]),
    )
    hidden = hide(whole, PROJECTS, np.random.default_rng(1))
    assert len(hidden.kept.expertise) == MEMBERS_
    assert len(hidden.kept.topics) == PROJECTS_


def test_the_order_of_rows_changes_nothing():
    whole = rows()
    mixed = rows()
    order = np.random.default_rng(9).permutation(len(whole.memberships))
    object.__setattr__(mixed, "memberships", whole.memberships[order])
    one, other = (
        hide(some, PROJECTS, np.random.default_rng(1)) for some in (whole, mixed)
    )
    assert [who for who, _ in one.questions] == [who for who, _ in other.questions]
    assert edges(one.kept, "memberships") == edges(other.kept, "memberships")
