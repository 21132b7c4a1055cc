"""Unnamed people are only ever a crowd of eight or more, in random communities."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from community.matching.small_numbers import LEAST, rounded
from community.network import columns, maps
from community.network.crowds import OTHERS
from community.network.rows import Kind, MapRows, Named
from community.network.shown import shown
from community.network.view import View


def rows(seed, size=90):
    """A random community: names, crowds, ties and projects."""
    rng = random.Random(seed)
    people = list(range(1, size + 1))
    rng.shuffle(people)
    named = sorted(people[: rng.randrange(5, size)])
    unnamed = frozenset(people[len(named) : rng.randrange(len(named), size + 1)])
    agreed = sorted({*named, *unnamed})
    kinds = {
        one: Kind(f"Kind {shape}", shape)
        for one in agreed
        if (shape := rng.choice([0, 0, 1, 1, 1, 2, 2, 3, 4]))
    }
    pairs = {
        tuple(sorted(rng.sample(agreed, 2))) for _ in range(rng.randrange(3 * size))
    }
    hub = rng.choice(agreed)
    pairs |= {
        tuple(sorted((hub, one)))
        for one in rng.sample(agreed, len(agreed) // 2)
        if one != hub
    }
    projects = {n: (f"project-{n}", f"Project {n}") for n in range(1, 9)}
    work = {(rng.choice(agreed), rng.randrange(1, 9)) for _ in range(size)}
    return MapRows(
        named=tuple(Named(n, f"p-{n}", f"Name {n}", f"name {n}") for n in named),
        unnamed=unnamed,
        absent=rng.randrange(9),
        kinds=kinds,
        ties=tuple(sorted(pairs)),
        projects=projects,
        memberships=tuple(sorted(work)),
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_crowd_and_no_link_of_a_crowd_stands_for_fewer_than_eight(seed):
    community = rows(seed)
    network = maps.network_of(community)
    single = len(network.people) + len(network.projects)
    sizes = Counter(
        community.kinds.get(one, Kind("", 0)).shape for one in community.unnamed
    )
    for crowd in network.crowds:
        if crowd.shape != OTHERS:
            assert crowd.people == rounded(sizes[crowd.shape])
        assert crowd.people >= LEAST
    for link in network.links:
        if max(link.a, link.b) >= single:
            assert link.number >= LEAST


@pytest.mark.parametrize("seed", range(25))
def test_every_link_of_a_crowd_has_eight_different_people_behind_it(seed):
    community = rows(seed)
    network = maps.network_of(community)
    people = len(network.people)
    single = people + len(network.projects)
    for link in network.links:
        if link.b < single or link.a >= single:
            continue
        if link.a < people:
            me = network.people[link.a].id
            behind = {a + b - me for a, b in community.ties if me in (a, b)}
        else:
            what = network.projects[link.a - people].id
            behind = {who for who, where in community.memberships if where == what}
        assert len(behind & community.unnamed) >= LEAST


@pytest.mark.parametrize("seed", range(25))
def test_unnamed_people_are_no_node(seed):
    community = rows(seed)
    network = maps.network_of(community)
    assert {one.id for one in network.people} == {one.id for one in community.named}
    assert (
        not {int(key[1:]) for key in network.keys if key[0] == "m"} & community.unnamed
    )


@pytest.mark.parametrize("seed", range(12))
def test_one_unnamed_person_less_moves_a_crowd_by_one_rounding_step_at_most(seed):
    community = rows(seed)
    sizes = {one.shape: one.people for one in maps.network_of(community).crowds}
    for leaver in sorted(community.unnamed)[:5]:
        fewer = replace(community, unnamed=community.unnamed - {leaver})
        for one in maps.network_of(fewer).crowds:
            if one.shape != OTHERS:
                assert abs(one.people - sizes[one.shape]) in (0, 5)


@pytest.mark.parametrize("seed", range(8))
def test_the_columns_hold_exactly_the_links_and_names_of_the_map(seed):
    network = maps.network_of(rows(seed))
    places = np.random.default_rng(seed).random((network.size, 2))
    sent = columns.columns(shown(network, View()), places)
    found, at = set(), 0
    for node, number in enumerate(sent.links):
        last = node
        for step in sent.ends[at : at + number]:
            last += step
            found.add((node, last))
        at += number
    assert found == {tuple(sorted((link.a, link.b))) for link in network.links}
    assert len(sent.ends) == len(network.links)
    assert sent.names[: sent.people] == [one.name for one in network.people]
    assert [sent.kinds[number][1] for number in sent.kind] == [
        one.shape for one in network.people
    ]
    assert len(sent.x) == len(sent.y) == network.size
    assert 0 <= min(sent.x) <= max(sent.x) <= columns.SQUARE
