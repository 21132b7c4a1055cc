"""Each measure equals networkx on fifty random networks, by whichever way it is found.

Small networks go to networkx itself, larger ones to igraph, or to our own matrices
where igraph is missing: each of the three is asked about the same networks.
"""

import networkx as nx
import numpy as np
import pytest

from community.graph.links import simple, without_loose_ends
from community.graph.measures import engines, measure
from tests.graph.networks import drawn, graph

SEEDS = range(50)
WAYS = ("networkx", "igraph", "numpy")


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Answer by one way alone."""
    if request.param == "networkx":
        monkeypatch.setattr(engines, "SMALL", 10**9)
    else:
        monkeypatch.setattr(engines, "SMALL", 0)
    if request.param == "numpy":
        monkeypatch.setattr(engines, "igraph", lambda: None)
    else:
        assert engines.igraph() is not None
    return request.param


def measured(seed):
    network = drawn(seed)
    return network, measure(network.size, network.people, network.links)


def of(people, found):
    return [found[one] for one in range(people)]


# ------------------------------------------------------------------------- each person
def test_betweenness_is_the_share_of_ways_between_two_others(way):
    for seed in SEEDS:
        network, found = measured(seed)
        people = network.people
        ways = nx.betweenness_centrality_subset(
            network.graph, range(people), range(people)
        )
        others = max((people - 1) * (people - 2) / 2, 1)
        expected = np.array(of(people, ways)) / others * (people > 2)
        assert found.between == pytest.approx(expected, abs=1e-11)


def test_betweenness_of_people_alone_is_the_usual_one(way):
    for seed in SEEDS:
        network = drawn(seed)
        found = measure(network.people, network.people, network.ties)
        usual = nx.betweenness_centrality(network.known)
        assert found.between == pytest.approx(of(network.people, usual), abs=1e-11)


def test_core_numbers(way):
    for seed in SEEDS:
        network, found = measured(seed)
        assert found.core.tolist() == of(network.people, nx.core_number(network.known))


def test_bridges_and_cut_people(way):
    for seed in SEEDS:
        network = drawn(seed)
        found = measure(network.people, network.people, network.ties)
        bridges = sorted(tuple(sorted(one)) for one in nx.bridges(network.known))
        assert [tuple(one) for one in found.bridges.tolist()] == bridges
        cut = set(nx.articulation_points(network.known))
        assert set(np.flatnonzero(found.cut).tolist()) == cut
        assert found.cut_people == len(cut)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_bridges_and_cut_people_people_lose_their_way(seed):
    """By leaving each link and each person out: a project with one member is no one."""
    network, found = measured(seed)
    whole, people = network.graph, set(range(network.people))

    def parts(some):
        return sum(bool(part & people) for part in nx.connected_components(some))

    def without(link):
        some = whole.copy()
        some.remove_edge(*link)
        return some

    bridges = sorted(
        tuple(sorted(link))
        for link in whole.edges
        if parts(without(link)) > parts(whole)
    )
    assert [tuple(one) for one in found.bridges.tolist()] == bridges
    for one in people:
        some = whole.subgraph(set(whole) - {one})
        alone = not any(
            other in people for other in nx.node_connected_component(whole, one) - {one}
        )
        assert found.cut[one] == (parts(some) > parts(whole) - alone)


@pytest.mark.parametrize("seed", SEEDS)
def test_closeness_of_people_alone_is_that_of_wasserman_and_faust(seed):
    network = drawn(seed)
    found = measure(network.people, network.people, network.ties)
    expected = nx.closeness_centrality(network.known)
    assert found.closeness == pytest.approx(of(network.people, expected))


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_between_people_over_projects(seed):
    network, found = measured(seed)
    steps = dict(nx.all_pairs_shortest_path_length(network.graph))
    people = range(network.people)
    for one in people:
        far = [steps[one][two] for two in people if two != one and two in steps[one]]
        share = len(far) / max(network.people - 1, 1)
        expected = len(far) / sum(far) * share if far else 0
        assert found.closeness[one] == pytest.approx(expected)
    pairs = [steps[a][b] for a in people for b in people if a < b and b in steps[a]]
    assert found.diameter == (max(pairs) if pairs else None)
    assert found.mean_path == (pytest.approx(np.mean(pairs)) if pairs else None)


@pytest.mark.parametrize("seed", SEEDS)
def test_measures_of_ties(seed):
    network, found = measured(seed)
    known, people = network.known, network.people
    assert found.degree.tolist() == of(people, dict(known.degree))
    assert found.ties == known.number_of_edges()
    assert found.clustering == pytest.approx(of(people, nx.clustering(known)))
    assert found.mean_clustering == pytest.approx(nx.average_clustering(known))
    assert found.density == pytest.approx(nx.density(known))
    assert found.mean_degree == pytest.approx(np.mean(of(people, dict(known.degree))))
    expected = np.nan_to_num(of(people, nx.constraint(known)))
    assert found.constraint == pytest.approx(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_reach_counts_the_people_two_steps_away_or_less(seed):
    network, found = measured(seed)
    for one in range(network.people):
        near = nx.single_source_shortest_path_length(network.graph, one, cutoff=2)
        assert found.reach[one] == sum(other < network.people for other in near) - 1


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_are_the_connected_ones_with_people(seed):
    network, found = measured(seed)
    parts = [p for p in nx.connected_components(network.graph) if len(p) > 1]
    inside = [sum(node < network.people for node in part) for part in parts]
    assert found.parts == sum(count > 0 for count in inside)
    assert found.largest_part == max(inside, default=0)
    degree = network.graph.degree
    assert found.alone == sum(degree[one] == 0 for one in range(network.people))


# ------------------------------------------------------------------------------ larger
@pytest.mark.parametrize("seed", range(3))
def test_in_a_larger_network_all_ways_agree(seed, monkeypatch):
    network = drawn(4 * seed + 3, people=400)
    monkeypatch.setattr(engines, "SMALL", 10**9)
    plain = measure(network.size, network.people, network.links)
    monkeypatch.setattr(engines, "SMALL", 0)
    fast = measure(network.size, network.people, network.links)
    monkeypatch.setattr(engines, "igraph", lambda: None)
    own = measure(network.size, network.people, network.links)
    for name in vars(plain):
        for other in (fast, own):
            assert np.array_equal(getattr(plain, name), getattr(other, name)), name


def test_a_sample_finds_the_busiest(monkeypatch):
    ties = drawn(7, people=500).ties
    hubs = np.array([(one, 500 + one % 2) for one in range(0, 500, 3)])
    links = simple("links", 502, np.concatenate([ties, hubs]))
    exact = measure(502, 502, links).between
    monkeypatch.setattr(engines, "EXACT", 400)
    some = engines.sample(502, 200)
    assert len(set(some.tolist())) == 200
    about = engines.between(502, 502, links, sources=some)
    assert about.sum() == pytest.approx(exact.sum(), rel=0.1)
    assert set(np.argsort(-about)[:2]) == set(np.argsort(-exact)[:2]) == {500, 501}
    assert about[500:] == pytest.approx(exact[500:], rel=0.15)


def test_what_is_rounded_does_not_depend_on_the_order_of_links():
    network = drawn(11, people=300)
    mixed = np.random.default_rng(1).permutation(network.links)[:, ::-1]
    first = measure(network.size, network.people, network.links)
    again = measure(network.size, network.people, mixed)
    for name in vars(first):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name


# -------------------------------------------------------------------------------- edges
def test_what_takes_time_can_be_left_out():
    network = drawn(7)
    whole = measure(network.size, network.people, network.links)
    quick = measure(network.size, network.people, network.links, deep=False)
    assert (whole.deep, quick.deep) == (True, False)
    assert (quick.diameter, quick.mean_path, quick.groups) == (None, None, 0)
    assert not quick.between.any()
    assert not quick.closeness.any()
    for name in ("degree", "reach", "constraint", "core", "cut", "parts", "alone"):
        assert np.array_equal(getattr(whole, name), getattr(quick, name))


def test_progress_goes_from_nothing_to_all():
    told = []
    network = drawn(3, people=300)
    measure(network.size, network.people, network.links, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


def test_nobody_one_alone_and_wrong_links():
    nothing = measure(0, 0, np.empty((0, 2), dtype=np.int64))
    assert (nothing.parts, nothing.largest_part, nothing.brokers) == (0, 0, ())
    assert (nothing.density, nothing.mean_degree, nothing.mean_path) == (0, 0, None)
    one = measure(1, 1, np.empty((0, 2), dtype=np.int64))
    assert (one.alone, one.parts, one.between.tolist()) == (1, 0, [0])
    with pytest.raises(ValueError, match="do not exist"):
        measure(2, 2, np.array([[0, 2]]))
    with pytest.raises(ValueError, match="people are some"):
        measure(2, 3, np.array([[0, 1]]))
    with pytest.raises(ValueError, match="do not exist"):
        measure(3, 2, np.array([[0, 2]]), np.array([[0, 2]]))


def test_brokers_are_the_three_busiest():
    star = np.array([[0, one] for one in range(1, 6)])
    assert measure(6, 6, star).brokers == (0,)
    path = np.array([[one, one + 1] for one in range(9)])
    assert measure(10, 10, path).brokers == (4, 5, 3)


def test_loose_ends_lead_to_no_further_person():
    links = np.array([[0, 1], [0, 2], [1, 3], [3, 4]])
    kept = without_loose_ends(5, 2, links)
    assert kept.tolist() == [[0, 1]]
    assert graph(5, links).number_of_edges() == 4
