"""Who and what is on the organisers' map, over all combinations of consent."""

from itertools import product

import pytest
from sqlalchemy import delete, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden
from community.core.visible import tie
from community.members.models import MapConsent, Member
from community.network import maps
from community.network.about import WIDE
from community.network.figures import MEMBERSHIP, TIE
from community.network.rows import rows_for
from community.projects.models import Membership, Project, ProjectState
from tests.cast import CAST, connect, join
from tests.network.map_world import OLU, add, consent, tied

NAMED, UNNAMED, ABSENT = MapConsent.NAMED, MapConsent.UNNAMED, MapConsent.ABSENT
PAIR = TieAudience.PAIR


def network():
    return maps.network_of(rows_for(OLU))


def ends(network, kind=TIE):
    """The links between single nodes, as pairs of ids."""
    ids = [one.id for one in network.people] + [-one.id for one in network.projects]
    return {
        (ids[link.a], ids[link.b])
        for link in network.links
        if link.kind == kind and max(link.a, link.b) < len(ids)
    }


@pytest.mark.parametrize(("one", "other"), list(product(MapConsent, repeat=2)))
def test_a_tie_is_drawn_between_two_named_people_unless_an_end_says_pair(
    app, one, other
):
    add(101, one)
    add(102, other)
    for at_one, at_other in product(TieAudience, repeat=2):
        db.session.execute(delete(Connection).where(Connection.a_id == 101))
        db.session.execute(delete(tie).where(tie.c.member_id.in_([101, 102])))
        tied(101, 102, at_one, at_other)
        drawn = (101, 102) in ends(network())
        both = one is NAMED and other is NAMED
        assert drawn == (both and PAIR not in (at_one, at_other)), (at_one, at_other)


@pytest.mark.parametrize("choice", list(MapConsent))
@pytest.mark.parametrize("audience", [a for a in Audience if a is not Audience.ME])
def test_a_person_is_a_node_only_when_named_and_seen(app, choice, audience):
    add(101, choice, audience=audience)
    found = network()
    seen = audience in (Audience.MEMBERS, Audience.PUBLIC)
    on_map = 101 in {one.id for one in found.people}
    assert on_map == (choice is NAMED and seen)


@pytest.mark.parametrize("choice", list(MapConsent))
@pytest.mark.parametrize("audience", list(Audience))
def test_a_membership_is_drawn_when_its_person_and_its_audience_say_so(
    app, choice, audience
):
    add(101, choice)
    join(1, 101, audience=audience)
    db.session.flush()
    shown = audience in (Audience.MEMBERS, Audience.PUBLIC) and choice is NAMED
    assert ((101, -1) in ends(network(), MEMBERSHIP)) == shown


def test_a_draft_is_not_on_the_map(app):
    assert {one.id for one in network().projects} == {1, 2}
    db.session.execute(
        update(Project).where(Project.id == 2).values(state=ProjectState.ARCHIVED)
    )
    assert {one.id for one in network().projects} == {1}


def test_an_ended_membership_is_not_drawn(app, at):
    from community.core import clock

    db.session.execute(
        update(Membership).where(Membership.member_id == 4).values(until=clock.today())
    )
    assert (4, -1) not in ends(network(), MEMBERSHIP)


def test_whoever_is_kept_apart_from_the_organiser_is_nowhere(app):
    before = rows_for(OLU)
    for one, other in ((6, 3), (3, 6), (6, 4), (4, 6)):
        row = {"member_id": one, "other_id": other, "kind": "blocked"}
        db.session.execute(tie.insert().values(**row, audience="pair"))
    after = rows_for(OLU)
    assert before.consents - after.consents == 2
    assert 4 not in {one.id for one in after.named}
    assert 3 not in after.unnamed
    assert not [pair for pair in after.memberships if 4 in pair]


def test_only_organisers_get_it(app):
    for who in ("alice", "ada", "mo"):
        with pytest.raises(Forbidden):
            maps.network_for(CAST[who].viewer)


def test_the_last_consent_below_eight_closes_the_map(app):
    assert not network().few
    consent(4, ABSENT)
    closed = network()
    assert closed.few
    assert (closed.people, closed.links, closed.crowds) == ((), (), ())


def test_a_kind_that_the_organiser_may_not_see_gives_no_shape(app):
    add(101, kind="carer", kind_audience=Audience.CONNECTIONS)
    add(102, kind="carer")
    shapes = {one.id: (one.kind, one.shape) for one in network().people}
    assert shapes[101] == ("", 0)
    assert shapes[102] == ("Carer", 1)


def test_what_only_its_owner_sees_is_not_on_the_owners_own_map(app):
    join(2, 6, audience=Audience.ME)
    db.session.flush()
    found = network()
    olu = next(one for one in found.people if one.id == 6)
    assert (olu.kind, olu.shape, olu.projects) == ("", 0, 0)
    assert (6, -2) not in ends(found, MEMBERSHIP)


@pytest.mark.parametrize("audience", [a for a in Audience if a not in WIDE])
def test_what_an_organiser_sees_as_a_friend_or_mate_is_not_on_the_map(app, audience):
    join(1, 6)
    for number in (101, 102):
        add(number, kind="carer", kind_audience=audience)
        connect(6, number, TieAudience.MEMBERS)
        join(1, number, audience=audience)
    hide = update(Member).where(Member.id.in_([6, 102])).values(audience=audience)
    db.session.execute(hide)
    found = rows_for(OLU)
    named = {one.id for one in found.named}
    assert 101 in named
    assert not {6, 102} & named
    assert {6, 102} <= found.unnamed
    assert not {101, 102} & found.kinds.keys()
    assert not [pair for pair in found.memberships if pair[0] in (101, 102)]


def test_unlisted_people_are_not_even_counted(app):
    before = rows_for(OLU)
    db.session.execute(update(Member).where(Member.id.in_([4, 3])).values(listed=False))
    after = rows_for(OLU)
    assert before.consents - after.consents == 2
    assert after.absent == before.absent
