"""What people are told of, follow, keep and say to few: in every state, and changed.

Each way changes what is others' own, or what the other side of something of the
viewer's own did for themselves; the viewer may notice nothing.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import circle_member, unscoped, visible
from community.digests.models import Every, Rhythm, Suggested
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.members.models import Member
from community.messages.models import (
    Conversation,
    ConversationChoice,
    ConversationKind,
    Message,
    MessageHidden,
    Part,
)
from community.notices.kinds import KINDS
from community.notices.models import How, Notice, NoticeChoice
from community.projects.models import Project
from tests.privacy.between import PEOPLE, ago, rows_of, say, secret

LINKS = {
    "hello": "/connections/requests/", "introduction-passed":
    "/connections/introductions/1", "conversation-message": "/conversations/1",
    "known": "/connections/requests/", "announcement": "/announcements/1",
    "coffee-paired": "/coffee/",
}  # fmt: skip
ABOUT_PROJECTS = {
    "invitation": "/projects/requests/", "follow-need": "/projects/project-1",
    "follow-stage": "/projects/project-2", "membership-ended": "/projects/mine",
}  # fmt: skip
QUERIES = (
    (SearchOf.PEOPLE, {"offers": ["evaluation"]}),
    (SearchOf.PEOPLE, {"seeks": ["facilitation"], "place": ["wls"]}),
    (SearchOf.PROJECTS, {"needs": ["evaluation"]}),
    (SearchOf.PROJECTS, {"phase": ["develop"]}),
)
OPEN, TEAMS = "open", (1, 2)
REQUESTS = ("waits", "ignored", "accepted", "withdrawn", "over")


def others(viewer: Viewer) -> list[int]:
    return [person for person in PEOPLE if person != viewer.member_id]


# ---------------------------------------------------------------- what is there
def fill(rng: random.Random) -> None:
    """Put rows of every kind beside the people of the stage."""
    for person in PEOPLE:
        for _one in range(rng.randrange(4)):
            notice(rng, person)
        rhythm(rng, person)
        keep(rng, person)
    for _one in range(4):
        two = rng.sample(PEOPLE, 2)
        pair(rng, two[0], two[1], rng.choice((OPEN, *REQUESTS)))
    for project in TEAMS:
        team(rng, project)
    for _one in range(3):
        announce(rng)
    db.session.flush()


def notice(rng: random.Random, member: int, **about: Any) -> Notice:
    """Tell somebody of something that is about one of the others, or a project."""
    projects = rng.random() < 0.4
    kind, link = rng.choice(sorted((ABOUT_PROJECTS if projects else LINKS).items()))
    person = rng.choice([one for one in PEOPLE if one != member])
    about.setdefault("person_id", person if rng.random() < 0.7 else None)
    if "%(person)s" in KINDS[kind].line:
        about["person_id"] = about["person_id"] or person
    about.setdefault("project_id", rng.choice([1, 2, 3, 4]) if projects else None)
    row = Notice(
        member_id=member, kind=kind, key=secret(rng), link=link,
        at=ago(rng.randrange(1, 20)), read_at=rng.choice([None, ago(0)]),
        told_at=rng.choice([None, ago(0)]), **about,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def rhythm(rng: random.Random, member: int) -> None:
    every = rng.choice(list(Every))
    due = None if every is Every.NEVER else clock.now() + timedelta(days=3)
    values = {
        "every": every, "weekday": rng.randrange(7), "hour": rng.randrange(24),
        "next_at": due,
    }  # fmt: skip
    put(Rhythm, {"member_id": member}, values)
    thing = {"member_id": member, "kind": "person", "thing_id": rng.choice(PEOPLE)}
    put(Suggested, thing, {"at": ago(rng.randrange(1, 30))})


def keep(rng: random.Random, member: int) -> None:
    """Let somebody follow something, keep a search, and choose how they are told."""
    which = rng.choice([{"tag_id": rng.randrange(1, 5)}, {"topic": "access"}])
    put(TopicFollow, {"member_id": member, **which}, {"since": ago(3)})
    of, query = rng.choice(QUERIES)
    seen = rng.sample(PEOPLE, 2)
    db.session.add(SavedSearch(member_id=member, of=of, query=query, seen=seen))
    kind = rng.choice(sorted(LINKS))
    own = {"member_id": member, "kind": kind}
    put(NoticeChoice, own, {"how": rng.choice(list(How))})


def put(entity: Any, own: dict[str, Any], values: dict[str, Any]) -> None:
    """Write a row of somebody's, or write over it."""
    same = [getattr(entity, name) == value for name, value in own.items()]
    there = db.session.scalar(unscoped("test", entity).where(*same))
    if there is None:
        db.session.add(entity(**own, **values))
    for name, value in values.items() if there is not None else ():
        setattr(there, name, value)
    db.session.flush()


def pair(rng: random.Random, asker: int, other: int, state: str) -> int:
    """Let one write to another: a conversation of two, or a request in some state.

    That was today: what came before counts in who got enough.
    """
    low, high = sorted((asker, other))
    name = f"{low}:{high}"
    there = unscoped("test", Conversation.id).where(Conversation.pair == name)
    if db.session.scalar(there) is not None:
        return 0
    over = state in ("withdrawn", "over")
    row = Conversation(
        kind=ConversationKind.PAIR, began_at=ago(rng.uniform(0.2, 0.45)),
        pair=None if over else name, closed_at=ago(0) if over else None,
        asked_by_id=None if state == OPEN else asker,
        accepted_at=ago(0.1) if state in (OPEN, "accepted") else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for member in (asker, other):
        mine = member == asker
        db.session.add(
            Part(
                conversation_id=row.id, member_id=member, joined_at=row.began_at,
                ignored_at=ago(0) if state == "ignored" and not mine else None,
                left_at=ago(0) if state == "withdrawn" and mine else None,
                muted_at=rng.choice([None, ago(0)]),
            )
        )  # fmt: skip
    say(rng, row.id, asker, row.began_at)
    db.session.flush()
    return row.id


def team(rng: random.Random, project: int) -> int:
    """Let a project's team talk; somebody who is out of it has kept their part."""
    circle = unscoped("test", circle_member.c.member_id).where(
        circle_member.c.circle_id == project
    )
    inside = set(db.session.scalars(circle))
    left = rng.choice([one for one in PEOPLE if one not in inside])
    row = Conversation(kind=ConversationKind.TEAM, project_id=project, began_at=ago(9))
    db.session.add(row)
    db.session.flush()
    for member in sorted({*inside, left}):
        db.session.add(Part(conversation_id=row.id, member_id=member, joined_at=ago(9)))
    for days in (4, 2):
        say(rng, row.id, rng.choice(sorted(inside)), ago(days))
    db.session.flush()
    return row.id


def announce(rng: random.Random, people: list[int] = PEOPLE) -> Announcement:
    """Say something to some people, if it has gone out."""
    state = rng.choice(list(AnnouncementState))
    gone = state in (AnnouncementState.SENT, AnnouncementState.SENDING)
    row = Announcement(
        title=secret(rng), words=secret(rng), to_whom=ToWhom.EVERYBODY, state=state,
        author_id=6, due_at=ago(2), sent_at=ago(2) if gone else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for member in rng.sample(people, 3) if gone else ():
        shown = rng.random() < 0.6
        db.session.add(
            Reader(announcement_id=row.id, member_id=member, shown=shown, at=ago(2))
        )
    db.session.flush()
    return row


# ---------------------------------------------------------------- ways
def noticed(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else is told of something, perhaps of the viewer, and has read more."""
    member = rng.choice(others(viewer))
    about = rng.choice([{}, {"person_id": viewer.member_id or None}])
    row = notice(rng, member, **about)
    for one in rows_of(Notice, Notice.member_id == member):
        one.read_at = rng.choice([None, ago(0)])
        one.told_at = rng.choice([None, ago(0)])
    return f"{member} is told of {row.kind}"


def told_of_hidden(rng: random.Random, viewer: Viewer) -> str:
    """The viewer is told of somebody whom they do not see: it is on no page."""
    seen = set(db.session.scalars(visible(viewer, Member.id)))
    hidden = [one for one in others(viewer) if one not in seen]
    if not viewer.member_id or not hidden:  # any member is nobody in particular
        return ""
    person = rng.choice(hidden)
    row = notice(rng, viewer.member_id, person_id=person)
    row.read_at = row.told_at = None
    return f"the viewer would be told of {person}"


def told_of_draft(rng: random.Random, viewer: Viewer) -> str:
    """The viewer is told of a project that they do not see."""
    shown = visible(viewer, Project.id).where(Project.id == 3)
    if not viewer.member_id or db.session.scalar(shown) is not None:
        return ""
    row = notice(rng, viewer.member_id, person_id=None, project_id=3)
    row.kind, row.read_at, row.told_at = "follow-need", None, None
    return "the viewer would be told of a draft"


def kept(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else follows, keeps a search, and chooses when they hear of it."""
    member = rng.choice(others(viewer))
    rhythm(rng, member)
    keep(rng, member)
    for row in rows_of(SavedSearch, SavedSearch.member_id == member):
        row.seen, row.looked_at = rng.sample(PEOPLE, 3), ago(rng.randrange(9))
    return f"{member} follows and keeps"


def wrote(rng: random.Random, viewer: Viewer) -> str:
    """Two others begin to write to each other, or go on, or end it."""
    one, two = rng.sample(others(viewer), 2)
    number = pair(rng, one, two, rng.choice((OPEN, *REQUESTS)))
    return f"{one} wrote to {two}" if number else ""


def put_away(rng: random.Random, viewer: Viewer) -> str:
    """Whoever the viewer asked puts the request away, or takes it out again."""
    mine = unscoped("test", Conversation.id).where(
        Conversation.asked_by_id == (viewer.member_id or 0),
        Conversation.accepted_at.is_(None), Conversation.closed_at.is_(None),
    )  # fmt: skip
    numbers = list(db.session.scalars(mine))
    for part in rows_of(Part, Part.conversation_id.in_(numbers)):
        if part.member_id != viewer.member_id:
            part.ignored_at = rng.choice([None, ago(0)])
    return f"requests {numbers} were put away or not"


def hushed(rng: random.Random, viewer: Viewer) -> str:
    """Others mute conversations and delete words for themselves, also the viewer's."""
    for part in rows_of(Part, Part.member_id != (viewer.member_id or 0)):
        part.muted_at = rng.choice([None, ago(0)])
    member = rng.choice(others(viewer))
    inside = select(Part.conversation_id).where(Part.member_id == member)
    said = rows_of(Message, Message.conversation_id.in_(inside))
    for row in rng.sample(said, min(2, len(said))):
        own = {"message_id": row.id, "member_id": member}
        same = [getattr(MessageHidden, name) == one for name, one in own.items()]
        if not db.session.execute(unscoped("test", MessageHidden).where(*same)).all():
            db.session.execute(insert(MessageHidden), [own])
    return f"{member} deleted something for themselves"


def marks(rng: random.Random, viewer: Viewer) -> str:
    """Somebody with whom the viewer never talks hides that they have read."""
    mine = select(Part.conversation_id).where(Part.member_id == (viewer.member_id or 0))
    met = unscoped("test", Part.member_id).where(Part.conversation_id.in_(mine))
    strangers = sorted(set(others(viewer)) - set(db.session.scalars(met)))
    if not strangers:
        return ""
    member = rng.choice(strangers)
    shows = rng.random() < 0.5
    put(ConversationChoice, {"member_id": member}, {"read_marks": shows})
    return f"{member} shows what they read: {shows}"


def teamed(rng: random.Random, viewer: Viewer) -> str:
    """The team of a project talks in which the viewer is not, or is no more."""
    circles = unscoped("test", circle_member.c.circle_id).where(
        circle_member.c.member_id == (viewer.member_id or 0)
    )
    mine = set(db.session.scalars(circles))
    closed = [project for project in TEAMS if project not in mine]
    said = []
    for row in rows_of(Conversation, Conversation.project_id.in_(closed)):
        author = _one_of(rng, row.project_id or 0)
        if author:
            say(rng, row.id, author, ago(rng.random()))
            said.append(row.project_id)
    return f"the teams of {said} talked"


def _one_of(rng: random.Random, project: int) -> int:
    found = unscoped("test", circle_member.c.member_id).where(
        circle_member.c.circle_id == project
    )
    team_ = sorted(db.session.scalars(found))
    return rng.choice(team_) if team_ else 0


def announced(rng: random.Random, viewer: Viewer) -> str:
    """Somebody else got an announcement, by what they hide; others are written."""
    sent = rows_of(Announcement, Announcement.sent_at.is_not(None))
    member = rng.choice(others(viewer))
    for row in sent:
        own = (Reader.announcement_id == row.id, Reader.member_id == member)
        if not db.session.execute(unscoped("test", Reader).where(*own)).all():
            db.session.add(Reader(announcement_id=row.id, member_id=member))
    if not viewer.can_organise:
        announce(rng, others(viewer))
        for row in rows_of(Announcement, Announcement.sent_at.is_(None)):
            row.title = secret(rng)
    db.session.flush()
    return f"{member} got {len(sent)} announcements"


WAYS: tuple[Callable[[random.Random, Viewer], str], ...] = (
    noticed, told_of_hidden, told_of_draft, kept, wrote, put_away, hushed, marks,
    teamed, announced,
)  # fmt: skip
