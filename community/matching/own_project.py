"""What counts for a lead who looks for people, as selects of `own`'s one statement."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_

from community.matching.busy import busy
from community.matching.own_acts import since
from community.matching.rows import given, row
from community.matching.snapshot import place_terms
from community.projects.models import (
    JOIN_OPEN,
    JoinRequest,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectTag,
)
from community.projects.queries import is_open
from community.vocabulary.models import Term


def of_a_project(day: date) -> list[Select[Any]]:
    """Select its team, whom not to ask, what it is about and whom it looks for."""
    return [
        row("team", Membership.member_id).where(
            Membership.project_id == given("project"), Membership.until.is_(None)
        ),
        row("invited", JoinRequest.member_id)
        .where(JoinRequest.project_id == given("project"))
        .where(or_(JoinRequest.state.in_(JOIN_OPEN), JoinRequest.asked_at > since())),
        row("invited", busy(day).subquery().c.who),
        row("topic", ProjectTag.tag_id).where(
            ProjectTag.project_id == given("project")
        ),
        row("need", NeedTag.tag_id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(NeedTag.project_id == given("project"), is_open())
        .where(or_(given("need") == 0, Need.id == given("need"))),
        row("role", Need.id, label=Need.role).where(
            Need.project_id == given("project"), is_open()
        ),
        row("project place", Term.id, label=Term.label)
        .join(Project, place_terms(Project))
        .where(Project.id == given("project")),
    ]
