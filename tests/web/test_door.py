"""The door: who comes in, and that it commits once or not at all."""

import pytest
from flask import abort
from sqlalchemy import select, update

from community.core import journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.members.models import Member
from community.web import door
from tests.databases import site

ROLES = [None, "pat", "alice", "olu", "ada", "mo"]
OPEN = {
    "anyone": set(ROLES),
    "signed in": set(ROLES) - {None},
    "member": {"alice", "olu", "ada", "mo"},
    "organiser": {"olu"},
    "administrator": {"ada"},
    "moderator": {"mo", "ada"},
}


@pytest.fixture
def rooms(database, app, tmp_path, monkeypatch):
    """A site with a page behind each door, and pages that write."""
    from community.web import blueprints

    real = blueprints.register

    def more(made):
        real(made)
        for who in OPEN:
            view = door.door(who)(lambda viewer: viewer.state)
            made.add_url_rule(f"/room/{who}", f"room {who}", view)
        made.add_url_rule(
            "/rename/<int:code>", "rename", door.anyone(rename), methods=["POST", "GET"]
        )

    monkeypatch.setattr(blueprints, "register", more)
    other = site(database.url, tmp_path)
    other.config["WTF_CSRF_ENABLED"] = False
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def rename(_viewer, code):
    journal.aside(lambda: journal.record(VISITOR, Act.TAG, note="aside"))
    db.session.execute(update(Member).where(Member.id == 1).values(pronouns="new"))
    if code >= 400:
        abort(code)
    return "", code


def pronouns():
    db.session.rollback()
    return db.session.scalar(unscoped("test", Member.pronouns).where(Member.id == 1))


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("room", OPEN)
def test_who_comes_in(rooms, cast, room, who):
    from tests.client import Visitor

    response = Visitor(rooms, cast[who] if who else None).get(f"/room/{room}")
    if who in OPEN[room]:
        assert response.status_code == 200
    elif who is None:
        assert response.status_code == 302
        assert response.location.startswith("/sign-in?next=")
    elif room == "moderator":  # nobody else learns of any case
        assert response.status_code == 404
    elif who == "pat":
        assert response.location == "/waiting"
    else:
        assert response.status_code == 403


@pytest.mark.parametrize(
    ("method", "code", "kept"),
    [("POST", 200, "new"), ("POST", 302, "new"), ("POST", 404, ""), ("POST", 422, "")],
)
def test_a_change_is_committed_by_the_door_or_not_at_all(rooms, method, code, kept):
    response = rooms.test_client().open(f"/rename/{code}", method=method)
    assert response.status_code == code
    assert pronouns() == kept


def test_side_records_are_written_whatever_came_of_it(rooms):
    for code in (200, 404):
        rooms.test_client().post(f"/rename/{code}")
    notes = db.session.scalars(select(AuditEvent.note)).all()
    assert notes == ["aside", "aside"]


def test_reading_changes_nothing(rooms):
    rooms.test_client().get("/rename/200")
    assert pronouns() == ""
