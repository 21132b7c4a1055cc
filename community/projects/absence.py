"""Teams while somebody takes a break: what leads are told, and whom nobody names.

Whoever rests is absent everywhere. In a team that one shares they count as "a member",
as somebody does whom a block hides, so that neither can be told from the other; for
leads so do those whose break has an open end. The leads alone learn when a member of
the team is back, and whoever would offer help that nobody answers until then.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, literal, null, or_, select, union_all

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import (
    CONNECTED,
    among,
    kept_apart_from,
    tie,
    unscoped,
    visible,
)
from community.members import resting
from community.members.models import Member
from community.notices.commands import tell
from community.projects.models import (
    Membership,
    Project,
    TeamRole,
    membership_audience,
)
from community.projects.standing import Mine

WHY = "circles"
NAMED_IN_TEAM = (Audience.PROJECTS, Audience.MEMBERS, Audience.PUBLIC)
"""The audiences by which a team knows who is in it."""


@dataclass(frozen=True)
class Away:
    """A break that goes on until a day, or has an open end."""

    until: date | None


@dataclass(frozen=True)
class Unnamed:
    """Those of one's team who are not named: how many, and for leads who has a day."""

    members: int = 0
    away: tuple[Away, ...] = ()


ALL_NAMED = Unnamed()


@dataclass(frozen=True)
class Around:
    """Whom the viewer knows, whom their team does not name, whether nobody answers."""

    known: frozenset[int] = frozenset()
    unnamed: Unnamed = ALL_NAMED
    nobody_answers: Away | None = None


def around(viewer: Viewer, project: int, standing: Mine) -> Around:
    """Return what stands around a project for the viewer: one statement."""
    if not viewer.is_member:
        return Around()
    team = _unnamed(viewer, project) if standing.inside else _leads(viewer, project)
    rows = union_all(team, _known(viewer)).subquery()
    found: dict[str, list[Any]] = defaultdict(list)
    for what, number, day in db.session.execute(unscoped(WHY, *rows.c)):
        found[what].append(number if what == "known" else day)
    here, away = found[State.ACTIVE.value], found[State.RESTING.value]
    known = frozenset(found["known"])
    if not standing.inside:
        nobody = _in_order(away)[0] if away and not here else None
        return Around(known, nobody_answers=nobody)
    if not standing.leads:
        return Around(known, Unnamed(len(here) + len(away)))
    dated = [day for day in away if day is not None]
    unsaid = len(here) + len(away) - len(dated)
    return Around(known, Unnamed(unsaid, _in_order(dated)))


def _unnamed(viewer: Viewer, project: int) -> Select[Any]:
    """Select who else is in the viewer's own team, and rests or is kept apart.

    A name or a part that its owner keeps from the team counts nowhere.
    """
    hidden = or_(
        Account.state == State.RESTING,
        and_(Member.listed, Member.id.in_(kept_apart_from(viewer))),
    )
    return (
        _team(project)
        .where(Member.id != viewer.member_id, hidden)
        .where(among(Member.audience, NAMED_IN_TEAM))
        .where(membership_audience(Membership, viewer))
    )


def _leads(viewer: Viewer, project: int) -> Select[Any]:
    """Select the leads who are here or rest; of a rest after a block nobody learns."""
    told = and_(
        Account.state == State.RESTING, Member.id.not_in(kept_apart_from(viewer))
    )
    return _team(project).where(
        Membership.role == TeamRole.LEAD, or_(Account.state == State.ACTIVE, told)
    )


def _team(project: int) -> Select[Any]:
    """Select the people of a team: whether each is here, and until when not."""
    resting_ = Account.state == State.RESTING
    what = case((resting_, State.RESTING.value), else_=State.ACTIVE.value)
    return (
        select(what.label("what"), Member.id.label("number"), Account.rests_until)
        .join(Member, Member.account_id == Account.id)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.project_id == project, Membership.until.is_(None))
    )


def _known(viewer: Viewer) -> Select[Any]:
    return select(literal("known"), tie.c.other_id, null()).where(
        tie.c.member_id == viewer.member_id, tie.c.kind == CONNECTED
    )


def _in_order(days: Iterable[date | None]) -> tuple[Away, ...]:
    return tuple(Away(day) for day in sorted(days, key=lambda day: day or date.max))


@dataclass(frozen=True)
class Led:
    """A project that nobody would lead during the viewer's break."""

    slug: str
    title: str


def led_alone(viewer: Viewer) -> tuple[Led, ...]:
    """Return the projects of which the viewer is the only lead who is here."""
    team, member, account = (
        entity.__table__.alias() for entity in (Membership, Member, Account)
    )
    other_lead = (
        select(team.c.id)
        .join(member, member.c.id == team.c.member_id)
        .join(account, account.c.id == member.c.account_id)
        .where(team.c.project_id == Project.id, team.c.member_id != viewer.member_id)
        .where(team.c.role == TeamRole.LEAD, team.c.until.is_(None))
        .where(account.c.state == State.ACTIVE)
    )
    rows = db.session.execute(
        visible(viewer, Project.slug, Project.title)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.member_id == viewer.member_id, Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD, ~other_lead.exists())
        .order_by(Project.title, Project.id)
    )
    return tuple(Led(*row) for row in rows)


def take_a_break(viewer: Viewer, until: date | None) -> None:
    """Let the viewer rest; the leads of their teams are told the day, and no name.

    Whoever goes again on the same day until the same day is not told of twice.
    """
    leads = _leads_beside(viewer)
    resting.rest(viewer, until)
    day = until.isoformat() if until else ""
    key = f"rest-lead:{viewer.member_id}:{clock.today()}:{day}"
    for lead in leads:
        tell(lead, "rest-lead", key, link="/projects/mine", day=day)


def _leads_beside(viewer: Viewer) -> list[int]:
    """Return who leads a team in which the viewer shows up."""
    mine, me = Membership.__table__.alias(), Member.__table__.alias()
    teams = select(mine.c.project_id).where(
        mine.c.member_id == viewer.member_id,
        mine.c.until.is_(None),
        among(mine.c.audience, NAMED_IN_TEAM),
        me.c.id == mine.c.member_id,
        among(me.c.audience, NAMED_IN_TEAM),
    )
    found = (
        unscoped(WHY, Membership.member_id)
        .where(Membership.project_id.in_(teams), Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD)
        .where(Membership.member_id != viewer.member_id)
        .distinct()
        .order_by(Membership.member_id)
    )
    return list(db.session.scalars(found))
