"""The review queue: read, publish, or send back with a word."""

import pytest

from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.projects.models import Project, ProjectState
from tests.letters import letters, notices

QUEUE = "/organise/projects/"


@pytest.fixture
def submitted(app):
    """The quiet draft waits for a review."""
    start_writing()
    project().state = ProjectState.IN_REVIEW
    db.session.commit()


def project() -> Project:
    found = unscoped("test", Project).where(Project.id == 3)
    return db.session.scalars(found).one()


def test_without_a_project_the_queue_says_what_comes(visitor):
    assert "No project waits" in visitor("olu").see(QUEUE).main


def test_a_submitted_project_can_be_read(visitor, submitted, statements):
    olu = visitor("olu")
    assert "/organise/projects/3" in olu.see(QUEUE).links()
    with statements() as found:
        page = olu.see(QUEUE + "3")
    assert page.h1 == "Quiet draft"
    assert "How Quiet draft began" in page.main
    assert len(found) <= 10, found
    assert "1 project waits for a review" in olu.see("/organise/").main


def test_it_is_published_and_its_lead_told(visitor, submitted):
    page = visitor("olu").post(QUEUE + "3", {"answer": "publish", "note": ""})
    assert "It is published" in page.main
    db.session.rollback()
    assert project().state is ProjectState.PUBLISHED
    visitor("alice").see("/projects/project-3")
    (mail,) = letters()
    assert (mail.kind, mail.to) == ("project-review", "lea@example.org")
    act = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.PROJECT_REVIEW)
    assert db.session.scalars(act).all() == ["published"]


def test_it_goes_back_with_a_word(visitor, submitted):
    olu = visitor("olu")
    silent = olu.post(QUEUE + "3", {"answer": "back", "note": " "})
    assert silent.status == 422
    assert "Say what should change" in silent.main
    page = olu.post(QUEUE + "3", {"answer": "back", "note": "Say who it is for."})
    assert "It is back with its lead" in page.main
    db.session.rollback()
    assert project().state is ProjectState.DRAFT
    assert project().review_note == "Say who it is for."
    assert "who it is for" not in f"{letters()} {notices()}"
    assert len(letters()) == len(notices()) == 1


@pytest.mark.parametrize("number", [1, 2, 3, 99])
def test_nothing_but_a_submitted_project_is_in_the_queue(visitor, number):
    visitor("olu").see(f"{QUEUE}{number}", status=404)
    sent = visitor("olu").post(f"{QUEUE}{number}", {"answer": "publish"})
    assert sent.status == 404
