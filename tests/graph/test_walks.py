import numpy as np
import pytest

from community.graph import Node
from community.graph.channels import COLLABORATORS, MEMBERS, POPULAR, PROJECTS
from community.graph.overlay import Question
from community.graph.shared import Shared
from community.graph.walks import arrive, split
from tests.graph.communities import community, laid_over, seed_for
from tests.graph.slowly import Slow

WALKS = [
    *(("member", "project", walk) for walk in PROJECTS if walk.channel != POPULAR),
    *(("member", "member", walk) for walk in COLLABORATORS),
    *(("project", "member", walk) for walk in MEMBERS),
]


def everywhere(question, walk, targets):
    """Return what a walk brings to each node, reached or not."""
    brought = np.zeros(question.shared.size[targets])
    nodes, values = arrive(question, walk, targets)
    brought[nodes] = values
    return brought


@pytest.mark.parametrize(
    ("kind", "targets", "walk"), WALKS, ids=lambda value: getattr(value, "channel", "")
)
def test_a_walk_is_the_sum_over_its_paths(kind, targets, walk):
    met = 0
    for number in range(8):
        rows = community(number)
        shared, slow = Shared.from_rows(rows), Slow(rows)
        question = Question(shared, kind, 0, None)
        shares = slow.shares(walk, Node(kind, 0))
        size = shared.size[targets]
        wanted = [
            sum(shares[one].values()) if one in shares else 0 for one in range(size)
        ]
        assert np.allclose(everywhere(question, walk, targets), wanted)
        parts = split(question, walk, np.arange(size), targets)
        for row, first in enumerate(parts.first.tolist()):
            node = Node(parts.types[0], first)
            over = [
                shares[one].get(node, 0) if one in shares else 0 for one in range(size)
            ]
            assert np.allclose(parts.shares[row], over)
            met += sum(value > 0 for value in over)
    assert met, "some community has such a path"


@pytest.mark.parametrize(
    ("kind", "targets", "walk"), WALKS, ids=lambda value: getattr(value, "channel", "")
)
def test_a_reason_names_the_strongest_path(kind, targets, walk):
    for number in range(4):
        rows = community(number)
        slow = Slow(rows)
        question = Question(Shared.from_rows(rows), kind, 0, None)
        candidates = np.arange(question.shared.size[targets])
        parts = split(question, walk, candidates, targets)
        rows_, columns = np.nonzero(parts.shares)
        for inner, one in zip(parts.via(rows_, columns), columns.tolist(), strict=True):
            best = slow.strongest(walk, Node(kind, 0), one)[inner[0]]
            assert slow.value_of(walk, Node(kind, 0), inner, one) == pytest.approx(best)


@pytest.mark.parametrize(
    ("kind", "targets", "walk"), WALKS, ids=lambda value: getattr(value, "channel", "")
)
def test_weakened_nodes_pass_less_on(kind, targets, walk):
    for number in range(5):
        rows = community(number)
        seed = seed_for(rows, kind, 0, number)
        question = Question(Shared.from_rows(rows), kind, 0, seed)
        slow = Slow(laid_over(rows, kind, 0, seed), seed.weakened)
        shares = slow.shares(walk, Node(kind, 0))
        brought = everywhere(question, walk, targets)
        barred = {0} if kind == targets else set()
        barred |= (
            set(question.own({"project": "projects"}.get(targets, "ties")))
            if kind == "member"
            else set(question.own("members"))
        )
        if targets == "member":
            barred |= set(seed.hidden)
        for one in set(range(question.shared.size[targets])) - barred:
            assert brought[one] == pytest.approx(
                sum(shares[one].values()) if one in shares else 0
            )
