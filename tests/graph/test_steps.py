"""How far sorts of people are from each other, against a slow oracle."""

import networkx as nx
import numpy as np
import pytest

from community.graph.steps import mean_steps


def slow(size, pairs, codes, sorts):
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    found = {(i, j): [] for i in range(sorts) for j in range(sorts)}
    for a, lengths in nx.all_pairs_shortest_path_length(graph):
        for b, steps in lengths.items():
            if a != b and max(a, b) < len(codes) and min(codes[a], codes[b]) >= 0:
                found[codes[a], codes[b]].append(steps)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_it_equals_walking_from_everybody(seed):
    chance = np.random.default_rng(seed)
    size, sorts = int(chance.integers(1, 160)), 3
    pairs = chance.integers(0, size, (int(chance.integers(0, 2 * size)), 2))
    codes = chance.integers(-1, sorts, int(chance.integers(0, size + 1)))
    mean, joined = mean_steps(size, pairs, codes, sorts)
    for (i, j), lengths in slow(size, pairs, codes, sorts).items():
        assert joined[i, j] == len(lengths)
        if lengths:
            assert mean[i, j] == pytest.approx(np.mean(lengths))
        else:
            assert np.isnan(mean[i, j])


def test_a_shared_project_is_two_steps():
    pairs = np.array([(0, 2), (1, 2)])
    mean, _joined = mean_steps(3, pairs, np.array([0, 1]), 2)
    assert mean[0, 1] == mean[1, 0] == 2
    assert np.isnan(mean[0, 0])


def test_nobody_is_nowhere():
    none = np.zeros((0, 2), dtype=np.int64)
    mean, joined = mean_steps(0, none, np.zeros(0, dtype=np.int64), 2)
    assert np.isnan(mean).all()
    assert not joined.any()


@pytest.mark.parametrize("codes", [[0, 2], [-2, 0], [0, 0, 0]])
def test_wrong_sorts_are_refused(codes):
    with pytest.raises(ValueError, match="codes"):
        mean_steps(2, np.zeros((0, 2), dtype=np.int64), np.array(codes), 2)
