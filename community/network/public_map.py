"""The public map: how many of each kind are where, and nothing about anybody.

It counts those who agreed to be on the map, with or without their name, by what they
show to all members. A number is rounded, and stands only for eight people or more.
Who agrees, and what they newly show, counts from the next snapshot on, so that nobody
who looks twice on a day sees what somebody just chose; who takes it back is gone at
once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from community.core.access import ANY_MEMBER
from community.core.db import db
from community.core.visible import visible
from community.matching.small_numbers import LEAST, rounded
from community.members.models import MapConsent, Member, MemberKind, MemberPlace
from community.network.models import Fact
from community.network.snapshots.added_up import last_of
from community.network.snapshots.facts import Facts
from community.vocabulary.models import NATIONS
from community.vocabulary.queries import terms


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


NOBODY = PublicMap(None, (), ())


def public_map() -> PublicMap:
    """Return the map for everybody: five statements, two before the first snapshot."""
    then = last_of(Fact.NAMED, Fact.UNNAMED, Fact.KIND, Fact.PLACE)
    counted = {one.a for one in then if one.fact in (Fact.NAMED, Fact.UNNAMED)}
    if len(counted) < LEAST:
        return NOBODY
    people = {one: nation for one, nation in _agreed().items() if one in counted}
    if len(people) < LEAST:
        return NOBODY
    counts = Counter(_cells(then, people))
    large = {key: rounded(size) or 0 for key, size in counts.items() if size >= LEAST}
    nations = [term for term in terms(NATIONS) if any(n == term.code for _, n in large)]
    return PublicMap(
        rounded(len(people)),
        tuple(term.label for term in nations),
        tuple(
            Line(
                shape,
                tuple(Cell(n.label, large.get((shape, n.code), 0)) for n in nations),
            )
            for shape in sorted({shape for shape, _ in large})
        ),
    )


def _cells(then: Facts, people: dict[int, str | None]) -> Iterator[tuple[int, str]]:
    """Yield shape and nation of whoever had both, and shows both still."""
    kinds, there = _kinds(), {}
    for one in then:
        nation = one.value.partition(" ")[0]
        if one.fact == Fact.PLACE and nation and people.get(one.a) == nation:
            there[one.a] = nation
    for one in then:
        shape, _space, code = one.value.partition(" ")
        if one.fact == Fact.KIND and one.a in there and (one.a, code) in kinds:
            yield int(shape), there[one.a]


def _agreed() -> dict[int, str | None]:
    """Return who agrees now, and the nation of each who shows it to all members."""
    found = (
        visible(ANY_MEMBER, Member.id, MemberPlace.nation)
        .outerjoin(MemberPlace, MemberPlace.member_id == Member.id)
        .where(Member.listed, Member.map_consent != MapConsent.ABSENT)
    )
    return dict(db.session.execute(found).all())


def _kinds() -> set[tuple[int, str]]:
    """Return who shows which kinds to all members now."""
    found = visible(ANY_MEMBER, MemberKind.member_id, MemberKind.code)
    return {(member, code) for member, code in db.session.execute(found)}
