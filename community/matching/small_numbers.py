"""Statistics over people whom the viewer may not list: rounded, never small."""

LEAST = 8
"""Fewer people than this are never a number, a node or a link of their own."""


def rounded(number: int) -> int | None:
    """Return `number` to the nearest 5; None stands for 1 to 7, "fewer than 8"."""
    if number == 0:
        return 0
    return None if number < LEAST else 5 * ((number + 2) // 5)
