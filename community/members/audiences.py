"""Who may see each thing that somebody says of themselves: choosing it, on record."""

from collections.abc import Iterable

from community.core import journal
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find
from community.members.models import (
    Affiliation,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
)

Shown = type[Affiliation] | type[MemberDetail] | type[MemberKind] | type[MemberPlace]
ROWS: dict[str, Shown] = {
    "detail": MemberDetail,
    "kind": MemberKind,
    "organisation": Affiliation,
    "place": MemberPlace,
}
"""What has an audience of its own and asks nothing else, by the word for it."""


def show(
    viewer: Viewer, member: Member, what: str, row_id: int, audience: Audience
) -> None:
    """Choose who may see one thing that the viewer says of themselves."""
    require(viewer, Permission.MEMBER_EDIT, member)
    if what not in ROWS:
        raise NotFound(what)
    entity = ROWS[what]
    own = (entity.id == row_id, entity.member_id == member.id)
    row: Affiliation | MemberDetail | MemberKind | MemberPlace
    row = find(viewer, entity, *own)
    before, row.audience = row.audience, audience
    note(viewer, what, row.id, [before], audience)
    db.session.flush()


def note(
    viewer: Viewer, what: str, row_id: int, before: Iterable[Audience], now: Audience
) -> None:
    """Write into the audit trail that something shows to others than before."""
    if set(before) - {now}:
        journal.record(viewer, journal.Act.AUDIENCE, what, row_id, now.value)
