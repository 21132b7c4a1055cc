"""How many worlds were made, and how much was read in them, after a full run."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests import sampling
from tests.assure import told

COUNTED = ("requests", "differences", "answers", "moved")


LEAKS, TRIED = "test_planted_leaks.py", sampling.size(8, 8, 4)
"""A usual run plants so many leaks, others each time; a full run plants all."""


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    planted = [item for item in items if Path(item.path).name == LEAKS]
    seed = config.getoption("randomly_seed", None)
    if os.environ.get("ASSURE") or not isinstance(seed, int) or len(planted) < 12:
        return
    names = sorted(item.nodeid for item in planted)
    kept = set(random.Random(seed).sample(names, TRIED))
    left = [item for item in planted if item.nodeid not in kept]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("ASSURE"):
        return
    found: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            noted = dict(report.user_properties)
            found["worlds"] += "requests" in noted
            found["twins"] += "answers" in noted
            for what in COUNTED:
                found[what] += int(noted.get(what, 0))
    for report in terminalreporter.stats.get("passed", ()):
        test = report.nodeid.rpartition("::")[2]
        if LEAKS in report.nodeid and test.endswith("is_found"):
            told(f"planted: {test}", found=1, seconds=round(report.duration, 1))
    if found["worlds"]:
        told(
            "non-interference", size=found["worlds"], requests=found["requests"],
            differences=found["differences"],
        )  # fmt: skip
    if found["twins"]:
        told(
            "non-interference of suggestions: worlds and their twins",
            size=found["twins"], answers=found["answers"], differences=found["moved"],
        )  # fmt: skip
