"""Measure the pages on both databases, with a real community of thousands."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.table import print_table

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real"
HEAD = ("page", "p50 ms", "p95 ms", "p50/base", "statements", "KB")


def measure() -> dict[str, Any]:
    """Measure each database in a process of its own, so that its memory is its own.

    Raises
    ------
    FileNotFoundError
        If the community to measure with is not there.
    """
    if not REAL.is_dir():
        raise FileNotFoundError(f"the community to measure with is missing: {REAL}")
    found = {}
    for kind in ("sqlite", "postgresql"):
        done = subprocess.run(
            [sys.executable, "-m", "bench.site", kind, str(REAL)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found[kind] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, Any]) -> None:
    """Print a table for each database."""
    for one in found.values():
        print(
            f"\n{one['database']}: {one['member']} people, {one['project']} "
            f"projects, {one['membership']} memberships\n"
            f"  import {one['import_s']:.1f} s · baseline {one['baseline_ms']:.2f} ms"
            f" · memory {one['memory_mb']} MB (the whole measuring process)"
        )
        print_table(HEAD, one["pages"])
