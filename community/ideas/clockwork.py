"""The clock of ideas: once their project is published, its helpers are invited."""

from collections.abc import Sequence

from sqlalchemy import update

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import find, unscoped
from community.ideas import telling
from community.ideas.models import Idea, IdeaHelp, IdeaState
from community.ideas.telling import WHY
from community.members.models import Member
from community.projects.models import SHOWN, Project, ProjectState
from community.staffing import joining

MOST = 20


def move() -> int:
    """Note which ideas became projects that can be seen; return how many changed.

    Each once, however often and late it is asked for. Whoever was ticked is invited
    then, or when an author who rested is back.
    """
    due = (
        unscoped(WHY, Idea)
        .join(Project, Project.id == Idea.project_id)
        .where(Idea.state == IdeaState.BECOMING, Project.state.in_(SHOWN))
        .order_by(Idea.id)
        .limit(MOST)
    )
    done = sum(_became(idea) for idea in db.session.scalars(due).all())
    return done + sum(bool(_invited(idea)) for idea in _still_to_invite())


def _still_to_invite() -> Sequence[Idea]:
    """Return ideas whose author is back, and has people ticked for their project."""
    ticked = unscoped(WHY, IdeaHelp.idea_id).where(IdeaHelp.invited)
    due = (
        unscoped(WHY, Idea)
        .join(Project, Project.id == Idea.project_id)
        .join(Member, Member.id == Idea.author_id)
        .where(Idea.state == IdeaState.PROJECT, Idea.id.in_(ticked), Member.listed)
        .where(Project.state == ProjectState.PUBLISHED)
        .order_by(Idea.id)
        .limit(MOST)
    )
    return db.session.scalars(due).all()


def _became(idea: Idea) -> bool:
    done = db.session.execute(
        update(Idea)
        .where(Idea.id == idea.id, Idea.state == IdeaState.BECOMING)
        .values(state=IdeaState.PROJECT, version=Idea.version + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    db.session.refresh(idea)
    telling.became(idea, _invited(idea))
    return True


def _invited(idea: Idea) -> list[int]:
    """Invite whom the author ticked, while the author is here and leads; return them.

    Whoever takes no requests, is in the team already or is not to be seen by the
    author any more is not asked. The ticks go with that, so that nobody is asked twice;
    while the author rests they stay.
    """
    here = unscoped(WHY, Member.listed).where(Member.id == idea.author_id)
    if not db.session.scalar(here):
        return []
    ticked = db.session.execute(
        update(IdeaHelp)
        .where(IdeaHelp.idea_id == idea.id, IdeaHelp.invited)
        .values(invited=False)
        .returning(IdeaHelp.id, IdeaHelp.member_id)
        .execution_options(synchronize_session=False, unscoped=WHY)
    ).all()
    return [
        member for _id, member in sorted(map(tuple, ticked)) if _invite(idea, member)
    ]


def _invite(idea: Idea, member: int) -> bool:
    author = Viewer(idea.author_id, state="active")
    try:
        with db.session.begin_nested():
            project = find(author, Project, Project.id == idea.project_id)
            other = find(author, Member, Member.id == member)
            joining.invite(author, project, other, None, idea.invitation)
    except (Forbidden, NotFound, Refused):
        return False
    return True
