"""Whatever changes on the map changes its fingerprint, also behind its back."""

from itertools import product

import pytest
from sqlalchemy import case, delete, insert, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.visible import circle_member, tie
from community.expertise.models import Tag
from community.matching import snapshot
from community.members.models import (
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.network import maps
from community.network.fingerprint import fingerprint
from community.projects.models import Membership, Project, ProjectState
from tests.cast import connect, join
from tests.network.map_world import OLU, add, belong, consent

MEMBERS = Audience.MEMBERS


def swap_consents():
    consent(3, MapConsent.NAMED)
    consent(4, MapConsent.UNNAMED)


def swap_kinds():
    """Take the last kind away and put another of as many letters in its place."""
    rows = db.session.execute(
        delete(MemberKind).where(MemberKind.member_id == 6).returning(MemberKind.id),
        execution_options={"unscoped": "test"},
    ).all()
    db.session.execute(
        insert(MemberKind).values(
            id=rows[0][0],
            member_id=6,
            code="q" * len("clinician"),
            rank=0,
            audience=Audience.ME,
        )
    )


def swap_ends():
    """Two pairs become two others among the same four people."""
    for a, b, c, d in ((1, 5, 1, 3), (1, 3, 1, 5)):
        db.session.execute(
            update(Connection).where(Connection.a_id == a, Connection.b_id == b).values(
                a_audience=TieAudience.PAIR if (c, d) == (1, 3) else TieAudience.MEMBERS
            )
        )  # fmt: skip


CHANGES = {
    "a consent is withdrawn": lambda: consent(4, MapConsent.ABSENT),
    "two swap consents": swap_consents,
    "a name is hidden": lambda: db.session.execute(
        update(Member).where(Member.id == 4).values(audience=Audience.CONNECTIONS)
    ),
    "somebody leaves": lambda: db.session.execute(
        update(Member).where(Member.id == 4).values(listed=False)
    ),
    "somebody comes": lambda: add(101),
    "a kind becomes another as long": swap_kinds,
    "a kind is hidden": lambda: db.session.execute(
        update(MemberKind).where(MemberKind.member_id == 4).values(audience=Audience.ME)
    ),
    "a tie is kept between the pair": lambda: db.session.execute(
        update(Connection).where(Connection.a_id == 1, Connection.b_id == 5)
        .values(b_audience=TieAudience.PAIR)
    ),
    "two ties swap their audiences": swap_ends,
    "a tie is made": lambda: (connect(2, 4), db.session.flush()),
    "somebody blocks the organiser": lambda: [
        db.session.execute(
            tie.insert().values(member_id=a, other_id=b, kind="blocked")
        )
        for a, b in ((6, 4), (4, 6))
    ],
    "a membership is hidden": lambda: db.session.execute(
        update(Membership).where(Membership.member_id == 4).values(audience=Audience.ME)
    ),
    "somebody joins": lambda: (join(2, 4), db.session.flush()),
    "a circle changes": lambda: db.session.execute(
        delete(circle_member).where(circle_member.c.member_id == 4)
    ),
    "a project is put away": lambda: db.session.execute(
        update(Project).where(Project.id == 2).values(state=ProjectState.ARCHIVED)
    ),
    "somebody moves": lambda: db.session.execute(
        update(MemberPlace).where(MemberPlace.member_id == 4).values(nation="eng")
    ),
    "a place is hidden": lambda: db.session.execute(
        update(MemberPlace).values(audience=Audience.ME)
    ),
    "somebody joins an organisation": lambda: belong(4, "Acorn House"),
    "a tag becomes sensitive": lambda: db.session.execute(
        update(Tag).where(Tag.id == 1).values(sensitive=~Tag.sensitive)
    ),
    "somebody seeks what they offered": lambda: db.session.execute(
        update(MemberTag).where(MemberTag.relation == Relation.OFFERS)
        .values(relation=Relation.LEARNING)
    ),
    "a project enters the next phase": lambda: db.session.execute(
        update(Project).where(Project.id == 1).values(phase="research")
    ),
    "a bump": snapshot.bump,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_changes_the_fingerprint(app, change):
    before = fingerprint(OLU)
    assert fingerprint(OLU) == before
    CHANGES[change]()
    assert fingerprint(OLU) != before


def test_changes_of_several_people_at_once_never_cancel_each_other(app):
    """Every way in which six neighbours can choose has a fingerprint of its own."""
    people = [add(number) for number in range(101, 107)]
    found = set()
    for choices in product(MapConsent, repeat=len(people)):
        chosen = dict(zip(people, choices, strict=True))
        db.session.execute(
            update(Member)
            .where(Member.id.in_(people))
            .values(map_consent=case(chosen, value=Member.id))
        )
        found.add(fingerprint(OLU))
    assert len(found) == len(MapConsent) ** len(people)


def test_it_is_one_statement(app, statements):
    with statements() as found:
        fingerprint(OLU)
    assert len(found) == 1


def test_a_withdrawn_consent_is_gone_with_the_next_look(app):
    add(101)
    assert 4 in {one.id for one in maps.network_for(OLU).people}
    consent(4, MapConsent.ABSENT)
    assert 4 not in {one.id for one in maps.network_for(OLU).people}


def test_a_map_that_did_not_change_is_not_made_again(app, statements):
    first = maps.network_for(OLU)
    with statements() as found:
        assert maps.network_for(OLU) is first
    assert len(found) == 1


def test_large_numbers_stay_within_64_bits(app):
    number = 2_000_000_000
    for more in range(3):
        add(number + more)
    db.session.execute(
        update(Member).where(Member.id == number).values(version=2_000_000_000)
    )
    assert all(abs(part) < 2**63 for part in fingerprint(OLU))


def test_another_organiser_has_another_map(app):
    from dataclasses import replace

    from tests.cast import CAST

    other = replace(CAST["ada"].viewer, roles=OLU.roles)
    assert maps.network_for(other) is not maps.network_for(OLU)


def test_people_keep_their_places_when_somebody_comes(app, tmp_path):
    first = maps.network_for(OLU)
    places = maps.positions(first, tmp_path)
    assert (maps.positions(first, tmp_path) == places).all()
    add(101)
    second = maps.network_for(OLU)
    again = maps.positions(second, tmp_path)
    kept = dict(zip(second.keys, again, strict=True))
    moved = [
        abs(kept[key] - place).max()
        for key, place in zip(first.keys, places, strict=True)
    ]
    assert max(moved) < 0.5
    assert again.shape == (second.size, 2)
