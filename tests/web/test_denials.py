"""Refusals stand in the audit trail: who lacked what on which page, not too often."""

import pytest
from sqlalchemy import select

from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.web import denials
from tests.cast import mark_of


def refused() -> list[tuple[str, str]]:
    found = select(AuditEvent.actor, AuditEvent.note, AuditEvent.outcome)
    mine = found.where(AuditEvent.act == Act.DENIED).order_by(AuditEvent.id)
    rows = db.session.execute(mine).all()
    assert {row.outcome for row in rows} <= {"refused"}
    return [(row.actor, row.note) for row in rows]


def test_a_closed_door_is_noted(app, visitor):
    visitor("alice").see("/organise/people/?q=secret", status=403)
    assert refused() == [(mark_of(1), "GET organise.people: organiser")]


def test_the_moderators_door_is_noted_though_it_hides(app, visitor):
    visitor("alice").see("/moderate/", status=404)
    assert refused() == [(mark_of(1), "GET safeguarding.queue: moderator")]


def test_a_missing_permission_is_noted(app, visitor):
    page = visitor("alice").post("/projects/project-1/edit", {"title": "Mine"})
    assert page.status == 403
    assert refused() == [(mark_of(1), "POST projects.edit: project:edit")]


def test_a_request_from_another_site_is_noted(app, visitor):
    alice = visitor("alice")
    sent = {"csrf_token": alice.token()}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = alice.client.post("/theme", data=sent, headers=elsewhere)
    assert answer.status_code == 403
    assert refused() == [(mark_of(1), "POST pages.theme: another site")]


@pytest.mark.parametrize("path", ["/organise/people/", "/nowhere", "/members/nobody"])
def test_a_visitor_and_what_is_not_there_are_not_noted(app, visitor, path):
    visitor().get(path)
    visitor("olu").get("/members/nobody")
    assert refused() == []


def test_nobody_fills_the_trail_up(app, visitor, at):
    at("2026-11-01 12:00")
    alice = visitor("alice")
    for _time in range(denials.MOST + 3):
        assert alice.get("/organise/people/").status_code == 403
    visitor("dai").get("/organise/people/")
    assert len(refused()) == denials.MOST + 1
    at("2026-11-01 13:00")
    visitor("alice").get("/organise/people/")
    assert len(refused()) == denials.MOST + 2
