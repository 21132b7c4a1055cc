"""Many ids as one parameter of a statement, however many they are."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[int]):
    """The numbers of a JSON list, one a row."""

    type = Integer()
    inherit_cache = True


_HERE = "(SELECT value FROM json_each({}))"
_THERE = (
    "(SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST({} AS JSON)))"
)


@compiles(_Listed)
def _unpacked(found: _Listed, compiler: Any, **options: Any) -> str:
    return _HERE.format(compiler.process(found.clauses, **options))


@compiles(_Listed, "postgresql")
def _unpacked_there(found: _Listed, compiler: Any, **options: Any) -> str:
    return _THERE.format(compiler.process(found.clauses, **options))


def is_listed(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """State that `column` is one of `ids`.

    A parameter for each id would make a statement of thousands anew in every run.
    """
    words = literal(json.dumps(sorted(ids)), String)
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(_Listed(words))
    return found
