"""One idea: what it says, what it said before, and offers of help."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, muted_by, visible
from community.ideas import threads
from community.ideas.models import (
    TALKED_ABOUT,
    Idea,
    IdeaHelp,
    IdeaState,
    IdeaVersion,
)
from community.ideas.queries import of_idea, tags_of
from community.members import queries as members
from community.members.queries import MemberCard, TagChip
from community.projects.models import Project, ProjectState
from community.vocabulary.models import NATIONS, Term

MOST_HELPERS = 60


@dataclass(frozen=True)
class HelpCard:
    """That somebody would help, and with what; its number only in forms."""

    number: int = field(metadata={"api": False})
    person: MemberCard | None
    mine: bool
    words: str
    audience: Audience
    invited: bool = field(metadata={"api": False})


@dataclass(frozen=True)
class ProjectLink:
    """The project that an idea becomes, for whoever sees it."""

    slug: str
    title: str
    state: ProjectState


@dataclass(frozen=True)
class IdeaView:
    """One idea as the viewer reads it; `said` counts the comments that they see.

    `former` says that its author is a member no more.
    """

    slug: str
    title: str
    challenge: str
    body: str
    wanted: str
    nation: str
    state: IdeaState
    made_at: datetime
    edited_at: datetime | None
    edits: int
    mine: bool
    author: MemberCard | None
    tags: tuple[TagChip, ...]
    project: ProjectLink | None
    comments: Page[threads.CommentCard]
    said: int
    helpers: tuple[HelpCard, ...]
    former: bool
    id: int = field(metadata={"api": False})

    @property
    def my_help(self) -> HelpCard | None:
        """The viewer's own offer."""
        return next((one for one in self.helpers if one.mine), None)

    @property
    def can_comment(self) -> bool:
        """Whether members may still comment."""
        return self.state in TALKED_ABOUT

    @property
    def can_help(self) -> bool:
        """Whether the viewer may offer help."""
        return self.state is IdeaState.OPEN and not self.mine


def idea_view(viewer: Viewer, slug: str, number: int = 1) -> IdeaView:
    """Return an idea with page `number` of its comments, 0 for the last: 7 statements.

    Offers of people whom the viewer muted are left out, their comments folded.
    """
    row, edits, nation, project = _row(viewer, slug)
    found, helps = threads.threads(viewer, row.id), _helps(viewer, row.id)
    page = threads.page_of_threads(found, number)
    speak = {one for thread in page.items for one in thread.members}
    ids = {row.author_id or 0, *speak, *(one.member_id for one in helps)}
    people = members.cards(viewer, ids, tags=0)
    return IdeaView(
        row.slug, row.title, row.challenge, row.body, row.wanted, nation or "",
        row.state, row.made_at, row.edited_at, edits,
        row.author_id == viewer.member_id, people.get(row.author_id or 0),
        tags_of(viewer, [row.id]).get(row.id, ()), project,
        Page(
            threads.cards(viewer, row, page.items, people),
            page.number, page.size, page.total,
        ),
        sum(len(one.answers) + (one.first is not None) for one in found),
        tuple(_help(viewer, one, people) for one in helps),
        row.author_id is None, row.id,
    )  # fmt: skip


def _row(viewer: Viewer, slug: str) -> tuple[Idea, int, str | None, ProjectLink | None]:
    edits = of_idea(IdeaVersion.id, IdeaVersion.idea_id == Idea.id)
    columns = (Idea, edits, Term.label, Project.slug, Project.title, Project.state)
    found = (
        visible(viewer, *columns)
        .join(Term, and_(Term.list == NATIONS, Term.code == Idea.nation), isouter=True)
        .join(Project, Project.id == Idea.project_id, isouter=True)
        .where(Idea.slug == slug)
    )
    row: Any = db.session.execute(found).first()
    if row is None:
        raise NotFound("idea")
    idea, number, nation, *project = row
    return idea, number, nation, ProjectLink(*project) if project[0] else None


def _helps(viewer: Viewer, idea_id: int) -> list[IdeaHelp]:
    found = visible(viewer, IdeaHelp).where(
        IdeaHelp.idea_id == idea_id, IdeaHelp.member_id.not_in(muted_by(viewer))
    )
    first = (IdeaHelp.member_id != viewer.member_id, IdeaHelp.id)
    return list(db.session.scalars(found.order_by(*first).limit(MOST_HELPERS)))


def _help(viewer: Viewer, row: IdeaHelp, people: dict[int, MemberCard]) -> HelpCard:
    mine, person = row.member_id == viewer.member_id, people.get(row.member_id)
    return HelpCard(row.id, person, mine, row.words, row.audience, row.invited)


# ---------------------------------------------------------------- what it said before
@dataclass(frozen=True)
class Text:
    """What an idea says at one time."""

    title: str
    challenge: str
    body: str
    wanted: str


@dataclass(frozen=True)
class Change:
    """One edit: what it said before and after, when, and why."""

    why: str
    at: datetime
    before: Text
    after: Text

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that differ."""
        names = Text.__dataclass_fields__
        pairs = (
            (one, getattr(self.before, one), getattr(self.after, one)) for one in names
        )
        return tuple(name for name, before, after in pairs if before != after)


def changes(viewer: Viewer, idea: Idea) -> tuple[Change, ...]:
    """Return the edits of an idea, the newest first: one statement."""
    found = visible(viewer, IdeaVersion).where(IdeaVersion.idea_id == idea.id)
    rows = db.session.scalars(found.order_by(IdeaVersion.id.desc()).limit(100))
    after, listed = text_of(idea), []
    for row in rows:
        before = text_of(row)
        listed.append(Change(row.why, row.until, before, after))
        after = before
    return tuple(listed)


def text_of(row: Idea | IdeaVersion) -> Text:
    """Return the words of an idea, as it is or as it was."""
    return Text(row.title, row.challenge, row.body, row.wanted)
