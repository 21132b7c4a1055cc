"""The listener behind the one visibility rule: it attaches it to every statement.

It finds each table that a statement touches (joins, aliases, eager loads, IN and EXISTS
included), attaches the rule of those that are private, and raises `UnscopedRead` where
nobody said who looks. Whoever reads or states a rule uses `core.visible`.
"""

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Table, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import BindParameter, ColumnClause

from community.core.access import Viewer
from community.core.errors import UnscopedRead

TIE, CIRCLE_MEMBER = "tie", "circle_member"
GUARDED = frozenset({TIE, CIRCLE_MEMBER})
"""Tables that rules alone may read; no scoped statement names them itself."""


class Private:
    """Rows that not everybody may see."""

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """State which rows `viewer` may see, over core tables (never over entities)."""
        raise NotImplementedError


HAVE_A_TABLE = (ColumnClause, UpdateBase)
ENDS = (ColumnClause, Table, BindParameter)


@cache
def _private_classes() -> dict[str, type[Private]]:
    found: dict[str, type[Private]] = {}
    waiting = [Private]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if inspect(kind, raiseerr=False) is not None:
                found[kind.__tablename__] = kind  # type: ignore[attr-defined]
    return found


@event.listens_for(Mapper, "mapper_configured")
def _one_more(*_of: object) -> None:
    _private_classes.cache_clear()


@lru_cache(maxsize=2048)
def criteria(viewer: Viewer, table: str) -> Any:
    """Return the rule of a private table for one who looks, as an option."""
    kind = _private_classes()[table]
    return with_loader_criteria(kind, kind.for_viewer(viewer), include_aliases=True)


def tables_of(statement: Any) -> set[str]:
    """Return the names of all tables that a statement touches, however deep.

    Every part is looked at once, though most stand in a statement many times; columns,
    tables and values are where a walk ends.
    """
    found: set[str] = set()
    met = {id(statement): statement}  # holds the parts: a number is another's if freed
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        table = part.table if isinstance(part, HAVE_A_TABLE) else part
        if isinstance(table, Table):
            found.add(table.name)
        if not isinstance(part, ENDS):
            for one in part.get_children():
                if id(one) not in met:
                    met[id(one)] = one
                    waiting.append(one)
    return found


def _refuse_joined_aliases(statement: Any) -> None:
    """Refuse an alias of a private table in a join: the wrong rows would be scoped.

    Loader criteria reach aliases in FROM, but in an ON clause they keep naming the
    table itself. Fetch such rows in a statement of their own.
    """
    for target, *_rest in getattr(statement, "_setup_joins", ()):
        entity: Any = getattr(target, "_annotations", {}).get("parententity")
        if not getattr(entity, "is_aliased_class", False):
            continue
        named: type[Any] = entity.mapper.class_
        if issubclass(named, Private):
            raise UnscopedRead(f"an alias of {named.__name__} in a join")


@event.listens_for(Session, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    options = state.execution_options
    if "unscoped" in options or state.is_column_load:
        return
    returning = getattr(state.statement, "_returning", ())
    if not state.is_select and not returning:
        # what SQLAlchemy reads by itself to keep the session's objects in step
        state.update_execution_options(unscoped="synchronize")
        return
    private = _private_classes()
    touched = options.get("touched") or tables_of(state.statement)
    hidden = touched & private.keys()
    viewer = options.get("viewer")
    if touched & GUARDED or (viewer is None and hidden):
        raise UnscopedRead(", ".join(sorted(touched & (GUARDED | private.keys()))))
    if viewer is None or not state.is_select:
        return
    _refuse_joined_aliases(state.statement)
    if getattr(state.statement, "_with_options", ()):
        hidden = set(private)  # an eager load may join any of them
    state.statement = state.statement.options(
        *(criteria(viewer, name) for name in sorted(hidden))
    )
