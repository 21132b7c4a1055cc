"""Two at the same moment: one project of an idea, one comment that finds it open."""

from community.core.db import db, start_writing
from community.core.errors import Refused
from community.core.visible import unscoped
from community.ideas import becoming, clockwork, commands, talking
from community.ideas.models import Idea, IdeaState
from community.projects.models import JoinRequest, Project
from tests.announcements.test_commands import at_once
from tests.held import held
from tests.ideas.making import become, fresh, help_with, idea, publish, viewer

ALICE = viewer("alice")


def kinds(came):
    return [type(one) if isinstance(one, Exception) else None for one in came]


def test_of_two_clicks_one_makes_the_project(app, monkeypatch):
    start_writing()
    row = idea()
    slug = row.slug
    db.session.commit()

    def turn():
        mine = commands.own(ALICE, slug)
        return become(mine).id

    then = held(monkeypatch, becoming, "move")
    came = at_once(app, turn, then(turn))
    assert kinds(came) == [None, Refused]
    found = unscoped("test", Project).where(Project.title == "A shed")
    assert len(db.session.scalars(found).all()) == 1


def test_nobody_comments_on_what_is_closed_in_that_moment(app, monkeypatch):
    start_writing()
    row = idea()
    slug = row.slug
    db.session.commit()

    def close():
        commands.step(ALICE, commands.own(ALICE, slug), IdeaState.CLOSED)

    then = held(monkeypatch, commands, "move")
    speak = then(lambda: talking.comment(viewer("bob"), slug, "Why?"))
    assert kinds(at_once(app, close, speak)) == [None, Refused]


def test_two_workers_invite_once(app, monkeypatch):
    start_writing()
    row = idea()
    project = become(row, help_with("bob", row))
    publish(project)
    db.session.commit()
    then = held(monkeypatch, clockwork, "_invited")
    came = at_once(app, clockwork.move, then(clockwork.move))
    assert kinds(came) == [None, None]
    assert len(db.session.scalars(unscoped("test", JoinRequest)).all()) == 1
    assert db.session.scalars(unscoped("test", Idea)).one().state is IdeaState.PROJECT
    assert fresh(row).project_id == project.id
