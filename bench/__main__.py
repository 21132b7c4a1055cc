"""`make bench`: measure, print tables, and write build/bench.json.

`python -m bench PART` measures one part alone: site, matching, silos, weeks,
connections, network, map or evidence. Every time stands beside its ratio to baselines
that the same process measured, so that a slow machine shows as one. `--million`, or
BENCH_MILLION=1, adds the largest community.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "bench.json"
PARTS = {
    "site": "bench.pages",
    "matching": "bench.matching",
    "silos": "bench.silos",
    "weeks": "bench.weeks",
    "connections": "bench.connections",
    "network": "bench.network",
    "map": "bench.map_browser",
    "evidence": "bench.evidence",
}
"""Each part and its module, which has `measure()` and `show(found)`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 0 when all of it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--million", action="store_true", help="a million members too")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if asked.million:
        os.environ["BENCH_MILLION"] = "1"
    measured = [measure(part) for part in asked.parts or PARTS]
    print(f"\nWritten to {OUT}")
    return 0 if all(measured) else 1


def measure(part: str) -> bool:
    """Measure a part, print its tables and keep its figures; whether that went well."""
    module = import_module(PARTS[part])
    try:
        found = module.measure()
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"\n{part} could not be measured: {problem}", file=sys.stderr)
        return False
    module.show(found)
    keep(part, found)
    return True


def keep(part: str, found: dict[str, Any]) -> None:
    """Write a part's figures, and leave those of the other parts."""
    OUT.parent.mkdir(exist_ok=True)
    before = json.loads(OUT.read_text()) if OUT.is_file() else {}
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    kept = {name: before[name] for name in PARTS if name in before}
    made = {"machine": machine, **kept, part: found}
    OUT.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
