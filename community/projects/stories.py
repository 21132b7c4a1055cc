"""Stories: what people say of a project, read by an organiser before others read it.

Nobody learns who told a story: neither the project's leads nor the organisers who read
it first. Whoever told it can change it until it was read, and take it back for good at
any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.states import before
from community.core.text import N_
from community.core.visible import Page, page_of, visible
from community.projects.models import (
    SHOWN,
    STORY_OPEN,
    Project,
    Story,
    StoryState,
    Teller,
)

_S = StoryState
MOVES: Mapping[StoryState, frozenset[StoryState]] = {
    _S.SENT: frozenset({_S.PUBLISHED, _S.DECLINED, _S.WITHDRAWN}),
    _S.PUBLISHED: frozenset({_S.DECLINED, _S.WITHDRAWN}),
    _S.DECLINED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
"""The state machine; a published story that proves wrong is declined after all."""

LONGEST = 1000
OTHER = N_("This story has changed meanwhile. Read it again.")
ONE = N_("You have told a story of this project. Change that one, or take it back.")


# ---------------------------------------------------------------- by whoever tells it
@dataclass(frozen=True)
class OwnStory:
    """The viewer's own story of a project, and what came of it."""

    told_as: Teller
    words: str
    state: StoryState
    answer: str
    sent_at: datetime
    id: int = field(metadata={"api": False})

    @property
    def open(self) -> bool:
        """Whether it waits to be read, or is shown."""
        return self.state in STORY_OPEN


def own_story(viewer: Viewer, project: int) -> OwnStory | None:
    """Return what the viewer told of a project last, unless they took it back."""
    row = _own(viewer, project, tuple(set(StoryState) - {_S.WITHDRAWN}))
    if row is None:
        return None
    return OwnStory(
        row.told_as, row.words, row.state, row.answer, row.sent_at, row.id
    )  # fmt: skip


def _own(viewer: Viewer, project: int, states: tuple[StoryState, ...]) -> Story | None:
    found = visible(viewer, Story).where(
        Story.author_id == viewer.member_id,
        Story.project_id == project,
        Story.state.in_(states),
    )
    row: Story | None = db.session.scalar(found.order_by(Story.id.desc()).limit(1))
    return row


def tell_story(viewer: Viewer, project: Project, told_as: Teller, words: str) -> None:
    """Tell a story of a project that one sees; organisers read it first."""
    require(viewer, Permission.STORY_TELL)
    _check(words)
    if project.state not in SHOWN:
        raise Refused(N_("Stories can be told when the page is published"))
    if _own(viewer, project.id, STORY_OPEN) is not None:
        raise Refused(ONE)
    row = Story(project_id=project.id, told_as=told_as, words=words.strip())
    row.author_id = viewer.member_id or 0
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(ONE) from None


def change_story(viewer: Viewer, project: Project, told_as: Teller, words: str) -> None:
    """Change one's story while nobody has answered it; it is read anew."""
    require(viewer, Permission.STORY_TELL)
    _check(words)
    done = db.session.execute(
        update(Story)
        .where(Story.project_id == project.id, Story.author_id == viewer.member_id)
        .where(Story.state == _S.SENT)
        .values(told_as=told_as, words=words.strip(), sent_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("It has been read meanwhile: see what came of it below"))


def take_back(viewer: Viewer, project: Project) -> None:
    """Take one's story back, also after it was published; nobody is told."""
    require(viewer, Permission.STORY_TELL)
    row = _own(viewer, project.id, STORY_OPEN)
    if row is not None:
        move(row.id, _S.WITHDRAWN)


def _check(words: str) -> None:
    if not words.strip():
        raise Refused(N_("Tell it in a few sentences"))
    if len(words.strip()) > LONGEST:
        raise Refused(N_("Use 1,000 letters or fewer"))


def move(story: int, state: StoryState, *where: Any, **values: Any) -> None:
    """Move a story to a state that may follow, once, where it is still as read."""
    done = db.session.execute(
        update(Story)
        .where(Story.id == story, Story.state.in_(before(MOVES, state)), *where)
        .values(state=state, decided_at=clock.now(), **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(OTHER)


# ---------------------------------------------------------------- by whoever reads
@dataclass(frozen=True)
class StoryLine:
    """What somebody says of a project."""

    id: int = field(metadata={"api": False})
    told_as: Teller
    words: str


def published(viewer: Viewer, project: int, number: int = 1) -> Page[StoryLine]:
    """Return a page of what people say of a project, the newest first."""
    found = (
        visible(viewer, Story.id, Story.told_as, Story.words)
        .where(Story.project_id == project, Story.state == _S.PUBLISHED)
        .order_by(Story.decided_at.desc(), Story.id.desc())
    )
    return page_of(found, StoryLine, number, size=20)
