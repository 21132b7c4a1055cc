"""The one visibility rule: reads say who looks, and rows they may not see stay out.

A table whose rows have an audience mixes in `Private` and states its rule once, in
`for_viewer`, of the parts that are here. Reads start with `visible(viewer, ...)`; the
listener in `core.scope` attaches the rules as the statement runs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from community.core.access import Audience, Stance, Viewer
from community.core.db import Base, db
from community.core.errors import NotFound
from community.core.scope import CIRCLE_MEMBER, TIE, tables_of
from community.core.scope import Private as Private

Card = TypeVar("Card")

CONNECTED, BLOCKED, EXCLUDED = "connected", "blocked", "excluded"
MUTED = "muted"


def _member_key(name: str) -> Column[int]:
    owner = ForeignKey("member.id", ondelete="CASCADE")
    return Column(name, Integer, owner, primary_key=True)


tie = Table(
    TIE,
    Base.metadata,
    _member_key("member_id"),
    _member_key("other_id"),
    Column("kind", String(12), primary_key=True),
    Column("audience", String(12), nullable=False, server_default="pair"),
    Index("ix_tie_other_id", "other_id"),
)
"""Who stands to whom; kept by the nouns above, checked by `check`.

One row each way, but for `muted`, which goes from the one who mutes alone, and for
`excluded`, which goes to whoever excludes from each whom they are never shown to: that
one sees nothing of them, and they go on seeing that one.
"""

circle_member = Table(
    CIRCLE_MEMBER,
    Base.metadata,
    Column(
        "circle_id",
        Integer,
        ForeignKey("project.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    _member_key("member_id"),
    Index("ix_circle_member_member_id", "member_id"),
)
"""The active team of each project (a circle); kept by `projects`."""


# ---------------------------------------------------------------- the parts of a rule
def word(constant: str) -> ColumnElement[Any]:
    """Return one of our own constants as it stands in a statement.

    Rules stand in every read many times over; as parameters their constants would be
    matched and sent anew each time, which took longer than the read.
    """
    if not constant.replace(" ", "").isalpha():
        raise ValueError(f"not a word of ours: {constant!r}")
    return literal_column(f"'{constant}'")


OPEN = (Audience.MEMBERS, Audience.PUBLIC)
"""The audiences that admit every member."""


def among(column: Any, constants: Iterable[str]) -> ColumnElement[bool]:
    """State that `column` is one of our own constants."""
    found: ColumnElement[bool] = column.in_([word(one) for one in constants])
    return found


def connected_to(viewer: Viewer) -> Select[Any]:
    """Select the ids of the members that `viewer` knows."""
    if viewer.stance is Stance.CONNECTION:
        return select(literal(viewer.of))
    return select(tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, tie.c.kind == word(CONNECTED)
    )


def circles_of(viewer: Viewer) -> Select[Any]:
    """Select the ids of the projects in which `viewer` is active."""
    return select(circle_member.c.circle_id).where(
        circle_member.c.member_id == viewer.member_id
    )


def mates_of(viewer: Viewer) -> Select[Any]:
    """Select the ids of the members who share an active project with `viewer`."""
    if viewer.stance is Stance.PROJECT_MATE:
        return select(literal(viewer.of))
    return select(circle_member.c.member_id).where(
        circle_member.c.circle_id.in_(circles_of(viewer))
    )


def kept_apart_from(viewer: Viewer) -> Select[Any]:
    """Select the ids of those whom `viewer` never sees: a block, or they exclude them.

    Whom the viewer excludes is not among them: that would tell who works where.
    """
    return select(tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, among(tie.c.kind, (BLOCKED, EXCLUDED))
    )


def blocked_with(viewer: Viewer) -> Select[Any]:
    """Select the ids of those with whom a block parts `viewer`, whoever made it.

    For what is decided of two people and shows to either: an exclusion must not.
    """
    return select(tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, tie.c.kind == word(BLOCKED)
    )


def excluders_of(viewer: Viewer) -> Select[Any]:
    """Select the ids of those who exclude where `viewer` works."""
    return select(tie.c.other_id).where(
        tie.c.member_id == viewer.member_id, tie.c.kind == word(EXCLUDED)
    )


mutes = table("tie", column("member_id"), column("other_id"), column("kind"))
"""The ties once more, to leave out of lists who was muted; never to say who it was."""


def muted_by(viewer: Viewer) -> Select[Any]:
    """Select the ids of the members that `viewer` muted: left out of their lists.

    Unlike all else that reads ties, it may stand in a scoped statement.
    """
    return select(mutes.c.other_id).where(
        mutes.c.member_id == viewer.member_id, mutes.c.kind == word(MUTED)
    )


def chosen(
    viewer: Viewer, owner: ColumnElement[int], audience: ColumnElement[Any]
) -> ColumnElement[bool]:
    """State that the audience of another's row holds a member, whatever parts them."""
    return or_(
        among(audience, OPEN),
        and_(
            audience == word(Audience.CONNECTIONS),
            owner.in_(connected_to(viewer)),
        ),
        and_(audience == word(Audience.PROJECTS), owner.in_(mates_of(viewer))),
    )


def admits(
    viewer: Viewer, owner: ColumnElement[int], audience: ColumnElement[Any]
) -> ColumnElement[bool]:
    """State that a row of `owner` with `audience` is open to `viewer`.

    One's own rows always are; blocks and exclusions beat every audience.
    """
    if viewer.member_id is None:
        return audience == word(Audience.PUBLIC)
    return or_(
        owner == viewer.member_id,
        and_(
            chosen(viewer, owner, audience),
            owner.not_in(kept_apart_from(viewer)),
        ),
    )


# ---------------------------------------------------------------- scoped statements
def visible(viewer: Viewer, *entities: Any) -> Select[Any]:
    """Select `entities`, of each private table only the rows that `viewer` may see."""
    return select(*entities).execution_options(viewer=viewer)


def kept(viewer: Viewer, parts: Subquery) -> Select[Any]:
    """Select all columns of a subquery that is made once and read often.

    Which tables it touches is worked out once.
    """
    return visible(viewer, *parts.c).execution_options(touched=_touched_by(parts))


@lru_cache(maxsize=64)
def _touched_by(parts: Subquery) -> frozenset[str]:
    return frozenset(tables_of(parts))


def unscoped(reason: str, *entities: Any) -> Select[Any]:
    """Select without a viewer, for a reason: sign-in, worker, import, snapshot.

    The only way around `visible`; a test lists every use.
    """
    return select(*entities).execution_options(unscoped=reason)


def find(viewer: Viewer, entity: type[Any], *where: ColumnElement[bool]) -> Any:
    """Return the one row of `entity` that `viewer` may see, or raise `NotFound`."""
    row = db.session.scalar(visible(viewer, entity).where(*where).limit(1))
    if row is None:
        raise NotFound(entity.__name__)
    return row


def count(found: Select[Any]) -> int:
    """Count the rows of a scoped select, by the same rules as its list."""
    only = found.with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(only.order_by(None).limit(None).offset(None)) or 0


@dataclass(frozen=True)
class Page(Generic[Card]):
    """One page of a list: its cards, and where it stands in the whole."""

    items: tuple[Card, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


def page_of(
    found: Select[Any], card: Callable[..., Card], number: int = 1, size: int = 24
) -> Page[Card]:
    """Return page `number` (from 1) of a scoped select whose columns fit `card`.

    Raises `NotFound` for a page beyond the end.
    """
    total = count(found)
    page = Page[Card]((), number, size, total)
    if number < 1 or number > page.pages:
        raise NotFound("page")
    rows = db.session.execute(found.limit(size).offset((number - 1) * size))
    items = tuple(card(**row) for row in rows.mappings())
    return Page(items, number, size, total)
