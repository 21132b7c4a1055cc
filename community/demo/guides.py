"""The demo's guides of projects, what they say to the factors, and stories of them."""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.db import db
from community.demo.people import Loaded
from community.projects.models import (
    ProjectFactor,
    ProjectGuide,
    Story,
    StoryState,
    Teller,
)

DECIDED = timedelta(days=2)
"""So long after it was sent an organiser had read a story."""


def load(
    facts: dict[str, Any], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Load all of it; what a guide leaves empty is not known."""
    for said in facts["guides"]:
        parts = dict(said)
        project, days = projects[parts.pop("project")], parts.pop("days_ago")
        row = ProjectGuide(project_id=project, updated_at=_ago(days), **parts)
        db.session.add(row)
    for said in facts["factors"]:
        project = projects[said["project"]]
        factor = {"code": said["code"], "words": said["words"]}
        db.session.add(ProjectFactor(project_id=project, **factor))
    for told in facts["stories"]:
        _story(told, ids, projects[told["project"]])
    db.session.flush()


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _story(facts: dict[str, Any], ids: dict[str, Loaded], project: int) -> None:
    state, sent = StoryState(facts["state"]), _ago(facts["days_ago"])
    db.session.add(
        Story(
            project_id=project,
            author_id=ids[facts["person"]].member_id,
            told_as=Teller(facts["told_as"]),
            words=facts["words"],
            state=state,
            sent_at=sent,
            decided_at=None if state is StoryState.SENT else sent + DECIDED,
        )
    )
