"""Changes of projects: their life from draft to archive, their tags, who follows."""

from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from community.core import clock, journal
from community.core.access import Permission, Viewer, can, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import circle_member, unscoped, visible
from community.expertise.models import Tag
from community.notices.commands import tell
from community.projects import news, standing
from community.projects.life import alive
from community.projects.models import (
    Follow,
    Membership,
    NeedTag,
    Project,
    ProjectState,
    ProjectTag,
    Stage,
)
from community.projects.team import leads, narrow
from community.projects.writing import missing, note_change

OTHER_STATE = N_("That does not fit where the project stands now")


# ---------------------------------------------------------------- the life of a page
@dataclass(frozen=True)
class Step:
    """One step in the life of a project: from where, to where, and who may take it."""

    before: tuple[ProjectState, ...]
    after: ProjectState
    who: Permission = Permission.PROJECT_EDIT


_S = ProjectState
STEPS = {
    "submit": Step((_S.DRAFT,), _S.IN_REVIEW),
    "redraft": Step((_S.IN_REVIEW, _S.WITHDRAWN), _S.DRAFT),
    "withdraw": Step((_S.DRAFT, _S.IN_REVIEW), _S.WITHDRAWN),
    "publish": Step((_S.IN_REVIEW,), _S.PUBLISHED, Permission.PROJECT_REVIEW),
    "send back": Step((_S.IN_REVIEW,), _S.DRAFT, Permission.PROJECT_REVIEW),
    "pause": Step((_S.PUBLISHED,), _S.PAUSED),
    "resume": Step((_S.PAUSED, _S.FINISHED, _S.ARCHIVED), _S.PUBLISHED),
    "finish": Step((_S.PUBLISHED, _S.PAUSED), _S.FINISHED),
    "archive": Step((_S.PAUSED, _S.FINISHED), _S.ARCHIVED),
}
"""The state machine: every step there is. `submit` publishes where nobody reviews."""

MOVES = ("redraft", "withdraw", "pause", "resume", "finish", "archive")
"""The steps that need nothing but a lead who takes them."""


def steps(viewer: Viewer, project: Project, led: standing.Led) -> tuple[str, ...]:
    """Return the steps that the viewer may take with a project now."""
    return tuple(
        name
        for name, step in STEPS.items()
        if project.state in step.before and can(viewer, step.who, led)
    )


def _take(viewer: Viewer, project: Project, name: str) -> None:
    step = STEPS[name]
    require(viewer, step.who, standing.led(viewer, project.id))
    if project.state not in step.before:
        raise Refused(OTHER_STATE)
    project.state, project.updated_at = step.after, clock.now()


def move(viewer: Viewer, project: Project, name: str) -> None:
    """Take a lead's step that needs nothing more: pause, resume, finish, archive ..."""
    if name not in MOVES:
        raise NotFound(name)
    _take(viewer, project, name)
    before = project.stage
    if name == "finish":
        project.stage = Stage.FINISHED
    elif name == "resume" and project.stage is Stage.FINISHED:
        project.stage = Stage.RUNNING
    if project.stage is not before:
        news.moved_on(viewer, project)
    alive(project)


def submit(viewer: Viewer, project: Project, *, review: bool) -> None:
    """Hand a draft to the organisers; without review it is published at once."""
    _take(viewer, project, "submit")
    tags = visible(viewer, ProjectTag.id).where(ProjectTag.project_id == project.id)
    if missing(project, len(db.session.scalars(tags).all())):
        raise Refused(N_("Some parts are missing: see the list"))
    project.review_note = ""
    if not review:
        project.state, project.published_at = _S.PUBLISHED, clock.now()
        news.published(viewer, project)
    alive(project)


def publish(viewer: Viewer, project: Project) -> None:
    """Show a submitted project to the community, as an organiser."""
    _take(viewer, project, "publish")
    project.review_note, project.published_at = "", clock.now()
    news.published(viewer, project)
    alive(project)
    _tell_of_review(viewer, project, "published")


def send_back(viewer: Viewer, project: Project, note: str) -> None:
    """Give a submitted project back to its leads with a reason, as an organiser."""
    _take(viewer, project, "send back")
    if not note.strip():
        raise Refused(N_("Say what should change, in a sentence"))
    project.review_note = note.strip()
    _tell_of_review(viewer, project, "sent back")


def _tell_of_review(viewer: Viewer, project: Project, words: str) -> None:
    journal.record(viewer, journal.Act.PROJECT_REVIEW, "project", project.id, words)
    kind = "project-review"
    key = f"{kind}:{project.id}:{clock.now():%y%m%d%H%M%S%f}"
    for lead in leads(project.id):
        if lead != viewer.member_id:
            tell(lead, kind, key, project=project.id, link="/projects/mine")
    db.session.flush()


# ---------------------------------------------------------------- tags
def add_tag(viewer: Viewer, project: Project, tag: Tag) -> bool:
    """Say what a project is about; tell whether a sensitive tag narrowed its team.

    Memberships but the leads' then show to the project alone, until each chooses again.
    """
    require(viewer, Permission.PROJECT_EDIT, standing.led(viewer, project.id))
    where = (ProjectTag.project_id == project.id, ProjectTag.tag_id == tag.id)
    if db.session.scalar(visible(viewer, ProjectTag.id).where(*where)) is not None:
        return False
    db.session.add(ProjectTag(project_id=project.id, tag_id=tag.id))
    note_change(project)
    if tag.sensitive:
        narrow(project.id)
    alive(project)
    return tag.sensitive


def remove_tag(viewer: Viewer, project: Project, tag_id: int) -> None:
    """Take a tag away."""
    require(viewer, Permission.PROJECT_EDIT, standing.led(viewer, project.id))
    db.session.execute(
        delete(ProjectTag).where(
            ProjectTag.project_id == project.id, ProjectTag.tag_id == tag_id
        )
    )
    alive(project)


def follow(viewer: Viewer, project: Project, *, on: bool) -> None:
    """Follow a project, or stop; nobody else ever sees it."""
    require(viewer, Permission.PROJECT_OFFER)
    where = (Follow.member_id == viewer.member_id, Follow.project_id == project.id)
    there = db.session.scalar(visible(viewer, Follow).where(*where))
    if on and there is None:
        try:
            with db.session.begin_nested():
                row = Follow(member_id=viewer.member_id, project_id=project.id)
                db.session.add(row)
        except IntegrityError:
            pass  # it came from another page in the same moment
    elif not on and there is not None:
        db.session.delete(there)
    db.session.flush()


def move_tag(old: int, new: int) -> None:
    """Move what projects said under a mapped word to its tag."""
    for entity, owner in ((ProjectTag, "project_id"), (NeedTag, "need_id")):
        column = getattr(entity, owner)
        both = unscoped("administration", column).where(entity.tag_id == new)
        have = list(db.session.scalars(both))
        db.session.execute(delete(entity).where(entity.tag_id == old, column.in_(have)))
        db.session.execute(
            update(entity).where(entity.tag_id == old).values(tag_id=new)
        )
    db.session.flush()


def drop_tag(tag_id: int) -> None:
    """Remove a rejected word from projects."""
    for entity in (ProjectTag, NeedTag):
        db.session.execute(delete(entity).where(entity.tag_id == tag_id))
    db.session.flush()


def rebuild_circles() -> None:
    """Make `circle_member` anew from the memberships that last; for loaders."""
    rows = db.session.execute(
        unscoped("circles", Membership.project_id, Membership.member_id)
        .where(Membership.until.is_(None))
        .distinct()
    )
    values = [{"circle_id": project, "member_id": member} for project, member in rows]
    db.session.execute(delete(circle_member))
    for start in range(0, len(values), 500):
        db.session.execute(circle_member.insert(), values[start : start + 500])
