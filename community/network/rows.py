"""What the organisers' map is drawn from: consents, and the links that they open.

Consent to the map is the grant to organisers: it shows somebody's ties to others who
agreed too, unless either end keeps the tie between the pair. Names, kinds, projects and
memberships are on it as far as all members may see them: a map is shown around and its
files are passed on, so what an organiser sees as somebody's friend, in a team or of
themselves stays out of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import aliased

from community.connections.models import Connection, TieAudience
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import kept_apart_from, unscoped, visible
from community.members.models import (
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
)
from community.network.about import WIDE, Pairs, Value, held
from community.projects.models import LISTED, Membership, Project
from community.vocabulary.models import KINDS, NATIONS, PHASES, REGIONS, Term
from community.vocabulary.queries import SHAPES

WHY = "snapshot"


@dataclass(frozen=True)
class Named:
    """Somebody who is on the map by name."""

    id: int
    slug: str
    name: str
    folded: str


@dataclass(frozen=True)
class Kind:
    """The first kind of somebody that all members may see."""

    label: str
    shape: int


@dataclass(frozen=True)
class MapRows:
    """All rows that one organiser's map is made of.

    `unnamed` holds whoever agreed to be counted, and whoever agreed to be named but
    does not show the name to all members. `absent` counts the others who show it.
    `ties` and `memberships` hold only ends that agreed.

    `places` are the regions, or else nations, of people who show them to all members,
    `phases` those of projects. `belongs` says in which organisations people are, each
    person's own order, `offers` and `seeks` which tags they offer and seek, never a
    sensitive one; `organisations` and `tags` name them. These hold only people on the
    map by name.
    """

    named: tuple[Named, ...]
    unnamed: frozenset[int]
    absent: int
    kinds: dict[int, Kind]
    ties: Pairs
    projects: dict[int, tuple[str, str]]
    memberships: Pairs
    places: dict[int, Value] = field(default_factory=dict)
    phases: dict[int, Value] = field(default_factory=dict)
    organisations: dict[int, Value] = field(default_factory=dict)
    belongs: Pairs = ()
    tags: dict[int, Value] = field(default_factory=dict)
    offers: Pairs = ()
    seeks: Pairs = ()

    @property
    def consents(self) -> int:
        """How many people agreed to be on the map."""
        return len(self.named) + len(self.unnamed)


def rows_for(viewer: Viewer) -> MapRows:
    """Read what `viewer`'s map is made of: five statements, kept until they change."""
    people = _people(viewer)
    agreed = set(db.session.scalars(_agreed(viewer)))
    named = {
        row.id: Named(row.id, row.slug, row.name, row.folded)
        for row in people
        if row.map_consent == MapConsent.NAMED and row.id in agreed
    }
    absent = {row.id for row in people if row.map_consent == MapConsent.ABSENT}
    projects, phases, team = _projects(viewer)
    found = held(viewer, named)
    return MapRows(
        named=tuple(named.values()),
        unnamed=frozenset(agreed - named.keys()),
        absent=len(absent),
        kinds=_kinds(people),
        ties=_ties(agreed),
        projects=projects,
        memberships=tuple(sorted(one for one in team if one[0] in agreed)),
        places=_places(row for row in people if row.id in named),
        phases=phases,
        organisations=found.organisations,
        belongs=found.belongs,
        tags=found.tags,
        offers=found.offers,
        seeks=found.seeks,
    )


Nation, Region, Group = aliased(Term), aliased(Term), aliased(Term)


def _people(viewer: Viewer) -> list[Any]:
    """Return who shows the name to all members, a row for each kind of theirs."""
    columns = (
        Member.id, Member.slug, Member.name, Member.folded, Member.map_consent,
        Group.label.label("kind"), Group.group.label("shape"),
        Nation.code.label("nation"), Nation.label.label("nation_label"),
        Region.code.label("region"), Region.label.label("region_label"),
    )  # fmt: skip
    kind, place = MemberKind, MemberPlace
    shown = and_(kind.member_id == Member.id, kind.audience.in_(WIDE))
    wide = and_(place.member_id == Member.id, place.audience.in_(WIDE))
    found = (
        visible(viewer, *columns)
        .outerjoin(kind, shown)
        .outerjoin(Group, and_(Group.list == KINDS, Group.code == kind.code))
        .outerjoin(place, wide)
        .outerjoin(Nation, and_(Nation.list == NATIONS, Nation.code == place.nation))
        .outerjoin(Region, and_(Region.list == REGIONS, Region.code == place.region))
        .where(Member.listed, Member.audience.in_(WIDE))
        .order_by(Member.folded, Member.id, kind.rank, kind.id)
    )
    return list(db.session.execute(found))


def _kinds(people: Iterable[Any]) -> dict[int, Kind]:
    found: dict[int, Kind] = {}
    for row in people:
        if row.kind is not None:
            shape = SHAPES.index(row.shape) + 1 if row.shape in SHAPES else 0
            found.setdefault(row.id, Kind(row.kind, shape))
    return found


def _places(people: Iterable[Any]) -> dict[int, Value]:
    return {
        row.id: Value(0, row.region or row.nation, row.region_label or row.nation_label)
        for row in people
        if row.nation
    }


def _agreed(viewer: Viewer) -> Any:
    return unscoped(WHY, Member.id).where(
        Member.listed,
        Member.map_consent != MapConsent.ABSENT,
        Member.id.not_in(kept_apart_from(viewer)),
    )


def _ties(agreed: set[int]) -> Pairs:
    rows = db.session.execute(
        unscoped(WHY, Connection.a_id, Connection.b_id)
        .where(
            Connection.a_audience != TieAudience.PAIR,
            Connection.b_audience != TieAudience.PAIR,
        )
        .order_by(Connection.a_id, Connection.b_id)
    )
    return tuple((a, b) for a, b in rows if a in agreed and b in agreed)


Projects = tuple[dict[int, tuple[str, str]], dict[int, Value], set[tuple[int, int]]]


def _projects(viewer: Viewer) -> Projects:
    """Return the projects, the phases of some, and who works on them."""
    phase = (Term.sort, Term.code, Term.label)
    working = and_(
        Membership.project_id == Project.id,
        Membership.until.is_(None),
        Membership.audience.in_(WIDE),
    )
    found = (
        visible(
            viewer,
            Project.id,
            Project.slug,
            Project.title,
            *phase,
            Membership.member_id,
        )
        .outerjoin(Term, and_(Term.list == PHASES, Term.code == Project.phase))
        .outerjoin(Membership, working)
        .where(Project.state.in_(LISTED))
    )
    rows = db.session.execute(found).all()
    return (
        {number: (slug, title) for number, slug, title, *_ in rows},
        {row[0]: Value(*row[3:6]) for row in rows if row[4]},
        {(row[6], row[0]) for row in rows if row[6] is not None},
    )
