"""Reads of blocks and reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import find, unscoped, visible
from community.ideas.models import Idea
from community.members.models import Member
from community.programme.models import Event, Update
from community.projects.models import Project, Story
from community.safeguarding.models import (
    Block,
    Case,
    CaseState,
    Lane,
    Mute,
    Report,
    ReportReason,
)


@dataclass(frozen=True)
class BlockCard:
    """Somebody whom the viewer blocked, by the name they had then."""

    id: int
    name_then: str
    made_at: datetime


def my_blocks(viewer: Viewer) -> tuple[BlockCard, ...]:
    """Return whom the viewer blocked, newest first."""
    rows = db.session.execute(
        visible(viewer, Block.id, Block.name_then, Block.made_at).order_by(
            Block.made_at.desc(), Block.id.desc()
        )
    )
    return tuple(BlockCard(**row) for row in rows.mappings())


@dataclass(frozen=True)
class MuteCard:
    """Somebody whom the viewer sees less of; no name while they are not to be seen."""

    id: int
    name: str | None
    slug: str | None
    made_at: datetime


def my_mutes(viewer: Viewer) -> tuple[MuteCard, ...]:
    """Return whom the viewer muted, newest first."""
    rows = db.session.execute(
        visible(viewer, Mute.id, Member.name, Member.slug, Mute.made_at)
        .join(Member, Member.id == Mute.other_id, isouter=True)
        .order_by(Mute.made_at.desc(), Mute.id.desc())
    )
    return tuple(MuteCard(**row) for row in rows.mappings())


def is_muted(viewer: Viewer, member: int) -> bool:
    """Tell whether the viewer muted somebody."""
    found = visible(viewer, Mute.id).where(Mute.other_id == member)
    return db.session.scalar(found) is not None


@dataclass(frozen=True)
class CaseCard:
    """A case as moderators see it: never who reported."""

    id: int
    number: str
    subject_kind: str
    lane: Lane
    state: CaseState
    due_at: datetime
    outcome: str
    opened_at: datetime


@dataclass(frozen=True)
class ReportCard:
    """What one person told."""

    reason: ReportReason
    excerpt: str
    text: str
    made_at: datetime


def cases(viewer: Viewer, state: CaseState) -> tuple[CaseCard, ...]:
    """Return the cases in a state, risk of harm first, then what is due first."""
    require(viewer, Permission.REPORT_READ)
    columns = [getattr(Case, name) for name in CaseCard.__dataclass_fields__]
    found = visible(viewer, *columns).where(Case.state == state)
    found = found.order_by(Case.lane != Lane.HARM, Case.due_at, Case.id)
    return tuple(CaseCard(**row) for row in db.session.execute(found).mappings())


def case(viewer: Viewer, case_id: int) -> Case:
    """Return one case to whoever may read it."""
    found: Case = find(viewer, Case, Case.id == case_id)
    return found


def reports(viewer: Viewer, case_id: int) -> tuple[ReportCard, ...]:
    """Return what was told in a case, the first first."""
    require(viewer, Permission.REPORT_READ)
    columns = [getattr(Report, name) for name in ReportCard.__dataclass_fields__]
    found = visible(viewer, *columns).where(Report.case_id == case_id)
    rows = db.session.execute(found.order_by(Report.id)).mappings()
    return tuple(ReportCard(**row) for row in rows)


def subject(viewer: Viewer, row: Case) -> tuple[str, str]:
    """Return the name and slug of what a report is about, or two empty words.

    A block or a narrow audience never hides a case from those who look into it.
    """
    require(viewer, Permission.REPORT_READ)
    found = _subjects(row)
    if found is None:
        return "", ""
    for one in db.session.execute(found):
        return one[0], one[1]
    return "", ""


def _subjects(row: Case) -> Select[Any] | None:
    """Select the name and slug of what a report is about; of a message its author's."""
    if row.subject_kind == "project":
        found = unscoped("administration", Project.title, Project.slug)
        return found.where(Project.id == row.subject_id)
    if row.subject_kind == "story":
        works = unscoped("administration", Project.title, Project.slug)
        told = works.join(Story, Story.project_id == Project.id)
        return told.where(Story.id == row.subject_id)
    if row.subject_kind == "idea":
        found = unscoped("administration", Idea.title, Idea.slug)
        return found.where(Idea.id == row.subject_id)
    if row.subject_kind == "update":
        found = unscoped("administration", Update.title, Update.slug)
        return found.where(Update.id == row.subject_id)
    if row.subject_kind == "event":
        found = unscoped("administration", Event.title, Event.slug)
        return found.where(Event.id == row.subject_id)
    people = unscoped("administration", Member.name, Member.slug)
    if row.subject_kind == "person":
        return people.where(Member.id == row.subject_id)
    if row.subject_kind in ("message", "comment"):
        return people.where(Member.account_id == row.about_id)
    return None
