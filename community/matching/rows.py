"""Many small reads as one statement: rows of several kinds in columns they share."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    cast,
    literal,
    select,
    union_all,
)

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import kept


def given(name: str, *, several: bool = False) -> BindParameter[Any]:
    """Return a parameter that stands for an id, or for several, of each run.

    Made anew for each place where it stands: SQLAlchemy compares copies of one and
    the same parameter slowly, in every run.
    """
    return bindparam(name, type_=Integer, expanding=several)


def me() -> BindParameter[Any]:
    """Return the parameter that stands for the id of the viewer."""
    return given("me")


def row(
    what: str, a: Any, b: Any = 0, word: Any = "", label: Any = "", slug: Any = ""
) -> Select[Any]:
    """Select one kind of row: two numbers and three words; callers join and narrow."""
    columns: Any = select(
        literal(what).label("what"),
        cast(a, Integer).label("a"),
        cast(b, Integer).label("b"),
        cast(word, String).label("word"),
        cast(label, String).label("label"),
        cast(slug, String).label("slug"),
    )
    found: Select[Any] = columns
    return found


def together(*parts: Select[Any]) -> Subquery:
    """Put selects made by `row` together; made once and kept, run with parameters."""
    return union_all(*parts).subquery()


def rows_of(viewer: Viewer, parts: Subquery, **given: Any) -> list[Any]:
    """Run what was put together, as the viewer may see its rows."""
    return list(db.session.execute(kept(viewer, parts), given).all())
