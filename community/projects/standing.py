"""How the viewer stands to one project: in its team, asked, following, leading."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from community.core.access import Audience, Viewer
from community.core.together import Read, Rows, alone
from community.projects.models import (
    JOIN_OPEN,
    Follow,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    TeamRole,
    is_held_back,
)


@dataclass(frozen=True)
class Mine:
    """How the viewer stands to a project.

    `asked` means that an offer of theirs, or an invitation to them, is open, as far as
    they know by now (`JoinRequest.held_back`); `invited` and `in_line` say which of the
    two, and whether a place is all that is missing.
    """

    role: TeamRole | None = None
    membership_id: int | None = None
    audience: Audience | None = None
    asked: bool = False
    invited: bool = False
    in_line: bool = False
    follows: bool = False
    waiting: int = 0

    @property
    def leads(self) -> bool:
        """Whether the viewer leads it."""
        return self.role is TeamRole.LEAD

    @property
    def inside(self) -> bool:
        """Whether the viewer is in its team."""
        return self.role is not None


def stands(viewer: Viewer, project: int) -> Mine:
    """Return how the viewer stands to a project: one statement."""
    if not viewer.is_member:
        return Mine()
    return alone(viewer, mine(viewer, project))


def mine(viewer: Viewer, project: int) -> Read[Mine]:
    """Read how the viewer stands to a project."""
    parts = union_all(*_standing(viewer, project)).subquery()
    return Read(select(*parts.c), _mine)


def _mine(rows: Rows) -> Mine:
    found = {row["what"]: row for row in rows}
    inside, waiting = found.get("membership"), found.get("waiting")
    asked = found.get("asked", {})
    return Mine(
        role=TeamRole(inside["role"]) if inside else None,
        membership_id=inside["id"] if inside else None,
        audience=Audience(inside["audience"]) if inside else None,
        asked=bool(asked),
        invited=bool(asked) and asked["audience"] == JoinKind.INVITATION,
        in_line=bool(asked) and asked["role"] == JoinState.WAITING,
        follows="follow" in found,
        waiting=waiting["id"] if waiting else 0,
    )


def _standing(viewer: Viewer, project: int) -> list[Select[Any]]:
    def part(what: str, number: Any, owner: Any, role: Any, who: Any) -> Select[Any]:
        return select(
            literal(what).label("what"),
            number.label("id"),
            role.label("role"),
            who.label("audience"),
        ).where(owner == project)

    nothing, request = literal(""), JoinRequest.project_id
    role = type_coerce(Membership.role, String)
    audience = type_coerce(Membership.audience, String)
    sent = JoinRequest.state == JoinState.SENT
    waits = JoinRequest.waits_since.is_not(None)
    waited = case((waits, JoinState.WAITING.value), else_=JoinState.SENT.value)
    open_ = JoinRequest.state.in_(JOIN_OPEN)
    state = case((open_, type_coerce(JoinRequest.state, String)), else_=waited)
    hopes = or_(JoinRequest.kind == JoinKind.OFFER, waits)
    kind = type_coerce(JoinRequest.kind, String)
    return [
        part("membership", Membership.id, Membership.project_id, role, audience)
        .where(Membership.member_id == viewer.member_id)
        .where(Membership.until.is_(None)),
        part("follow", Follow.id, Follow.project_id, nothing, nothing),
        part("asked", JoinRequest.id, request, state, kind).where(
            JoinRequest.member_id == viewer.member_id,
            or_(open_, and_(hopes, is_held_back())),
        ),
        part("waiting", func.count(JoinRequest.id), request, nothing, nothing).where(
            JoinRequest.kind == JoinKind.OFFER,
            JoinRequest.member_id != viewer.member_id,
            sent,
        ),
    ]


@dataclass(frozen=True)
class Led:
    """What the permission table asks of a project: its id and who leads it."""

    id: int
    lead_ids: frozenset[int]


def led(viewer: Viewer, project: int) -> Led:
    """Return whether the viewer leads a project, in the shape that `require` takes."""
    return as_led(viewer, project, stands(viewer, project))


def as_led(viewer: Viewer, project: int, standing: Mine) -> Led:
    """Return a standing that is known already in the shape that `require` takes."""
    ids = {viewer.member_id} if standing.leads else set()
    return Led(project, frozenset(number for number in ids if number is not None))
