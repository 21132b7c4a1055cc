"""The baselines compared with slow, obvious twins over random small communities."""

import math
from collections import Counter

import networkx as nx
import numpy as np
import pytest

from community.graph import baselines
from tests.graph.communities import community, edge_set

NUMBERS = range(12)


def sets(pairs, size):
    found = [set() for _ in range(size)]
    for a, b in pairs:
        found[a].add(b)
    return found


def cosine(one, two):
    return len(one & two) / math.sqrt(len(one) * len(two)) if one and two else 0


def jaccard(one, two):
    return len(one & two) / len(one | two) if one | two else 0


def nearest(scores):
    order = sorted(scores, key=lambda one: (-scores[one], one))
    return [one for one in order if scores[one] > 0][: baselines.NEIGHBOURS]


class Slow:
    """The same baselines, a loop each."""

    def __init__(self, rows):
        self.rows = rows
        joined = edge_set(rows, "memberships")
        self.projects = sets(joined, rows.members)
        self.teams = sets({(b, a) for a, b in joined}, rows.projects)
        self.ties = sets(edge_set(rows, "ties"), rows.members)
        self.says = sets(edge_set(rows, "expertise"), rows.members)
        self.about = sets(edge_set(rows, "topics"), rows.projects)

    def popularity(self, _who, project):
        return len(self.teams[project])

    def newest(self, _who, project):
        return project + 1 if self.teams[project] else 0

    def tag_jaccard(self, who, project):
        return jaccard(self.says[who], self.about[project])

    def tag_cosine(self, who, project):
        number = Counter(tag for tags in self.says + self.about for tag in tags)
        total = self.rows.members + self.rows.projects
        weight = {tag: math.log1p(total / n) ** 2 for tag, n in number.items()}
        mine, theirs = self.says[who], self.about[project]
        common = sum(weight[tag] for tag in mine & theirs)
        lengths = [sum(weight[tag] for tag in tags) for tags in (mine, theirs)]
        return common / math.sqrt(math.prod(lengths)) if common else 0

    def item_knn(self, who, project):
        found = 0
        for mine in self.projects[who]:
            like = {
                other: cosine(self.teams[mine], self.teams[other])
                for other in range(self.rows.projects)
                if other != mine
            }
            found += like[project] if project in nearest(like) else 0
        return found

    def user_knn(self, who, project):
        like = {
            other: cosine(self.projects[who], self.projects[other])
            for other in range(self.rows.members)
            if other != who
        }
        return sum(like[one] for one in nearest(like) if project in self.projects[one])

    def pagerank(self, who, project):
        return self._walk(who).get(("project", project), 0)

    def common_neighbours(self, who, other):
        return len(self.ties[who] & self.ties[other])

    def adamic_adar(self, who, other):
        both = self.ties[who] & self.ties[other]
        return sum(1 / math.log(len(self.ties[one])) for one in both if who != other)

    def shared_projects(self, who, other):
        return len(self.projects[who] & self.projects[other])

    def people_tag_jaccard(self, who, other):
        return jaccard(self.says[who], self.says[other])

    def people_pagerank(self, who, other):
        return self._walk(who).get(("member", other), 0)

    def _walk(self, who):
        graph = nx.Graph()
        graph.add_nodes_from(("member", one) for one in range(self.rows.members))
        for one, works in enumerate(self.projects):
            graph.add_edges_from(
                (("member", one), ("project", project)) for project in works
            )
        for one, known in enumerate(self.ties):
            graph.add_edges_from((("member", one), ("member", two)) for two in known)
        start = {("member", who): 1}
        return nx.pagerank(graph, 0.85, personalization=start, tol=1e-12, max_iter=500)


@pytest.mark.parametrize("name", [*baselines.PROJECTS, *baselines.PEOPLE])
@pytest.mark.parametrize("number", NUMBERS)
def test_each_baseline_equals_its_slow_twin(monkeypatch, name, number):
    monkeypatch.setattr(baselines, "NEIGHBOURS", 3)
    rows = community(number)
    baseline = {**baselines.PROJECTS, **baselines.PEOPLE}[name]
    members = np.arange(rows.members)[::-2].copy()
    found = baseline(rows, members)
    people = name in baselines.PEOPLE
    size = rows.members if people else rows.projects
    assert found.shape == (len(members), size)
    slow = getattr(Slow(rows), name)
    alone = _alone(rows) if "pagerank" in name else set()
    for row, who in zip(found, members.tolist(), strict=True):
        for candidate in range(size):
            if (who in alone) or (people and candidate == who):
                continue  # nothing leads away; oneself is never a candidate
            assert row[candidate] == pytest.approx(slow(who, candidate), abs=1e-4)


def _alone(rows):
    linked = {a for a, _ in edge_set(rows, "memberships") | edge_set(rows, "ties")}
    return set(range(rows.members)) - linked


def test_nobody_asks_and_nothing_is_there(monkeypatch):
    rows = community(1)
    for baseline in baselines.PROJECTS.values():
        found = baseline(rows, np.empty(0, dtype=np.int64))
        assert found.shape == (0, rows.projects)
