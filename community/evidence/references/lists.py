"""Several words in one cell: "a; b", where a word may hold a semicolon itself."""

import re
from collections.abc import Iterable

_PARTS = re.compile(r"(?:\\.|[^;\\]|\\$)+", re.DOTALL)
_ESCAPED = re.compile(r"\\([;\\])")


def joined(words: Iterable[str]) -> str:
    """Return words in one cell."""
    return "; ".join(
        one.replace("\\", "\\\\").replace(";", "\\;") for one in words if one
    )


def parted(cell: str) -> list[str]:
    """Return the words of a cell."""
    found = (one.strip() for one in _PARTS.findall(cell))
    return [_ESCAPED.sub(r"\1", one) for one in found if one]
