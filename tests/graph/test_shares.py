"""Shares of ties across, and of help both ways, against slow counts and networkx."""

import networkx as nx
import numpy as np
import pytest

from community.graph.measures import (
    DEFINITIONS,
    Measures,
    across,
    across_any,
    reciprocity,
)
from tests.graph.networks import drawn

SEEDS = range(25)


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_across_kinds_are_counted_one_by_one(seed):
    network = drawn(seed)
    kinds = np.random.default_rng(seed).integers(0, 4, network.people)
    told = [(a, b) for a, b in network.known.edges if kinds[a] and kinds[b]]
    found = across(network.ties, kinds)
    assert found.told == len(told)
    assert found.across == sum(kinds[a] != kinds[b] for a, b in told)
    assert found.share == (found.across / len(told) if told else None)


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_across_places_have_none_in_common(seed):
    network = drawn(seed)
    random = np.random.default_rng(seed)
    held = np.column_stack(
        [random.integers(0, network.people, 40), random.integers(0, 5, 40)]
    )
    has = {one: {b for a, b in held.tolist() if a == one} for one in network.known}
    told = [(a, b) for a, b in network.known.edges if has[a] and has[b]]
    found = across_any(network.people, network.ties, held)
    assert (found.told, found.across) == (
        len(told),
        sum(not has[a] & has[b] for a, b in told),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_one_thing_each_is_the_same_by_both_counts(seed):
    network = drawn(seed)
    kinds = np.random.default_rng(seed).integers(0, 4, network.people)
    held = np.array([(who, kind) for who, kind in enumerate(kinds) if kind])
    assert across(network.ties, kinds) == across_any(
        network.people, network.ties, held.reshape(-1, 2)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_help_that_goes_both_ways_is_the_reciprocity_of_networkx(seed):
    network = drawn(seed)
    random = np.random.default_rng(seed)

    def rows(number):
        who = random.integers(0, network.people, number)
        return np.column_stack([who, random.integers(0, 6, number)])

    offers, seeks = rows(60), rows(40)
    gives = {one: {t for a, t in offers.tolist() if a == one} for one in network.known}
    wants = {one: {t for a, t in seeks.tolist() if a == one} for one in network.known}
    ways = nx.DiGraph()
    for one, two in network.known.edges:
        ways.add_edges_from(
            (a, b) for a, b in ((one, two), (two, one)) if gives[a] & wants[b]
        )
    found = reciprocity(network.people, network.ties, offers, seeks)
    assert found.ways == ways.number_of_edges()
    if found.ways:
        assert found.reciprocity == pytest.approx(nx.overall_reciprocity(ways))
    else:
        assert found.reciprocity is None
    assert found.sought == sum(map(len, wants.values()))
    assert found.met == sum(
        any(tag in gives[other] for other in network.known[one])
        for one in network.known
        for tag in wants[one]
    )


def test_nobody_tells_and_nobody_seeks():
    nothing = np.empty((0, 2), dtype=np.int64)
    assert across(np.array([[0, 1]]), np.zeros(2, dtype=np.int64)).share is None
    found = reciprocity(2, np.array([[0, 1]]), nothing, nothing)
    assert (found.share, found.reciprocity) == (None, None)


def test_every_measure_has_a_definition():
    told = {*DEFINITIONS}
    fields = {*vars(Measures)["__dataclass_fields__"]} - {"people", "deep"}
    assert fields <= told
    assert {"groups", "cut_people", "density", "mean_degree", "across"} <= told
    assert all(code == one.code and one.text for code, one in DEFINITIONS.items())
