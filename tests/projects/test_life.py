"""Who may take which step of a project, in which state."""

import pytest

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.projects import commands, standing
from community.projects.models import ProjectState, ProjectTag, Stage, TeamRole
from tests.cast import CAST, join
from tests.letters import letters, notices
from tests.projects.making import project

LEAD = {
    "draft": {"submit", "withdraw"},
    "in review": {"redraft", "withdraw"},
    "published": {"pause", "finish"},
    "paused": {"resume", "finish", "archive"},
    "finished": {"resume", "archive"},
    "archived": {"resume"},
    "withdrawn": {"redraft"},
}
ORGANISER = {"in review": {"publish", "send back"}}
AFTER = {
    "submit": "in review", "withdraw": "withdrawn", "redraft": "draft",
    "pause": "paused", "resume": "published", "finish": "finished",
    "archive": "archived", "publish": "published", "send back": "draft",
}  # fmt: skip
MAY = {"lea": LEAD, "olu": ORGANISER, "dai": {}, "alice": {}, "ada": {}, "nobody": {}}


def viewer(who):
    return CAST[who].viewer if who in CAST else VISITOR


def take(who, one, step):
    if step == "submit":
        commands.submit(viewer(who), one, review=True)
    elif step == "publish":
        commands.publish(viewer(who), one)
    elif step == "send back":
        commands.send_back(viewer(who), one, "Say where it is")
    else:
        commands.move(viewer(who), one, step)


@pytest.mark.parametrize("state", list(ProjectState))
@pytest.mark.parametrize("who", MAY)
def test_a_step_is_taken_only_by_whoever_may_and_only_where_it_fits(app, who, state):
    allowed = MAY[who].get(state.value, set())
    for step in commands.STEPS:
        one = project(1)
        one.state = state
        db.session.flush()
        led = standing.led(viewer(who), one.id)
        assert (step in commands.steps(viewer(who), one, led)) is (step in allowed)
        if step in allowed:
            take(who, one, step)
            assert one.state.value == AFTER[step]
        else:
            with pytest.raises((Forbidden, Refused)):
                take(who, one, step)
            assert one.state is state
        db.session.rollback()


def test_without_review_submitting_publishes_at_once(app):
    one = project(1)
    one.state, one.published_at = ProjectState.DRAFT, None
    commands.submit(CAST["lea"].viewer, one, review=False)
    assert one.state is ProjectState.PUBLISHED
    assert one.published_at is not None


def test_a_step_cannot_be_smuggled_past_its_conditions(app):
    one = project(3)
    with pytest.raises(NotFound):
        commands.move(CAST["lea"].viewer, one, "submit")
    with pytest.raises(NotFound):
        commands.move(CAST["lea"].viewer, one, "publish")


def test_a_draft_without_tags_cannot_be_submitted(app):
    one = project(3)
    with pytest.raises(Refused):
        commands.submit(CAST["lea"].viewer, one, review=True)
    db.session.rollback()
    one = project(3)
    db.session.add(ProjectTag(project_id=3, tag_id=1))
    commands.submit(CAST["lea"].viewer, one, review=True)
    assert one.state is ProjectState.IN_REVIEW


def test_sending_back_needs_a_reason_that_the_lead_is_told_of(app):
    one = project(1)
    one.state = ProjectState.IN_REVIEW
    db.session.flush()
    with pytest.raises(Refused):
        commands.send_back(CAST["olu"].viewer, one, "  ")
    one.state = ProjectState.IN_REVIEW
    commands.send_back(CAST["olu"].viewer, one, "Say where it is")
    assert one.review_note == "Say where it is"
    (letter,), (told,) = letters(), notices()
    assert (letter.kind, letter.to) == ("project-review", CAST["lea"].email)
    assert letter.facts == {"notice": told.id}
    assert (told.facts, told.project, told.link) == ({}, 1, "/projects/mine")
    notes = db.session.scalars(unscoped("test", AuditEvent.note)).all()
    assert notes == ["sent back"]


def test_an_organiser_who_leads_it_is_not_told_of_their_own_review(app):
    join(1, CAST["olu"].id, TeamRole.LEAD)
    one = project(1)
    one.state = ProjectState.IN_REVIEW
    db.session.flush()
    commands.publish(CAST["olu"].viewer, one)
    assert [told.to for told in notices(kind="project-review")] == ["lea@example.org"]


def test_finishing_sets_the_stage_and_going_on_takes_it_back(app):
    one = project(1)
    commands.move(CAST["lea"].viewer, one, "finish")
    assert one.stage is Stage.FINISHED
    commands.move(CAST["lea"].viewer, one, "resume")
    assert one.stage is Stage.RUNNING
