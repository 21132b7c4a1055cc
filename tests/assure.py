"""What `make assure` proves: its parts, and how a test tells a figure of its own.

A test that proves something with figures ends with

    told("kill -9 under load", size=100, failures=0, seconds=31.2, seed=7)

`pytest` prints each as a line `assure: {...}` after its own; `python -m tests --assure`
collects these lines in build/assure.json, a row for each proof and database.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import databases

PREFIX = "assure: "
"""How a printed line begins that holds a row for build/assure.json."""

FILE = "ASSURE_TOLD"
"""Names the file that the processes of one run write to: xdist shows no output."""

TESTS = Path(__file__).parent

Row = dict[str, Any]


def told(what: str, **figures: Any) -> None:
    """Tell what was proven, and how large it was.

    Usual figures are `size`, `failures` (or `differences`, `lost`), `seconds` and
    `seed`; all of them have to be plain numbers, words or lists of these. A part of the
    run that has none (a program, not a test) is printed at once.
    """
    line = json.dumps({"what": what, **figures})
    if FILE not in os.environ:
        print(PREFIX + line, flush=True)
        return
    with Path(os.environ[FILE]).open("a") as file:
        file.write(line + "\n")


def rows_of(text: str) -> list[Row]:
    """Return what is told in the printed lines of a run."""
    return [
        json.loads(line.removeprefix(PREFIX))
        for line in text.splitlines()
        if line.startswith(PREFIX)
    ]


# ------------------------------------------------------------------------- parts
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Part:
    """Tests that run together, or a program; `python -m tests --assure --only NAME`."""

    where: tuple[str, ...] = ()
    """Patterns below tests/; a file belongs to the first part that names it."""
    databases: tuple[str, ...] = BOTH
    program: str = ""
    """Or `module:function`, which tells by `told` and returns how many failed."""


PARTS = {
    "matrix": Part(("web/test_matrix*.py", "web/matrix/**/test_*.py")),
    "twins": Part(("privacy/test_twin.py", "privacy/test_exclusions*.py")),
    "worlds": Part(
        ("privacy/test_non_interference.py", "privacy/test_planted_leaks.py"), (SQLITE,)
    ),
    "privacy": Part(("privacy/**/test_*.py",), (SQLITE,)),
    "input": Part(
        ("web/test_hostile*.py", "web/test_csrf*.py", "web/test_headers*.py",
         "web/test_api*.py", "web/test_schema*.py")
    ),
    "sign-in": Part(("accounts/**/test_*.py", "web/test_sign_in*.py")),
    "trail": Part(("core/**/test_*.py", "migrations/**/test_*.py")),
    "safeguarding": Part(
        ("safeguarding/**/test_*.py", "web/test_safeguarding*.py")
    ),
    "erasure": Part(("leaving/**/test_*.py", "privacy_data/**/test_*.py")),
    "faults": Part(("faults/**/test_*.py", "backup/**/test_*.py", "jobs/**/test_*.py")),
    "browser": Part(("browser/**/test_*.py",), ("browser",)),
    "graph": Part(
        ("graph/**/test_*.py", "architecture/**/test_*.py", "look/**/test_*.py",
         "demo/**/test_*.py", "running/**/test_*.py", "assurance/**/test_*.py"),
        (SQLITE,),
    ),
    "rest": Part(("**/test_*.py",)),
    "mutations": Part(program="tests.mutations:prove"),
    "rules": Part(program="tests.mutants:prove"),
    "sources": Part(program="tests.static_proofs:prove"),
}  # fmt: skip
"""In this order. Add yours before "rest"; each test file runs in one part alone."""


def files() -> dict[str, list[str]]:
    """Return the test files of each part, by their names below tests/."""
    left = set(TESTS.glob("**/test_*.py"))
    found: dict[str, list[str]] = {}
    for name, part in PARTS.items():
        mine = {path for one in part.where for path in TESTS.glob(one)} & left
        left -= mine
        found[name] = sorted(str(path.relative_to(TESTS.parent)) for path in mine)
    return found


def runs(only: tuple[str, ...] = ()) -> Iterator[tuple[str, str, list[str]]]:
    """Give each run as its part, its database, and what pytest is told.

    A program is told nothing.
    """
    mine = files()
    for name, part in PARTS.items():
        if only and name not in only:
            continue
        if part.program:
            yield name, "", []
        for kind in part.databases if mine[name] else ():
            yield name, kind, [*mine[name], *_options(kind)]


LONG = "--timeout=1800"
"""A test of full size may take ten times as long as a usual one; its mark may say more.

13,400 made-up requests of one reader take PostgreSQL about three minutes."""


def _options(kind: str) -> list[str]:
    if kind == "browser":
        return ["-n", "2", "--dist", "worksteal"]
    workers = ["-n", str(min(4, os.cpu_count() or 1)), "-m", "not browser"]
    return [*workers, "--database", kind, LONG]


def describe(kind: str) -> str:
    """Name a database as a reader of the table knows it."""
    return databases.describe(kind) if kind in BOTH else kind
