"""Print the data inventory as `docs/assurance/data-inventory.md` has it."""

import sys

from community.privacy.inventory import INVENTORY, Line

HEAD = """# The data inventory

Every table, by which of its columns it leads to a person, what "Download my data" gives
of it, and what erasing does. It is made of `community/privacy/inventory` by
`python -m community.privacy.inventory`; export and erasing go by the same lines, and a
test fails for a table or a column that is not in it.

| table | leads to a person by | exported under | of which | erasing |
| --- | --- | --- | --- | --- |
"""


def table() -> str:
    """Return the inventory as a table in Markdown."""
    lines = sorted(INVENTORY, key=lambda line: (line.table, line.column))
    return HEAD + "".join(f"| {' | '.join(_cells(line))} |\n" for line in lines)


def _cells(line: Line) -> tuple[str, ...]:
    if not line.column:
        return line.table, "nothing", f"no: {line.why}", "", line.fate.value
    if not line.under:
        return line.table, line.column, f"no: {line.why}", "", line.fate.value
    which = "all columns"
    if line.only:
        which = ", ".join(line.only)
    elif line.hide:
        which = f"all but {', '.join(line.hide)}"
    return line.table, line.column, line.under, which, line.fate.value


if __name__ == "__main__":
    sys.stdout.write(table())
