"""Checking an import: what would be brought in, and every row that can't be."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from community.core.text import folded
from community.imports.files import Row, Source

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ROLES = ("lead", "member", "adviser")
RELATIONS = ("offers", "seeks", "learning", "interested")
CONSENTS = ("named", "unnamed", "absent")


@dataclass
class Plan:
    """The good rows of each file."""

    people: list[Row] = field(default_factory=list)
    projects: list[Row] = field(default_factory=list)
    memberships: list[Row] = field(default_factory=list)
    ties: list[Row] = field(default_factory=list)
    member_tags: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)

    def without(self, gone: Collection[str]) -> "Plan":
        """Return the plan without people who were erased, and what is said of them."""
        return Plan(
            [row for row in self.people if row["id"] not in gone],
            self.projects,
            _not_of(gone, self.memberships),
            [row for row in self.ties if row["a"] not in gone and row["b"] not in gone],
            _not_of(gone, self.member_tags),
            _not_of(gone, self.consents),
        )


def _not_of(gone: Collection[str], rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["person"] not in gone]


def read(source: Source, taken: dict[str, str | None]) -> tuple[Plan, Source]:
    """Read and check the files of `source`.

    `taken` holds the addresses of existing accounts, each with the import id of its
    person or None.
    """
    people = source.rows("people.csv", ("id", "display_name", "email"), needed=True)
    projects = source.rows("projects.csv", ("id", "title"), needed=True)
    memberships = source.rows(
        "memberships.csv", ("person", "project", "role"), needed=True
    )
    ties = source.rows("ties.csv", ("a", "b"), needed=False)
    tags = source.rows("member_tags.csv", ("person", "relation", "tag"), needed=False)
    consents = source.rows("consents.csv", ("person", "map"), needed=False)
    _check_people(source, people, taken)
    _check_projects(source, projects)
    known = {row["id"] for row in source.good(people)}
    known_projects = {row["id"] for row in source.good(projects)}
    _check_memberships(source, memberships, known, known_projects)
    _check_ties(source, ties, known)
    _check_of_people(source, tags, known, "relation", RELATIONS)
    _check_of_people(source, consents, known, "map", CONSENTS)
    _check_consents(source, consents)
    _check_words(source, tags)
    good = source.good
    plan = Plan(
        good(people), good(projects), good(memberships),
        good(ties), good(tags), good(consents),
    )  # fmt: skip
    return plan, source


def _key(source: Source, row: Row, seen: dict[str, int]) -> None:
    """Check that a row has an id of its own."""
    if not row["id"]:
        source.complain(row, "has no id: give it one that no other row has")
    elif len(row["id"]) > 80:
        source.complain(row, "the id is too long: use 80 letters or fewer")
    elif row["id"] in seen:
        words = (
            f"the id {row['id']} is also on line {seen[row['id']]}: keep one of them"
        )
        source.complain(row, words)
    else:
        seen[row["id"]] = row.line


def _check_people(
    source: Source, rows: list[Row], taken: dict[str, str | None]
) -> None:
    ids: dict[str, int] = {}
    emails: dict[str, int] = {}
    for row in rows:
        _key(source, row, ids)
        name, email = row["display_name"], row["email"].lower()
        if not folded(name) or not name.isprintable():
            source.complain(row, "display_name is empty or unreadable: enter a name")
        elif len(name) > 120:
            source.complain(row, "display_name is too long: use 120 letters or fewer")
        if not EMAIL.fullmatch(email) or len(email) > 254:
            source.complain(row, f"{row['email']!r} is no e-mail address: correct it")
        elif email in emails:
            words = (
                f"{email} is also on line {emails[email]}: give each person their own"
            )
            source.complain(row, words)
        elif email in taken and taken[email] != row["id"]:
            source.complain(row, f"{email} has an account already: leave the row out")
        else:
            emails[email] = row.line


def _check_projects(source: Source, rows: list[Row]) -> None:
    ids: dict[str, int] = {}
    for row in rows:
        _key(source, row, ids)
        if not row["title"]:
            source.complain(row, "has no title: enter one")
        elif len(row["title"]) > 120:
            source.complain(row, "the title is too long: use 120 letters or fewer")
        if len(row["summary"]) > 140:
            source.complain(row, "the summary is too long: use 140 letters or fewer")
    _check_words(source, rows, "tags")


def _check_words(source: Source, rows: list[Row], column: str = "tag") -> None:
    for row in rows:
        for word in tag_words(row[column]):
            if len(word) > 80 or not folded(word):
                words = f"the tag {word[:30]!r} is too long or unreadable: shorten it"
                source.complain(row, words)


def tag_words(cell: str) -> list[str]:
    """Return the tags of a cell, which semicolons part."""
    return [word.strip() for word in cell.split(";") if word.strip()]


def _check_memberships(
    source: Source, rows: list[Row], people: set[str], projects: set[str]
) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = (row["person"], row["project"])
        if row["person"] not in people:
            words = (
                f"person {row['person']!r} is not in people.csv (or their row is bad)"
            )
            source.complain(row, f"{words}: add or correct them")
        if row["project"] not in projects:
            words = (
                f"project {row['project']!r} is not in projects.csv (or its row is bad)"
            )
            source.complain(row, f"{words}: add or correct it")
        if row["role"] not in ROLES:
            source.complain(
                row, f"the role {row['role']!r} is not one of {', '.join(ROLES)}"
            )
        if row["since"] and not _is_day(row["since"]):
            words = f"the since {row['since']!r} is no day: write it as 2017-05-03"
            source.complain(row, words)
        if pair in seen:
            source.complain(
                row, f"the same membership is on line {seen[pair]}: keep one"
            )
        seen.setdefault(pair, row.line)


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _check_ties(source: Source, rows: list[Row], people: set[str]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        low, high = sorted((row["a"], row["b"]))
        for person in {low, high} - people:
            source.complain(row, f"person {person!r} is not in people.csv: add them")
        if low == high:
            source.complain(row, "ties a person to themselves: remove the row")
        elif (low, high) in seen:
            source.complain(row, f"the same tie is on line {seen[low, high]}: keep one")
        seen.setdefault((low, high), row.line)


def _check_of_people(
    source: Source,
    rows: list[Row],
    people: set[str],
    column: str,
    words: tuple[str, ...],
) -> None:
    for row in rows:
        if row["person"] not in people:
            source.complain(
                row, f"person {row['person']!r} is not in people.csv: add them"
            )
        if row[column] not in words:
            source.complain(
                row, f"{column} {row[column]!r} is not one of {', '.join(words)}"
            )


def _check_consents(source: Source, rows: list[Row]) -> None:
    """Complain of all rows of a person who has several, the first one, too.

    Nobody can tell here which one they meant, and a wrong one may show them.
    """
    by_person: dict[str, list[Row]] = {}
    for row in rows:
        by_person.setdefault(row["person"], []).append(row)
    for first, *others in by_person.values():
        for row in (first, *others) if others else ():
            line = others[0].line if row is first else first.line
            words = f"the consent of this person is also on line {line}: keep one"
            source.complain(row, words)
