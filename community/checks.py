"""`community check`: what is derived must agree with the truth."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Account, State
from community.connections.models import Connection, narrower
from community.core.db import db
from community.core.visible import (
    BLOCKED,
    CONNECTED,
    EXCLUDED,
    MUTED,
    circle_member,
    tie,
    unscoped,
)
from community.members import kept_away
from community.members.models import Member
from community.network.snapshots import replay
from community.projects.models import (
    Membership,
    Need,
    NeedState,
    Project,
    TeamRole,
)
from community.projects.places import held
from community.safeguarding.models import Block, Mute

WHY = "check"
BREAKS = (State.RESTING, State.LEAVING, State.SUSPENDED)
"""Where an account can stand while a break of its owner waits to go on."""


def problems() -> list[str]:
    """Return a line for each disagreement; none in a healthy community."""
    found = list(_differ("ties", _ties_stored(), _ties_true()))
    found += _differ("circles", _circles_stored(), _circles_true())
    found += _listed()
    found += _places()
    found += _unled()
    found += replay.problems()
    return found


def _rows(*columns: Any) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in db.session.execute(unscoped(WHY, *columns))}


def _differ(what: str, stored: set[Any], true: set[Any]) -> Iterable[str]:
    for row in sorted(stored - true, key=repr):
        yield f"{what}: {row} is stored and should not be"
    for row in sorted(true - stored, key=repr):
        yield f"{what}: {row} is missing"


def _ties_stored() -> set[Any]:
    rows = _rows(tie.c.member_id, tie.c.other_id, tie.c.kind, tie.c.audience)
    return {(a, b, k, audience if k == CONNECTED else "") for a, b, k, audience in rows}


def _ties_true() -> set[Any]:
    found: set[Any] = set()
    ends = (Connection.a_id, Connection.b_id)
    for a, b, one, two in _rows(*ends, Connection.a_audience, Connection.b_audience):
        audience = narrower(one, two).value
        found |= {(a, b, CONNECTED, audience), (b, a, CONNECTED, audience)}
    for a, b in _rows(Block.member_id, Block.other_id):
        found |= {(a, b, BLOCKED, ""), (b, a, BLOCKED, "")}
    found |= {(a, b, MUTED, "") for a, b in _rows(Mute.member_id, Mute.other_id)}
    found |= {(a, b, EXCLUDED, "") for a, b in kept_away.true_pairs()}
    return found


def _circles_stored() -> set[Any]:
    return _rows(circle_member.c.circle_id, circle_member.c.member_id)


def _circles_true() -> set[Any]:
    active = unscoped(WHY, Membership.project_id, Membership.member_id)
    rows = db.session.execute(active.where(Membership.until.is_(None)))
    return {tuple(row) for row in rows}


def _listed() -> list[str]:
    """Whoever has joined is listed exactly while their account is active.

    Only who takes a break has a day on which it ends, also while suspended in one.
    """
    rows = db.session.execute(
        unscoped(WHY, Member.id, Member.listed, Account.state, Account.rests_until)
        .join(Account, Account.id == Member.account_id)
        .where(Member.joined)
    )
    return [
        f"member {number}: listed is {listed}, the account is {state.value}"
        for number, listed, state, until in rows
        if listed is not (state is State.ACTIVE)
        or (until is not None and state not in BREAKS)
    ]


def _places() -> list[str]:
    over = select(func.count()).select_from(Need.__table__)
    bad = Need.__table__.c.taken > Need.__table__.c.places
    open_ = Need.__table__.c.state == NeedState.OPEN
    number = db.session.scalar(over.where(bad, open_).execution_options(unscoped=WHY))
    found = [f"{number} needs have more people than places"] if number else []
    return found + _counted()


def _counted() -> list[str]:
    """Of each need as many places are taken as people have one."""
    rows = unscoped(WHY, Need.id, Need.taken, held()).where(Need.taken != held())
    return [
        f"need {number}: {taken} places taken, by {people} people"
        for number, taken, people in db.session.execute(rows.order_by(Need.id))
    ]


def _unled() -> list[str]:
    """A project that nobody leads is orphaned, and says so."""
    led = (
        select(Membership.__table__.c.project_id)
        .where(Membership.__table__.c.role == TeamRole.LEAD)
        .where(Membership.__table__.c.until.is_(None))
    )
    found = unscoped(WHY, Project.id).where(~Project.orphaned, Project.id.not_in(led))
    return [
        f"project {number} has no lead and is not orphaned"
        for number in db.session.scalars(found.order_by(Project.id))
    ]
