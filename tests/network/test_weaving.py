"""Whom organisers could introduce: who is in the list, why, and what it never tells."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from community.connections.models import TieAudience
from community.core.access import Audience
from community.core.db import db, start_writing
from community.graph.measures import across, measure
from community.members.models import MapConsent, Member, Relation
from community.network.maps import network_for
from community.network.weaving.changing import change, figures_of
from community.network.weaving.fitting import LEAST, Common, Fit, Fitting
from community.network.weaving.people import free
from community.network.weaving.suggesting import board_of, chosen, suggestions
from tests.cast import CAST, connect
from tests.network import weaving_world as world
from tests.network.map_world import OLU, add, consent, tag, tied


@pytest.fixture
def woven(app):
    world.weave_world()


def pairs(who=OLU):
    """Every suggested pair as two slugs, all pages."""
    network = network_for(who)
    ready = free(who, network)
    none = chosen(network, ready, [])
    found = []
    first = suggestions(network, ready, none)
    for number in range(1, first.pages + 1):
        found += suggestions(network, ready, none, number).items
    return [(one.one.slug, one.two.slug) for one in found]


def people(who=OLU):
    return {slug for pair in pairs(who) for slug in pair}


def tick(*keys, who=OLU):
    network = network_for(who)
    return chosen(network, free(who, network), keys)


# ---------------------------------------------------------------- who is in the list
def test_nobody_is_suggested_whom_they_know_on_the_map(woven):
    found = {frozenset(pair) for pair in pairs()}
    network = network_for(OLU)
    slugs = [one.slug for one in network.people]
    known = {frozenset((slugs[a], slugs[b])) for a, b in board_of(network).tied}
    assert found
    assert not found & known


def test_the_organiser_is_none_of_them(woven):
    assert OLU.slug in {one.slug for one in network_for(OLU).people}
    assert OLU.slug not in people()
    assert tick(f"{OLU.slug},person-101").lost


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("taking_requests", False),
        ("joined", False),
        ("map_consent", MapConsent.UNNAMED),
        ("map_consent", MapConsent.ABSENT),
        ("audience", Audience.CONNECTIONS),
        ("listed", False),
    ],
)
def test_who_is_not_there_for_it_is_not_suggested(woven, column, value):
    assert "person-121" in people()
    found = update(Member).where(Member.id == world.ALONE)
    db.session.execute(found.values({column: value}))
    assert "person-121" not in people()


def test_a_pair_can_be_chosen_in_either_order_and_once(woven):
    found = tick(world.key(111, 101), world.key(101, 111))
    assert [one.key for one in found.pairs] == [world.key(101, 111)]
    assert not found.lost


@pytest.mark.parametrize(
    "key",
    ["person-101", "person-101,", "nobody,person-101", "person-101,person-101",
     "person-101,person-102", "carol-3,person-101", "a,b,c", ""],
)  # fmt: skip
def test_what_is_no_pair_of_strangers_on_the_map_is_left_out(woven, key):
    found = tick(key)
    assert found.pairs == ()
    assert found.lost


# ---------------------------------------------------------------- what it never tells
def everything(who=OLU):
    """The list and what is ticked, as bytes."""
    network = network_for(who)
    ready = free(who, network)
    ticked = chosen(network, ready, [world.key(101, 111), world.key(121, 102)])
    return repr((pairs(who), ticked, change(network, ticked.places)))


HIDDEN = {
    "a tie that they keep for themselves": lambda: tied(
        101, 111, TieAudience.PAIR, TieAudience.NEAR
    ),
    "a tie that the other keeps for both": lambda: tied(
        101, 111, TieAudience.MEMBERS, TieAudience.PAIR
    ),
    "a block": lambda: _block(101, 111),
    "a word that one keeps for oneself": lambda: tag(
        111, "storytelling", Relation.OFFERS, Audience.ME
    ),
    "a sensitive word": lambda: tag(112, "diabetes", Relation.SEEKS),
}


def _block(one, two):
    from community.safeguarding.commands import block
    from tests.cast import Person

    viewer = Person(one, f"Person Number{one}").viewer
    block(viewer, world.member(two))


@pytest.mark.parametrize("what", HIDDEN)
def test_nothing_hidden_changes_what_an_organiser_reads(woven, what):
    before = everything()
    HIDDEN[what]()
    db.session.flush()
    assert everything() == before


def test_whom_the_organiser_does_not_see_is_in_no_list(woven):
    _block(101, OLU.member_id)
    assert "person-101" not in people()
    assert tick(world.key(101, 111)).lost


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_only_who_agreed_by_name_is_ever_in_it(woven, data):
    start_writing()
    everybody = [*world.CARERS, *world.CLINICIANS, world.ALONE]
    for number in everybody:
        consent(number, data.draw(st.sampled_from(list(MapConsent))))
    named = {
        slug
        for slug, one in db.session.execute(
            update(Member).returning(Member.slug, Member.map_consent)
            .values(map_consent=Member.map_consent)
            .execution_options(unscoped="test")
        )
        if one == MapConsent.NAMED
    }  # fmt: skip
    assert people() <= named
    db.session.rollback()


# ---------------------------------------------------------------- why
def test_what_one_offers_and_the_other_seeks_is_a_reason(woven):
    (found,) = tick(world.key(101, 111)).pairs
    assert found.fits == (Fit(Common.MEETS, "Evaluation", first_offers=False),)


def test_what_both_name_is_a_reason_and_a_sensitive_word_is_none(woven):
    (both,) = tick(world.key(102, 112)).pairs
    assert both.fits == (Fit(Common.SHARED, "Group facilitation"),)
    (sensitive,) = tick(world.key(103, 113)).pairs
    assert sensitive.fits == ()


def test_the_gain_says_who_is_alone_and_which_groups_are_joined(woven):
    alone, joined = tick(world.key(101, 121), world.key(101, 111)).pairs
    assert alone.gain.alone == (False, True)
    assert joined.gain.joins
    assert joined.gain.groups is not None
    assert joined.gain.links == 0
    assert joined.gain.kinds == (1, 2)


def slow_points(board, a, b):
    """How well two fit, added up one value at a time."""
    one, two = board.network.people[a].about, board.network.people[b].about
    worth = board.fitting.worth
    points = 0.0
    for gives, takes in ((one, two), (two, one)):
        points += sum(worth[tag] for tag in set(gives.offers) & set(takes.seeks))
    tags = {*one.offers, *one.seeks} & {*two.offers, *two.seeks}
    points += 0.5 * sum(worth[tag] for tag in tags)
    if one.place and one.place == two.place:
        points += 0.3 * worth[one.place]
    return LEAST + (1 - LEAST) * (1 - np.exp(-points))


def test_the_fit_is_the_sum_of_its_reasons(woven):
    board = board_of(network_for(OLU))
    size = len(board.network.people)
    every = np.array([(a, b) for a in range(size) for b in range(a + 1, size)])
    fits = board.fitting.fit(every)
    assert fits == pytest.approx([slow_points(board, a, b) for a, b in every.tolist()])
    for (a, b), fit in zip(every.tolist(), fits, strict=True):
        assert bool(board.fitting.reasons(a, b)) == (fit > LEAST)


def test_nobody_fits_on_an_empty_map():
    assert Fitting([]).fit(np.zeros((0, 2), dtype=np.int64)).shape == (0,)


# ---------------------------------------------------------------- what would change
def test_the_change_is_that_of_measuring_the_map_anew(woven):
    network = network_for(OLU)
    ticked = tick(world.key(101, 111), world.key(102, 121))
    found = change(network, ticked.places)
    assert found.before == figures_of(network)
    board = board_of(network)
    added = np.array(ticked.places)
    ties = np.concatenate([board.arrays.ties, added])
    links = np.concatenate([board.arrays.links, added])
    now = measure(board.arrays.size, board.arrays.people, links, ties)
    after = found.after
    assert (after.parts, after.alone) == (now.parts, now.alone)
    assert after.mean_path == pytest.approx(now.mean_path)
    assert after.diameter == now.diameter
    assert after.load == pytest.approx(now.between.max())
    assert after.busiest == network.people[int(now.between.argmax())].name
    crossing = across(ties, board.arrays.kinds)
    assert (after.across, after.told) == (crossing.across, crossing.told)


def test_what_people_do_becomes_what_was_said(woven):
    """The change that was foretold is the map once the two are tied."""
    ticked = tick(world.key(101, 111))
    foretold = change(network_for(OLU), ticked.places).after
    connect(101, 111, TieAudience.NEAR)
    db.session.flush()
    assert figures_of(network_for(OLU)) == foretold


def test_a_large_map_says_nothing_of_steps_and_ways(woven, monkeypatch):
    network = network_for(OLU)
    whole, places = figures_of(network), tick(world.key(101, 111)).places
    monkeypatch.setattr("community.network.maps.LARGE", 3)
    found = change(network, places)
    assert (found.before.parts, found.before.alone) == (whole.parts, whole.alone)
    assert (found.before.across, found.before.told) == (whole.across, whole.told)
    assert found.after.parts == whole.parts - 1
    assert found.after.mean_path is None
    assert found.after.busiest == ""


def test_with_too_few_consents_there_is_nothing(app):
    for person in CAST.values():
        consent(person.id, MapConsent.ABSENT)
    network = network_for(OLU)
    assert network.few
    assert pairs() == []
    add(500)
    assert tick("person-500,alice-1").lost
