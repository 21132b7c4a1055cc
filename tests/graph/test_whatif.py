"""What added ties would change equals working the whole network out afresh."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.graph.measures import across, engines, measure
from community.graph.whatif import change
from tests.graph.networks import drawn, graph


def afresh(network, ties, links, kinds):
    """The figures by networkx, of a network that is built anew."""
    people = range(network.people)
    whole, known = graph(network.size, links), graph(network.people, ties)
    steps = dict(nx.all_pairs_shortest_path_length(whole))
    far = [steps[a][b] for a in people for b in people if a < b and b in steps[a]]
    parts = [part for part in nx.connected_components(whole) if len(part) > 1]
    load = nx.betweenness_centrality_subset(whole, people, people)
    others = max((network.people - 1) * (network.people - 2) / 2, 1)
    told = [(a, b) for a, b in known.edges if kinds[a] and kinds[b]]
    return {
        "parts": sum(min(part) < network.people for part in parts),
        "alone": sum(whole.degree[one] == 0 for one in people),
        "mean_path": pytest.approx(np.mean(far)) if far else None,
        "diameter": max(far, default=None),
        "across": sum(kinds[a] != kinds[b] for a, b in told),
        "told": len(told),
        "density": pytest.approx(nx.density(known)),
    }, [load[one] / others if network.people > 2 else 0 for one in people]


def check(outcome, network, ties, links, kinds):
    figures, load = afresh(network, ties, links, kinds)
    assert {name: getattr(outcome, name) for name in figures} == figures
    if outcome.busiest is None:
        assert max(load) == pytest.approx(0, abs=1e-9)
    else:
        person, most = outcome.busiest
        assert most == pytest.approx(max(load))
        assert load[person] == pytest.approx(max(load))
    return load


@settings(max_examples=60)
@given(st.data())
def test_what_if_equals_a_full_recomputation(data):
    network = drawn(data.draw(st.integers(0, 10_000)))
    person = st.integers(0, network.people - 1)
    pairs = data.draw(st.lists(st.tuples(person, person), max_size=20))
    added = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    kinds = np.random.default_rng(len(pairs)).integers(0, 4, network.people)
    found = change(
        network.size, network.people, network.links, None, added, codes=kinds
    )
    check(found.before, network, network.ties, network.links, kinds)
    ties, links = (
        np.concatenate([some, added]) for some in (network.ties, network.links)
    )
    load = check(found.after, network, ties, links, kinds)
    if found.before.busiest:
        left = load[found.before.busiest[0]]
        assert found.relieved == pytest.approx(left, abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_the_figures_are_those_of_the_map(seed):
    network = drawn(seed, people=130)
    kinds = np.random.default_rng(seed).integers(0, 4, network.people)
    added = np.random.default_rng(seed).integers(0, network.people, (20, 2))
    map_ = measure(network.size, network.people, network.links)
    found = change(
        network.size, network.people, network.links, None, added,
        codes=kinds, load=map_.between,
    )  # fmt: skip
    again = change(
        network.size, network.people, network.links, network.ties, added, codes=kinds
    )
    assert found == again
    then = measure(network.size, network.people, np.concatenate([network.links, added]))
    for outcome, measured in ((found.before, map_), (found.after, then)):
        for name in ("parts", "alone", "mean_path", "diameter", "density"):
            assert getattr(outcome, name) == getattr(measured, name)
        busiest = measured.brokers[0]
        assert outcome.busiest == (busiest, measured.between[busiest])
    assert found.before.told == across(network.ties, kinds).told


def test_ties_that_are_there_change_nothing():
    network = drawn(3)
    found = change(
        network.size, network.people, network.links, None, network.ties[:, ::-1]
    )
    assert found.before == found.after


def test_in_a_large_network_ways_are_followed_from_some(monkeypatch):
    network = drawn(7, people=700)
    whole = measure(network.size, network.people, network.links)
    monkeypatch.setattr(engines, "EXACT", 600)
    added = np.array([[0, 600], [1, 650]])
    one = change(network.size, network.people, network.links, None, added)
    two = change(network.size, network.people, network.links, None, added)
    assert one == two
    assert one.before.estimated
    assert one.before.mean_path == pytest.approx(whole.mean_path, rel=0.05)
    assert (one.before.parts, one.before.alone) == (whole.parts, whole.alone)


def test_nobody_and_wrong_people():
    nothing = np.empty((0, 2), dtype=np.int64)
    found = change(0, 0, nothing, None, nothing)
    assert (found.after.parts, found.after.busiest, found.relieved) == (0, None, None)
    with pytest.raises(ValueError, match="do not exist"):
        change(3, 2, np.array([[0, 2]]), None, np.array([[0, 2]]))
