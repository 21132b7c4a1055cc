"""The demo's hand-overs, check-ins and parts that came to their end."""

from datetime import date, timedelta
from typing import Any

from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.demo.people import Loaded
from community.projects.models import Ending, Membership, Project, TeamRole
from community.stewardship.checking_in import AFTER, NO_LATER
from community.stewardship.handing_over import LAPSES
from community.stewardship.models import CheckIn, Going, Handover, HandoverKind

Facts = dict[str, Any]


def load(facts: Facts, ids: dict[str, Loaded], projects: dict[str, int]) -> None:
    """Load all of it; its moments are counted back from now."""
    for past in facts["past"]:
        _past(past, ids, projects[past["project"]])
    for asked in facts["handovers"]:
        _handover(asked, ids, projects[asked["project"]])
    db.session.flush()
    for said in facts["check_ins"]:
        _check_in(said, ids, projects[said["project"]])
    db.session.flush()
    _asked_in_time()


def _past(facts: Facts, ids: dict[str, Loaded], project: int) -> None:
    db.session.add(
        Membership(
            project_id=project,
            member_id=ids[facts["person"]].member_id,
            role=TeamRole(facts["role"]),
            audience=Audience(facts["audience"]),
            since=date.fromisoformat(facts["since"]),
            until=date.fromisoformat(facts["until"]),
            ended_how=Ending(facts["how"]),
            ended_because=facts["because"],
        )
    )


def _handover(facts: Facts, ids: dict[str, Loaded], project: int) -> None:
    """Add one that waits; an organiser may decide where nobody leads the project."""
    asked_at = clock.now() - timedelta(days=facts["days_ago"])
    offered = HandoverKind(facts["kind"]) is HandoverKind.TAKE_OVER
    db.session.add(
        Handover(
            kind=HandoverKind(facts["kind"]),
            project_id=project,
            member_id=ids[facts["person"]].member_id,
            asked_by_id=ids[facts["by"]].member_id,
            message=facts["text"],
            asked_at=asked_at,
            due_at=asked_at + LAPSES,
            organisers_from=asked_at if offered else None,
            organisers_told=offered,
        )
    )


def _check_in(facts: Facts, ids: dict[str, Loaded], project: int) -> None:
    part = unscoped("demo", Membership).where(
        Membership.project_id == project,
        Membership.member_id == ids[facts["person"]].member_id,
        Membership.until.is_(None),
    )
    row = db.session.scalars(part).one()
    asked_at = clock.now() - timedelta(days=facts["asked_days_ago"])
    said = "going" in facts
    db.session.add(
        CheckIn(
            membership_id=row.id,
            project_id=project,
            member_id=row.member_id,
            asked_at=asked_at,
            answered_at=asked_at + timedelta(hours=5) if said else None,
            going=Going(facts["going"]) if said else None,
            words=facts.get("words", ""),
            to_leads=facts.get("to_leads", False),
            to_organisers=facts.get("to_organisers", False),
        )
    )


def _asked_in_time() -> None:
    """Let everybody who joined four weeks ago have said that it goes well."""
    today = clock.today()
    asked = unscoped("demo", CheckIn.membership_id)
    found = (
        unscoped("demo", Membership)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.since.between(today - NO_LATER, today - AFTER))
        .where(Membership.until.is_(None), Membership.id.not_in(asked))
    )
    for row in db.session.scalars(found).all():
        then = clock.now() - timedelta(days=1)
        db.session.add(
            CheckIn(
                membership_id=row.id, project_id=row.project_id,
                member_id=row.member_id, asked_at=then, answered_at=then,
                going=Going.WELL,
            )
        )  # fmt: skip
    db.session.flush()
