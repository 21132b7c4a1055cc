"""The layout of Kumu's and sumApp's files, read as rows of our own import.

Kumu names things in `elements.csv` by Label, and ties them in `connections.csv` from
From to To; several values in one cell are parted by "|" [1]_. sumApp names members by
first name, last name and e-mail [2]_ and hands its ties over in the same two files,
with a column for each question that was asked about a tie.

References
----------
.. [1] https://docs.kumu.io/guides/import/import
.. [2] https://docs.greaterthanthesum.com/, "Ways To Add Members to Your Project"
"""

import re
from pathlib import Path
from textwrap import shorten

from community.core.text import folded
from community.imports.files import Problem, Row, Source
from community.imports.plan import EMAIL

ELEMENTS, CONNECTIONS = "elements.csv", "connections.csv"
PERSON, PROJECT = "person", "project"
TYPES = {
    **dict.fromkeys(("", "person", "people", "member", "individual"), PERSON),
    **dict.fromkeys(("project", "initiative"), PROJECT),
}
DIRECTIONS = ("", "undirected", "directed", "mutual")
ROLES = {
    **dict.fromkeys(("lead", "leads", "leader", "led by"), "lead"),
    **dict.fromkeys(("adviser", "advisor", "advises"), "adviser"),
}
SAME = {
    "firstname": "first name",
    "lastname": "last name",
    "email address": "email",
    "primary email": "email",
    "email 1": "email",
    "name": "label",
}
PLAIN = {
    "id", "from", "to", "direction", "label", "type", "description", "tags", "image",
    "url",
}  # fmt: skip
"""The columns of a connection that say nothing of how strong it is."""
SUMMARY = 140
"""The letters of a project's summary."""


class KumuSource(Source):
    """The two files of a folder, as the rows that our own import reads."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._made: dict[str, list[Row]] = {}
        self._known: dict[str, tuple[str, str]] = {}

    def rows(self, name: str, columns: tuple[str, ...], needed: bool) -> list[Row]:
        """Return the rows of our file `name` that Kumu's files hold."""
        if not self._made:
            self._made = {PERSON: [], PROJECT: [], "memberships": [], "ties": []}
            self._made["tags"] = []
            self._elements()
            self._connections()
        return self._made.get(OURS.get(name, ""), [])

    def _elements(self) -> None:
        there = (self.folder / ELEMENTS).exists()
        name = ELEMENTS if there else "members.csv"
        for row in map(_usual, super().rows(name, (), needed=False)):
            self._element(row)
        if not self._known and not self.problems:
            words = "is missing or empty: add it, with the columns Label, Type, Email"
            self.problems.append(Problem(ELEMENTS, 0, words))

    def _element(self, row: Row) -> None:
        label = row["label"] or f"{row['first name']} {row['last name']}".strip()
        kind = TYPES.get(row["type"].casefold())
        if not label:
            self.complain(row, "has no Label: enter a name")
        elif kind is None:
            words = f"the Type {row['type']!r} is neither Person nor Project"
            self.complain(row, f"{words}: correct it, or leave the row out")
        elif kind == PERSON and not EMAIL.fullmatch(row["email"]):
            words = f"{row['email']!r} is no e-mail address: correct it"
            self.complain(row, f"{words}, for people are asked by mail")
        elif self._name(row, label, kind):
            self._made[kind].append(_of_ours(row, label, kind))
            if kind == PERSON:
                self._tags(row, label)

    def _name(self, row: Row, label: str, kind: str) -> bool:
        """Note how an element is called; tell whether no other is called so."""
        names = [row["id"]] if row["id"] else [folded(label)]
        if any(name in self._known for name in names):
            words = f"{row['id'] or label!r} names another row too: give each an ID"
            self.complain(row, words)
            return False
        here = (_key(row, label), kind)
        self._known |= dict.fromkeys(names, here)
        if row["id"]:
            self._known.setdefault(folded(label), here)
        return True

    def _tags(self, row: Row, label: str) -> None:
        for word in _parts(row["tags"]):
            cells = {"person": _key(row, label), "relation": "interested", "tag": word}
            self._made["tags"].append(Row(row.file, row.line, cells))

    def _connections(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in map(_usual, super().rows(CONNECTIONS, ("from", "to"), False)):
            if row["direction"].casefold() not in DIRECTIONS:
                words = f"the Direction {row['direction']!r} is not known"
                self.complain(row, f"{words}: use undirected, directed or mutual")
                continue
            for other in _parts(row["to"], also="") or [""]:
                self._connection(row, other, seen)

    def _connection(self, row: Row, other: str, seen: set[tuple[str, str]]) -> None:
        ends = [self._found(row, "From", row["from"]), self._found(row, "To", other)]
        people = [end for end in ends if end and end[1] == PERSON]
        low, high = sorted(end[0] if end else "" for end in ends)
        if None in ends or (low, high) in seen or not _says_yes(row):
            return
        if low == high:
            self.complain(row, "ties somebody to themselves: remove the row")
        elif not people:
            self.complain(row, "ties two projects: leave the row out")
        else:
            seen.add((low, high))
            self._tie(row, [end for end in ends if end])

    def _tie(self, row: Row, ends: list[tuple[str, str]]) -> None:
        """Make a request of a tie of two people, and a membership of the others."""
        if all(kind == PERSON for _key, kind in ends):
            cells = {"a": ends[0][0], "b": ends[1][0]}
            self._made["ties"].append(Row(row.file, row.line, cells))
            return
        keys = {kind: key for key, kind in ends}
        role = ROLES.get((row["type"] or row["label"]).casefold(), "member")
        cells = {"person": keys[PERSON], "project": keys[PROJECT], "role": role}
        self._made["memberships"].append(Row(row.file, row.line, cells))

    def _found(self, row: Row, column: str, name: str) -> tuple[str, str] | None:
        found = self._known.get(name) or self._known.get(folded(name))
        if found is None:
            words = f"{column} {name!r} is no Label or ID of {ELEMENTS}"
            self.complain(row, f"{words} (or its row is bad): add or correct it")
        return found


OURS = {
    "people.csv": PERSON,
    "projects.csv": PROJECT,
    "memberships.csv": "memberships",
    "ties.csv": "ties",
    "member_tags.csv": "tags",
}


def _usual(row: Row) -> Row:
    """Return a row with the usual names of its columns, of one name what is filled."""
    cells: dict[str, str] = {}
    for column, cell in row.cells.items():
        name = re.sub(r"[\W_]+", " ", column).strip()
        usual = SAME.get(name, name)
        cells[usual] = cells.get(usual) or cell
    return Row(row.file, row.line, cells)


def _key(row: Row, label: str) -> str:
    """Return the import id: of this layout, so that it meets no other file's."""
    return f"kumu {row['id'] or folded(label)}"


def _of_ours(row: Row, label: str, kind: str) -> Row:
    key = _key(row, label)
    if kind == PERSON:
        cells = {"id": key, "display_name": label, "email": row["email"]}
    else:
        words = shorten(row["description"], SUMMARY, placeholder="…")
        tags = ";".join(_parts(row["tags"]))
        cells = {"id": key, "title": label, "summary": words, "tags": tags}
    return Row(row.file, row.line, cells)


def _parts(cell: str, also: str = ";") -> list[str]:
    """Return the values of a cell, once each."""
    words = re.split(f"[|{also}]", cell)
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def _says_yes(row: Row) -> bool:
    """Tell whether a row says that there is a tie.

    sumApp's answers stand in columns of their own. Where all that were given are
    nought, somebody said that there is none.
    """
    said = [cell for name, cell in row.cells.items() if name not in PLAIN and cell]
    return not said or any(not _is_nought(cell) for cell in said)


def _is_nought(cell: str) -> bool:
    return bool(re.fullmatch(r"0+([.,]0+)?", cell))
