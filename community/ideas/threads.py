"""Comments on an idea as their reader sees them: threads of one level, in pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, muted_by, visible
from community.ideas.models import TALKED_ABOUT, Idea, IdeaComment
from community.members.queries import MemberCard

TEN_MINUTES = timedelta(minutes=10)
EACH = 20


@dataclass(frozen=True)
class CommentCard:
    """What somebody says to an idea, and the answers to it.

    `absent` says that there are no words to see: they were taken away, or whoever
    wrote them is not to be seen; nobody can tell which. `muted` ones are folded.
    """

    id: int
    author: MemberCard | None = None
    mine: bool = False
    by_author: bool = False
    made_at: datetime | None = None
    edited: bool = False
    can_edit: bool = False
    words: str = ""
    muted: bool = False
    absent: bool = False
    answers: tuple["CommentCard", ...] = ()


@dataclass(frozen=True)
class Said:
    """A comment that the viewer may read, and whether they muted its author."""

    row: IdeaComment
    muted: bool


@dataclass(frozen=True)
class Thread:
    """A comment, if the viewer sees it, and the answers to it that they see."""

    id: int
    first: Said | None
    answers: tuple[Said, ...]

    @property
    def members(self) -> set[int]:
        """Who speaks in it."""
        every = (*self.answers, self.first) if self.first else self.answers
        return {one.row.member_id for one in every if one}


def threads(viewer: Viewer, idea_id: int) -> tuple[Thread, ...]:
    """Return what is said to an idea, oldest first: one statement.

    A comment that is not to be seen keeps its place where somebody answered it.
    """
    muted = IdeaComment.member_id.in_(muted_by(viewer))
    found = visible(viewer, IdeaComment, muted).where(
        IdeaComment.idea_id == idea_id, ~IdeaComment.removed
    )
    rows = db.session.execute(found.order_by(IdeaComment.id)).all()
    firsts: dict[int, Said] = {}
    answers: dict[int, list[Said]] = defaultdict(list)
    for said in (Said(*row) for row in rows):
        if said.row.answers_id is None:
            firsts[said.row.id] = said
        else:
            answers[said.row.answers_id].append(said)
    return tuple(
        Thread(number, firsts.get(number), tuple(answers.get(number, ())))
        for number in sorted({*firsts, *answers})
    )


def page_of_threads(found: tuple[Thread, ...], number: int) -> Page[Thread]:
    """Return a page of threads; 0 is the last one."""
    empty = Page[Thread]((), number, EACH, len(found))
    number = number or empty.pages
    if not 0 < number <= empty.pages:
        raise NotFound("page")
    begins = (number - 1) * EACH
    return Page(found[begins : begins + EACH], number, EACH, len(found))


def cards(
    viewer: Viewer,
    idea: Idea,
    found: Iterable[Thread],
    people: Mapping[int, MemberCard],
) -> tuple[CommentCard, ...]:
    """Return threads as cards, with the people who speak in them."""

    def card(said: Said, answers: tuple[CommentCard, ...] = ()) -> CommentCard:
        row = said.row
        mine = row.member_id == viewer.member_id
        young = clock.now() < row.made_at + TEN_MINUTES and idea.state in TALKED_ABOUT
        return CommentCard(
            row.id, people.get(row.member_id), mine, row.member_id == idea.author_id,
            row.made_at, row.edited_at is not None, mine and young, row.words,
            said.muted, answers=answers,
        )  # fmt: skip

    def whole(thread: Thread) -> CommentCard:
        answers = tuple(card(one) for one in thread.answers)
        if thread.first is None:
            return CommentCard(thread.id, absent=True, answers=answers)
        return card(thread.first, answers)

    return tuple(whole(thread) for thread in found)
