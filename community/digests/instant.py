"""Whether a letter to a member still has somebody to go to, and something to say."""

from dataclasses import dataclass

from community.accounts.letters import ALWAYS, is_reached
from community.accounts.models import Account, State
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.digests.hushed import Hushed
from community.digests.seen import NoticeLine, lines
from community.members.models import Member
from community.notices.commands import how_for
from community.notices.models import How, Notice


@dataclass(frozen=True)
class Addressee:
    """Who gets a letter, and the address that it goes to now."""

    viewer: Viewer
    address: str


def addressee(member: int, kind: str) -> Addressee | None:
    """Return whom a letter to a member goes to now; None where nobody gets it.

    Who rests gets what is about signing in alone; who was suspended, or mail comes back
    from, gets nothing.
    """
    found = unscoped("letters", Account.id, Account.email, Account.state)
    found = found.add_columns(Member.name, Member.slug)
    found = found.join(Member, Member.account_id == Account.id)
    row = db.session.execute(found.where(Member.id == member)).first()
    if row is None or not is_reached(kind, row.email):
        return None
    if row.state is not State.ACTIVE and kind not in ALWAYS:
        return None
    viewer = Viewer(member, row.id, row.name, row.slug, state=row.state.value)
    return Addressee(viewer, row.email)


def waiting(viewer: Viewer, notice_id: int) -> NoticeLine | None:
    """Return the notice that a letter is about, if its reader still waits for it.

    It names no project by a word that they muted.

    None where it was read or told of already, is wanted otherwise by now, or is about
    somebody or something that the reader does not see any more.
    """
    own = visible(viewer, Notice).where(Notice.id == notice_id)
    waits = own.where(Notice.read_at.is_(None), Notice.told_at.is_(None))
    rows = db.session.scalars(waits).all()
    found = [row for row in rows if how_for(row.member_id, row.kind) is How.INSTANT]
    seen = lines(viewer, found)
    return Hushed(viewer).unnamed(seen[0]) if seen else None
