"""Whom somebody knows, and whom they can reach through these, as they may see it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import and_, or_

from community.connections.models import Connection, How
from community.core.access import Viewer
from community.core.db import db
from community.core.listed import is_listed
from community.core.visible import muted_by, visible
from community.members.models import Member


@dataclass(frozen=True)
class Contact:
    """Somebody whom the viewer knows; `asks` when they can be asked to introduce."""

    slug: str
    name: str
    asks: bool = field(metadata={"api": False})


@dataclass(frozen=True)
class OwnTie:
    """One of the viewer's own ties: how they know each other, and since when."""

    id: int
    how: How
    since: date
    touched_on: date


@dataclass(frozen=True)
class Reach:
    """Whom the viewer knows, and who knows whom around these.

    `ties` by the person at the other end; `links` pairs somebody whom the viewer knows
    with somebody whom these know, who may be known to the viewer too. Who is muted is
    neither.
    """

    ties: dict[int, OwnTie]
    contacts: dict[int, Contact]
    links: dict[int, frozenset[int]]

    @cached_property
    def through(self) -> dict[int, frozenset[int]]:
        """The people one step further, each with those who lead there."""
        return {
            person: known
            for person, known in self.links.items()
            if person not in self.ties
        }

    def ways(self, person: int) -> int:
        """Return how many ways lead to somebody: one's own tie, and one a contact."""
        return (person in self.ties) + len(self.links.get(person, ()))

    def led_to(self, slug: str, *, only: bool = False) -> frozenset[int]:
        """Return who is one step further through a contact, or through them alone."""
        via = {one for one, contact in self.contacts.items() if contact.slug == slug}
        return frozenset(
            person
            for person, known in self.through.items()
            if via & known and not (only and len(known) > 1)
        )


def reach(viewer: Viewer) -> Reach:
    """Return whom the viewer knows and reaches: two statements."""
    ties: dict[int, OwnTie] = {}
    contacts: dict[int, Contact] = {}
    for row in _own(viewer):
        contacts[row.person] = Contact(row.slug, row.name, row.asks)
        ties[row.person] = OwnTie(row.id, row.how, row.since, row.touched_on)
    links: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in _between(viewer, contacts):
        for one, other in ((a, b), (b, a)):
            if one in contacts:
                links[other].add(one)
    return Reach(ties, contacts, {one: frozenset(via) for one, via in links.items()})


def can_be_asked() -> Any:
    """State that somebody has joined and takes requests."""
    return and_(Member.joined, Member.taking_requests)


def _own(viewer: Viewer) -> Iterable[Any]:
    """Return the viewer's own ties, each with the person at the other end."""
    me = viewer.member_id or 0
    tie = Connection
    found = (
        visible(viewer, Member.id.label("person"), Member.slug, Member.name)
        .add_columns(can_be_asked().label("asks"), tie.id, tie.how)
        .add_columns(tie.since, tie.touched_on)
        .join(tie, Member.id == tie.a_id + tie.b_id - me)
        .where(or_(tie.a_id == me, tie.b_id == me), Member.id.not_in(muted_by(viewer)))
    )
    return db.session.execute(found)


def _between(viewer: Viewer, contacts: Iterable[int]) -> Iterable[Any]:
    """Return the ties of those whom the viewer knows, but for the viewer's own."""
    ids = list(contacts)
    if not ids:
        return ()
    tie = Connection
    found = visible(viewer, tie.a_id, tie.b_id).where(
        or_(is_listed(tie.a_id, ids), is_listed(tie.b_id, ids)),
        tie.a_id != viewer.member_id,
        tie.b_id != viewer.member_id,
        tie.a_id.not_in(muted_by(viewer)),
        tie.b_id.not_in(muted_by(viewer)),
    )
    return db.session.execute(found)
