"""The data inventory: every table, whose it is, what is exported, what erasing does.

"Download my data" and erasing both go by it, and a test fails for a table, or a column
that leads to a person, which is not in it. `python -m community.privacy.inventory`
prints it.
"""

from community.privacy.inventory.lines import Fate, Line
from community.privacy.inventory.people import PEOPLE
from community.privacy.inventory.place import PLACE
from community.privacy.inventory.safety import SAFETY
from community.privacy.inventory.work import WORK

__all__ = ["INVENTORY", "Fate", "Line", "exported", "of_table"]

INVENTORY: tuple[Line, ...] = (*PEOPLE, *WORK, *SAFETY, *PLACE)


def exported() -> tuple[Line, ...]:
    """Return the lines that "Download my data" reads, in the order of its pages."""
    return tuple(line for line in INVENTORY if line.under)


def of_table(table: str) -> tuple[Line, ...]:
    """Return what is said of one table."""
    return tuple(line for line in INVENTORY if line.table == table)
