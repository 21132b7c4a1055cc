"""Stories as organisers read them first, never whose: published or declined."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.notices.commands import tell
from community.projects.models import STORY_OPEN, Project, Story, StoryState, Teller
from community.projects.stories import move
from community.projects.team import leads


@dataclass(frozen=True)
class ToRead:
    """A story as an organiser reads it: never whose it is."""

    id: int
    slug: str
    title: str
    told_as: Teller
    words: str
    state: StoryState
    sent_at: datetime


def _to_read(viewer: Viewer) -> Select[Any]:
    return (
        visible(viewer, Story.id, Project.slug, Project.title, Story.told_as)
        .add_columns(Story.words, Story.state, Story.sent_at)
        .join(Project, Project.id == Story.project_id)
        .where(Story.author_id != viewer.member_id)
    )


def waiting(viewer: Viewer) -> tuple[ToRead, ...]:
    """Return the stories that wait for an organiser, but one's own."""
    require(viewer, Permission.STORY_REVIEW)
    found = _to_read(viewer).where(Story.state == StoryState.SENT)
    rows = db.session.execute(found.order_by(Story.sent_at, Story.id)).mappings()
    return tuple(ToRead(**row) for row in rows)


def to_read(viewer: Viewer, story_id: int) -> ToRead:
    """Return a story that waits or is shown, for an organiser who did not tell it."""
    require(viewer, Permission.STORY_REVIEW)
    row: Story = find(
        viewer,
        Story,
        Story.id == story_id,
        Story.author_id != viewer.member_id,
        Story.state.in_(STORY_OPEN),
    )
    project: Project = find(viewer, Project, Project.id == row.project_id)
    return ToRead(
        row.id, project.slug, project.title, row.told_as, row.words, row.state,
        row.sent_at,
    )  # fmt: skip


def publish(viewer: Viewer, story: ToRead, read: datetime) -> None:
    """Show a story with its project, as it was `read`; leads are told, not of whom."""
    require(viewer, Permission.STORY_REVIEW)
    move(story.id, StoryState.PUBLISHED, Story.sent_at == read, answer="")
    project: Project = find(viewer, Project, Project.slug == story.slug)
    author = _author(story.id)
    for lead in leads(project.id):
        if lead != author:
            key, link = f"story-published:{story.id}", f"/projects/{story.slug}/stories"
            tell(lead, "story-published", key, project=project.id, link=link)
    _answered(viewer, story, project, author, "published")


def decline(viewer: Viewer, story: ToRead, read: datetime, answer: str) -> None:
    """Do not show a story, or not any more, with kind words to whoever told it."""
    require(viewer, Permission.STORY_REVIEW)
    if not answer.strip():
        raise Refused(N_("Say kindly why, in a sentence: only they read it"))
    move(story.id, StoryState.DECLINED, Story.sent_at == read, answer=answer.strip())
    project: Project = find(viewer, Project, Project.slug == story.slug)
    _answered(viewer, story, project, _author(story.id), "declined")


def _author(story: int) -> int:
    """Return whose story it is, to tell them and nobody else."""
    found = unscoped("stories", Story.author_id).where(Story.id == story)
    author: int = db.session.scalars(found).one()
    return author


def _answered(
    viewer: Viewer, story: ToRead, project: Project, author: int, words: str
) -> None:
    link = f"/projects/{project.slug}/story"
    key = f"story-answer:{story.id}:{words}"
    tell(author, "story-answer", key, project=project.id, link=link)
    journal.record(viewer, journal.Act.STORY, "story", story.id, words)
    db.session.flush()


def number_waiting(viewer: Viewer) -> int:
    """Return how many stories wait for the viewer, an organiser: one statement."""
    found = _to_read(viewer).where(Story.state == StoryState.SENT)
    only = found.with_only_columns(func.count(Story.id), maintain_column_froms=True)
    return db.session.scalar(only) or 0
