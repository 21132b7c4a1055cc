"""What gives people of the matrix their things, and how a thing is named.

A thing is known by its place in addresses ("projects/<slug>") or, wherever it stands,
by its argument ("tie_id"). The rows of one person all have the same number.
"""

from collections.abc import Callable

Things = dict[str, str]
"""A value for each place of an address."""

GIVES: list[Callable[[int], Things]] = []
"""What gives a person, by number, things of some sorts."""


def gives(made: Callable[[int], Things]) -> Callable[[int], Things]:
    """Let somebody have what this makes."""
    GIVES.append(made)
    return made
