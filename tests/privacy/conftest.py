"""How many worlds were made, and how much was read in them, after a full run."""

import os
from collections import Counter

import pytest

COUNTED = ("requests", "differences", "answers", "moved")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("ASSURE"):
        return
    found: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            told = dict(report.user_properties)
            found["worlds"] += "requests" in told
            found["twins"] += "answers" in told
            for what in COUNTED:
                found[what] += int(told.get(what, 0))
    if found["worlds"]:
        terminalreporter.write_line(
            f"non-interference: {found['worlds']:,} worlds, "
            f"{found['requests']:,} requests, {found['differences']:,} differences"
        )
    if found["twins"]:
        terminalreporter.write_line(
            f"non-interference of suggestions: {found['twins']:,} worlds and their "
            f"twins, {found['answers']:,} answers, {found['moved']:,} differences"
        )
