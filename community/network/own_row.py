"""What organisers see of somebody on the map, for that person: their own row of it.

Read as an organiser without ties or projects of their own would see it. Nothing is said
of others: whether somebody whom one knows agreed too is their own business.
"""

from dataclasses import dataclass

from sqlalchemy import func, or_

from community.connections.models import Connection, TieAudience
from community.core.access import Audience, Viewer, as_seen_by
from community.core.db import db
from community.core.visible import visible
from community.members.models import Member, Relation
from community.members.profiles import Profile, profile
from community.projects.models import LISTED, Membership, Project

OPEN = (Audience.MEMBERS, Audience.PUBLIC)


@dataclass(frozen=True)
class OwnRow:
    """One's own row of the map, as it would be by name, and what it depends on.

    `seen` says whether all members may see the name: without that the row stands in a
    group, named or not. `shape` is the group of the kind that is shown, 0 for none. Of
    the `ties` so many are `kept` between the pair by oneself; each of the others is
    drawn if the other end agrees as well.
    """

    seen: bool
    name: str
    kind: str
    shape: int
    place: str
    organisations: tuple[str, ...]
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    projects: tuple[str, ...]
    ties: int
    kept: int


def own_row(viewer: Viewer, member: Member) -> OwnRow:
    """Return the row of `member`, who is the viewer: eight statements."""
    organiser = as_seen_by("organiser", member.id)
    shown = profile(organiser, member)
    ties, kept = _ties(viewer)
    return OwnRow(
        seen=member.audience in OPEN,
        name=member.name,
        kind=shown.kinds[0].label if shown.kinds else "",
        shape=shown.shape,
        place=shown.place,
        organisations=tuple(one.name for one in shown.affiliations),
        offers=_tags(shown, Relation.OFFERS),
        seeks=_tags(shown, Relation.SEEKS),
        projects=_projects(organiser, member.id),
        ties=ties,
        kept=kept,
    )


def _tags(shown: Profile, relation: Relation) -> tuple[str, ...]:
    """Return tags as the map takes them: never a sensitive one."""
    return tuple(tag.label for tag in shown.related(relation) if not tag.sensitive)


def _projects(organiser: Viewer, member: int) -> tuple[str, ...]:
    found = (
        visible(organiser, Project.title)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.member_id == member, Membership.until.is_(None))
        .where(Project.state.in_(LISTED))
        .order_by(func.lower(Project.title), Project.id)
    )
    return tuple(db.session.scalars(found))


def _ties(viewer: Viewer) -> tuple[int, int]:
    me = viewer.member_id
    mine = or_(Connection.a_id == me, Connection.b_id == me)
    rows = db.session.execute(
        visible(
            viewer, Connection.a_id, Connection.a_audience, Connection.b_audience
        ).where(mine)
    )
    chosen = [at_a if a == me else at_b for a, at_a, at_b in rows]
    return len(chosen), chosen.count(TieAudience.PAIR)
