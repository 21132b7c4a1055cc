"""Signs of life: that a team has done something for its project."""

from typing import Any

from sqlalchemy import update

from community.core import clock
from community.core.db import db
from community.projects.models import Project
from community.projects.team import leads


def alive(project: Project, *, led_anew: bool = False) -> None:
    """Note that its team has just done something for a project.

    Whoever was asked whether it goes on need not answer any more, and what had gone
    quiet is itself again, if somebody leads it who does not look for another. It is
    written beside the page: whoever edits it at the same moment has no edit of
    somebody else's to look at. Where it is `led_anew`, it looks for nobody any more.
    """
    now: dict[str, Any] = {"alive_at": clock.now(), "still_asked": 0}
    if led_anew:
        now |= {"orphaned": False, "seeks_lead": False}
    elif project.orphaned and not project.seeks_lead and leads(project.id):
        now["orphaned"] = False
    db.session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(**now)
        .execution_options(synchronize_session="fetch")
    )
