"""Projects, tags and organisations as layers, against the projections of networkx."""

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite

from community.core.access import Audience
from community.members.models import MapConsent, Relation
from community.network import columns, layers, maps
from community.network.rows import rows_for
from community.network.shown import shown
from community.network.view import View
from tests.network.map_world import OLU, add, belong, tag
from tests.network.test_shown import network

SEEDS = range(10)
ALL = ("people", "projects", "tags", "organisations")


def holds(whole):
    """Who holds what, as (person id, layer, slug, how), plainly."""
    titles = {one.id: one.slug for one in whole.projects}
    for one in whole.people:
        about = one.about
        for team in about.teams:
            yield one.id, "projects", titles[team], "membership"
        for some, how in ((about.offers, "offers"), (about.seeks, "seeks")):
            for value in some:
                yield one.id, "tags", value.code, how
        for value in about.organisations:
            yield one.id, "organisations", value.code, "belongs"


def nodes(part):
    """The nodes of what is shown as (layer, key)."""
    return [
        *(("people", one.id) for one in part.people),
        *(("projects", one.slug) for one in part.projects),
        *(("crowds", one.shape) for one in part.crowds),
        *(("tags", one.slug) for one in part.tags),
        *(("organisations", one.slug) for one in part.organisations),
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "chosen", [ALL, ("people", "tags"), ("people", "organisations")]
)
def test_each_layer_joins_people_with_what_they_hold(seed, chosen):
    whole = network(seed)
    part = shown(whole, View(layers=chosen)).network
    node = nodes(part)
    drawn = sorted(
        (node[link.a][1], *node[link.b], link.kind)
        for link in part.links
        if node[link.a][0] == "people" and node[link.b][0] in ALL[1:]
    )
    assert drawn == sorted(one for one in holds(whole) if one[1] in chosen)
    assert {layer for layer, _ in node} <= {*chosen, "crowds"}
    held = {(one[1], one[2]) for one in holds(whole) if one[1] in chosen}
    assert held == {one for one in node if one[0] in ALL[1:]}
    for one in (*part.tags, *part.organisations):
        layer = "tags" if one in part.tags else "organisations"
        have = {
            who for who, of, slug, _ in holds(whole) if (of, slug) == (layer, one.slug)
        }
        assert one.people == len(have)


def two_mode(whole, chosen):
    graph = nx.Graph()
    graph.add_nodes_from(("people", one.id) for one in whole.people)
    for who, layer, slug, _ in holds(whole):
        if layer in chosen:
            graph.add_edge(("people", who), (layer, slug))
    return graph


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("chosen", [("projects",), ("tags",), ("projects", "tags")])
def test_people_are_joined_by_how_much_they_share(seed, chosen, monkeypatch):
    monkeypatch.setattr(layers, "MOST_HOLDERS", 1000)
    whole = network(seed)
    part = shown(whole, View(layers=("people", *chosen), projected=True)).network
    people = [("people", one.id) for one in whole.people]
    wanted = bipartite.weighted_projected_graph(two_mode(whole, chosen), people)
    node = nodes(part)
    drawn = {
        frozenset((node[link.a], node[link.b])): link.number
        for link in part.links
        if link.kind == layers.SHARED
    }
    assert drawn == {
        frozenset((a, b)): data["weight"] for a, b, data in wanted.edges(data=True)
    }
    assert not part.projects
    assert not part.tags


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layer", ALL[1:])
def test_things_are_joined_by_how_many_people_they_share(seed, layer):
    whole = network(seed)
    part = shown(whole, View(layers=(layer,))).network
    graph = two_mode(whole, (layer,))
    things = [one for one in graph if one[0] == layer]
    wanted = bipartite.weighted_projected_graph(graph, things)
    node = nodes(part)
    assert sorted(node) == sorted(things)
    drawn = {
        frozenset((node[link.a], node[link.b])): link.number for link in part.links
    }
    assert drawn == {
        frozenset((a, b)): data["weight"] for a, b, data in wanted.edges(data=True)
    }


def test_two_layers_without_people_are_joined_across():
    whole = network(4)
    part = shown(whole, View(layers=("projects", "tags"))).network
    node = nodes(part)
    assert {layer for layer, _ in node} == {"projects", "tags"}
    for link in part.links:
        assert {node[link.a][0], node[link.b][0]} == {"projects", "tags"}
        have = [
            {who for who, *thing, _ in holds(whole) if tuple(thing) == node[end]}
            for end in (link.a, link.b)
        ]
        assert link.number == len(have[0] & have[1])


def test_what_too_many_share_joins_nobody_directly(monkeypatch):
    monkeypatch.setattr(layers, "MOST_HOLDERS", 0)
    part = shown(network(4), View(layers=("people", "tags"), projected=True)).network
    assert not [link for link in part.links if link.kind == layers.SHARED]


def test_tags_stand_amid_those_who_hold_them():
    whole = network(5)
    places = np.random.default_rng(5).random((whole.size, 2)) * 0.8 + 0.1
    part = shown(whole, View(layers=("people", "tags")))
    sent = columns.columns(part, places)
    first = len(part.kept)
    for number, holders in enumerate(part.holders, first):
        middle = places[list(holders)].mean(axis=0)
        stands = np.array([sent.x[number], sent.y[number]]) / columns.SQUARE
        assert np.abs(stands - middle).max() < 0.03
    assert [tag[0] for tag in sent.tags] == [one.slug for one in part.network.tags]
    assert sent.sorts == ["offers", "seeks", "tie"]


# ---------------------------------------------------------------- who shows what
def named(slug, whole):
    """The ids of those who hold the tag or organisation on the map."""
    return {
        one.id
        for one in whole.people
        for value in (
            *one.about.offers, *one.about.seeks, *one.about.organisations,
            one.about.place,
        )
        if value.code == slug
    }  # fmt: skip


def test_a_sensitive_tag_is_on_no_map(app):
    tag(4, "diabetes")
    whole = maps.network_of(rows_for(OLU))
    assert named("evaluation", whole) >= {2, 4}
    assert not named("diabetes", whole)
    part = shown(whole, View(layers=("people", "tags"), tag=("diabetes",)))
    assert not part.network.people


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("consent", list(MapConsent))
def test_only_what_all_members_may_see_of_those_named_is_on_it(app, audience, consent):
    add(101, consent)
    tag(101, "storytelling", Relation.SEEKS, audience)
    belong(101, "Acorn House", audience)
    whole = maps.network_of(rows_for(OLU))
    wide = audience in (Audience.MEMBERS, Audience.PUBLIC)
    shows = wide and consent is MapConsent.NAMED
    assert (101 in named("storytelling", whole)) == shows
    assert (101 in named("acorn-house", whole)) == shows


def test_learning_is_neither_offered_nor_sought(app):
    tag(4, "storytelling", Relation.LEARNING)
    assert 4 not in named("storytelling", maps.network_of(rows_for(OLU)))


def test_a_person_has_the_region_else_the_nation(app):
    whole = maps.network_of(rows_for(OLU))
    place = {one.id: one.about.place.label for one in whole.people}
    assert (place[1], place[4], place[5]) == ("South West", "Wales", "")


def test_people_have_the_phases_of_their_projects(app):
    whole = maps.network_of(rows_for(OLU))
    phases = {one.id: one.about.phases for one in whole.people}
    assert [phase.code for phase in phases[4]] == ["develop"]
    assert phases[1] == ()
