import numpy as np
import pytest

from community.graph import Learned, Matcher, Node, Rows
from community.graph import channels as c
from community.graph.latent import (
    ASKER,
    FOUND,
    PEOPLE,
    SURER,
    WORK,
    find_patterns,
)
from community.graph.overlay import Question
from community.graph.shared import Shared
from tests.graph.communities import community
from tests.graph.test_suggest import KINDS


def circles(number=4, people=12, projects=8, seed=5):
    """Return circles of people who join some of their circle's projects."""
    random = np.random.default_rng(seed)
    joined = [
        (circle * people + one, circle * projects + int(project))
        for circle in range(number)
        for one in range(people)
        for project in random.permutation(projects)[:4]
    ]
    return Rows(number * people, number * projects, 0, memberships=np.array(joined))


def patterns_of(rows, trust=WORK):
    shared = Shared.from_rows(rows)
    return shared, find_patterns(shared.size, shared.relations, trust)


def matcher(rows):
    """Return a matcher that heeds patterns in every kind of question."""
    shared = Shared.from_rows(rows)
    with_patterns = {
        name: c.Weights({**getattr(c.USUAL, name).channel, c.PATTERN: 1.0})
        for name in c.AllWeights.__dataclass_fields__
    }
    work, people = (
        find_patterns(shared.size, shared.relations, trust) for trust in (WORK, PEOPLE)
    )
    return Matcher(shared, Learned(c.AllWeights(**with_patterns), work, people))


def test_patterns_like_a_circles_own_projects_best():
    shared, patterns = patterns_of(circles())
    for member in range(0, 48, 5):
        taste = Question(shared, "member", member, None).taste(patterns, "project")
        liking = taste.liking("project", np.arange(32)).reshape(4, 8)
        assert liking.mean(axis=1).argmax() == member // 12


def test_factors_solve_the_equation_they_are_defined_by():
    """What one member's factors are, by dense algebra over every project."""
    shared, patterns = patterns_of(circles())
    found = np.concatenate(list(patterns.found.values())).astype(np.float64)
    own = shared.relations["member>project"].row(7)
    sure = np.ones(len(found))
    likes = np.zeros(len(found))
    sure[own] += SURER * WORK.joined
    likes[own] = 1
    left = found.T @ (sure[:, None] * found)
    left += WORK.penalty * (len(own) + 1) * np.eye(found.shape[1])
    wanted = np.linalg.solve(left, found.T @ (sure * likes))
    taste = Question(shared, "member", 7, None).taste(patterns, "project")
    assert taste.shares[FOUND].sum(axis=0) == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert patterns.asker["member"][7] == pytest.approx(wanted, rel=0.02, abs=1e-3)


@pytest.mark.parametrize("question", sorted(KINDS))
@pytest.mark.parametrize("number", range(6))
def test_reasons_with_patterns_add_up(question, number):
    found = getattr(matcher(community(number)), question)(0, 50)
    for one in found:
        total = sum(why.share for why in one.reasons)
        assert total == pytest.approx(one.score, rel=1e-5)
        assert one.score > 0


def test_patterns_speak_through_what_the_asker_has():
    rows = circles()
    told = matcher(rows).suggest_projects(0, 5)
    own = {Node("project", int(p)) for m, p in rows.memberships.tolist() if m == 0}
    via = {why.via for one in told for why in one.reasons if why.channel == c.PATTERN}
    assert via
    assert via <= {(node,) for node in own}


def test_ties_are_seen_from_both_ends():
    rows = Rows(6, 0, 0, ties=np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5]]))
    shared, patterns = patterns_of(rows, PEOPLE)
    taste = Question(shared, "member", 0, None).taste(patterns, "member")
    assert set(taste.shares) == {ASKER, FOUND}
    ids = np.arange(6)
    both = sum(
        patterns.side(side)["member"][ids] @ shares.sum(axis=0)
        for side, shares in taste.shares.items()
    )
    assert taste.liking("member", ids) == pytest.approx(both)
    assert taste.split("member", ids).sum(axis=0) == pytest.approx(both)


def test_who_has_nothing_has_no_taste():
    shared, patterns = patterns_of(circles())
    empty = Rows(1, 1, 0)
    shared, patterns = patterns_of(empty)
    taste = Question(shared, "member", 0, None).taste(patterns, "project")
    assert taste.liking("project", np.arange(1)).tolist() == [0]


def test_what_was_learnt_comes_back_from_bytes():
    rows = circles()
    ids = {"member": np.arange(48) * 3, "project": np.arange(32) + 5,
           "tag": np.zeros(0, dtype=np.int64)}  # fmt: skip
    _, work = patterns_of(rows)
    groups = {"member": np.arange(48) // 12, "project": np.arange(32) // 8}
    learned = Learned(c.USUAL, work, None, groups)
    back = Learned.from_bytes(learned.to_bytes(ids), ids)
    assert back.weights == c.USUAL
    assert back.people is None
    assert back.groups["member"].tolist() == groups["member"].tolist()
    for side in (ASKER, FOUND):
        for kind, factors in work.side(side).items():
            assert np.allclose(back.work.side(side)[kind], factors, atol=2e-3)


def test_arrays_of_what_was_learnt_are_not_copied():
    _, work = patterns_of(circles())
    learned = Learned(c.USUAL, work, None, {"member": np.arange(48) // 12})
    arrays = learned.arrays()
    back = Learned.from_arrays(arrays)
    assert (back.weights, back.people) == (c.USUAL, None)
    assert back.groups["member"] is arrays["groups member"]
    for side in (ASKER, FOUND):
        for kind, factors in work.side(side).items():
            assert back.work.side(side)[kind] is factors


def test_arrays_that_lack_a_part_are_refused():
    _, work = patterns_of(circles())
    arrays = Learned(c.USUAL, work).arrays()
    for lost in ("weights", "work asker tag"):
        kept = {name: one for name, one in arrays.items() if name != lost}
        with pytest.raises(KeyError, match=lost):
            Learned.from_arrays(kept)


def test_who_came_since_has_no_pattern_yet():
    _, work = patterns_of(circles())
    ids = {"member": np.arange(48), "project": np.arange(32),
           "tag": np.zeros(0, dtype=np.int64)}  # fmt: skip
    groups = {"member": np.arange(48) // 12}
    body = Learned(c.USUAL, work, None, groups).to_bytes(ids)
    now = ids | {"member": np.array([3, 4, 99])}
    back = Learned.from_bytes(body, now)
    assert np.allclose(
        back.work.asker["member"][:2], work.asker["member"][3:5], atol=2e-3
    )
    assert not back.work.asker["member"][2].any()
    assert back.groups["member"].tolist() == [0, 0, -1]


def test_bytes_of_another_format_are_refused():
    import io

    body = io.BytesIO()
    np.savez(body, format=np.array([99]))
    with pytest.raises(ValueError, match="another format"):
        Learned.from_bytes(body.getvalue(), {})
