"""What the organisers' map is drawn from: consents, and the links that they open.

Consent to the map is the grant to organisers: it shows somebody's ties to others who
agreed too, unless either end keeps the tie between the pair. Names, kinds, projects and
memberships stay under the usual rule; what only its owner sees is not even on the
owner's map, for a map is shown around and its files are passed on.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_

from community.connections.models import Connection, TieAudience
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import count, kept_apart_from, unscoped, visible
from community.members.models import MapConsent, Member, MemberKind
from community.projects.models import LISTED, Membership, Project
from community.vocabulary.models import KINDS, Term
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
    """The first kind of somebody that the viewer may see."""

    label: str
    shape: int


@dataclass(frozen=True)
class MapRows:
    """All rows that one organiser's map is made of.

    `unnamed` holds whoever agreed to be counted, and whoever agreed to be named but
    does not show the name to this viewer. `absent` counts the others that the viewer
    may list. `ties` and `memberships` hold only ends that agreed.
    """

    named: tuple[Named, ...]
    unnamed: frozenset[int]
    absent: int
    kinds: dict[int, Kind]
    ties: tuple[tuple[int, int], ...]
    projects: dict[int, tuple[str, str]]
    memberships: tuple[tuple[int, int], ...]

    @property
    def consents(self) -> int:
        """How many people agreed to be on the map."""
        return len(self.named) + len(self.unnamed)


def rows_for(viewer: Viewer) -> MapRows:
    """Read what `viewer`'s map is made of: seven statements, kept until they change."""
    named = _named(viewer)
    agreed = set(db.session.scalars(_agreed(viewer)))
    on_map = {one.id for one in named} & agreed
    projects = _projects(viewer)
    return MapRows(
        named=tuple(one for one in named if one.id in on_map),
        unnamed=frozenset(agreed - on_map),
        absent=count(
            visible(viewer, Member.id).where(
                Member.listed, Member.map_consent == MapConsent.ABSENT
            )
        ),
        kinds=_kinds(viewer),
        ties=_ties(agreed),
        projects=projects,
        memberships=_memberships(viewer, agreed, projects),
    )


def _named(viewer: Viewer) -> list[Named]:
    found = visible(viewer, Member.id, Member.slug, Member.name, Member.folded)
    named = and_(Member.listed, Member.map_consent == MapConsent.NAMED)
    rows = db.session.execute(found.where(named).order_by(Member.folded, Member.id))
    return [Named(*row) for row in rows]


def _agreed(viewer: Viewer) -> Any:
    return unscoped(WHY, Member.id).where(
        Member.listed,
        Member.map_consent != MapConsent.ABSENT,
        Member.id.not_in(kept_apart_from(viewer)),
    )


def _kinds(viewer: Viewer) -> dict[int, Kind]:
    rows = db.session.execute(
        visible(viewer, MemberKind.member_id, Term.label, Term.group)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.audience != Audience.ME)
        .order_by(MemberKind.member_id, MemberKind.rank, MemberKind.id)
    )
    found: dict[int, Kind] = {}
    for member, label, group in rows:
        shape = SHAPES.index(group) + 1 if group in SHAPES else 0
        found.setdefault(member, Kind(label, shape))
    return found


def _ties(agreed: set[int]) -> tuple[tuple[int, int], ...]:
    rows = db.session.execute(
        unscoped(WHY, Connection.a_id, Connection.b_id)
        .where(
            Connection.a_audience != TieAudience.PAIR,
            Connection.b_audience != TieAudience.PAIR,
        )
        .order_by(Connection.a_id, Connection.b_id)
    )
    return tuple((a, b) for a, b in rows if a in agreed and b in agreed)


def _projects(viewer: Viewer) -> dict[int, tuple[str, str]]:
    found = visible(viewer, Project.id, Project.slug, Project.title)
    rows = db.session.execute(found.where(Project.state.in_(LISTED)))
    return {number: (slug, title) for number, slug, title in rows}


def _memberships(
    viewer: Viewer, agreed: set[int], projects: dict[int, tuple[str, str]]
) -> tuple[tuple[int, int], ...]:
    rows = db.session.execute(
        visible(viewer, Membership.member_id, Membership.project_id)
        .where(Membership.until.is_(None), Membership.audience != Audience.ME)
        .order_by(Membership.member_id, Membership.project_id)
    )
    kept = {(who, what) for who, what in rows if who in agreed and what in projects}
    return tuple(sorted(kept))
