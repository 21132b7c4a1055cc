"""What a snapshot is made of: the map as members see it who know nobody in particular.

Facts are rows of plain values, so that two days can be compared and added up. They are
read for `ANY_MEMBER`: what somebody shows only to some is in no snapshot, nor is any
sensitive tag. Nobody sees facts: pages show the past through `past.on`, and the public
map counts by them. Kinds and places are those of all who agreed, for that map alone:
figures are about people on the map by name.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import and_

from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER, Audience
from community.core.db import db
from community.core.visible import unscoped, visible
from community.expertise.models import Tag, TagState
from community.members.models import (
    Affiliation,
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.network.models import Fact
from community.organisations.models import Organisation, OrganisationState
from community.projects.models import LISTED, Membership, Project
from community.vocabulary.models import KINDS, Term
from community.vocabulary.queries import SHAPES

WHY = "snapshot"


class Known(NamedTuple):
    """One fact: of what sort, about which people and project (0 for none), its value.

    The value of a kind is the number of its shape and its code ("1 carer"), that of a
    place its nation and region ("eng south-west"), of an organisation or a tag its id.
    """

    fact: str
    a: int = 0
    b: int = 0
    project: int = 0
    value: str = ""


Facts = frozenset[Known]


def facts_now() -> Facts:
    """Read the facts of this moment, all but the groups: nine statements."""
    named, agreed = _people()
    projects = _phases()
    return frozenset(
        (
            *(Known(Fact.NAMED, one) for one in named),
            *(Known(Fact.UNNAMED, one) for one in agreed - named),
            *_firsts(Fact.KIND, _kinds(), agreed),
            *_firsts(Fact.PLACE, _places(), agreed),
            *_organisations(named),
            *_tags(named),
            *_ties(agreed),
            *(Known(Fact.PHASE, project=one, value=projects[one]) for one in projects),
            *_memberships(agreed, projects),
        )
    )


def _people() -> tuple[set[int], set[int]]:
    """Return who is on the map by name, and all who agreed to be on it."""
    agreed = unscoped(WHY, Member.id, Member.map_consent).where(
        Member.listed, Member.map_consent != MapConsent.ABSENT
    )
    consents: dict[int, MapConsent] = dict(db.session.execute(agreed).all())
    shown = visible(ANY_MEMBER, Member.id).where(Member.listed)
    named = {
        one
        for one in db.session.scalars(shown)
        if consents.get(one) is MapConsent.NAMED
    }
    return named, set(consents)


def _firsts(
    fact: Fact, rows: Iterable[tuple[int, str]], people: set[int]
) -> Iterator[Known]:
    """Yield what comes first of each person on the map."""
    seen: set[int] = set()
    for one, value in rows:
        if one in people and one not in seen:
            seen.add(one)
            yield Known(fact, one, value=value)


def _kinds() -> Iterator[tuple[int, str]]:
    rows = db.session.execute(
        visible(ANY_MEMBER, MemberKind.member_id, MemberKind.code, Term.group)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .order_by(MemberKind.member_id, MemberKind.rank, MemberKind.id)
    )
    for one, code, group in rows:
        yield one, f"{SHAPES.index(group) + 1 if group in SHAPES else 0} {code}"


def _places() -> Iterator[tuple[int, str]]:
    places = visible(
        ANY_MEMBER, MemberPlace.member_id, MemberPlace.nation, MemberPlace.region
    )
    for one, nation, region in db.session.execute(places):
        yield one, f"{nation} {region}".strip()[:60]


def _organisations(people: set[int]) -> Iterator[Known]:
    rows = db.session.execute(
        visible(ANY_MEMBER, Affiliation.member_id, Affiliation.organisation_id)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Organisation.state == OrganisationState.APPROVED)
    )
    for one, organisation in rows:
        if one in people:
            yield Known(Fact.ORGANISATION, one, value=str(organisation))


RELATIONS = {Relation.OFFERS: Fact.OFFER, Relation.SEEKS: Fact.SEEK}


def _tags(people: set[int]) -> Iterator[Known]:
    rows = db.session.execute(
        visible(ANY_MEMBER, MemberTag.member_id, MemberTag.tag_id, MemberTag.relation)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(~Tag.sensitive, Tag.state == TagState.APPROVED)
        .where(MemberTag.relation.in_(RELATIONS))
    )
    for one, tag, relation in rows:
        if one in people:
            yield Known(RELATIONS[relation], one, value=str(tag))


def _ties(agreed: set[int]) -> Iterator[Known]:
    rows = db.session.execute(
        unscoped(WHY, Connection.a_id, Connection.b_id).where(
            Connection.a_audience != TieAudience.PAIR,
            Connection.b_audience != TieAudience.PAIR,
        )
    )
    for a, b in rows:
        if a in agreed and b in agreed:
            yield Known(Fact.TIE, a, b)


def _phases() -> dict[int, str]:
    found: Any = visible(ANY_MEMBER, Project.id, Project.phase)
    rows = db.session.execute(found.where(Project.state.in_(LISTED)))
    return dict(rows.all())


def _memberships(agreed: set[int], projects: dict[int, str]) -> Iterator[Known]:
    rows = db.session.execute(
        visible(ANY_MEMBER, Membership.member_id, Membership.project_id).where(
            Membership.until.is_(None), Membership.audience != Audience.ME
        )
    )
    for one, project in rows:
        if one in agreed and project in projects:
            yield Known(Fact.MEMBERSHIP, one, project=project)
