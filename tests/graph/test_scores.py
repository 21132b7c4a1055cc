"""A score is what a slow reader of the docstrings would work out, path by path."""

import pytest

from community.graph import Matcher, Node
from community.graph import channels as c
from tests.graph.communities import community
from tests.graph.slowly import Slow

QUESTIONS = {
    "suggest_projects": ("member", "project", c.PROJECTS),
    "suggest_collaborators": ("member", "member", c.COLLABORATORS),
    "find_members": ("project", "member", c.MEMBERS),
}


def candidates(slow, kind, targets):
    """Return all that the asker has not already, and how many there are to count."""
    rows, asker = slow.rows, Node(kind, 0)
    size = rows.members if targets == "member" else rows.projects
    relation = {"project": "member>project", "member": f"{kind}>member"}[targets]
    own = {node.id for node in slow.next(asker, relation)}
    own |= {0} if kind == targets else set()
    return [one for one in range(size) if one not in own], size


def brought_by(slow, walk, asker, open_):
    """Return what a walk brings to each candidate."""
    if walk.channel == c.POPULAR:
        teams = {one: slow.next(Node("project", one), "project>member")
                 for one in open_}  # fmt: skip
        return {one: len(team) for one, team in teams.items()}
    shares = slow.shares(walk, asker)
    return {one: sum(shares[one].values()) for one in open_ if one in shares}


def scores(slow, question, weights):
    """Add up the channels, each over its root mean square, and dampen by teams."""
    kind, targets, walks = QUESTIONS[question]
    open_, size = candidates(slow, kind, targets)
    found = dict.fromkeys(open_, 0.0)
    for walk in walks:
        brought = brought_by(slow, walk, Node(kind, 0), open_)
        mean = sum(value**2 for value in brought.values()) / size
        for one, value in brought.items():
            if mean:
                found[one] += weights.channel.get(walk.channel, 0) * value / mean**0.5
    if targets == "project":
        for one in found:
            team = slow.next(Node("project", one), "project>member")
            found[one] *= (1 + len(team)) ** -weights.beta
    return {one: score for one, score in found.items() if score > 0}


def weights_for(slow, question):
    usual = c.USUAL
    if question == "suggest_projects":
        return usual.to_projects(len(slow.next(Node("member", 0), "member>project")))
    if question == "suggest_collaborators":
        return usual.collaborators
    return usual.members


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_adds_up_channels_of_equal_weight(question):
    met = 0
    for number in range(25):
        rows = community(number)
        slow = Slow(rows)
        wanted = scores(slow, question, weights_for(slow, question))
        found = getattr(Matcher.from_rows(rows), question)(0, 99, explain=False)
        assert {one.id: one.score for one in found} == pytest.approx(wanted)
        met += len(wanted)
    assert met > 25
