"""The ways to people and projects, and mutual contacts, on random communities."""

from itertools import pairwise

import networkx as nx
import pytest
from sqlalchemy import update

from community.connections.models import TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.visible import tie
from community.matching.linked import linked_with
from community.matching.paths import ways_to_person, ways_to_project
from community.members.models import Member
from tests.cast import CAST, connect, join
from tests.matching.tie_worlds import PROJECTS, Eyes, make, viewer

DAI = CAST["dai"].viewer


def told(ways):
    return [[one.name for one in way.stations] for way in ways.first]


@pytest.mark.parametrize("seed", range(6))
def test_ways_are_the_shortest_ones_of_networkx(app, seed):
    people = make(seed + 20)
    for number in people[seed % 3 :: 3]:
        eyes, who = Eyes(number), viewer(number)
        shown = [one for one in people if one != number and eyes.sees(one)]
        for other in shown[seed % 2 :: 2]:
            _same(eyes, ways_to_person(who, other), ("person", other))
        for project in PROJECTS:
            if ("project", project) in eyes.links:
                _same(eyes, ways_to_project(who, project), ("project", project))


def _same(eyes, ways, end):
    graph = eyes.unmuted(eyes.links, end)
    paths = []
    if end in graph and nx.has_path(graph, ("person", eyes.me), end):
        paths = list(nx.all_shortest_paths(graph, ("person", eyes.me), end))
    paths = [path[1:] for path in paths if len(path) <= 7]
    names = {("project", one): f"Work {one * 7 % 5}" for one in PROJECTS}
    names |= {("person", one): row.name for one, row in eyes.members.items()}

    def key(path):
        return [
            (kind == "project", kind == "project" or not eyes.can_be_asked(number),
             names[kind, number].casefold(), number)
            for kind, number in path
        ]  # fmt: skip

    first = [[names[node] for node in path] for path in sorted(paths, key=key)[:3]]
    assert (ways.number, told(ways)) == (len(paths), first)
    assert ways.links == (len(paths[0]) if paths else 0)
    for way, path in zip(ways.first, sorted(paths, key=key), strict=False):
        two = path[:2]
        able = [k == "person" and eyes.can_be_asked(number) for k, number in two]
        assert (way.ask is not None) == (able == [True, True])


@pytest.mark.parametrize("seed", range(3))
def test_mutual_contacts_are_tied_to_both_by_ties_that_one_sees(app, seed):
    people = make(seed + 40)
    for number in people[::3]:
        eyes = Eyes(number)
        ties = eyes.unmuted(eyes.ties)
        for other in people:
            if other == number or not eyes.sees(other):
                continue
            graph = eyes.unmuted(eyes.ties, ("person", other))
            both = set()
            if ("person", other) in graph:
                both = set(ties[("person", number)]) & set(graph[("person", other)])
            found = linked_with(viewer(number), other)
            assert {one.slug for one in found.mutual} == {
                f"person-{one}" for _, one in both
            }
            assert {one.slug for one in found.introducers} == {
                f"person-{one}" for _, one in both if eyes.can_be_asked(one)
            }


# ------------------------------------------------------------- with the cast
def test_people_come_before_projects_and_who_takes_requests_first(app):
    join(2, 4)
    join(2, 8)
    for middle in (1, 6, 7):
        connect(4, middle, TieAudience.MEMBERS)
        connect(8, middle, TieAudience.MEMBERS)
    busy = update(Member).where(Member.id == 7).values(taking_requests=False)
    db.session.execute(busy)
    db.session.commit()
    ways = ways_to_person(DAI, 8)
    assert ways.number == 4
    assert told(ways) == [
        ["Alice Marsh", "Mo Rahman"], ["Olu Adeyemi", "Mo Rahman"],
        ["Ada Quill", "Mo Rahman"],
    ]  # fmt: skip
    asks = [way.ask and way.ask[0].name for way in ways.first]
    assert asks == ["Alice Marsh", "Olu Adeyemi", None]


def test_a_way_has_at_most_six_links(app):
    chain = (2, 6, 7, 8, 3, 1)
    for one, other in pairwise(chain):
        if {one, other} != {1, 3}:
            connect(one, other, TieAudience.MEMBERS)
    db.session.execute(update(Member).values(audience=Audience.MEMBERS))
    db.session.execute(tie.update().values(audience="members"))
    db.session.commit()
    assert ways_to_person(CAST["bob"].viewer, 1).links == 0  # Carol's tie is near
    assert ways_to_person(CAST["bob"].viewer, 3).links == 4


def test_a_muted_person_is_no_station_but_may_be_the_end(app):
    connect(4, 1, TieAudience.MEMBERS)
    row = {"member_id": 4, "other_id": 1, "kind": "muted"}
    db.session.execute(tie.insert().values(**row))
    db.session.commit()
    assert told(ways_to_person(DAI, 1)) == [["Alice Marsh"]]
    assert told(ways_to_person(DAI, 3)) == []


def test_takes_one_statement_a_link_less_one_and_one_for_names(app, statements):
    with statements() as found:
        assert ways_to_person(CAST["carol"].viewer, 4).links == 4
    assert len(found) == 4
    with statements() as found:
        ways_to_person(CAST["alice"].viewer, 5)
    assert len(found) == 2
