"""Small reads that go to the database together: many lists of one page, one statement.

Each read keeps its own columns and its own way to make something of its rows; beside
them stand those of the others, empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.types import NullType

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible

Found = TypeVar("Found")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Read(Generic[Found]):
    """A few rows to find, and what to make of them, by the names of their columns."""

    found: Select[Any]
    made: Callable[[Rows], Found]


def alone(viewer: Viewer, read: Read[Found]) -> Found:
    """Return what one read finds for the viewer: one statement."""
    rows = db.session.execute(_scoped(viewer, read.found)).mappings()
    return read.made([dict(row) for row in rows])


def _scoped(viewer: Viewer, found: Select[Any]) -> Select[Any]:
    inner = found.subquery()
    return visible(viewer, *inner.c)


def together(viewer: Viewer, *reads: Read[Any]) -> list[Any]:
    """Return what each of some reads finds for the viewer: one statement for all."""
    inner = [read.found.subquery() for read in reads]
    parts = union_all(*(_part(inner, number) for number in range(len(inner))))
    whole = parts.subquery()
    columns = list(whole.c)
    found = visible(viewer, *columns).order_by(columns[0], columns[1])
    rows: list[list[dict[str, Any]]] = [[] for _ in reads]
    for which, _place, *values in db.session.execute(found):
        start = sum(len(one.c) for one in inner[:which])
        names = [column.name for column in inner[which].c]
        mine = values[start : start + len(names)]
        rows[which].append(dict(zip(names, mine, strict=True)))
    return [read.made(lines) for read, lines in zip(reads, rows, strict=True)]


def _part(inner: Sequence[Any], number: int) -> Select[Any]:
    """Select the rows of one read, in their order, beside nothing of the others."""
    columns: list[ColumnElement[Any]] = [
        literal(number).label("which"),
        func.row_number().over().label("place"),
    ]
    for other, one in enumerate(inner):
        for place, column in enumerate(one.c):
            own = column if other == number else cast(null(), _type_of(column))
            columns.append(own.label(f"c{other}_{place}"))
    return select(*columns).select_from(inner[number])


def _type_of(column: Any) -> Any:
    return String() if isinstance(column.type, NullType) else column.type
