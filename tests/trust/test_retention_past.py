"""Retention of what is a chain: the audit trail, and the figures of the network."""

from datetime import datetime

import pytest
from sqlalchemy import insert, select

from community.core import clock, trail
from community.core.db import db, start_writing
from community.core.journal import AuditCheckpoint, AuditEvent
from community.network.models import MapChange, MapSnapshot
from community.network.snapshots.added_up import facts_at
from community.privacy import retention
from tests.trust.test_retention import (
    DAY,
    NOON,
    SECOND,
    TWO_ON,
    entry,
    ran,
    rows,
    set_to,
    snapshot,
)


@pytest.fixture(autouse=True)
def _clock():
    yield
    clock.set_source(None)


# ---------------------------------------------------------------- the audit trail
def test_the_trail_goes_by_whole_months_after_a_signed_checkpoint(app):
    for month in (1, 2, 3):
        for day in (1, 28):
            entry(datetime.fromisoformat(f"2026-{month:02d}-{day:02d}T12:00:00+00:00"))
    set_to(datetime.fromisoformat("2028-03-31T23:59:59+00:00"))
    assert ran("trail", dry=True) == 4
    assert ran("trail") == 4
    assert rows(AuditEvent) == 2
    point = db.session.scalars(select(AuditCheckpoint)).one()
    assert (point.entries, len(point.signature)) == (4, 64)
    assert trail.verify().whole
    set_to(datetime.fromisoformat("2028-04-01T00:00:00+00:00"))
    assert ran("trail") == 2
    verdict = trail.verify()
    assert (verdict.whole, verdict.checkpoints, verdict.let_go) == (True, 2, 6)


def test_nothing_goes_from_a_trail_that_is_not_whole(app):
    entry(NOON)
    entry(NOON + DAY)
    start_writing()
    facts = {"at": NOON, "up_to_id": 0, "entries": 0, "hash": "", "signature": "0" * 64}
    db.session.execute(insert(AuditCheckpoint).values(**facts))
    db.session.commit()
    set_to(TWO_ON + 60 * DAY)
    (one,) = [one for one in retention.run() if one.rule.name == "trail"]
    assert one.problem == "BrokenTrail"
    assert rows(AuditEvent) == 2


# ---------------------------------------------------------------- snapshots
def people(number: int) -> set[int]:
    return {one.a for one in facts_at(number)}


@pytest.fixture
def past(app):
    """Three snapshots a month apart: who came, who left, who stayed."""
    set_to(NOON)
    start_writing()
    snapshot(1, NOON, (True, 1), (True, 2))
    snapshot(2, NOON + 31 * DAY, (False, 2), (True, 4))
    snapshot(3, NOON + 61 * DAY, (True, 5))
    db.session.commit()
    yield
    clock.set_source(None)


def test_old_figures_go_and_the_days_that_stay_add_up_as_before(past):
    before = people(2), people(3)
    set_to(TWO_ON - SECOND)
    assert ran("snapshots") == 0
    set_to(TWO_ON)
    assert ran("snapshots", dry=True) == 1
    assert ran("snapshots") == 1
    assert db.session.scalars(select(MapSnapshot.id)).all() == [2, 3]
    assert (people(2), people(3)) == before == ({1, 4}, {1, 4, 5})
    gone = select(MapChange.id).where(MapChange.snapshot_id == 1)
    assert not db.session.scalars(gone).all()


def test_who_left_long_ago_is_in_no_change_any_more(past):
    set_to(TWO_ON + 32 * DAY)
    assert ran("snapshots") == 2
    assert set(db.session.scalars(select(MapChange.a_id))) == {1, 4, 5}


def test_the_newest_figures_always_stay(past):
    set_to(TWO_ON + 900 * DAY)
    assert ran("snapshots") == 2
    assert people(3) == {1, 4, 5}
    assert ran("snapshots") == 0
