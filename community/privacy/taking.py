"""One's own data to take along: all that the inventory says, in plain values.

Rows that are one's own are read as they are. Those that are shared with others are read
as one's pages show them, so that no file tells what no page does: who declined, who
blocked, who was never named. Others stand in it by name where the viewer sees them now.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, or_, select

from community.accounts.models import Account
from community.core import clock, files, vault
from community.core.access import Viewer
from community.core.db import Base, db
from community.core.errors import Forbidden
from community.core.journal import Act, AuditEvent, Pseudonym
from community.core.visible import unscoped, visible
from community.members.models import DetailName, Member, MemberDetail
from community.privacy import named
from community.privacy.inventory import Line, exported
from community.programme.models import Update, UpdateImage

WHY = "my data"
NEVER = ("id", "version", "folded")
"""What says nothing to anybody."""

TOLD = (
    Act.ACCOUNT_STATE, Act.EMAIL_CHANGED, Act.EXPORT, Act.FACTOR, Act.PASSWORD_CHANGED,
    Act.REST, Act.ROLE, Act.SIGN_IN,
)  # fmt: skip
"""What others did to one's account, as far as it is told; safeguarding has its own
ways to tell."""


OF_TIES = ("connection_note", "connection_story")
"""What one wrote of a tie is given where the tie is: a block ends it, a break hides it,
and no file tells which."""


@dataclass(frozen=True)
class Whose:
    """The numbers by which rows lead to somebody; `eyes` are theirs when active."""

    account: int
    member: int | None
    mark: str
    eyes: Viewer


@dataclass(frozen=True)
class Group:
    """The rows of one table under a heading of the export."""

    table: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Section:
    """One heading of the export, with what stands under it."""

    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class OwnData:
    """All of somebody's data, and the files that belong to it."""

    name: str
    address: str
    made_at: datetime
    sections: tuple[Section, ...]
    photos: tuple[Path, ...]

    def as_json(self) -> str:
        """Return it for programs."""
        said = {
            "name": self.name,
            "address": self.address,
            "made_at": self.made_at.isoformat(),
            "sections": [
                {
                    "heading": section.heading,
                    "tables": {one.table: list(one.rows) for one in section.groups},
                }
                for section in self.sections
            ],
            "photos": [path.name for path in self.photos],
        }
        return json.dumps(said, ensure_ascii=False, indent=1, default=_plain)


def own_data(viewer: Viewer) -> OwnData:
    """Gather all that is the viewer's, whatever state their account is in."""
    whose = whose_is(viewer)
    account = db.session.get_one(Account, whose.account)
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for line in exported():
        rows = [dict(row) for row in db.session.execute(_rows(whose, line)).mappings()]
        tables = found.setdefault(line.under, {})
        tables.setdefault(line.table, []).extend(rows)
    told = [one for tables in found.values() for one in tables.items()]
    names = named.of(viewer, whose.eyes, _wanted(told))
    sections = tuple(
        Section(
            heading,
            tuple(
                Group(table, tuple(_said(table, row, names, whose) for row in rows))
                for table, rows in tables.items()
                if rows
            ),
        )
        for heading, tables in found.items()
    )
    return OwnData(
        viewer.name, account.email, clock.now(),
        tuple(section for section in sections if section.groups), _photos(whose),
    )  # fmt: skip


def whose_is(viewer: Viewer) -> Whose:
    """Return the numbers of the viewer, who need not be active."""
    if viewer.account_id is None:
        raise Forbidden("my data")
    found = unscoped(WHY, Member.id).where(Member.account_id == viewer.account_id)
    member = db.session.scalar(found)
    mark = select(Pseudonym.mark).where(Pseudonym.account_id == viewer.account_id)
    return Whose(
        viewer.account_id, member, db.session.scalar(mark) or "",
        Viewer(member, viewer.account_id, viewer.name, viewer.slug, state="active"),
    )  # fmt: skip


# ---------------------------------------------------------------- which rows
def _rows(whose: Whose, line: Line) -> Select[Any]:
    """Select the columns that a line gives, of the rows that lead to somebody."""
    table = Base.metadata.tables[line.table]
    if line.shared:
        entity = _entity(line.table)
        columns = [getattr(entity, name).label(name) for name in _columns(line, table)]
        found = visible(whose.eyes, *columns)
        found = found.where(getattr(entity, line.column) == _me(whose, table, line))
        order = getattr(entity, next(iter(table.primary_key)).name)
    else:
        found = unscoped(WHY, *(table.c[name] for name in _columns(line, table)))
        found = found.where(_leads(whose, table, line))
        order = next(iter(table.primary_key))
    return found.where(*_told(whose, line)).order_by(order)


def _columns(line: Line, table: Table) -> list[str]:
    if line.only:
        return list(line.only)
    left_out = {*NEVER, *line.hide, *([] if line.through else [line.column])}
    return [column.name for column in table.columns if column.name not in left_out]


def _leads(whose: Whose, table: Table, line: Line) -> ColumnElement[bool]:
    if line.through is None:
        mine: ColumnElement[bool] = table.c[line.column] == _me(whose, table, line)
        return mine
    above, key = line.through
    over = Base.metadata.tables[above]
    owner = whose.account if _target(over, key) == "account" else whose.member
    return table.c[line.column].in_(select(over.c.id).where(over.c[key] == owner))


def _me(whose: Whose, table: Table, line: Line) -> Any:
    if line.table == "audit_event":
        return whose.mark or None if line.column == "actor" else whose.account
    target = "account" if line.table == "account" else _target(table, line.column)
    return whose.account if target == "account" else whose.member


def _told(whose: Whose, line: Line) -> list[ColumnElement[bool]]:
    """State what of somebody's rows is told to them by now."""
    table = Base.metadata.tables[line.table]
    if line.table == "ledger_entry":
        return [table.c.shown_from <= clock.now()]
    if line.column == "asked_by_id":  # what one asked for oneself stands there already
        return [_entity(line.table).member_id != whose.member]
    if line.table == "opening":
        return [table.c.told_at.is_not(None)]
    if line.table == "notice":
        return _seen_notices(whose)
    if line.table in OF_TIES:
        return [_entity(line.table).connection_id.in_(named.seen(whose.eyes, "tie"))]
    if (line.table, line.column) == ("audit_event", "object_id"):
        return [
            AuditEvent.object_kind == "account",
            AuditEvent.actor != whose.mark,
            AuditEvent.act.in_(TOLD),
        ]
    return []


def _seen_notices(whose: Whose) -> list[ColumnElement[bool]]:
    """State that a notice is told by now, and about nobody who is hidden from them."""
    notice = _entity("notice")
    seen = named.seen(whose.eyes, "member"), named.seen(whose.eyes, "project")
    return [
        notice.at <= clock.now(),
        or_(notice.person_id.is_(None), notice.person_id.in_(seen[0])),
        or_(notice.project_id.is_(None), notice.project_id.in_(seen[1])),
    ]


def _entity(table: str) -> Any:
    return next(
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.local_table is not None and mapper.local_table.name == table  # type: ignore[attr-defined]
    )


def _target(table: Table, column: str) -> str:
    """Return the table that a column leads to, "" where it is no key."""
    return next((key.column.table.name for key in table.c[column].foreign_keys), "")


# ---------------------------------------------------------------- in plain values
def _wanted(
    told: Iterable[tuple[str, list[dict[str, Any]]]],
) -> dict[str, set[int]]:
    """Return the numbers of things that rows lead to, by table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for name, rows in told:
        table = Base.metadata.tables[name]
        for row in rows:
            for column, value in row.items():
                target = _target(table, column)
                if target and value is not None:
                    wanted[target].add(value)
    return wanted


def _said(
    name: str, row: dict[str, Any], names: named.Names, whose: Whose
) -> dict[str, Any]:
    """Return a row with names for numbers; sealed things are opened."""
    table = Base.metadata.tables[name]
    said: dict[str, Any] = {}
    for column, value in row.items():
        target = _target(table, column)
        if column == "sealed":
            said |= json.loads(vault.opened(value))
        elif not target:
            said[column] = value
        elif value == (whose.account if target == "account" else whose.member) and (
            target in ("account", "member")
        ):
            continue
        elif target == "conversation":
            said["conversation"] = value
        elif value is not None:
            said[column.removesuffix("_id")] = names.get((target, value), "")
    return said


def _photos(whose: Whose) -> tuple[Path, ...]:
    """Return the files of one's photo, and of the pictures in news that one wrote."""
    photo = unscoped(WHY, MemberDetail.value).where(
        MemberDetail.member_id == whose.member, MemberDetail.name == DetailName.PHOTO
    )
    pictures = (
        unscoped(WHY, UpdateImage.name)
        .join(Update, Update.id == UpdateImage.update_id)
        .where(Update.author_id == whose.member)
        .order_by(UpdateImage.id)
    )
    found = [value.get("file", "") for value in db.session.scalars(photo)]
    found += db.session.scalars(pictures)
    paths = [files.photo(name) for name in found if name]
    return tuple(path for path in paths if path.is_file())


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    raise TypeError(type(value).__name__)
