"""Ties: who may see them, ending them, and the rows that the visibility rule reads."""

import pytest
from sqlalchemy import delete

from community import checks
from community.connections import ties as commands
from community.connections.models import Connection, TieAudience
from community.connections.queries import knows
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import tie, unscoped, visible
from tests.cast import CAST
from tests.matching.ways import part

PAIR, NEAR, MEMBERS = TieAudience


def alice_and_lea() -> Connection:
    found = visible(CAST["alice"].viewer, Connection).where(Connection.b_id == 5)
    return db.session.scalars(found).one()


def stored(one: int, two: int) -> list[str]:
    rows = unscoped("test", tie.c.audience).where(
        tie.c.member_id == one, tie.c.other_id == two, tie.c.kind == "connected"
    )
    return list(db.session.scalars(rows))


@pytest.mark.parametrize(
    ("alice", "lea", "counts"),
    [
        (PAIR, MEMBERS, PAIR),
        (NEAR, MEMBERS, NEAR),
        (MEMBERS, MEMBERS, MEMBERS),
        (MEMBERS, PAIR, PAIR),
        (NEAR, PAIR, PAIR),
        (MEMBERS, NEAR, NEAR),
    ],
)
def test_the_narrower_end_counts(app, alice, lea, counts):
    row = alice_and_lea()
    commands.show_tie(CAST["alice"].viewer, row.id, alice)
    commands.show_tie(CAST["lea"].viewer, row.id, lea)
    assert (row.a_audience, row.b_audience) == (alice, lea)
    assert stored(1, 5) == stored(5, 1) == [counts.value]
    assert checks.problems() == []


@pytest.mark.parametrize("who", ["dai", "olu", "ada"])
def test_others_change_nothing(app, who):
    row = alice_and_lea()
    for act in (
        lambda: commands.show_tie(CAST[who].viewer, row.id, PAIR),
        lambda: commands.remove_tie(CAST[who].viewer, row.id),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("who", ["alice", "lea"])
def test_either_end_can_end_it(app, who):
    commands.remove_tie(CAST[who].viewer, alice_and_lea().id)
    assert not knows(CAST["alice"].viewer, 5)
    assert not knows(CAST["lea"].viewer, 1)
    assert stored(1, 5) == stored(5, 1) == []
    assert checks.problems() == []


def test_rebuilding_brings_back_the_truth_and_leaves_blocks(app):
    part(2, 4)
    db.session.execute(delete(tie).where(tie.c.kind == "connected"))
    commands.rebuild_ties()
    assert stored(1, 5) == ["members"]
    assert stored(3, 1) == ["near"]
    kinds = unscoped("test", tie.c.kind).where(tie.c.member_id == 2)
    assert list(db.session.scalars(kinds)) == ["blocked"]
