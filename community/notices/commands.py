"""Telling members of what happened, once, in the way that each of them chose."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account, State
from community.core import clock, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.outbox import AT_ONCE
from community.core.visible import unscoped, visible
from community.members.models import Member
from community.notices import letters
from community.notices.kinds import KINDS
from community.notices.models import How, Notice, NoticeChoice, leads_to

WHY = "letters"
TOLD = (State.ACTIVE, State.RESTING)
"""Who is told: whoever rests finds it on coming back, without a letter."""


def tell(
    member: int,
    kind: str,
    key: str,
    *,
    person: int | None = None,
    project: int | None = None,
    link: str = "",
    after: timedelta = AT_ONCE,
    again: bool = False,
    quiet: bool = False,
    **facts: Any,
) -> bool:
    """Tell a member of something, once for each `key`; tell whether it was new.

    `person` and `project` are whom and what it is about; nobody is told of their own
    doings. It is there `after` that time, and can be called back until then. With
    `again` a notice of the same key comes back as unread once it was read, so that what
    goes on in one place is one notice. A `quiet` one has no letter of its own: a digest
    brings it. Facts hold ids, days and links, no words.
    """
    facts |= {"quiet": True} if quiet else {}
    _check(kind, person, project)
    state = _state_of(member)
    if person == member or state not in TOLD:
        return False
    row = Notice(
        member_id=member, kind=KINDS[kind].name, key=key, person_id=person,
        project_id=project, link=link, facts=facts, at=clock.now() + after,
    )  # fmt: skip
    how = how_for(member, kind)
    row.note_how(how)
    made = _make(row)
    new, write = made is not None, letters.write
    if made is None and again:
        made, new = _unread_again(member, key, person, how)
        write = letters.write_again
    if made is None:
        return False
    instant = not quiet and how is How.INSTANT
    if state is State.ACTIVE and instant and made.told_at is None:
        write(made)
    return new


def _check(kind: str, person: int | None, project: int | None) -> None:
    """Refuse to tell without what the line of a kind names: nobody could read it."""
    line = KINDS[kind].line
    for name, given in (("person", person), ("project", project)):
        if given is None and f"%({name})s" in line:
            raise ValueError(f"{kind} is told without its {name}")


def _state_of(member: int) -> State | None:
    found = unscoped(WHY, Account.state).join(Member, Member.account_id == Account.id)
    state: State | None = db.session.scalar(found.where(Member.id == member))
    return state


def _make(row: Notice) -> Notice | None:
    there = unscoped(WHY, Notice.id).where(
        Notice.member_id == row.member_id, Notice.key == row.key
    )
    if db.session.scalar(there) is not None:
        return None
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return None
    return row


def _unread_again(
    member: int, key: str, person: int | None, how: How
) -> tuple[Notice, bool]:
    """Bring a notice back, and tell whether it was read; else it waited already.

    One that waits and that no letter told, because that of its day had gone before, has
    a letter still to come. One that waits to be told does so, though it is off now.
    """
    theirs = unscoped(WHY, Notice).where(Notice.member_id == member, Notice.key == key)
    row: Notice = db.session.scalars(theirs.with_for_update()).one()
    was_read = row.read_at is not None
    row.at, row.person_id, row.read_at = clock.now(), person, None
    if was_read:
        row.told_at = None
    if was_read or how is not How.OFF:
        row.note_how(how)
    db.session.flush()
    return row, was_read


def how_for(member: int, kind: str) -> How:
    """Return how a member wants to hear of a kind of event by mail."""
    usual = KINDS[kind]
    if usual.fixed:
        return usual.usual
    found = unscoped(WHY, NoticeChoice.how).where(
        NoticeChoice.member_id == member, NoticeChoice.kind == kind
    )
    return db.session.scalar(found) or usual.usual


def call_back(member: int, keys: list[str]) -> None:
    """Take notices back whose time has not come, with their letters."""
    now = clock.now()
    waits = unscoped(WHY, Notice).where(
        Notice.member_id == member, Notice.key.in_(keys), Notice.at > now
    )
    rows = db.session.scalars(waits).all()
    outbox.call_back([letters.letter_key(row) for row in rows])
    db.session.execute(delete(Notice).where(Notice.id.in_([row.id for row in rows])))
    db.session.flush()


# ---------------------------------------------------------------- the reader's own
def read(viewer: Viewer, notice_id: int) -> None:
    """Note that the viewer has read a notice."""
    own = (Notice.id == notice_id, Notice.member_id == viewer.member_id)
    unread = (*own, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*unread).values(read_at=clock.now()))


def read_about(viewer: Viewer, link: str) -> None:
    """Note that the viewer has read whatever leads to `link`: they are there."""
    _read_where(viewer, leads_to(link))


def read_all(viewer: Viewer, until: datetime, now: datetime | None = None) -> int:
    """Note that the viewer has read all notices that came `until` a moment.

    What was read `now` can wait again (`unread_all`).
    """
    return _read_where(viewer, Notice.at <= until, now)


def unread(viewer: Viewer, notice_id: int) -> None:
    """Let a notice wait again as if the viewer had not read it."""
    _wait_again(viewer, Notice.id == notice_id)


def unread_all(viewer: Viewer, moment: datetime) -> None:
    """Let what the viewer read at a moment, all at once, wait again."""
    _wait_again(viewer, Notice.read_at == moment)


def _wait_again(viewer: Viewer, which: ColumnElement[bool]) -> None:
    own = (Notice.member_id == viewer.member_id, which)
    db.session.execute(update(Notice).where(*own).values(read_at=None))


def forget(before: datetime) -> int:
    """Remove everybody's notices that came `before` a moment; return how many."""
    done = db.session.execute(delete(Notice).where(Notice.at < before))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _read_where(
    viewer: Viewer, which: ColumnElement[bool], now: datetime | None = None
) -> int:
    now = now or clock.now()
    done = db.session.execute(
        update(Notice)
        .where(Notice.member_id == viewer.member_id, Notice.read_at.is_(None), which)
        .where(Notice.at <= now)
        .values(read_at=now)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def choose(viewer: Viewer, kind: str, how: How) -> None:
    """Say how the viewer wants to hear of a kind of event by mail."""
    if kind not in KINDS or KINDS[kind].fixed or viewer.member_id is None:
        raise NotFound("kind")
    choose_for(viewer.member_id, kind, how)


def choose_for(member: int, kind: str, how: How) -> None:
    """Set how a member hears of a kind; for the link of a letter, and for tests."""
    row = _choice(member, kind)
    if row is None:
        try:
            with db.session.begin_nested():
                db.session.add(NoticeChoice(member_id=member, kind=kind, how=how))
            return
        except IntegrityError:  # some mail programs send a click twice
            row = _choice(member, kind)
    assert row is not None
    row.how = how
    db.session.flush()


def _choice(member: int, kind: str) -> NoticeChoice | None:
    unseen = {"unscoped": WHY}
    return db.session.get(NoticeChoice, (member, kind), execution_options=unseen)


def choose_usual(viewer: Viewer) -> None:
    """Let the viewer hear of every kind of event as is usual."""
    own = NoticeChoice.member_id == viewer.member_id
    db.session.execute(delete(NoticeChoice).where(own))


def choose_all(viewer: Viewer, how: How) -> None:
    """Let the viewer hear of every kind of event that can be chosen in one way."""
    for name, now in choices(viewer).items():
        if now is not how and not KINDS[name].fixed:
            choose(viewer, name, how)


def choices(viewer: Viewer) -> dict[str, How]:
    """Return how the viewer wants to hear of each kind of event."""
    rows = db.session.execute(visible(viewer, NoticeChoice.kind, NoticeChoice.how))
    chosen = {row.kind: row.how for row in rows}
    return {
        name: kind.usual if kind.fixed else chosen.get(name, kind.usual)
        for name, kind in KINDS.items()
    }
