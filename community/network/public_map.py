"""The public map: how many of each kind are where, and nothing about anybody.

It counts those who agreed to be on the map, with or without their name, by what they
show to all members. A number is rounded, and stands only for eight people or more.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_

from community.core.access import ANY_MEMBER
from community.core.db import db
from community.core.visible import visible
from community.matching.small_numbers import LEAST, rounded
from community.members.models import MapConsent, Member, MemberKind, MemberPlace
from community.vocabulary.models import KINDS, NATIONS, Term
from community.vocabulary.queries import SHAPES, terms


@dataclass(frozen=True)
class Cell:
    """About how many people of one kind are in one nation; 0 stands for too few."""

    nation: str
    people: int


@dataclass(frozen=True)
class Line:
    """One kind of participant, by the number of its shape, across the nations."""

    shape: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PublicMap:
    """The groups of eight people or more; `people` is None below eight in all."""

    people: int | None
    nations: tuple[str, ...]
    lines: tuple[Line, ...]


def public_map() -> PublicMap:
    """Return the map for everybody: four statements."""
    agreed = _agreed()
    if len(agreed) < LEAST:
        return PublicMap(None, (), ())
    kinds, places = _kinds(), _places()
    counts = Counter(
        (kinds[one], places[one]) for one in agreed if one in kinds and one in places
    )
    large = {key: rounded(size) or 0 for key, size in counts.items() if size >= LEAST}
    nations = [term for term in terms(NATIONS) if any(n == term.code for _, n in large)]
    return PublicMap(
        rounded(len(agreed)),
        tuple(nation.label for nation in nations),
        tuple(
            Line(
                shape,
                tuple(Cell(n.label, large.get((shape, n.code), 0)) for n in nations),
            )
            for shape in sorted({shape for shape, _ in large})
        ),
    )


def _agreed() -> list[int]:
    found = visible(ANY_MEMBER, Member.id).where(
        Member.listed, Member.map_consent != MapConsent.ABSENT
    )
    return list(db.session.scalars(found))


def _kinds() -> dict[int, int]:
    """Return the shape of the first kind that each person shows to all members."""
    rows = db.session.execute(
        visible(ANY_MEMBER, MemberKind.member_id, Term.group)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .order_by(MemberKind.member_id, MemberKind.rank, MemberKind.id)
    )
    found: dict[int, int] = {}
    for member, group in rows:
        found.setdefault(member, SHAPES.index(group) + 1 if group in SHAPES else 0)
    return found


def _places() -> dict[int, str]:
    rows = db.session.execute(
        visible(ANY_MEMBER, MemberPlace.member_id, MemberPlace.nation)
    )
    return dict(rows.all())
