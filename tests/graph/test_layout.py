import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist, squareform

from community.graph.layout import layout
from community.graph.repulsion import repulsion

CLIQUES, EACH = 4, 12


def cliques():
    """Return four groups in a ring, each full of links, one link between neighbours."""
    size = CLIQUES * EACH
    links = [
        (a, b)
        for group in range(CLIQUES)
        for a in range(group * EACH, (group + 1) * EACH)
        for b in range(a + 1, (group + 1) * EACH)
    ]
    links += [(group * EACH, (group * EACH + EACH) % size) for group in range(CLIQUES)]
    return size, np.array(links), np.repeat(np.arange(1, CLIQUES + 1), EACH)


def test_linked_nodes_are_nearer_than_others():
    size, links, groups = cliques()
    places = layout(size, links, groups=groups)
    apart = squareform(pdist(places))
    same = groups[:, None] == groups
    assert apart[same].mean() < 0.6 * apart[~same].mean()


def test_links_alone_find_the_groups():
    size, links, groups = cliques()
    apart = squareform(pdist(layout(size, links)))
    same = groups[:, None] == groups
    assert apart[same].mean() < 0.7 * apart[~same].mean()


def test_the_square_is_used_and_never_left():
    random = np.random.default_rng(3)
    links = random.integers(0, 300, (700, 2))
    places = layout(320, links)
    assert places.shape == (320, 2)
    assert places.min() >= 0
    assert places.max() <= 1
    assert np.ptp(places, axis=0).min() > 0.9
    cells = {tuple(cell) for cell in (places * 5).astype(int).clip(0, 4).tolist()}
    assert len(cells) > 18, "of 25 parts of the square"


def test_no_two_nodes_fall_together():
    star = np.column_stack([np.zeros(199, dtype=int), np.arange(1, 200)])
    random = np.random.default_rng(3)
    dense = random.integers(0, 200, (8000, 2))
    for links in (star, dense):
        places = layout(200, links)
        distance, _ = cKDTree(places).query(places, k=2)
        assert distance[:, 1].min() > 0.002
        assert np.median(distance[:, 1]) > 0.015


def test_the_same_graph_has_the_same_map():
    size, links, groups = cliques()
    first = layout(size, links, groups=groups)
    assert (layout(size, links, groups=groups) == first).all()
    assert (layout(size, links[::-1, ::-1], groups=groups) == first).all()


def test_people_do_not_jump_when_somebody_joins():
    size, links, groups = cliques()
    before = layout(size, links, groups=groups)
    start = np.vstack([before, [[np.nan, np.nan]]])
    after = layout(
        size + 1,
        np.vstack([links, [[3, size], [5, size]]]),
        groups=np.append(groups, 1),
        start=start,
    )
    moved = np.linalg.norm(after[:-1] - before, axis=1)
    assert moved.max() < 0.06
    neighbours = after[[3, 5]].mean(axis=0)
    assert np.linalg.norm(after[-1] - neighbours) < 0.2


def test_nodes_without_a_link_stand_around():
    size, links, groups = cliques()
    places = layout(size + 30, links, groups=np.append(groups, np.zeros(30, dtype=int)))
    linked, alone = places[:size], places[size:]
    assert np.abs(alone - 0.5).max(axis=1).min() > 0.4
    distance, _ = cKDTree(linked).query(alone)
    assert distance.min() > 0.01
    assert len(np.unique(alone, axis=0)) == 30


def test_nodes_without_a_link_stay_where_they_were():
    start = np.array([[0.1, 0.3], [0.4, 0.4], [np.nan, np.nan]])
    places = layout(3, np.empty((0, 2), dtype=int), start=start)
    assert (places[:2] == start[:2]).all()
    assert np.isfinite(places).all()


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_the_smallest_maps_are_maps(size):
    for links in ([], [[0, 1]] if size > 1 else []):
        pairs = np.array(links, dtype=int).reshape(-1, 2)
        places = layout(size, pairs)
        assert places.shape == (size, 2)
        assert np.isfinite(places).all()
        assert len(np.unique(places, axis=0)) == size


def test_wrong_shapes_are_refused():
    none = np.empty((0, 2), dtype=int)
    with pytest.raises(ValueError, match="one row for each"):
        layout(3, none, groups=np.zeros(2, dtype=int))
    with pytest.raises(ValueError, match="one row for each"):
        layout(3, none, start=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="do not exist"):
        layout(3, np.array([[0, 3]]))


def test_the_grid_repels_about_as_all_pairs_do():
    random = np.random.default_rng(5)
    places = random.random((400, 2))
    apart = places[:, None] - places[None]
    squares = (apart**2).sum(axis=2)
    np.fill_diagonal(squares, 1)
    exact = (apart / squares[:, :, None]).sum(axis=1)
    error = np.linalg.norm(repulsion(places) - exact, axis=1)
    assert np.median(error / np.linalg.norm(exact, axis=1)) < 0.1
