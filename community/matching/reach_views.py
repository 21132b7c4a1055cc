"""Two looks at whom one knows: ties gone quiet, and who links one to whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_

from community.connections.between import QUIET_AFTER
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.listed import is_listed
from community.core.visible import visible
from community.matching.reach import Contact, OwnTie, Reach
from community.members import queries
from community.members.models import MemberKind
from community.members.queries import MemberCard
from community.vocabulary.models import KINDS, Term

MOST = 60
"""So many ties gone quiet, and so many links, are on a page."""


@dataclass(frozen=True)
class QuietTie:
    """A tie that nobody touched for half a year."""

    card: MemberCard
    tie: OwnTie


@dataclass(frozen=True)
class KindCount:
    """How many people of a kind somebody leads to."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Link:
    """Somebody whom the viewer knows, and how many people they lead to.

    `only` counts those to whom nobody else leads; `kinds` the ones who show that they
    are of a kind, who may be of several.
    """

    contact: Contact
    all: int
    only: int
    kinds: tuple[KindCount, ...]


def gone_quiet(viewer: Viewer, around: Reach) -> tuple[QuietTie, ...]:
    """Return the viewer's ties that went quiet, the longest first: three statements."""
    last = clock.today() - QUIET_AFTER
    quiet = [person for person, tie in around.ties.items() if tie.touched_on <= last]
    quiet.sort(key=lambda one: (around.ties[one].touched_on, around.ties[one].id))
    cards = queries.cards(viewer, quiet[:MOST], tags=0)
    return tuple(
        QuietTie(cards[one], around.ties[one]) for one in quiet[:MOST] if one in cards
    )


def who_links(viewer: Viewer, around: Reach) -> tuple[Link, ...]:
    """Return whom the viewer's contacts lead to, and of which kinds: one statement.

    First those to whom most others have no other way.
    """
    led: dict[int, list[int]] = {one: [] for one in around.contacts}
    for person, known in around.through.items():
        for one in known:
            led[one].append(person)
    kinds = _kinds(viewer, around.through)
    links = [
        Link(
            contact=around.contacts[one],
            all=len(people),
            only=sum(len(around.through[person]) == 1 for person in people),
            kinds=_counted(kinds, people),
        )
        for one, people in led.items()
        if people
    ]
    links.sort(key=lambda link: (-link.only, -link.all, link.contact.name.casefold()))
    return tuple(links[:MOST])


def _kinds(viewer: Viewer, people: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the kinds that people show, each with its code and words."""
    rows = db.session.execute(
        visible(viewer, MemberKind.member_id, MemberKind.code, Term.label)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(is_listed(MemberKind.member_id, people))
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for person, code, label in rows:
        found.setdefault(person, []).append((code, label))
    return found


def _counted(
    kinds: dict[int, list[tuple[str, str]]], people: Iterable[int]
) -> tuple[KindCount, ...]:
    counts = Counter(kind for person in people for kind in kinds.get(person, ()))
    found = [KindCount(*kind, number) for kind, number in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.label)))
