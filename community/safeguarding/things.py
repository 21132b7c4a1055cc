"""Everything that people make and others read, as it can be reported: one table.

A line says where such a thing stands, whose it is, which of its words a report takes
along, and what it is called. Whoever reports must see it and must not have made it. A
thing that `holds` can be held back until moderators have looked; what one or two people
read (a hello, an offer) cannot: they block, and nobody else is harmed. What organisers
publish for the whole community cannot either: an organiser is there to ask. Whom
somebody blocked, and so sees no more, they report by their own block.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_

from community.announcements.models import Announcement
from community.connections.models import ConnectionRequest, ConnectionStory
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find, unscoped, visible
from community.essays.models import Essay
from community.evidence.models import Collection, Resource, ResourceTalker
from community.ideas.models import Idea, IdeaComment, IdeaHelp
from community.impact.models import ImpactRecord
from community.introductions.models import Introduction, IntroductionKind
from community.members.models import DetailName, Member, MemberDetail
from community.messages.models import Message
from community.programme.models import Event, Programme, Update
from community.projects.models import JoinRequest, Project, Story, StoryState
from community.safeguarding.answers import ANSWERED, who_answered
from community.safeguarding.models import Block
from community.stewardship.models import Handover
from community.surveys.models import Survey

WHY = "whom to tell of a report"
LONGEST, LONGEST_NUMBER = 2000, 10
"""So many letters of a thing go along with a report, so few digits name one."""

Maker = Callable[[Viewer, Any], int | None]


@dataclass(frozen=True)
class Thing:
    """One sort of thing.

    `by` is the column of the member who made it, or says who that is; None is nobody in
    particular: a project is its team's, an essay is the Lab's. `title` is the column
    that names it; without one it is called by who made it. `key` is what its address
    holds. `only` narrows what can be reported.
    """

    entity: type[Any]
    by: str | Maker | None = None
    words: tuple[str, ...] = ("words",)
    title: str = ""
    key: str = "id"
    holds: bool = False
    only: ColumnElement[bool] | None = None

    def made_by(self, viewer: Viewer, row: Any) -> int | None:
        """Return the member who made a row, as far as that is told at all."""
        if callable(self.by):
            return self.by(viewer, row)
        return getattr(row, self.by) if self.by else None

    def asked(self, viewer: Viewer, key: str) -> list[ColumnElement[bool]]:
        """State which row an address asks for: never one that the viewer made."""
        column = getattr(self.entity, self.key)
        found = [column == (key if self.key == "slug" else _number(key))]
        if isinstance(self.by, str) and viewer.is_member:
            made = getattr(self.entity, self.by)
            found.append(or_(made.is_(None), made != viewer.member_id))
        return found if self.only is None else [*found, self.only]

    def excerpt(self, row: Any) -> str:
        """Return the words that a report takes along."""
        said = (str(getattr(row, name) or "").strip() for name in self.words)
        return "\n\n".join(words for words in said if words)[:LONGEST]


def _number(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < LONGEST_NUMBER):
        raise NotFound(key)
    return int(key)


def _began_introduction(viewer: Viewer, row: Introduction) -> int:
    """Who asked for it; to whoever it was passed on to, and where offered, who did."""
    asked = row.kind is IntroductionKind.ASKED
    to_introducer = asked and viewer.member_id == row.introducer_id
    return row.asker_id if to_introducer else row.introducer_id


def _other_end(viewer: Viewer, row: JoinRequest | Handover) -> int | None:
    """Return whose words of a request the viewer reports; None is a nameless lead.

    Without an answer that was told they are of whoever began it. An offer is answered
    by a lead; a lead's own asking by whom they asked, unless that one waited for a
    place and a lead said "not now" after all.
    """
    began, asked = row.asked_by_id, row.member_id
    joining = row if isinstance(row, JoinRequest) else None
    if not row.answer or (joining and joining.held_back):
        return began
    if began == asked:
        return None if viewer.member_id == began else began
    if joining and joining.waits_since is not None:
        return None
    return began if viewer.member_id == asked else asked


def _titled(
    entity: type[Any], by: str | None, *words: str, holds: bool = False
) -> Thing:
    """Return the line of what has a title, and stands at its own address."""
    return Thing(entity, by, ("title", *words), "title", "slug", holds)


THINGS: dict[str, Thing] = {
    "person": Thing(Member, "id", (), "name", "slug"),
    "project": _titled(Project, None, "summary", "story", holds=True),
    "story": Thing(
        Story, "author_id", holds=True, only=Story.state == StoryState.PUBLISHED
    ),
    "message": Thing(Message, "author_id", holds=True),
    "idea": _titled(Idea, "author_id", "challenge", "body", "wanted", holds=True),
    "comment": Thing(IdeaComment, "member_id", holds=True, only=~IdeaComment.removed),
    "help": Thing(IdeaHelp, "member_id", holds=True),
    "update": _titled(Update, "author_id", "body", holds=True),
    "event": _titled(
        Event, "made_by_id", "summary", "place", "access_notes", holds=True
    ),
    "resource": _titled(
        Resource, "submitted_by_id", "sentence", "summary", "address", holds=True
    ),
    "talk": Thing(ResourceTalker, "member_id", holds=True),
    "impact": Thing(ImpactRecord, "claimed_by_id", ("what_changed",), holds=True),
    "hello": Thing(ConnectionRequest, "asker_id", ("message",)),
    "tie": Thing(ConnectionStory, "member_id", key="connection_id"),
    "introduction": Thing(Introduction, _began_introduction, ("purpose", "words")),
    "offer": Thing(JoinRequest, _other_end, ("message", "answer")),
    "handover": Thing(Handover, _other_end, ("message", "answer")),
    "announcement": Thing(Announcement, None, ("title", "words"), "title"),
    "essay": _titled(Essay, None, "standfirst"),
    "collection": _titled(Collection, None, "intro"),
    "programme": _titled(Programme, None, "challenge", "summary"),
    "survey": _titled(Survey, None, "question"),
}
"""What can be reported, by the word that stands in the address of its report."""

BLOCK = "block"
"""No thing, but a way to a person: it stands in the address for one's own block."""

SECRET_MAKERS = frozenset({"story"})
"""Kinds of which nobody learns who made them, moderators neither."""


@dataclass(frozen=True)
class Reported:
    """What a report is about, as the reporter saw it."""

    kind: str
    id: int
    about_account: int | None
    excerpt: str


def reported(viewer: Viewer, kind: str, key: str) -> tuple[Reported, str]:
    """Return a thing that the viewer sees and did not make, and what it is called.

    Raises `NotFound` for all others, and for what cannot be reported.
    """
    if kind == BLOCK:
        return _blocked(viewer, key)
    if kind not in THINGS:
        raise NotFound(kind)
    thing = THINGS[kind]
    row = find(viewer, thing.entity, *thing.asked(viewer, key))
    maker = thing.made_by(viewer, row)
    if maker is not None and maker == viewer.member_id:
        raise NotFound(kind)
    about = _whom_about(kind, row, maker)
    if about is not None and about == viewer.account_id:
        raise NotFound(kind)
    words = _said_of_oneself(viewer, row) if kind == "person" else thing.excerpt(row)
    return Reported(kind, row.id, about, words), _called(viewer, kind, row, maker)


def _whom_about(kind: str, row: Any, maker: int | None) -> int | None:
    """Return whose account a report is about; whoever reports does not learn it."""
    if kind in SECRET_MAKERS:
        return None
    if kind in ANSWERED and maker is None:
        return who_answered(ANSWERED[kind], row.id)
    return _account_of(maker)


def _blocked(viewer: Viewer, key: str) -> tuple[Reported, str]:
    """Return whom the viewer blocked, by the name of that day.

    It is all that they may know of them now, and it joins the case about that person.
    """
    row: Block = find(viewer, Block, Block.id == _number(key))
    about = _account_of(row.other_id)
    return Reported("person", row.other_id, about, row.name_then), row.name_then


def _account_of(member: int | None) -> int | None:
    found = unscoped(WHY, Member.account_id).where(Member.id == member)
    account: int | None = db.session.scalar(found) if member else None
    return account


def _called(viewer: Viewer, kind: str, row: Any, maker: int | None) -> str:
    """Return the title of a thing; else who made it, if the viewer sees them."""
    if THINGS[kind].title:
        return str(getattr(row, THINGS[kind].title))
    if kind in SECRET_MAKERS:
        found = visible(viewer, Project.title).where(Project.id == row.project_id)
    else:
        found = visible(viewer, Member.name).where(Member.id == maker)
    return db.session.scalar(found) or ""


_TOLD = (DetailName.HEADLINE, DetailName.ABOUT, DetailName.LINKS)


def _said_of_oneself(viewer: Viewer, row: Member) -> str:
    """Return what somebody says of themselves, as far as the viewer reads it."""
    found = visible(viewer, MemberDetail.name, MemberDetail.value).where(
        MemberDetail.member_id == row.id, MemberDetail.name.in_(_TOLD)
    )
    told: dict[Any, Any] = dict(db.session.execute(found).all())
    said = [row.name]
    for name in _TOLD:
        value = told.get(name, {})
        said.append(str(value.get("text", "")))
        said += [f"{one['label']}: {one['url']}" for one in value.get("links", [])]
    return "\n\n".join(words for words in said if words.strip())[:LONGEST]


def can_be_held(kind: str) -> bool:
    """Tell whether a thing of this kind can be held back."""
    return kind in THINGS and THINGS[kind].holds


# ---------------------------------------------------------------- for moderators
def named(kind: str, number: int, about: int | None) -> tuple[str, str]:
    """Return the name of a thing of a case and what its address holds, or two "".

    Of what has no title it is the person whom the case is about: only their profile may
    be opened, never the conversation where they wrote.
    """
    thing = THINGS.get(kind)
    if thing is None:
        return "", ""
    if kind in SECRET_MAKERS:
        found = unscoped("administration", Project.title, Project.slug).join(
            Story, Story.project_id == Project.id
        )
        found = found.where(Story.id == number)
    elif thing.title:
        columns = (getattr(thing.entity, name) for name in (thing.title, thing.key))
        found = unscoped("administration", *columns).where(thing.entity.id == number)
    else:
        found = unscoped("administration", Member.name, Member.slug)
        found = found.where(Member.account_id == about)
    row = db.session.execute(found).first()
    return (str(row[0]), str(row[1])) if row else ("", "")
