"""What follows from `rules.txt`: the letter that each cell ought to have."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.web.matrix.cells import VARIANTS
from tests.web.matrix.people import ROLES

FILE = Path(__file__).parent / "rules.txt"
SLEEPING = ("pending", "suspended", "leaving", "resting")
OUTSIDE = ("visitor", *SLEEPING)
GROUPS = {"sleeping": SLEEPING, "outside": OUTSIDE}
STAFF = {
    "organiser": {"organiser"},
    "curator": {"curator"},
    "editor": {"organiser", "curator"},
    "moderator": {"moderator", "administrator"},
    "administrator": {"administrator"},
}
"""Whom the doors of those who are trusted with something admit."""


@dataclass(frozen=True)
class Rule:
    """A sentence, the door, and by variant the letter of each sort of people."""

    sentence: str
    door: str
    letters: dict[str, dict[str, str]]

    def expected(self, variant: str, sort: str, *, program: bool = False) -> str:
        """Return the letter of a cell; a program gets an error, never a way to go."""
        if variant in ("own", "crossed") and sort == "visitor":
            return "-"
        turned_away = at_the_door(self.door, sort)
        if not turned_away:
            return self.letters[variant][sort]
        return (
            {"s": "u", "w": "f"}.get(turned_away, turned_away)
            if program
            else turned_away
        )


def at_the_door(door: str, sort: str) -> str:
    """Return the letter of who does not come in at all; "" for who does.

    Nobody but a moderator learns that there is a case.
    """
    if door == "anyone":
        return ""
    if sort == "visitor":
        return "s"
    if door == "signed in":
        return ""
    if sort in STAFF.get(door, ()):
        return ""
    if door == "moderator":
        return "n"
    if sort in SLEEPING:
        return "w"
    return "" if door == "member" else "f"


def read() -> dict[str, Rule]:
    """Return the rule of each "GET endpoint"; every name stands once."""
    found: dict[str, Rule] = {}
    for name, rule in _named():
        assert name not in found, name
        found[name] = rule
    return found


def _named() -> Iterator[tuple[str, Rule]]:
    sentence, rule, begun = "", None, False
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            sentence = f"{sentence} {line[3:]}" if begun else line[3:]
            begun = True
        elif line.startswith("door "):
            rule, begun = _rule(sentence, line), False
        elif line and not line.startswith("#"):
            assert rule is not None, line
            method, *endpoints = line.split()
            yield from ((f"{method} {one}", rule) for one in endpoints)


def _rule(sentence: str, line: str) -> Rule:
    door, *specs = (part.strip() for part in line.removeprefix("door ").split(";"))
    letters: dict[str, dict[str, str]] = {}
    for spec in specs:
        variants, usual, *others = spec.split()
        row = dict.fromkeys(ROLES, usual)
        for sort, _, letter in (other.partition("=") for other in others):
            row |= dict.fromkeys(GROUPS.get(sort, (sort,)), letter)
        assert row.keys() == ROLES.keys(), spec
        for variant in variants.split(","):
            assert variant in VARIANTS, spec
            letters[variant] = row
    return Rule(sentence, door, letters)


def of(name: str, rules: dict[str, Rule]) -> tuple[Rule | None, bool]:
    """Return the rule for a line, and whether it is one for programs."""
    method, endpoint = name.split()
    program = endpoint.startswith("api:")
    return rules.get(f"{method} {endpoint.removeprefix('api:')}"), program
