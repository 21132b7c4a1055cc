"""Milestones: leads keep them, whoever sees the project reads them."""

from datetime import date

import pytest
from sqlalchemy import select

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.core.visible import count, visible
from community.plans import milestones, queries
from community.plans.milestones import MilestoneFacts
from community.plans.models import Milestone, TeamTask
from tests.cast import CAST
from tests.plans.making import NOON, all_of, milestone, task
from tests.projects.making import make, project

FACTS = MilestoneFacts("A second room", date(2017, 12, 1))


def viewer(who):
    return CAST[who].viewer if who else VISITOR


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (None, False), ("pat", False), ("alice", False), ("dai", False),
        ("lea", True), ("olu", False), ("ada", False), ("mo", False),
    ],
)  # fmt: skip
def test_leads_alone_change_them(who, may):
    row, cafe = milestone(), project(1)
    acts = (
        lambda: milestones.add_milestone(viewer(who), cafe, FACTS),
        lambda: milestones.edit_milestone(
            viewer(who), cafe, row.id, FACTS, row.version
        ),
        lambda: milestones.finish(viewer(who), cafe, row.id, done=True),
        lambda: milestones.finish(viewer(who), cafe, row.id, done=False),
        lambda: milestones.remove_milestone(viewer(who), cafe, row.id),
    )
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(Forbidden):
                act()
    assert len(all_of(Milestone)) == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (None, [1]), ("pat", [1]), ("alice", [1, 2]), ("lea", [1, 2, 3]),
        ("olu", [1, 2]),
    ],
)  # fmt: skip
def test_whoever_sees_the_project_sees_its_milestones(who, sees):
    for number in (1, 2, 3):
        milestone(project_id=number)
    found = db.session.scalars(visible(viewer(who), Milestone.project_id))
    assert sorted(found) == sees


def test_one_of_another_project_is_not_there():
    row, other = milestone(), make("Long walks", "lea")
    with pytest.raises(NotFound):
        milestones.finish(viewer("lea"), other, row.id, done=True)


def test_a_milestone_says_something():
    with pytest.raises(Refused):
        milestones.add_milestone(viewer("lea"), project(1), MilestoneFacts(" "))


def test_thirty_ahead_are_enough():
    for _each in range(milestones.MOST):
        milestone()
    with pytest.raises(Refused, match="ahead"):
        milestones.add_milestone(viewer("lea"), project(1), FACTS)


def test_one_is_reached_once_and_can_be_ahead_again(at):
    row, cafe = milestone(), project(1)
    milestones.finish(viewer("lea"), cafe, row.id, done=True)
    at("2017-09-20 12:00")
    milestones.finish(viewer("lea"), cafe, row.id, done=True)
    assert row.done_on == date(2017, 9, 10)
    milestones.finish(viewer("lea"), cafe, row.id, done=False)
    assert row.done_on is None
    noted = db.session.execute(select(AuditEvent.object_kind, AuditEvent.note))
    assert noted.all() == [("milestone", "reached"), ("milestone", "not reached")]


def test_a_stale_edit_is_refused():
    row, cafe = milestone(), project(1)
    milestones.edit_milestone(viewer("lea"), cafe, row.id, FACTS, 1)
    milestones.finish(viewer("lea"), cafe, row.id, done=True)
    for version in (1, 2):
        with pytest.raises(Conflict):
            milestones.edit_milestone(viewer("lea"), cafe, row.id, FACTS, version)


def test_its_tasks_stay_when_it_goes():
    row = milestone()
    task(milestone_id=row.id)
    milestones.remove_milestone(viewer("lea"), project(1), row.id)
    (left,) = all_of(TeamTask)
    assert left.milestone_id is None
    assert count(visible(viewer("dai"), Milestone.id)) == 0


def test_what_is_ahead_comes_first_and_then_what_was_reached_last():
    milestone("No day")
    milestone("Far", due_on=date(2018, 1, 1))
    milestone("Near", due_on=date(2017, 10, 1))
    milestone("First", done_on=date(2017, 5, 1))
    milestone("Second", done_on=date(2017, 6, 1))
    found = queries.milestones_of(viewer("alice"), 1)
    titles = [one.title for one in found]
    assert titles == ["Near", "Far", "No day", "Second", "First"]
    assert queries.milestones_of(viewer("alice"), 1, most=2) == found[:2]


def test_the_page_asks_once(statements):
    milestone()
    with statements() as asked:
        queries.milestones_of(viewer("alice"), 1, most=3)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("due", "reached", "late"),
    [
        (None, None, False), (date(2017, 9, 10), None, False),
        (date(2017, 9, 9), None, True), (date(2017, 9, 9), date(2017, 9, 10), False),
    ],
)  # fmt: skip
def test_one_is_late_when_its_day_has_passed(due, reached, late):
    milestone(due_on=due, done_on=reached)
    assert queries.milestones_of(viewer("alice"), 1)[0].late is late
