"""The demo's milestones, tasks, and what changed when something was reached."""

from datetime import date, datetime, timedelta
from typing import Any

from community.core import clock
from community.core.db import db
from community.demo.people import Loaded
from community.impact.models import ImpactRecord, ImpactState
from community.plans.models import Milestone, TeamTask
from community.plans.tasks import SOON

Facts = dict[str, Any]


def load(facts: Facts, ids: dict[str, Loaded], projects: dict[str, int]) -> None:
    """Load the plans; their days are counted from today."""
    reached = {}
    for said in facts["milestones"]:
        row = Milestone(
            project_id=projects[said["project"]],
            title=said["title"],
            due_on=_day(said["due_in_days"]),
            done_on=_day(_back(said)),
        )
        db.session.add(row)
        db.session.flush()
        reached[said["id"]] = row.id
    for said in facts["tasks"]:
        db.session.add(_task(said, ids, projects, reached))
    for said in facts["impacts"]:
        db.session.add(
            ImpactRecord(
                project_id=projects[said["project"]],
                milestone_id=reached[said["part_of"]],
                area=said["area"],
                what_changed=said["what_changed"],
                happened_on=clock.today() - timedelta(days=said["days_ago"]),
                claimed_by_id=ids[said["by"]].member_id,
                state=ImpactState.CHECKED,
            )
        )
    db.session.flush()


def _back(facts: Facts) -> int | None:
    return -facts["done_days_ago"] if "done_days_ago" in facts else None


def _day(in_days: int | None) -> date | None:
    return None if in_days is None else clock.today() + timedelta(days=in_days)


def _task(
    facts: Facts,
    ids: dict[str, Loaded],
    projects: dict[str, int],
    reached: dict[str, int],
) -> TeamTask:
    """Return a task; whoever has what is near has been reminded of it."""
    due, back = _day(facts["due_in_days"]), _back(facts)
    done: datetime | None = None
    if back is not None:
        done = clock.now() + timedelta(days=back)
    return TeamTask(
        project_id=projects[facts["project"]],
        milestone_id=reached.get(facts.get("part_of", "")),
        title=facts["title"],
        member_id=ids[facts["person"]].member_id if facts["person"] else None,
        due_on=due,
        done_at=done,
        reminded=due is not None and due <= clock.today() + SOON,
    )
