"""Degrees, and who leads to whom, are those of the ties that one may see."""

import networkx as nx
import pytest

from community.connections.models import TieAudience
from community.core.db import db
from community.core.visible import tie
from community.matching import reach_page, reach_views
from community.matching.reach import reach
from community.matching.reach_page import Asked
from tests.cast import CAST, connect
from tests.matching.tie_worlds import Eyes, make, viewer
from tests.matching.ways import part

ALICE = CAST["alice"].viewer


def of(who, **asked):
    return reach_page.found(who, Asked(**asked), reach(who))


def names(found):
    return [line.card.name.split()[0] for line in found.page.items]


@pytest.mark.parametrize("seed", range(6))
def test_degrees_and_ways_are_those_of_a_plain_search(app, seed):
    people = make(seed)
    for number in people[seed % 2 :: 2]:
        eyes, who = Eyes(number), viewer(number)
        ties = eyes.unmuted(eyes.ties)
        me = ("person", number)
        lengths = nx.single_source_shortest_path_length(ties, me, cutoff=2)
        known, further = (
            {node[1] for node, links in lengths.items() if links == far}
            for far in (1, 2)
        )
        around = reach(who)
        assert set(around.ties) == set(around.contacts) == known
        assert around.through == {
            one: {other for other in known if ties.has_edge(*map(_node, (one, other)))}
            for one in further
        }
        found = of(who)
        assert (found.known, found.further) == (len(known), len(further))
        assert {line.card.id for line in found.page.items} == known | further
        for line in found.page.items:
            _holds(line, eyes, ties, known)


def _node(number):
    return ("person", number)


def _holds(line, eyes, ties, known):
    """Check one row against the graph: the path, whom to ask, how many others."""
    number = line.card.id
    via = {one for one in known if ties.has_edge(_node(one), _node(number))}
    if number in known:
        assert (line.ask, line.others, len(line.steps)) == (None, 0, 2)
        assert line.ways == len(via) + 1
        return
    assert line.ways == len(via)
    assert line.steps[1].slug in {f"person-{one}" for one in via}
    able = {one for one in via if eyes.can_be_asked(one)}
    if not able or not eyes.can_be_asked(number):
        assert line.ask is None
    else:
        assert line.ask.slug in {f"person-{one}" for one in able}
        assert line.others == len(able) - 1


@pytest.mark.parametrize("seed", range(2))
def test_every_number_of_who_links_me_is_that_of_a_list(app, seed):
    for number in make(seed)[::5]:
        who = viewer(number)
        for link in reach_views.who_links(who, reach(who)):
            slug = link.contact.slug
            assert link.all == of(who, through=slug).page.total
            assert link.only == of(who, through=slug, alone=True).page.total
            assert link.only <= link.all


# ------------------------------------------------------------- with the cast
def test_is_narrowed_by_how_far_and_through_whom(app):
    connect(5, 4)
    connect(5, 2)
    db.session.commit()
    assert names(of(ALICE)) == ["Bob", "Carol", "Dai", "Lea"]
    assert names(of(ALICE, far=("known",))) == ["Carol", "Lea"]
    assert names(of(ALICE, far=("further",))) == ["Bob", "Dai"]
    assert names(of(ALICE, through="lea-5")) == ["Bob", "Dai"]
    assert names(of(ALICE, through="carol-3")) == []
    assert names(of(ALICE, offers=("evaluation",), place=("wls",))) == ["Bob", "Dai"]
    found = of(ALICE, through="lea-5", far=("known",))
    assert [(one.value, one.count) for one in found.far] == [
        ("known", 0), ("further", 2)
    ]  # fmt: skip


def test_orders(app):
    connect(5, 2, TieAudience.MEMBERS)
    connect(3, 2, TieAudience.MEMBERS)
    connect(5, 4)
    db.session.commit()
    assert names(of(ALICE, sort="nearest")) == ["Carol", "Lea", "Bob", "Dai"]
    assert names(of(ALICE, sort="ways")) == ["Bob", "Carol", "Dai", "Lea"]


def test_a_mute_takes_somebody_and_what_they_lead_to_out(app):
    connect(5, 4)
    row = {"member_id": 1, "other_id": 5, "kind": "muted"}
    db.session.execute(tie.insert().values(**row))
    db.session.commit()
    assert names(of(ALICE)) == ["Carol"]
    assert names(of(CAST["dai"].viewer)) == ["Alice", "Lea"]


def test_a_block_takes_somebody_out_as_an_end_and_as_a_way(app):
    connect(5, 4)
    part(1, 5)
    assert names(of(ALICE)) == ["Carol"]


def test_a_tie_between_the_pair_is_no_way(app):
    connect(5, 4, TieAudience.PAIR)
    db.session.commit()
    assert names(of(ALICE)) == ["Carol", "Lea"]


def test_quiet_ties_come_longest_first(app, at):
    at("2016-01-01 12:00")
    connect(1, 2)
    at("2017-01-01 12:00")
    connect(1, 4)
    db.session.commit()
    at("2017-07-01 12:00")
    found = reach_views.gone_quiet(ALICE, reach(ALICE))
    assert [one.card.name for one in found] == ["Bob Okoro"]
    at("2017-07-03 12:00")
    found = reach_views.gone_quiet(ALICE, reach(ALICE))
    assert [one.card.name for one in found] == ["Bob Okoro", "Dai Prosser"]
