"""`make test`: everything, on SQLite and on PostgreSQL, and in a browser.

A usual run takes of what is large a part that changes with the version
(`tests.sampling`); SAMPLE=pears takes another. The last lines say what ran, what was
left out and how long it took.
`python -m tests --assure` runs all with the full sizes (`tests.assuring`).
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from community import __version__
from tests import assuring, databases, pytests, sampling
from tests.browser import browsers

NO_DIFFERENCE = (
    "architecture", "demo", "graph", "look", "running",
    "privacy/test_planted_leaks.py", "web/test_words.py",
)  # fmt: skip
"""What PostgreSQL is not asked: the database makes no difference there, or a test
tests a test."""

OF_PAGES = ("test_matrix.py", "test_hostile.py", "test_door.py")
"""The tests of pages that PostgreSQL is always asked: each address, for each role and
with hostile words, so that every statement of a page runs there too."""


MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
"""Where files are in memory, if there is room: no database of a test outlasts it."""


def little_difference() -> list[str]:
    """Return what PostgreSQL is asked in a full run alone.

    That is how pages look and read, long walks of machines that race tests and truth
    tables ask as well, and what is mathematics for the most part.
    """
    pages = sorted(path.name for path in Path("tests/web").glob("test_*.py"))
    left = [f"web/{name}" for name in pages if name not in OF_PAGES]
    walks = sorted(str(path.relative_to("tests")) for path in _walks())
    return [*RULES_READ_TWICE, *walks, *left]


def _walks() -> Iterator[Path]:
    yield from Path("tests").glob("*/test_*machine.py")


RULES_READ_TWICE = (
    "coffee/test_two_years.py", "digests/test_month.py", "matching/test_placing.py",
    "matching/test_reach.py", "matching/test_snapshot_files.py",
    "members/test_resting.py", "privacy/test_blocks.py", "privacy/test_letters.py",
    "privacy/test_suggestions.py",
)  # fmt: skip
"""Simulations, files, and walks over all pages: the matrix walks them there as well."""


def main() -> int:
    """Run each part, add up, and answer 0 only when all is green."""
    assure = "--assure" in sys.argv
    with _in_memory():
        if not assure:
            return _all_parts()
        os.environ["ASSURE"] = "1"
        return assuring.main([word for word in sys.argv[1:] if word != "--assure"])


@contextmanager
def _in_memory() -> Iterator[None]:
    """Keep the files of tests in memory; a disk would be waited for at each commit."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield
        return
    with tempfile.TemporaryDirectory(
        prefix="tests", dir=MEMORY, ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        os.environ["TMPDIR"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"  # once for all parts
        yield


def _all_parts() -> int:
    os.environ.setdefault("SAMPLE", __version__)
    counts: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    worst = 0
    for name, options in _parts().items():
        code, found, row = _part(name, options)
        worst = max(worst, code)
        for what, number in found.items():
            counts[what] = counts.get(what, 0) + number
        rows.append(row)
    print("\n=== what ran")
    for row in rows:
        facts = [
            f"{value} {key}" for key, value in row.items() if isinstance(value, int)
        ]
        print(f"   {row['part']}: {', '.join(facts)}")
    print(f"   SAMPLE={os.environ['SAMPLE']}: {sampling.SAID} (make assure: all)")
    line = ", ".join(
        f"{counts.get(what, 0)} {what}" for what in ("passed", "failed", "skipped")
    )
    print(line.replace(", 0 skipped", ""))
    if os.environ.get("CI") and counts.get("skipped"):
        print("skipped tests fail in CI")
        worst = worst or 1
    return worst


def _parts() -> dict[str, list[str]]:
    """Return what pytest is told for each part: the databases, then the browser."""
    workers = ["-n", str(min(4, os.cpu_count() or 1))]
    left_out = [*NO_DIFFERENCE, *little_difference()]
    elsewhere = [f"--ignore=tests/{name}" for name in left_out]
    nouns = ["-m", "not browser", "--ignore=tests/browser", *workers]
    return {
        databases.describe("sqlite"): nouns,
        databases.describe("postgresql"): [
            *nouns, "--database", "postgresql", *elsewhere,
        ],
        browsers.describe(): ["tests/browser", "-n", "2", "--dist", "worksteal"],
    }  # fmt: skip


Done = tuple[int, dict[str, int], dict[str, Any]]
"""How a part ended: its code, its counts, its line of the report."""


def _part(name: str, options: list[str]) -> Done:
    print(f"\n=== {name}", flush=True)
    began = time.perf_counter()
    done = pytests.run(options)
    seconds = round(time.perf_counter() - began)
    return done.code, done.counts, {"part": name, "seconds": seconds, **done.counts}


if __name__ == "__main__":
    raise SystemExit(main())
