"""What `make test` leaves out of a run, and how it chooses: another part each version.

`python -m tests` names the version in SAMPLE; any other word chooses another part, and
the same word the same tests. `make assure`, and pytest by itself, leave out nothing.
"""

import os
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import pytest

One = TypeVar("One")

DRAW = os.environ.get("SAMPLE", "")
"""Which part of the tests has its turn; empty for all of them."""

CASES, SHARE = 4, 6
"""Of a test with more cases than so many, so many run or, of very many, a sixth."""

PAGES, FEW = ("web/", "privacy/", "demo/", "members/test_resting.py"), 2
"""Tests whose cases take longest: of those so few run, or a sixth."""

IN_A_BROWSER = 3
"""Of the cases of a journey one in so many is walked: wide or narrow, with or without
JavaScript, as one role or another."""

BOTH = (
    "core/", "accounts/", "connections/test_races.py", "staffing/test_races.py",
    "connections/test_ties_at_once.py", "coffee/test_at_once.py",
    "programme/test_events_places.py",
    "migrations/", "jobs/", "web/test_matrix.py", "web/test_door.py",
    "projects/test_at_once.py", "projects/test_directory.py", "matching/test_snapshot",
    "members/test_at_once.py", "backup/", "faults/",
)  # fmt: skip
"""What PostgreSQL is asked as a whole: access, races, migrations, SQL and its twins.

Of all else that it is asked at all it is asked a sixth.
"""

TABLES = ("core/test_access.py", "web/test_door.py", "accounts/")
"""Truth tables that run as a whole: they are quick, and all else stands on them."""

SAID = (
    "of a test with many cases two, four or a sixth of them; on PostgreSQL all races, "
    "access, migrations and SQL, and a sixth of the rest; of all pages a share; in the "
    "browser a third of the ways to walk a journey, and axe on a sixth of its pages"
)


def deselect(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not for this run, and of a draw what has no turn."""
    database = config.getoption("--database")
    items_here = [item for item in items if _is_for(item, database)]
    kept = {item.nodeid for item in items_here}
    if DRAW:
        kept = set(_cases(items_here))
    if DRAW and database == "postgresql":
        kept = {name for name in kept if _is_of(name, BOTH) or turn(name)}
    left = [item for item in items if item.nodeid not in kept]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item.nodeid in kept]


def _is_for(item: pytest.Item, database: str) -> bool:
    """Tell whether a test has anything to say here: of this database, of this size."""
    only = item.get_closest_marker("only")
    if item.get_closest_marker("assured") and "ASSURE" not in os.environ:
        return False
    return only is None or database in only.args


def turn(name: str, share: int = SHARE) -> bool:
    """Tell whether it is the turn of what has this name: one in `share` of a draw."""
    return not DRAW or crc32(f"{DRAW} {name}".encode()) % share == 0


def some(found: Sequence[One], share: int, seed: object) -> list[One]:
    """Return those of some things whose turn it is, in their order; at least one."""
    chosen = [one for one in found if turn(f"{seed!r} {_named(one)}", share)]
    return chosen or list(found[:1])


def _named(one: object) -> object:
    """Return what to know a thing by: of pairs the first, which has a name."""
    return one[0] if isinstance(one, tuple) else one


def size(whole: One, alone: One, drawn: One) -> One:
    """Return how large something is: in a full run, by itself, in a sample."""
    if os.environ.get("ASSURE"):
        return whole
    return drawn if DRAW else alone


def _cases(items: list[pytest.Item]) -> list[str]:
    """Return the names of tests whose turn it is, of each test its share of cases."""
    number = Counter(_test(item) for item in items)
    room = {test: _room(test, many) for test, many in number.items()}
    kept = []
    for item in sorted(items, key=lambda one: crc32(f"{DRAW} {one.nodeid}".encode())):
        if _is_of(item.nodeid, TABLES) or room[_test(item)] > 0:
            room[_test(item)] -= 1
            kept.append(item.nodeid)
    return kept


def _room(test: str, many: int) -> int:
    if _is_of(test, ("browser/",)):
        return -(-many // IN_A_BROWSER)
    return max(FEW if _is_of(test, PAGES) else CASES, -(-many // SHARE))


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _is_of(name: str, places: Sequence[str]) -> bool:
    return name.removeprefix("tests/").startswith(tuple(places))
