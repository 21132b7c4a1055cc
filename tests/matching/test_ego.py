"""One's own network obeys the audiences of ties and memberships."""

from itertools import pairwise, product

import pytest

from community.connections.models import TieAudience
from community.core.access import Audience
from community.core.db import db
from community.matching import ego, ego_drawing
from community.matching.ego_places import rings
from tests.cast import CAST, connect, join
from tests.network.map_world import add, tied

ALICE = CAST["alice"].viewer
NEAR, PAIR = TieAudience.NEAR, TieAudience.PAIR


def further(viewer=ALICE):
    return {line.card.id for line in ego.my_network(viewer).further}


@pytest.mark.parametrize(("at_one", "at_other"), list(product(TieAudience, repeat=2)))
def test_whom_my_people_know_shows_unless_an_end_keeps_it_between_the_pair(
    app, at_one, at_other
):
    tied(4, 5, at_one, at_other)
    assert (4 in further()) == (PAIR not in (at_one, at_other))


@pytest.mark.parametrize("audience", list(Audience))
def test_a_team_mate_shows_when_the_membership_is_open_to_me(app, audience):
    join(2, 1)
    join(2, 4, audience=audience)
    db.session.flush()
    shown = (Audience.PROJECTS, Audience.MEMBERS, Audience.PUBLIC)
    assert (4 in further()) == (audience in shown)


def test_a_membership_elsewhere_leads_nowhere(app):
    join(2, 1)
    join(1, 1)
    join(2, 4, audience=Audience.PROJECTS)
    db.session.flush()
    found = {line.card.id: line.projects for line in ego.my_network(ALICE).further}
    assert found == {2: (2,), 4: (1, 2)}
    join(3, 2, audience=Audience.PROJECTS)
    db.session.flush()
    assert {
        line.card.id: line.projects for line in ego.my_network(ALICE).further
    } == found


def test_a_person_who_is_hidden_is_not_even_counted(app):
    number = add(101, audience=Audience.CONNECTIONS)
    tied(5, number, NEAR, NEAR)
    network = ego.my_network(ALICE)
    assert (network.more, number in further()) == (0, False)


def test_somebody_whom_i_blocked_is_nowhere(app):
    from community.core.visible import tie

    connect(4, 5)
    for a, b in ((1, 4), (4, 1)):
        row = {"member_id": a, "other_id": b, "kind": "blocked", "audience": "pair"}
        db.session.execute(tie.insert().values(**row))
    db.session.flush()
    assert 4 not in further()
    assert ego.my_network(ALICE).more == 0


def test_my_ties_come_with_what_i_chose_and_with_what_counts(app):
    tied(1, 4, TieAudience.MEMBERS, PAIR)
    lines = {line.card.id: line for line in ego.my_network(ALICE).ties}
    assert (lines[4].chosen, lines[4].audience) == (TieAudience.MEMBERS, PAIR)
    assert [line.card.name for line in lines.values()] == [
        "Carol Finch", "Dai Prosser", "Lea Novak",
    ]  # fmt: skip


def test_at_most_thirty_are_listed_and_all_are_counted(app):
    for number in range(101, 141):
        add(number)
        tied(5, number, NEAR, NEAR)
    network = ego.my_network(ALICE)
    assert (len(network.further), network.more) == (ego.FURTHER, 40)


def test_it_takes_eight_statements_at_most(app, statements):
    join(2, 1)
    db.session.commit()
    with statements() as found:
        ego.my_network(ALICE)
    assert len(found) <= 8


def test_the_drawing_holds_what_the_list_holds(app):
    connect(4, 5)
    join(2, 1)
    db.session.flush()
    network = ego.my_network(ALICE)
    drawn = ego_drawing.drawing(network, "You")
    people = {dot.slug for dot in drawn.dots if dot.kind == "person"}
    lines = (*network.ties, *network.further)
    assert people == {line.card.slug for line in lines}
    assert {dot.slug for dot in drawn.dots if dot.kind == "project"} == {"project-2"}
    assert sum(line.thick for line in drawn.lines) == len(network.ties) + 1


@pytest.mark.parametrize(
    ("inner", "outer"), [(1, 0), (3, 1), (12, 40), (60, 30), (2, 30)]
)
def test_labels_of_a_ring_never_touch(inner, outer):
    first = [f"a{n}" for n in range(inner)]
    second = {f"b{n}": first[n % inner] for n in range(outer)}
    places, height = rings(first, second)
    assert set(places) == {*first, *second}
    for left, nodes in product((True, False), (first, list(second))):
        heights = sorted(places[one].y for one in nodes if places[one].left == left)
        steps = [b - a for a, b in pairwise(heights)]
        assert all(step >= 18 for step in steps), steps
        assert all(10 < y < height - 10 for y in heights)


def test_a_ring_without_anybody_is_empty():
    assert rings([], {})[0] == {}


def test_a_long_title_is_cut_in_the_drawing_alone(app):
    from sqlalchemy import update

    from community.projects.models import Project

    title = "A very long title that would reach across the whole drawing"
    db.session.execute(update(Project).where(Project.id == 2).values(title=title))
    join(2, 1)
    db.session.flush()
    network = ego.my_network(ALICE)
    dot = next(
        one for one in ego_drawing.drawing(network, "You").dots if one.kind == "project"
    )
    assert (dot.name, dot.label) == (title, "A very long titl…")
    assert network.work[0].title == title
