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
    Mute,
    Report,
    ReportReason,
    ReportState,
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
class ReportCard:
    """A report as moderators see it: never who reported."""

    id: int
    receipt: str
    subject_kind: str
    reason: ReportReason
    excerpt: str
    text: str
    state: ReportState
    outcome: str
    made_at: datetime


def reports(viewer: Viewer, state: ReportState | None = None) -> tuple[ReportCard, ...]:
    """Return the reports, worries about safety first, then the oldest."""
    require(viewer, Permission.REPORT_READ)
    columns = [getattr(Report, name) for name in ReportCard.__dataclass_fields__]
    found = visible(viewer, *columns).order_by(
        Report.reason != ReportReason.SAFETY, Report.made_at, Report.id
    )
    if state is not None:
        found = found.where(Report.state == state)
    return tuple(ReportCard(**row) for row in db.session.execute(found).mappings())


def report(viewer: Viewer, report_id: int) -> Report:
    """Return one report to whoever may read it."""
    found: Report = find(viewer, Report, Report.id == report_id)
    return found


def subject(viewer: Viewer, row: Report) -> tuple[str, str]:
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


def _subjects(row: Report) -> Select[Any] | None:
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
