"""pytest in a process of its own, whose lines are shown as they come."""

import re
import subprocess
import sys
from dataclasses import dataclass

TOTALS = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed)")


@dataclass(frozen=True)
class Done:
    """How a run of pytest ended: its code, how many tests did what, all it printed."""

    code: int
    counts: dict[str, int]
    text: str


def run(options: list[str]) -> Done:
    """Run pytest with these options, and return how it went."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    last, lines = "", []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
        if TOTALS.search(line) and " in " in line:
            last = line
    process.wait()
    counts = {
        word.rstrip("s") if word == "errors" else word: int(n)
        for n, word in TOTALS.findall(last)
    }
    if "error" in counts:
        counts["failed"] = counts.get("failed", 0) + counts.pop("error")
    return Done(process.returncode, counts, "".join(lines))
