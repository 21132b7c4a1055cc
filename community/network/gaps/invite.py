"""Who could help with a gap: people who come close to it, and whom to ask from outside.

Close is who learns the skill, or offers a broader, a narrower or a near one. Nobody who
takes no requests now, has not joined, or has enough to answer already; that is counted
up to yesterday, so that nobody reads off the list that somebody was asked a moment ago.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, union_all

from community.core import clock
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag
from community.matching.busy import busy
from community.members.models import (
    Affiliation,
    Member,
    MemberKind,
    MemberTag,
    Relation,
)
from community.members.queries import MemberCard, at_a_glance, glanced_at
from community.network.gaps.asked import GapsAsked, countable, people
from community.network.gaps.skills import OneSkill
from community.organisations.models import Organisation, OrganisationState
from community.vocabulary.models import KINDS, Term
from community.vocabulary.queries import SHAPES

MOST = 12
"""At most so many people are named; who comes closest first."""
FEW = 5
"""At most so many kinds and organisations."""


class Close(StrEnum):
    """How somebody comes close to a skill, the closest first."""

    LEARNS = "learns it"
    NARROWER = "offers something narrower"
    BROADER = "offers something broader"
    NEAR = "offers something near"


@dataclass(frozen=True)
class CouldHelp:
    """Somebody who could be asked, how they come close, and by which tag."""

    person: MemberCard
    how: Close
    tag: str


@dataclass(frozen=True)
class SkillSource:
    """A kind or an organisation, and how many people of it offer the skill here."""

    label: str
    people: int


@dataclass(frozen=True)
class Invite:
    """Who could be asked here, and what sort of people to ask from outside.

    `from_near` says that nobody offers the skill itself, so that the sources are those
    of near ones.
    """

    people: tuple[CouldHelp, ...]
    kinds: tuple[SkillSource, ...]
    organisations: tuple[SkillSource, ...]
    from_near: bool


def invite(viewer: Viewer, one: OneSkill, asked: GapsAsked) -> Invite:
    """Return who could help with a gap: four statements at most."""
    require(viewer, Permission.NETWORK_SEE)
    near = _near(one)
    found = _people(viewer, one, near, asked)
    from_near = not one.skill.offered
    tags = list(near) if from_near else [one.id]
    offer = select(MemberTag.member_id).where(
        MemberTag.tag_id.in_(tags),
        MemberTag.relation == Relation.OFFERS,
        MemberTag.audience != Audience.ME,
    )
    sources = _sources(viewer, offer)
    return Invite(found, sources["kind"], sources["organisation"], from_near)


def _near(one: OneSkill) -> dict[int, tuple[Close, str]]:
    """Return the tags close to one: how, and their label."""
    broader = or_(Tag.id == one.broader_id, Tag.broader_id == one.id)
    near = and_(Tag.broader_id.is_not(None), Tag.broader_id == one.broader_id)
    rows = db.session.execute(
        select(Tag.id, Tag.label, Tag.broader_id)
        .where(countable(), or_(broader, near), Tag.id != one.id)
        .order_by(Tag.label)
    )
    return {number: (_how(number, up, one), label) for number, label, up in rows}


def _how(number: int, up: int | None, one: OneSkill) -> Close:
    if up == one.id:
        return Close.NARROWER
    return Close.BROADER if number == one.broader_id else Close.NEAR


def _people(
    viewer: Viewer, one: OneSkill, near: dict[int, tuple[Close, str]], asked: GapsAsked
) -> tuple[CouldHelp, ...]:
    """Return the closest people who may be asked and do not offer the skill itself."""
    order = list(Close)
    best: dict[int, tuple[Close, str]] = {}
    for member, tag in db.session.execute(_who_comes_close(viewer, one, near, asked)):
        close = near.get(tag, (Close.LEARNS, one.skill.label))
        there = best.get(member)
        if there is None or order.index(close[0]) < order.index(there[0]):
            best[member] = close
    closest = sorted(best, key=lambda member: order.index(best[member][0]))[:MOST]
    if not closest:
        return ()
    heads = at_a_glance(viewer).where(Member.id.in_(closest))
    found = {
        row["id"]: glanced_at(**row) for row in db.session.execute(heads).mappings()
    }
    return tuple(CouldHelp(found[one], *best[one]) for one in closest if one in found)


def _who_comes_close(
    viewer: Viewer, one: OneSkill, near: Collection[int], asked: GapsAsked
) -> Select[Any]:
    learn = and_(MemberTag.tag_id == one.id, MemberTag.relation == Relation.LEARNING)
    offer = and_(MemberTag.tag_id.in_(near), MemberTag.relation == Relation.OFFERS)
    have = select(MemberTag.member_id).where(
        MemberTag.tag_id == one.id, MemberTag.relation == Relation.OFFERS
    )
    return (
        visible(viewer, MemberTag.member_id, MemberTag.tag_id)
        .join(Member, Member.id == MemberTag.member_id)
        .where(or_(learn, offer), MemberTag.audience != Audience.ME)
        .where(Member.joined, Member.taking_requests, Member.id.not_in(have))
        .where(Member.id.not_in(busy(clock.today())), Member.id != viewer.member_id)
        .where(Member.id.in_(people(viewer, asked)))
        .order_by(Member.folded, Member.id)
    )


# ---------------------------------------------------------------- from outside
def _sources(viewer: Viewer, offer: Select[Any]) -> dict[str, tuple[SkillSource, ...]]:
    """Return kinds and organisations of those who offer it: one statement."""
    parts = union_all(_kinds(offer), _bodies(offer)).subquery()
    found: dict[str, list[SkillSource]] = {"kind": [], "organisation": []}
    for what, label, people_of in db.session.execute(visible(viewer, *parts.c)):
        found[what].append(SkillSource(label, people_of))
    return {
        what: tuple(sorted(some, key=lambda one: (-one.people, one.label))[:FEW])
        for what, some in found.items()
    }


def _kinds(offer: Select[Any]) -> Any:
    """Select kinds but lived experience: nobody is asked in as a patient or carer."""
    return (
        select(literal("kind"), Term.label, func.count(MemberKind.id))
        .join(MemberKind, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.member_id.in_(offer), MemberKind.audience != Audience.ME)
        .where(Term.group != SHAPES[0])
        .group_by(Term.label)
    )


def _bodies(offer: Select[Any]) -> Any:
    return (
        select(literal("organisation"), Organisation.name, func.count(Affiliation.id))
        .join(Affiliation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.member_id.in_(offer), Affiliation.audience != Audience.ME)
        .where(Organisation.state != OrganisationState.MERGED)
        .group_by(Organisation.name)
    )
