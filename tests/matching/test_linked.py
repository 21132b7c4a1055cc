"""How two people are linked, what they share, whom both know: as the viewer may see."""

import pytest

from community.connections.models import TieAudience
from community.core.access import Audience
from community.core.db import db
from community.matching.linked import Linked, linked_with
from community.members.models import Relation
from tests.cast import CAST, connect, join
from tests.matching.ways import part, say


def linked(who: str, other: str) -> Linked:
    return linked_with(CAST[who].viewer, CAST[other].id)


def thread(who: str, other: str) -> list[str]:
    return [step.label or "You" for step in linked(who, other).steps]


@pytest.mark.parametrize(
    ("who", "other", "steps"),
    [
        ("alice", "lea", ["You", "Lea Novak"]),
        ("carol", "lea", ["You", "Alice Marsh", "Lea Novak"]),
        ("dai", "lea", ["You", "Pain cafe", "Lea Novak"]),
        ("alice", "dai", ["You", "Lea Novak", "Pain cafe", "Dai Prosser"]),
        ("dai", "alice", ["You", "Pain cafe", "Lea Novak", "Alice Marsh"]),
        ("carol", "dai", []),  # four links away
        ("alice", "bob", []),
    ],
)
def test_the_shortest_thread_of_at_most_three_links(app, who, other, steps):
    assert thread(who, other) == steps


def test_knows_whom_one_knows(app):
    assert linked("alice", "lea").connected
    assert not linked("carol", "lea").connected


@pytest.mark.parametrize(
    ("audience", "seen"),
    [(TieAudience.PAIR, False), (TieAudience.NEAR, False), (TieAudience.MEMBERS, True)],
)
def test_a_thread_uses_only_ties_that_the_viewer_may_see(app, audience, seen):
    connect(2, 8)
    connect(4, 8, audience)
    connect(2, 6)
    db.session.commit()
    assert bool(thread("olu", "dai")) is (audience is TieAudience.MEMBERS)
    near = audience is not TieAudience.PAIR
    assert bool(thread("bob", "dai")) is near
    assert seen or not thread("olu", "dai")


def test_a_hidden_membership_makes_no_thread(app):
    join(2, 8, audience=Audience.ME)
    connect(2, 6)
    db.session.commit()
    assert thread("olu", "mo") == []
    join(1, 8, audience=Audience.PROJECTS)
    db.session.commit()
    assert thread("dai", "mo") == ["You", "Pain cafe", "Mo Rahman"]
    assert thread("alice", "mo") == []


def test_blocked_people_are_no_station(app):
    part(3, 5)
    connect(4, 5, TieAudience.MEMBERS)
    connect(1, 4, TieAudience.MEMBERS)
    db.session.commit()
    assert thread("carol", "dai") == ["You", "Alice Marsh", "Dai Prosser"]
    assert "Lea" not in str(linked("carol", "dai"))
    assert linked("carol", "lea") == Linked()


def test_mutual_contacts_and_shared_projects_are_listed(app):
    connect(4, 1, TieAudience.MEMBERS)
    connect(2, 5, TieAudience.MEMBERS)
    connect(2, 4, TieAudience.MEMBERS)
    db.session.commit()
    found = linked("dai", "lea")
    assert [step.label for step in found.mutual] == ["Alice Marsh", "Bob Okoro"]
    assert [step.label for step in found.projects] == ["Pain cafe"]


def test_in_common_is_what_both_have_and_the_other_shows(app):
    tags = linked("alice", "bob").tags
    assert [(tag.slug, tag.private) for tag in tags] == [
        ("diabetes", True), ("evaluation", False)
    ]  # fmt: skip
    assert [tag.slug for tag in linked("bob", "alice").tags] == ["evaluation"]
    say(8, "diabetes", Relation.OFFERS, Audience.ME)
    assert linked("alice", "mo").tags == ()


def test_takes_one_statement(app, statements):
    with statements() as found:
        linked("alice", "dai")
    assert len(found) == 1
