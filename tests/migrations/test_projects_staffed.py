"""A community of before its projects were staffed comes along."""

from datetime import date

import pytest
from flask_migrate import upgrade
from sqlalchemy import MetaData

from community.core.db import db
from tests.migrations.test_connections import NOW, _filled, put, rows

BEFORE, AFTER = "20261201", "20261203"
PART = {"project_id": 1, "role": "member", "since": date(2017, 7, 13)}
ASKED = {"project_id": 1, "kind": "offer", "asked_at": NOW, "answered_at": NOW}


@pytest.fixture
def old(empty):
    """A database of the version before: two people in a project, one by a need."""
    upgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    tables = metadata.tables
    for number in (1, 2):
        put("account", _filled(tables["account"], number, state="active"))
        put("member", _filled(tables["member"], number, account_id=number))
    put("project", _filled(tables["project"], 1, state="published"))
    put("need", _filled(tables["need"], 1, project_id=1, state="open"))
    for number in (1, 2):
        part = {**PART, "member_id": number}
        put("membership", _filled(tables["membership"], number, **part))
        asked = {**ASKED, "member_id": number, "asked_by_id": number, "need_id": 1}
        asked["state"] = "accepted" if number == 1 else "not now"
        put("join_request", _filled(tables["join_request"], number, **asked))
    return empty


def test_whoever_took_a_place_has_it_and_gives_it_back_one_day(old):
    upgrade(revision=AFTER)
    assert [row["need_id"] for row in rows("membership")] == [1, None]
