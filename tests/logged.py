"""What the whole run of the tests logged, and whether it holds what nobody may log.

Every log line that a test caused is looked at as its report comes in, whatever the
test was about: known fields alone, and no address, token, cookie, query or word that
a person typed.
"""

import ast
import json
import re
from collections.abc import Iterable

import pytest

FIELDS = {
    "event", "level", "timestamp", "logger",
    "request_id", "route", "method", "status", "ms",
    "problem", "kind", "work", "what", "rule", "newest", "head", "exception", "places",
}  # fmt: skip
"""What a line may say. Whoever needs another field adds it here, and thinks twice."""
READY = {"migrated", "room", "outbox", "worker"}
"""What `/readyz` tells the log, and how each of that stands."""

CANARIES = {
    "an address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a query": re.compile(r"\?[\w-]+="),
    "a path with a secret": re.compile(r"/[A-Za-z0-9_-]{32,}"),
    "a cookie": re.compile(r"session(_id)?=|csrf_token"),
    "a password": re.compile(r"a lantern in the orchard", re.I),
    "a network address": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    "a sensitive word": re.compile(r"diabetes", re.I),
    "somebody's name": re.compile(
        r"Alice Marsh|Bob Okoro|Carol Finch|Dai Prosser|Lea Novak|Olu Adeyemi|Pat Lowe"
    ),
    "a statement with its values": re.compile(r"\[parameters:"),
}
"""What a line never holds."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CONSOLE = re.compile(
    r"^\d{4}-\d\d-\d\d[ T][\d:.]+Z? \[(debug|info|warning|error|critical) *\] (.*)$"
)
PAIR = re.compile(r"(?:^| )([a-z_]+)=")


class Seen:
    """The log lines of a run: how many there were, and what was wrong with some."""

    def __init__(self) -> None:
        self.lines = 0
        self.wrong: list[str] = []

    def look(self, report: pytest.TestReport) -> None:
        """Look at what a test printed and logged in one of its phases."""
        for name, words in report.sections:
            if name.startswith(("Captured stdout", "Captured stderr", "Captured log")):
                for problem in self._in(words.splitlines()):
                    self.wrong.append(f"{report.nodeid}: {problem}")

    def tell(self, reporter: pytest.TerminalReporter) -> None:
        """Say at the end of the run what was found."""
        for problem in dict.fromkeys(self.wrong):
            reporter.write_line(f"never to be logged: {problem}", red=True)
        found = f"{self.lines} log lines, {len(self.wrong)} with what is never logged"
        reporter.write_line(found)

    def _in(self, lines: Iterable[str]) -> Iterable[str]:
        for line in lines:
            plain = COLOURS.sub("", line)
            fields = fields_of(plain)
            if fields is not None:
                self.lines += 1
                yield from problems(plain, fields)


def fields_of(line: str) -> set[str] | None:
    """Return the names of what a log line says; None for what is no log line.

    Lines come as the console shows them, as JSON, or, where a test set our own logs
    up, as records that `pytest` caught, with their facts behind the place.
    """
    found = CONSOLE.match(line)
    if found:
        return set(PAIR.findall(found.group(2)))
    begins = line.find("{")
    if begins < 0:
        return None
    try:
        read = json.loads if begins == 0 else ast.literal_eval
        said = read(line[begins:])
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return None
    return set(said) if {"event", "level"} <= set(said) else None


def problems(line: str, fields: set[str]) -> Iterable[str]:
    """Return what is wrong with a line."""
    for name in sorted(fields - FIELDS - READY):
        yield f"logs {name!r}, which is not among the known fields: {line[:160]}"
    for what, sign in CANARIES.items():
        if sign.search(line):
            yield f"logs {what}: {line[:160]}"


SEEN = Seen()
