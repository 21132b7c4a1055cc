"""Who wrote an essay: names, and for some of them who of the members that is."""

import re
from dataclasses import dataclass

from sqlalchemy import delete

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import OPEN, find, unscoped, visible
from community.essays.commands import look, note, touch
from community.essays.models import Essay, EssayAuthor
from community.essays.series import WHY
from community.members.models import Member

MOST, NAME = 20, 120
_PROFILE = re.compile(r"[\s,]*(?:https?://\S+?)?/members/([a-z0-9-]{1,80})/?$")


@dataclass(frozen=True)
class Author:
    """A name, and the last word of a profile's address where the viewer may see it."""

    name: str
    slug: str = ""

    @property
    def line(self) -> str:
        """How it stands in the form of editors."""
        return f"{self.name} /members/{self.slug}" if self.slug else self.name


def read(lines: str) -> tuple[Author, ...]:
    """Return the authors that somebody typed: one a line, a profile's address behind.

    Raises `Refused` for a line without a name, or for too many.
    """
    found = []
    for line in filter(None, (" ".join(one.split()) for one in lines.splitlines())):
        profile = _PROFILE.search(line)
        name = line[: profile.start()] if profile else line
        if not name or len(name) > NAME:
            raise Refused(N_("Each line begins with a name of up to 120 letters"))
        found.append(Author(name, profile[1] if profile else ""))
    if len(found) > MOST:
        raise Refused(N_("Name %(most)s authors at most"), most=MOST)
    return tuple(found)


def set_authors(
    viewer: Viewer, row: Essay, authors: tuple[Author, ...], version: int
) -> None:
    """Name who wrote an essay, in their order.

    A member may be tied to a name only while all members may see them. What the viewer
    does not see stays as it is.
    """
    require(viewer, Permission.ESSAY_EDIT)
    look(row, version)
    before = _tied(row)
    seen = dict(_seen(viewer, tuple(before.values())))
    rows = []
    for rank, one in enumerate(authors):
        was = before.get(one.name)
        if was is not None and seen.get(was, one.slug) == one.slug:
            who: int | None = was  # what was tied stays, seen or not
        else:
            who = _open_member(viewer, one.slug) if one.slug else None
        made = EssayAuthor(essay_id=row.id, name=one.name, rank=rank, member_id=who)
        rows.append(made)
    db.session.execute(delete(EssayAuthor).where(EssayAuthor.essay_id == row.id))
    db.session.add_all(rows)
    touch(row)
    note(viewer, row, "authors")


def _tied(row: Essay) -> dict[str, int]:
    found = unscoped(WHY, EssayAuthor.name, EssayAuthor.member_id)
    found = found.where(
        EssayAuthor.essay_id == row.id, EssayAuthor.member_id.is_not(None)
    )
    return {row.name: row.member_id for row in db.session.execute(found)}


def _seen(viewer: Viewer, ids: tuple[int, ...]) -> list[tuple[int, str]]:
    found = visible(viewer, Member.id, Member.slug).where(Member.id.in_(ids))
    return [(number, slug) for number, slug in db.session.execute(found)]


def _open_member(viewer: Viewer, slug: str) -> int:
    found = visible(viewer, Member.id).where(
        Member.slug == slug, Member.audience.in_(OPEN)
    )
    number: int | None = db.session.scalar(found)
    if number is None:
        raise Refused(N_("No profile that all members may see has that address"))
    return number


def untie(viewer: Viewer, row: Essay) -> None:
    """Take one's own profile away from an essay; the name in it stays."""
    me: Member = find(viewer, Member, Member.id == viewer.member_id)
    require(viewer, Permission.MEMBER_EDIT, me)
    found = visible(viewer, EssayAuthor).where(
        EssayAuthor.essay_id == row.id, EssayAuthor.member_id == me.id
    )
    mine = db.session.scalars(found).all()
    if not mine:
        raise NotFound("author")
    for one in mine:
        one.member_id = None
    journal.record(viewer, journal.Act.ESSAY, "essay", row.id, "author untied")
    db.session.flush()
