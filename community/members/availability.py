"""How much time people say that they have, as far as the viewer may know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members.models import DetailName, MemberDetail


@dataclass(frozen=True)
class Free:
    """Hours a week, and until when; either can be left open."""

    hours: int
    until: date | None


def free_time(viewer: Viewer, members: Collection[int]) -> dict[int, Free]:
    """Return the time that members say they have now: one statement."""
    if not members:
        return {}
    rows = db.session.execute(
        visible(viewer, MemberDetail.member_id, MemberDetail.value)
        .where(MemberDetail.name == DetailName.AVAILABILITY)
        .where(MemberDetail.member_id.in_(members))
    )
    found = {member: _free(value) for member, value in rows}
    return {member: free for member, free in found.items() if free is not None}


def _free(value: dict[str, Any]) -> Free | None:
    hours, until = value.get("hours") or 0, _day(value.get("until", ""))
    if not hours or (until is not None and until < clock.today()):
        return None
    return Free(int(hours), until)


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None
