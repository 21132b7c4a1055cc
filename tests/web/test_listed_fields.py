"""Forms take the fields that they list, and nothing else."""

import ast
from pathlib import Path

import pytest

from community.accounts.models import Account, Grant
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member, MemberDetail
from community.projects.models import Project

ROOT = Path(__file__).parents[2]
WHOLE = {"populate_obj", "to_dict", "items", "lists", "values"}
"""What takes a form as it comes, whatever it holds."""
SHOWN_AGAIN = {"members_edit.py", "sudo.py", "warned.py", "welcome.py", "door.py"}
"""What puts a form back into a page, so that nothing is lost, or counts fields."""
MORE = {
    "id": "2", "account_id": "7", "member_id": "2", "state": "active",
    "role": "organiser", "roles": "administrator", "listed": "y",
    "audience_": "public", "slug": "taken",
    "email": "else@example.org", "password_hash": "x", "version": "99", "demo": "y",
    "lead_ids": "1", "published": "y", "created_at": "2001-01-01",
}  # fmt: skip
WRITTEN = (Account, Grant, Member, MemberDetail, Project)


def facts() -> dict[str, list[tuple[object, ...]]]:
    """Return all columns of the rows that somebody would like to change."""
    db.session.expire_all()
    return {
        table.name: sorted(
            map(tuple, db.session.execute(unscoped("test", *table.c)).all()), key=repr
        )
        for table in (
            entity.__table__
            for entity in (Account, Grant, Member, MemberDetail, Project)
        )
    }


EDIT = "/members/me/edit"


@pytest.mark.parametrize(
    ("part", "listed"),
    [
        ("headline", {"text": "Kettles", "audience": "members"}),
        ("about", {"text": "I mend kettles", "audience": "members"}),
        ("basics", {"name": "Alice Marsh", "audience": "members", "version": "1"}),
    ],
)
def test_fields_that_a_form_does_not_list_change_nothing(visitor, part, listed):
    alice = visitor("alice")
    assert alice.post(f"{EDIT}/{part}", {**listed}).status == 200
    usual = facts()
    more = {name: value for name, value in MORE.items() if name not in listed}
    assert alice.post(f"{EDIT}/{part}", {**more, **listed}).status == 200
    numbers = {"version", "edited_at", "touched_at", "updated_at"}
    for name, rows in facts().items():
        columns = [column.name for column in db.metadata.tables[name].c]
        kept = [n for n, column in enumerate(columns) if column not in numbers]
        assert [[row[n] for n in kept] for row in rows] == [
            [row[n] for n in kept] for row in usual[name]
        ], name


def test_no_page_takes_a_form_as_it_comes():
    """Neither into a row nor into a command: each field is asked for by its name."""
    for path in sorted((ROOT / "community/web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in WHOLE:
                whole = ast.unparse(node.value) in ("request.form", "form.data")
                assert not whole or path.name in SHOWN_AGAIN, (path, node.lineno)
                assert node.attr != "populate_obj", (path, node.lineno)
