"""Names of authors as lists of references write them."""

import re
from dataclasses import dataclass

from community.evidence.references.bibtex_names import ET_AL

_PARTS = re.compile(r"[^\s.,-]+|-")


@dataclass(frozen=True)
class Author:
    """An author: a person with initials, or a body, whose name stays whole."""

    family: str
    given: str = ""

    def initials(self, gap: str) -> str:
        """Return "A.B.", with `gap` between the letters of two names."""
        found, joint = "", ""
        for part in _PARTS.findall(self.given):
            if part == "-":
                joint = "-"
                continue
            for letter in part if _is_run(part) else part[0]:
                found += f"{joint if found else ''}{letter.upper()}."
                joint = gap
        return found


def _is_run(part: str) -> bool:
    """Tell whether a part is initials already, written together: "SM", "FA"."""
    return len(part) <= 3 and part.isupper() and part.isalpha()


def authors(names: tuple[str, ...]) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether there are more that the record does not name."""
    found = []
    for name in names:
        family, comma, given = name.partition(",")
        if name.strip(". ").casefold() == ET_AL.strip(". "):
            continue
        whole = not comma or not family.strip() or not given.strip()
        found.append(Author(name) if whole else Author(family.strip(), given.strip()))
    return tuple(found), len(found) < len(names)
