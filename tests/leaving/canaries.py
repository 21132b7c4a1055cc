"""A row in every table that can lead to somebody, each with words of its own.

The words are canaries: whoever looks for one later knows from which column it came.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import schema
from community.core import clock, vault
from community.core.db import db
from community.privacy.inventory import INVENTORY, Fate, Line

TABLES = schema.metadata.tables
PLAIN: dict[str, Any] = {"execution_options": {"unscoped": "test"}}
RANDOM = {
    "token_hash", "key_hash", "code_hash", "wording_hash", "digest", "salt", "receipt",
    "number", "mark", "hash", "previous", "request_id", "actor",
}  # fmt: skip
"""Columns that hold what somebody drew at random, never words."""

OURS = {
    "month", "consented", "taken_by", "request_id", "lane", "work", "problem", "zone",
    "import_id", "status", "wording", "role", "rules_version", "locale", "theme",
    "object_kind", "outcome", "note", "subject_kind", "what", "who", "agreed", "key",
    "phase", "code", "area", "nation", "region", "counted_as", "topic", "format", "to",
    "email", "address", "pair", "kind", "reason", "figures", "definitions", "before",
    "expected", "value", "audience", "left_from",
}  # fmt: skip
"""Columns of words that nobody types: codes of ours, and what is set apart below."""

VALUES = {
    ("connection", "a_id"): {"b_id": 6}, ("connection", "b_id"): {"a_id": 1},
    ("introduction", "asker_id"): {"introducer_id": 2, "target_id": 6},
    ("introduction", "target_id"): {"introducer_id": 2, "asker_id": 6},
    ("introduction", "introducer_id"): {"asker_id": 2, "target_id": 6},
    ("weave_pair", "a_id"): {"b_id": 8}, ("weave_pair", "b_id"): {"a_id": 1},
    ("suggestion_event", "person_id"): {"member_id": 6, "project_id": None},
    ("suggestion_event", "member_id"): {"person_id": 6, "project_id": None},
    ("report", "reporter_id"): {"about_id": 6},
    ("report", "about_id"): {"reporter_id": 6},
    ("impact_record", "claimed_by_id"): {"state": "checked", "milestone_id": None},
    ("impact_record", "checked_by_id"): {"state": "checked", "milestone_id": None},
    ("safeguarding_case", "about_id"): {"state": "open"},
    ("idea", "author_id"): {"project_id": None},
}  # fmt: skip
"""What a row must hold to be one that can be."""


@dataclass(frozen=True)
class Canary:
    """A word, the column where it stands, and what the inventory says of it.

    `by` is the column by which it leads to somebody; `mine` that it is exported so.
    """

    word: str
    table: str
    column: str
    fate: Fate
    by: str
    mine: bool


class Flock:
    """All canaries of one person."""

    def __init__(self, account: int, member: int) -> None:
        self.account, self.member = account, member
        self.all: list[Canary] = []
        self.skipped: list[tuple[str, str]] = []

    def fill(self) -> list[Canary]:
        """Put a row into every table that leads to the person by a key."""
        for line in INVENTORY:
            if line.column and line.through is None and self._key(line):
                self._put(line)
        db.session.commit()
        return self.all

    def _key(self, line: Line) -> int | None:
        targets = _targets(TABLES[line.table].c[line.column])
        if "member" in targets:
            return self.member
        return self.account if "account" in targets else None

    def _put(self, line: Line) -> None:
        table = TABLES[line.table]
        row, words = self._row(line)
        try:
            with db.session.begin_nested():
                db.session.execute(table.insert().values(**row), **PLAIN)
        except IntegrityError:
            mine = table.c[line.column] == self._key(line)
            text = {name: row[name] for name in words}
            first = next(iter(table.primary_key))
            one = sa.select(sa.func.min(first)).where(mine)
            if text:
                change = table.update().where(first == one.scalar_subquery(), mine)
                done: Any = db.session.execute(change.values(**text), **PLAIN)
                if not done.rowcount:
                    self.skipped.append((line.table, line.column))
                    return
            elif db.session.scalar(one, **PLAIN) is None:
                self.skipped.append((line.table, line.column))
        self.all += [
            Canary(word, line.table, name, line.fate, line.column, bool(line.under))
            for name, word in words.items()
        ]

    def _row(self, line: Line) -> tuple[dict[str, Any], dict[str, str]]:
        table = TABLES[line.table]
        words: dict[str, str] = {}
        row: dict[str, Any] = {}
        for column in table.columns:
            if column.primary_key and not column.foreign_keys and column.name == "id":
                continue
            if column.name == line.column:
                row[column.name] = self._key(line)
            elif column.foreign_keys:
                row[column.name] = self._other(column)
            elif _typed(column):
                words[column.name] = f"canary{len(self.all) + len(words):03d}"
                row[column.name] = words[column.name]
            else:
                row[column.name] = _some(column, len(self.all))
        row |= VALUES.get((line.table, line.column), {})
        if "sealed" in row:
            row["sealed"] = vault.seal('{"tag": "", "words": "sealed-canary"}')
            words.pop("sealed")
        json = isinstance(table.c.get("value", sa.Column(sa.Integer)).type, sa.JSON)
        if json:
            words["value"] = f"canary{len(self.all) + len(words):03d}"
            row["value"] = {"text": words["value"]}
        return row, words

    def _other(self, column: sa.Column[Any]) -> int | None:
        if column.nullable:
            return None
        target = next(iter(_targets(column)))
        found = sa.select(TABLES[target].c.id)
        if target in ("member", "account"):
            found = found.where(TABLES[target].c.id == 6)
        return db.session.scalar(found.order_by(TABLES[target].c.id).limit(1), **PLAIN)


def _targets(column: Any) -> set[str]:
    return {key.column.table.name for key in column.foreign_keys}


def _typed(column: sa.Column[Any]) -> bool:
    plain = isinstance(column.type, (sa.String, sa.Text))
    ours = column.name in OURS | RANDOM or column.name.endswith("slug")
    return plain and not isinstance(column.type, sa.Enum) and not ours


def _some(column: sa.Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return None if column.nullable else kind.enums[0]
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, (sa.String, sa.Text)):
        return None if column.nullable else f"x{number}"[: kind.length or 20]
    if column.nullable:
        return None
    if isinstance(kind, sa.Boolean):
        return False
    python = getattr(kind, "python_type", int)
    given = {datetime: clock.now(), date: clock.today(), time: time(9)}
    if python in given:
        return given[python]
    if "DATETIME" in str(kind):
        return clock.now()
    return 1000 + number
