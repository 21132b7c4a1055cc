"""The community's public rows with the days on which they began, for a replay."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import and_

from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.matching.snapshot import Snapshot, place_terms
from community.members.models import Member, MemberPlace, MemberTag, Relation
from community.projects.models import Membership, Need, NeedTag, Project, ProjectTag
from community.projects.queries import is_open
from community.vocabulary.models import Term

if TYPE_CHECKING:
    from community.graph.history import History
    from community.graph.records import Pairs

NEVER = 10**6
"""A day beyond all others, for memberships that have not ended."""

Of = dict[int, int]
"""The number of each id."""


def history(snapshot: Snapshot) -> "History":
    """Return the rows of the community with the days on which they began."""
    from community.graph.history import History
    from community.graph.records import Rows

    members, projects, tags, places = (
        {one: at for at, one in enumerate(of.ids.tolist())}
        for of in (snapshot.members, snapshot.projects, snapshot.tags, snapshot.places)
    )
    work, ties = _work(members, projects), _ties(members)
    says, of_tags = _says(), _tags()
    rows = Rows(
        members=len(members),
        projects=len(projects),
        tags=len(tags),
        places=len(places),
        memberships=_ends(work),
        ties=_ends(ties),
        expertise=_pairs(members, tags, {pair for of in says.values() for pair in of}),
        offers=_pairs(members, tags, says[Relation.OFFERS]),
        seeks=_pairs(members, tags, says[Relation.SEEKS]),
        topics=_pairs(projects, tags, of_tags["topics"]),
        needs=_pairs(projects, tags, of_tags["needs"]),
        broader=_pairs(tags, tags, of_tags["broader"]),
        member_places=_pairs(members, places, of_tags["lives"]),
        project_places=_pairs(projects, places, of_tags["stands"]),
    )
    return History(
        rows,
        joined=_days(work, 2),
        left=_days(work, 3),
        tied=_days(ties, 2),
        came=_came(members),
    )


def _pairs(mine: Of, theirs: Of, rows: Iterable[tuple[int, int]]) -> "Pairs":
    """Return pairs of ids as pairs of numbers; those that are not here stay out."""
    found = sorted((mine[a], theirs[b]) for a, b in rows if a in mine and b in theirs)
    return _ends(found)


def _ends(rows: Iterable[tuple[int, ...]]) -> "Pairs":
    return np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)


def _days(rows: list[tuple[int, ...]], column: int) -> Any:
    return np.array([row[column] for row in rows], dtype=np.int64)


def _work(members: Of, projects: Of) -> list[tuple[int, ...]]:
    """Return all memberships by numbers, with first and last day; ended ones too."""
    m = Membership
    found = visible(ANY_MEMBER, m.member_id, m.project_id, m.since, m.until)
    return sorted(
        (
            members[who], projects[what], since.toordinal(),
            until.toordinal() if until else NEVER,
        )
        for who, what, since, until in db.session.execute(found)
        if who in members and what in projects
    )  # fmt: skip


def _ties(members: Of) -> list[tuple[int, ...]]:
    c = Connection
    found = visible(ANY_MEMBER, c.a_id, c.b_id, c.since).where(
        c.a_audience == TieAudience.MEMBERS, c.b_audience == TieAudience.MEMBERS
    )
    return sorted(
        (members[a], members[b], since.toordinal())
        for a, b, since in db.session.execute(found)
        if a in members and b in members
    )


def _came(members: Of) -> Any:
    found = visible(ANY_MEMBER, Member.id, Member.created_at)
    days = {who: when.toordinal() for who, when in db.session.execute(found)}
    return np.array([days.get(one, 0) for one in members], dtype=int)


def _says() -> dict[Relation, set[tuple[int, int]]]:
    found: defaultdict[Relation, set[tuple[int, int]]] = defaultdict(set)
    rows = visible(ANY_MEMBER, MemberTag.member_id, MemberTag.tag_id)
    for who, tag, how in db.session.execute(rows.add_columns(MemberTag.relation)):
        found[how].add((who, tag))
    return found


def _tags() -> dict[str, set[tuple[int, int]]]:
    """Return what projects are about and need, broader tags, places, by ids."""
    approved = and_(Tag.state == TagState.APPROVED, Tag.broader_id.is_not(None))
    needs = visible(ANY_MEMBER, NeedTag.project_id, NeedTag.tag_id)
    lives = visible(ANY_MEMBER, MemberPlace.member_id, Term.id)
    asked = {
        "topics": visible(ANY_MEMBER, ProjectTag.project_id, ProjectTag.tag_id),
        "needs": needs.join(Need, Need.id == NeedTag.need_id).where(is_open()),
        "broader": visible(ANY_MEMBER, Tag.id, Tag.broader_id).where(approved),
        "lives": lives.join(Term, place_terms(MemberPlace)),
        "stands": visible(ANY_MEMBER, Project.id, Term.id).join(
            Term, place_terms(Project)
        ),
    }
    return {
        name: {(a, b) for a, b in db.session.execute(found)}
        for name, found in asked.items()
    }
