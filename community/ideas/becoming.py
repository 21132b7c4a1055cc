"""From an idea to a project: a draft that its author leads, and who is invited."""

from dataclasses import dataclass

from sqlalchemy import update

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import visible
from community.expertise.models import Tag
from community.ideas.commands import move
from community.ideas.models import Idea, IdeaState, IdeaTag
from community.ideas.talking import tick
from community.projects import commands as projects
from community.projects import writing
from community.projects.models import Project, Stage

LETTERS = 600


@dataclass(frozen=True)
class Plan:
    """What becomes of an idea: words of the project's page, and whom to invite.

    `helpers` are numbers of offers of help; `invitation` is said to all of them.
    """

    title: str
    summary: str
    story: str
    helpers: frozenset[int] = frozenset()
    invitation: str = ""


def become(viewer: Viewer, idea: Idea, plan: Plan) -> Project:
    """Make the draft of a project of an idea, once, led by its author.

    Whoever is ticked is invited when the project is published (`clockwork`).
    """
    if len(plan.invitation) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    tick(viewer, idea, set(plan.helpers))
    words = plan.invitation.strip()
    move(viewer, idea, IdeaState.OPEN, IdeaState.BECOMING, invitation=words)
    page = writing.Page(
        plan.title, plan.summary, plan.story, stage=Stage.IDEA, nation=idea.nation
    )
    project = writing.create(viewer, page)
    for tag in _tags(viewer, idea):
        projects.add_tag(viewer, project, tag)
    db.session.execute(
        update(Idea).where(Idea.id == idea.id).values(project_id=project.id)
    )
    db.session.flush()
    return project


def _tags(viewer: Viewer, idea: Idea) -> list[Tag]:
    filed = visible(viewer, Tag).join(IdeaTag, IdeaTag.tag_id == Tag.id)
    return list(db.session.scalars(filed.where(IdeaTag.idea_id == idea.id)))
