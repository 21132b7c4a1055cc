"""Changes of ideas: posting, editing visibly, closing and opening again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import find, visible
from community.expertise.models import TagState
from community.expertise.queries import tag_for
from community.ideas.models import MOVES, Idea, IdeaState, IdeaTag, IdeaVersion
from community.members.models import Member

FASTER = N_("This idea was changed a moment ago, in another window or tab")
OTHER_STATE = N_("That does not fit where the idea stands now")
A_DAY, DAY = 5, timedelta(days=1)
"""So many ideas a day are plenty."""
MOST_TAGS = 3
PARTS = {"title": 120, "challenge": 4000, "body": 6000, "wanted": 400}
"""The parts of an idea, and how many letters each may have."""
_S = IdeaState


@dataclass(frozen=True)
class Said:
    """What an idea says; `tags` are words as somebody typed them."""

    title: str
    challenge: str
    body: str
    wanted: str = ""
    nation: str = ""
    tags: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, str]:
        """Its words, tidied."""
        return {name: _tidy(getattr(self, name)) for name in PARTS}


def _tidy(words: str) -> str:
    return "\n".join(words.strip().splitlines())


def post(viewer: Viewer, said: Said) -> Idea:
    """Put an idea before the members."""
    require(viewer, Permission.IDEA_WRITE)
    check_seen(viewer)
    since = clock.now() - DAY
    mine = visible(viewer, func.count(Idea.id)).where(
        Idea.author_id == viewer.member_id, Idea.made_at > since
    )
    if (db.session.scalar(mine) or 0) >= A_DAY:
        raise Refused(N_("%(most)s ideas a day are plenty. Go on tomorrow"), most=A_DAY)
    slug = f"{slug_of(said.title) or 'idea'}-{random_id()}"
    row = Idea(slug=slug, author_id=viewer.member_id)
    ids = _checked(said)
    _write(row, said)
    db.session.add(row)
    db.session.flush()
    _tag(row, ids)
    journal.record(viewer, journal.Act.IDEA, "idea", row.id, "posted")
    db.session.flush()
    return row


def check_seen(viewer: Viewer) -> None:
    """Refuse to let somebody speak whom nobody could read."""
    mine = visible(viewer, Member.audience).where(Member.id == viewer.member_id)
    if db.session.scalar(mine) is Audience.ME:
        raise Refused(
            N_("Nobody but you sees your name, so nobody could read this. "
               "Choose first who sees your name, on your profile")
        )  # fmt: skip


def _checked(said: Said) -> list[int]:
    """Refuse what lacks or has too much; return the ids of its tags."""
    lacks = {
        "title": N_("Enter a title"),
        "challenge": N_("Say what the challenge is"),
        "body": N_("Say what your idea is"),
    }
    for name, words in said.parts.items():
        if name in lacks and not folded(words):
            raise Refused(lacks[name])
        if len(words) > PARTS[name]:
            raise Refused(N_("Use %(most)s letters or fewer"), most=PARTS[name])
    typed = [words for words in said.tags if folded(words)][:MOST_TAGS]
    return list(dict.fromkeys(_tag_id(words) for words in typed))


def _tag_id(words: str) -> int:
    """Return a tag of the community; what somebody else proposed is as unknown."""
    tag = tag_for(words)
    if tag is None or tag.state is not TagState.APPROVED:
        raise Refused(
            N_("“%(word)s” is no word of this community yet. Choose one that is"),
            word=words,
        )
    return tag.id


def _write(row: Idea, said: Said) -> None:
    for name, words in said.parts.items():
        setattr(row, name, words)
    row.nation = said.nation
    row.folded = folded(" ".join(said.parts.values()))[:4000]


def _tag(row: Idea, ids: list[int]) -> None:
    db.session.execute(delete(IdeaTag).where(IdeaTag.idea_id == row.id))
    for number in ids:
        db.session.add(IdeaTag(idea_id=row.id, tag_id=number))


# ---------------------------------------------------------------- changed, closed
def edit(viewer: Viewer, idea: Idea, said: Said, why: str, version: int) -> None:
    """Change an idea for all to see: what it said stays, with a line on why."""
    require(viewer, Permission.IDEA_EDIT, idea)
    if idea.version != version:
        raise Conflict(FASTER)
    if idea.state is not _S.OPEN:
        raise Refused(N_("Open it again first, then you can change it"))
    ids, before = _checked(said), {name: getattr(idea, name) for name in PARTS}
    same = before == said.parts and said.nation == idea.nation
    if same and set(ids) == _tags(viewer, idea):
        raise Refused(N_("Nothing has changed yet"))
    if not folded(why) or len(why) > 200:
        raise Refused(N_("Say in a line what you changed and why, in 200 letters"))
    try:
        _write(idea, said)
        idea.edited_at = clock.now()
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    db.session.add(IdeaVersion(idea_id=idea.id, why=_tidy(why), **before))
    _tag(idea, ids)
    db.session.flush()


def _tags(viewer: Viewer, idea: Idea) -> set[int]:
    found = visible(viewer, IdeaTag.tag_id).where(IdeaTag.idea_id == idea.id)
    return set(db.session.scalars(found))


def step(viewer: Viewer, idea: Idea, to: IdeaState) -> None:
    """Close an idea, open it again, or let it be no project after all.

    The draft of a project stays its author's own; nobody is invited into it.
    """
    require(viewer, Permission.IDEA_EDIT, idea)
    if to not in (_S.OPEN, _S.CLOSED):
        raise NotFound("step")
    move(viewer, idea, idea.state, to, project_id=None)


def move(
    viewer: Viewer, idea: Idea, was: IdeaState, to: IdeaState, **values: Any
) -> None:
    """Take an idea on from a state, once: of two at the same time one is refused."""
    if to not in MOVES[was]:
        raise Refused(OTHER_STATE)
    done = db.session.execute(
        update(Idea)
        .where(Idea.id == idea.id, Idea.state == was)
        .values(state=to, version=Idea.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(OTHER_STATE)
    db.session.refresh(idea)
    journal.record(viewer, journal.Act.IDEA, "idea", idea.id, to.value)
    db.session.flush()


def take(viewer: Viewer, slug: str) -> Idea:
    """Return an idea that nobody else changes till this is over."""
    found = visible(viewer, Idea).where(Idea.slug == slug).with_for_update()
    row: Idea | None = db.session.scalar(
        found.execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("idea")
    return row


def reach(viewer: Viewer, slug: str) -> Idea:
    """Return an idea that the viewer sees."""
    row: Idea = find(viewer, Idea, Idea.slug == slug)
    return row


def own(viewer: Viewer, slug: str) -> Idea:
    """Return an idea of the viewer's own, to change."""
    row = reach(viewer, slug)
    require(viewer, Permission.IDEA_EDIT, row)
    return row
