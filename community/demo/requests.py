"""The demo's hellos, ticks, offers and invitations, most of which wait."""

from datetime import date, datetime, timedelta
from typing import Any

from community.connections.models import (
    Connection,
    ConnectionRequest,
    How,
    RequestKind,
)
from community.connections.queries import QUIET, REMINDED
from community.core import clock
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped
from community.demo.people import Loaded
from community.programme.models import Origin
from community.projects import commands, places
from community.projects.models import (
    LAPSES,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    Reason,
    RequestSeen,
)
from community.projects.team import default_audience
from community.staffing.answering import WAITS_FOR
from community.staffing.requests import NUDGES, OVERDUE


def load(
    requests: list[dict[str, Any]],
    ids: dict[str, Loaded],
    projects: dict[str, int],
    events: dict[str, int],
) -> None:
    """Load the requests; their moments are counted back from now."""
    for asked in requests:
        common = {
            "message": asked["text"],
            "asked_at": _ago(asked["days_ago"]),
            "answered_at": _answered(asked),
        }
        if asked["kind"] in list(RequestKind):
            _between(asked, ids, events, common)
        else:
            _join(asked, ids, projects[asked["project"]], common)
    db.session.flush()
    commands.rebuild_circles()


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _answered(asked: dict[str, Any]) -> datetime | None:
    if asked["state"] == RequestState.SENT:
        return None
    if asked["state"] == RequestState.LAPSED:
        return _ago(asked["days_ago"]) + QUIET
    return _ago(max(0, asked["days_ago"] - asked.get("answered_after", 1)))


def _between(
    asked: dict[str, Any],
    ids: dict[str, Loaded],
    events: dict[str, int],
    common: dict[str, Any],
) -> None:
    """Add a request of one person to another, and the tie where they said yes."""
    since, lapsed = asked.get("since"), asked["state"] == RequestState.LAPSED
    row = ConnectionRequest(
        kind=RequestKind(asked["kind"]),
        asker_id=ids[asked["from"]].member_id,
        asked_id=ids[asked["to"]].member_id,
        how=How(asked.get("how", How.OTHER)),
        since=date.fromisoformat(since) if since else None,
        origin=Origin(asked.get("origin", Origin.DIRECT)),
        event_id=events.get(asked.get("event", "")),
        nudges=_nudges(asked),
        told_at=common["answered_at"] if lapsed else None,
        state=RequestState(asked["state"]),
        **common,
    )
    db.session.add(row)
    if row.state is RequestState.ACCEPTED:
        low, high = sorted((row.asker_id, row.asked_id))
        tie(low, high, row.how, row.origin, common["answered_at"])


def _nudges(asked: dict[str, Any]) -> int:
    """Return how many reminders the one who was asked has had."""
    waited = timedelta(days=asked.get("answered_after", asked["days_ago"]))
    hello = asked["kind"] == RequestKind.HELLO
    return sum(waited >= after for after in REMINDED) if hello else 0


def tie(low: int, high: int, how: How, origin: Origin, made: datetime) -> None:
    """Tie two who said yes to each other at a moment."""
    db.session.add(
        Connection(
            a_id=low,
            b_id=high,
            how=how,
            origin=origin,
            since=made.date(),
            made_at=made,
            touched_on=made.date(),
        )
    )


def _join(
    asked: dict[str, Any], ids: dict[str, Loaded], project: int, common: dict[str, Any]
) -> None:
    """Add an offer or an invitation, and what came of it where it was accepted."""
    joiner = asked["to"] if asked["kind"] == JoinKind.INVITATION else asked["from"]
    waited = timedelta(days=asked.get("answered_after", asked["days_ago"]))
    state, said = JoinState(asked["state"]), common["answered_at"]
    waits = state is JoinState.WAITING
    row = JoinRequest(
        kind=JoinKind(asked["kind"]),
        state=state,
        due_at=said + WAITS_FOR if waits else common["asked_at"] + LAPSES,
        waits_since=said if waits else None,
        project_id=project,
        need_id=_need_id(project, asked.get("need")),
        member_id=ids[joiner].member_id,
        asked_by_id=ids[asked["from"]].member_id,
        nudges=sum(waited >= after for after in NUDGES),
        organisers_told=asked["kind"] == JoinKind.OFFER and waited >= OVERDUE,
        answer=asked.get("answer", ""),
        reason=Reason(asked["reason"]) if "reason" in asked else None,
        **common,
    )
    db.session.add(row)
    db.session.flush()
    if "seen" in asked:
        seen = row.asked_at + timedelta(hours=20)
        db.session.add(RequestSeen(request_id=row.id, at=seen))
    if state is JoinState.ACCEPTED:
        _let_in(row)


def _let_in(row: JoinRequest) -> None:
    """Put somebody into the team whose offer was accepted, in the place they took."""
    day = (row.answered_at or clock.now()).date()
    db.session.add(
        Membership(
            project_id=row.project_id, member_id=row.member_id, since=day,
            audience=default_audience(row.project_id), need_id=row.need_id,
        )
    )  # fmt: skip
    if row.need_id is not None:
        places.take(row.need_id)
    db.session.flush()


def _need_id(project: int, role: str | None) -> int | None:
    if role is None:
        return None
    found = unscoped("demo", Need.id).where(
        Need.project_id == project, Need.role == role
    )
    number: int = db.session.scalars(found).one()
    return number
