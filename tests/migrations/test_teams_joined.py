"""Parts that people had in their teams' conversations before they joined come right."""

from datetime import timedelta

from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData

from community.core.db import db
from tests.migrations.test_connections import NOW, _filled, put, rows
from tests.migrations.test_trust import aware

BEFORE, AFTER = "20261211", "20261212"
BEGAN, CAME = NOW - timedelta(30), NOW - timedelta(10)
PEOPLE = (
    # joined, imported as, confirmed
    (True, None, BEGAN - timedelta(9)),
    (False, "p2", None),
    (True, "p3", CAME),
    (True, "p4", BEGAN - timedelta(1)),
    (True, None, CAME),
)


def test_who_was_imported_reads_from_their_joining_on(empty):
    upgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    tables = metadata.tables
    for number, (joined, imported, confirmed) in enumerate(PEOPLE, 1):
        facts = {"seen_on": NOW.date(), "confirmed_at": confirmed}
        put("account", _filled(tables["account"], number, **facts))
        facts = {"account_id": number, "joined": joined, "import_id": imported}
        put("member", _filled(tables["member"], number, **facts))
    put("project", _filled(tables["project"], 1))
    for number, kind, project in ((1, "team", 1), (2, "introduction", None)):
        facts = {"kind": kind, "project_id": project, "pair": None, "asked_by_id": None}
        put("conversation", _filled(tables["conversation"], number, **facts))
        put("part", *(
            {"id": 10 * number + who, "conversation_id": number, "member_id": who,
             "joined_at": BEGAN}
            for who in range(1, len(PEOPLE) + 1)
        ))  # fmt: skip
    upgrade(revision=AFTER)
    came = {row["id"]: aware(row["joined_at"]) for row in rows("part")}
    assert came == {
        11: BEGAN, 13: CAME, 14: BEGAN, 15: BEGAN,
        **{20 + who: BEGAN for who in range(1, len(PEOPLE) + 1)},
    }  # fmt: skip
    downgrade(revision=BEFORE)
    assert len(rows("part")) == len(came)
