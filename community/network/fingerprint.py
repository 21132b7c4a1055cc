"""Whether anything changed that the organisers' map shows, in one statement.

A withdrawn consent, a block or a hidden name acts with the next request, also where
another process or a bulk change forgot to say so.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    FromClause,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from community.connections.models import Connection
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import (
    BLOCKED,
    EXCLUDED,
    circle_member,
    tie,
    unscoped,
)
from community.expertise.models import Tag
from community.matching.models import Version
from community.members.models import (
    Affiliation,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
)
from community.organisations.models import Organisation
from community.projects.models import Membership, Project
from community.vocabulary.models import KINDS, NATIONS, PHASES, REGIONS, Term

WHY = "snapshot"
PRIME, LARGER_PRIME, LARGEST_PRIME = 1_000_003, 10_000_019, 2_147_483_647
WEIGHTS = (1, 7, 61, 1009, 65_537)


def fingerprint(viewer: Viewer) -> tuple[int, ...]:
    """Return numbers that differ once what `viewer`'s map shows changed."""
    ties = or_(
        tie.c.kind.not_in([BLOCKED, EXCLUDED]), tie.c.member_id == viewer.member_id
    )
    parts = [
        select(func.coalesce(func.sum(Version.value), 0)).scalar_subquery(),
        _sum_of(Member, "id", "audience", "listed", "map_consent", "version"),
        _kinds(),
        _sum_of(Connection, "id", "a_audience", "b_audience", "a_id", "b_id"),
        _projects(),
        _places(),
        _sum_of(Affiliation, "id", "audience", "rank", "member_id", "organisation_id"),
        _sum_of(Organisation, "id", "state", "name", "slug"),
        _sum_of(MemberTag, "id", "audience", "relation", "member_id", "tag_id"),
        _sum_of(Tag, "id", "state", "sensitive", "label", "slug"),
        _sum_of(Membership, "id", "audience", "until", "member_id", "project_id"),
        _sum_of(tie, "member_id", "kind", "other_id", where=ties),
        _sum_of(circle_member, "circle_id", "member_id"),
    ]
    return tuple(int(part) for part in db.session.execute(unscoped(WHY, *parts)).one())


def _kinds() -> Any:
    kind: Any = MemberKind.__table__
    term = Term.__table__.alias()
    numbers = [_number(kind.c[name]) for name in ("audience", "rank", "member_id")]
    return _sum(
        kind.c.id,
        [*numbers, _id_of(term)],
        kind.outerjoin(term, _is(term, KINDS, kind.c.code)),
    )


def _projects() -> Any:
    project: Any = Project.__table__
    names = ("audience", "state", "version", "title")
    numbers = [_number(project.c[name]) for name in names]
    phase = Term.__table__.alias()
    return _sum(
        project.c.id,
        [*numbers, _id_of(phase)],
        project.outerjoin(phase, _is(phase, PHASES, project.c.phase)),
    )


def _places() -> Any:
    place: Any = MemberPlace.__table__
    nation, region = Term.__table__.alias(), Term.__table__.alias()
    numbers = [_number(place.c[name]) for name in ("audience", "member_id")]
    return _sum(
        place.c.id,
        [*numbers, _id_of(nation), _id_of(region)],
        place.outerjoin(nation, _is(nation, NATIONS, place.c.nation)).outerjoin(
            region, _is(region, REGIONS, place.c.region)
        ),
    )


def _is(term: Any, name: str, code: Any) -> Any:
    return and_(term.c.list == name, term.c.code == code)


def _id_of(term: Any) -> Any:
    return cast(func.coalesce(term.c.id, 0), BigInteger)


def _sum_of(source: Any, key: str, *names: str, where: Any = None) -> Any:
    table: Any = getattr(source, "__table__", source)
    return _sum(table.c[key], [_number(table.c[name]) for name in names], table, where)


def _sum(key: Any, numbers: list[Any], source: FromClause, where: Any = None) -> Any:
    """Return the sum over all rows of a number that stirs the key with the `numbers`.

    What is added must not be a polynomial in any of them: several rows that change at
    once, one up by two and its neighbours down by one, would add up to the same. Hence
    a remainder between two squares; those also keep the sum within 64 bits.
    """
    rest: Any = _number(key) * 618_033 + literal(17)
    for weight, number in zip(WEIGHTS, numbers, strict=False):
        rest = rest + number * (31 * weight)
    once = rest % PRIME
    twice = once * once % LARGER_PRIME
    each = twice * twice % LARGEST_PRIME
    found = select(func.coalesce(func.sum(each), 0) + func.count())
    found = found.select_from(source)
    return (found if where is None else found.where(where)).scalar_subquery()


def _number(column: Any) -> Any:
    """Return a number for a column: itself, its word's place, or whether it is set.

    Columns of numbers become 64 bits wide first: PostgreSQL multiplies in 32.
    """
    words = getattr(column.type, "enums", None)
    if words:
        places = {word: place for place, word in enumerate(words, 1)}
        return case(places, value=column, else_=0)
    kind = column.type.python_type
    if kind is int:
        return cast(column, BigInteger)
    if kind is bool:
        return case((column, 1), else_=0)
    if kind is str:
        return func.length(column)
    return case((column.is_(None), 0), else_=1)
