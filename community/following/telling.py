"""Who hears what happened in a project: its followers, those of its tags and topics.

Each is told only of what they may see in that moment. A block changes nothing here, so
that nobody learns of one; the page of the project names neither to the other.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Account, State
from community.core import clock, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.outbox import Job
from community.core.visible import muted_by, unscoped, visible
from community.following.models import TopicFollow
from community.members.models import Member
from community.notices import commands as notices
from community.programme.models import Event, EventState, Update, UpdateState
from community.projects.models import (
    LISTED,
    Follow,
    Membership,
    Need,
    Project,
    ProjectArea,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.projects.news import WORK
from community.projects.queries import is_open
from community.vocabulary.models import AREAS, Term
from community.vocabulary.nested import holds

WHY = "follows"
MOST = 50
"""So many are told by one piece of work, about half a second; it asks for the next."""


def fan_out(job: Job) -> None:
    """Tell those who follow what a job is about, and leave the rest to a next one."""
    following = _followers(job)
    for member in following:
        _tell(job, member)
    if len(following) == MOST:
        begun = job.facts.get("begun", job.key)
        facts = {**job.facts, "begun": begun, "after": following[-1]}
        outbox.ask(WORK, f"{begun}:{following[-1]}", kind=job.kind, **facts)


def _followers(job: Job) -> list[int]:
    """Return the next active followers, but for whoever did it."""
    owner, which = _WHO.get(job.kind, _of_project)(job.facts["project"])
    active = (
        select(Member.id)
        .join(Account, Account.id == Member.account_id)
        .where(Account.state == State.ACTIVE)
    )
    found = unscoped(WHY, owner).where(
        which, owner.in_(active), owner > job.facts.get("after", 0)
    )
    if job.facts.get("by") is not None:
        found = found.where(owner != job.facts["by"])
    return list(db.session.scalars(found.distinct().order_by(owner).limit(MOST)))


def _of_project(project: int) -> tuple[Any, Any]:
    return Follow.member_id, Follow.project_id == project


def _of_its_topics(project: int) -> tuple[Any, Any]:
    """Return who follows what a project is about; its team knows it already.

    A project under a nested problem is about the area that it lies in, too.
    """
    filed = aliased(Term)
    tags = select(ProjectTag.tag_id).where(ProjectTag.project_id == project)
    areas = (
        select(Term.code)
        .where(Term.list == AREAS, holds(Term, filed), filed.code == ProjectArea.code)
        .where(ProjectArea.project_id == project)
    )
    team = select(Membership.member_id).where(
        Membership.project_id == project, Membership.until.is_(None)
    )
    about = or_(TopicFollow.tag_id.in_(tags), TopicFollow.topic.in_(areas))
    return TopicFollow.member_id, about & TopicFollow.member_id.not_in(team)


def _of_its_team(project: int) -> tuple[Any, Any]:
    there = and_(Membership.project_id == project, Membership.until.is_(None))
    return Membership.member_id, there


_WHO: dict[str, Callable[[int], tuple[Any, Any]]] = {
    "follow-project": _of_its_topics,
    "team-update": _of_its_team,
}
_NAMED = {"follow-need": "need", "follow-update": "update", "team-update": "update"}
"""What a notice says by its number that it is about, beside the project."""
_PLACES = {"event": "events", "update": "updates"}
"""Where one reads of it, if that is not the project's page."""


# ---------------------------------------------------------------- one of them
def _tell(job: Job, member: int) -> None:
    what = _WHAT[job.kind]
    they = Viewer(member, state="active")
    row = db.session.execute(what(they, job.facts)).first()
    if row is None:
        return
    number, slug = row
    named = _NAMED.get(job.kind)
    place = _PLACES.get(job.kind.partition("-")[2], "projects")
    once = "update" if named == "update" else job.kind
    notices.tell(
        member,
        job.kind,
        f"{once}:{number}",
        project=job.facts["project"],
        link=f"/{place}/{slug}",
        **({named: number} if named else {}),
    )


def _need(viewer: Viewer, facts: dict[str, Any]) -> Select[Any]:
    """Select a need that somebody sees, while it looks for somebody."""
    found = visible(viewer, Need.id, Project.slug)
    found = found.join(Project, Project.id == Need.project_id)
    return found.where(Need.id == facts["need"], is_open())


def _stage(viewer: Viewer, facts: dict[str, Any]) -> Select[Any]:
    """Select a project that somebody sees, while it is at the stage."""
    stage, project = Stage(facts["stage"]), facts["project"]
    key = f"{project}:{stage.value}"
    found = visible(viewer, literal(key), Project.slug)
    return found.where(Project.id == project, Project.stage == stage)


def _event(viewer: Viewer, facts: dict[str, Any]) -> Select[Any]:
    """Select an event to come that somebody sees, with its project."""
    found = visible(viewer, Event.id, Event.slug)
    return found.join(Project, Project.id == Event.project_id).where(
        Event.id == facts["event"],
        Event.project_id == facts["project"],
        Event.state == EventState.PUBLISHED,
        Event.begins_on >= clock.today(),
    )


def _update(viewer: Viewer, facts: dict[str, Any]) -> Select[Any]:
    """Select news that somebody may read, while they are out."""
    return visible(viewer, Update.id, Update.slug).where(
        Update.id == facts["update"],
        Update.project_id == facts["project"],
        Update.state == UpdateState.PUBLISHED,
    )


def _project(viewer: Viewer, facts: dict[str, Any]) -> Select[Any]:
    """Select a project that somebody sees, of nobody whom they want to see less of."""
    led = select(Membership.project_id).where(
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
        Membership.member_id.in_(muted_by(viewer)),
    )
    return visible(viewer, Project.id, Project.slug).where(
        Project.id == facts["project"],
        Project.state.in_(LISTED),
        Project.id.not_in(led),
    )


_WHAT: dict[str, Callable[[Viewer, dict[str, Any]], Select[Any]]] = {
    "follow-need": _need,
    "follow-stage": _stage,
    "follow-event": _event,
    "follow-update": _update,
    "team-update": _update,
    "follow-project": _project,
}
