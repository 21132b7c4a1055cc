"""Where projects began: who says it, and who reads it."""

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.programme import origins, queries
from community.programme.models import Origin
from community.projects.models import Project
from tests.cast import CAST
from tests.programme.making import event


def viewer(who: str):
    return CAST[who].viewer


def cafe() -> Project:
    return db.session.scalars(unscoped("test", Project).where(Project.id == 1)).one()


@pytest.mark.parametrize(
    ("who", "fine"),
    [("lea", True), ("dai", True), ("alice", False), ("olu", False), ("pat", False)],
)
def test_the_team_says_where_a_project_began(app, who, fine):
    if fine:
        origins.tell_origin(viewer(who), cafe(), Origin.COFFEE)
        assert queries.began(viewer("alice"), 1).origin is Origin.COFFEE
    else:
        with pytest.raises(Forbidden):
            origins.tell_origin(viewer(who), cafe(), Origin.COFFEE)


def test_it_can_be_changed_and_taken_back_and_is_journalled(app):
    row = event()
    for origin, number in (
        (Origin.EVENT, row.id),
        (Origin.DIRECT, row.id),
        (None, None),
    ):
        origins.tell_origin(viewer("lea"), cafe(), origin, number)
        found = queries.began(viewer("lea"), 1)
        assert (found.origin if found else None) is origin
        at = row.id if origin is Origin.EVENT else None
        assert (found.event_id if found else None) == at
    notes = db.session.scalars(
        unscoped("test", AuditEvent.note).order_by(AuditEvent.id)
    )
    assert notes.all() == ["event", "direct", "taken back"]


@pytest.mark.parametrize("number", [None, 77])
def test_an_event_is_one_that_was(app, number):
    with pytest.raises(Refused, match="Choose the event"):
        origins.tell_origin(viewer("lea"), cafe(), Origin.EVENT, number)
    with pytest.raises(Refused):
        origins.tell_origin(viewer("lea"), cafe(), Origin.IMPORT)


def test_an_event_is_named_to_whoever_sees_both(app):
    row = event()
    origins.tell_origin(viewer("lea"), cafe(), Origin.EVENT, row.id)
    assert queries.began(viewer("bob"), 1).title == "July workshop"
    assert queries.began(VISITOR, 1) is None, "the project is public, events are not"
    titles = [one.title for one in queries.began_at(viewer("bob"), row.id)]
    assert titles == ["Pain cafe"]
    assert queries.began_at(viewer("bob"), row.id + 1) == ()
    draft = db.session.scalars(unscoped("test", Project).where(Project.id == 3)).one()
    origins.tell_origin(viewer("lea"), draft, Origin.EVENT, row.id)
    assert len(queries.began_at(viewer("bob"), row.id)) == 1
    assert len(queries.began_at(viewer("lea"), row.id)) == 2
