"""The clock of ideas: once their project is published, its helpers are invited."""

from sqlalchemy import update

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import find, unscoped
from community.ideas import telling
from community.ideas.models import Idea, IdeaHelp, IdeaState
from community.ideas.telling import WHY
from community.members.models import Member
from community.projects.models import SHOWN, Project
from community.staffing import joining

MOST = 20


def move() -> int:
    """Note which ideas became projects that can be seen; return how many did.

    Each once, however often and late it is asked for.
    """
    due = (
        unscoped(WHY, Idea)
        .join(Project, Project.id == Idea.project_id)
        .where(Idea.state == IdeaState.BECOMING, Project.state.in_(SHOWN))
        .order_by(Idea.id)
        .limit(MOST)
    )
    return sum(_became(idea) for idea in db.session.scalars(due).all())


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
    author any more is not asked.
    """
    here = unscoped(WHY, Member.listed).where(Member.id == idea.author_id)
    if not db.session.scalar(here):
        return []
    ticked = unscoped(WHY, IdeaHelp.member_id).where(
        IdeaHelp.idea_id == idea.id, IdeaHelp.invited
    )
    ids = db.session.scalars(ticked.order_by(IdeaHelp.id)).all()
    return [member for member in ids if _invite(idea, member)]


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
