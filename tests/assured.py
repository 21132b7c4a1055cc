"""What docs/assurance says of requirements, and whether its tests are there.

`python -m tests.assured` prints the tables: covered, not applicable, missing.
"""

import ast
import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/assurance"
COVERED, OTHERWISE = "covered", "not applicable"
ASVS = {"1": 70, "2": 183}
"""How many requirements of the first two levels ASVS 5.0.0 has."""


@dataclass(frozen=True)
class Line:
    """One requirement: where it is met (tests, pages), or why it does not apply."""

    id: str
    level: str
    state: str
    what: str
    where: str

    @property
    def places(self) -> list[str]:
        return [one.strip() for one in self.where.split(";")]


def asvs() -> list[Line]:
    """Return our map of the OWASP Application Security Verification Standard 5.0."""
    with (FOLDER / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file)]


def requirements() -> list[Line]:
    """Return our own requirements of trust, R01 to R70."""
    with (FOLDER / "requirements.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Line(level="", state=COVERED, **row) for row in rows]


def wrong_with(line: Line) -> str:
    """Say what is wrong with a line, or nothing."""
    if line.state == OTHERWISE:
        return "" if len(line.where.split()) >= 4 else "no reason"
    if line.state != COVERED:
        return "missing"
    return ", ".join(f"no {one}" for one in line.places if not _is_there(one))


def _is_there(place: str) -> bool:
    """Tell whether a test, a file of tests or a page is there (`#heading` included)."""
    file, _cut, rest = place.partition("#" if "#" in place else "::")
    path = ROOT / file
    if not rest:
        return path.exists()
    if not path.is_file():
        return False
    if path.suffix == ".md":
        return rest in _headings(path)
    return rest in _tests(path)


@cache
def _tests(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@cache
def _headings(path: Path) -> frozenset[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    slugs = (re.sub(r"[^a-z0-9]+", "-", one.lower()) for one in found)
    return frozenset(slug.strip("-") for slug in slugs)


def table() -> str:
    """Return the figures of both lists as a person reads them."""
    lines = ["ASVS 5.0.0   covered  not applicable  missing"]
    for level in ASVS:
        mine = [one for one in asvs() if one.level == level]
        states = Counter("missing" if wrong_with(one) else one.state for one in mine)
        missing = states["missing"] + ASVS[level] - len(mine)
        lines.append(
            f"level {level}      {states[COVERED]:7} {states[OTHERWISE]:15} {missing:8}"
        )
    own = requirements()
    good = sum(not wrong_with(one) for one in own)
    lines.append(f"R01 to R70   {good:7} {0:15} {len(own) - good:8}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
