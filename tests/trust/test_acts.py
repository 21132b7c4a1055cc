"""Which acts stand in the audit trail; entries hold ids and words of ours alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from community.core.db import db
from community.core.journal import Act, AuditEvent
from tests.cast import CAST
from tests.client import Visitor
from tests.logged import CANARIES
from tests.privacy import stage
from tests.trust.test_ledger import open_it

ROOT = Path(__file__).parents[2] / "community"

WANTED = {
    "sign-in, well or refused": Act.SIGN_IN,
    "second factor": Act.FACTOR,
    "password": Act.PASSWORD_CHANGED,
    "e-mail": Act.EMAIL_CHANGED,
    "consent": Act.CONSENT,
    "audience": Act.AUDIENCE,
    "role": Act.ROLE,
    "export": Act.EXPORT,
    "erasure": Act.ERASURE,
    "report": Act.REPORT,
    "moderation step": Act.MODERATION,
    "break-glass": Act.BREAK_GLASS,
    "setting": Act.SETTING,
    "denied access": Act.DENIED,
    "account state": Act.ACCOUNT_STATE,
    "retention": Act.RETENTION,
}


def recorded() -> Iterator[tuple[Path, ast.Call]]:
    """Return every place that records an act."""
    for path in sorted(ROOT.rglob("*.py")):
        for one in ast.walk(ast.parse(path.read_text())):
            if isinstance(one, ast.Call) and ast.unparse(one.func) == "journal.record":
                yield path, one


def test_each_act_that_must_be_recorded_is(app):
    said = " ".join(path.read_text() for path in ROOT.rglob("*.py"))
    missing = [what for what, act in WANTED.items() if f"Act.{act.name}" not in said]
    assert missing == []


def test_no_act_is_declared_and_never_recorded():
    outside = [path for path in ROOT.rglob("*.py") if path.name != "journal.py"]
    said = " ".join(path.read_text() for path in outside)
    assert [act.name for act in Act if not re.search(rf"Act\.{act.name}\b", said)] == []


PERSONAL = re.compile(r"\b(name|email|address|title|text|message|slug|pronouns)\b")


SETTINGS = ROOT / "vocabulary" / "commands.py"
"""Of a setting its name and value are recorded: what administrators chose for all."""


def test_nothing_that_people_typed_is_given_to_the_trail():
    for path, call in recorded():
        if path == SETTINGS:
            continue
        given = [*call.args[2:], *(one.value for one in call.keywords)]
        words = " ".join(ast.unparse(one) for one in given)
        words = re.sub(r"'[^']*'|\"[^\"]*\"|rule\.name", "", words)
        assert not PERSONAL.search(words), (path.name, call.lineno, words)


@pytest.mark.parametrize("who", ["olu", "ada", "mo", "alice"])
def test_entries_of_a_walk_hold_no_name_and_no_address(app, who):
    stage.fill()
    db.session.commit()
    for endpoint in (
        "organise.people", "members.export", "network.people_csv", "safeguarding.case",
        "glass.show", "organise.account", "projects.export", "organise.settings",
    ):  # fmt: skip
        open_it(app, who, endpoint, "?q=Alice+Marsh")
    Visitor(app, CAST[who]).post("/theme", {"theme": "dark"})
    rows = db.session.scalars(select(AuditEvent)).all()
    assert rows, "each of them leaves entries, be it of refusals"
    for row in rows:
        words = f"{row.object_kind} {row.note} {row.outcome} {row.actor}"
        found = [what for what, sign in CANARIES.items() if sign.search(words)]
        assert found == [], words
        assert len(row.request_id) in (0, 16)
    assert any(row.request_id for row in rows)
