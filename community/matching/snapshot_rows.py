"""The rows that the graph is built from, read into columns of numbers.

The database itself puts the rows of each kind into one long text, which numpy reads at
once: a hundred thousand people are some dozen rows for Python.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from community.connections.models import (
    Connection,
    TieAudience,
)
from community.core.access import ANY_MEMBER
from community.core.visible import kept, unscoped
from community.expertise.models import Tag, TagState
from community.matching.busy import got
from community.matching.models import Happened, SuggestionEvent
from community.members.models import (
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import (
    LISTED,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectState,
    ProjectTag,
)
from community.projects.queries import is_open
from community.vocabulary.choices import CAPACITY
from community.vocabulary.models import KINDS, NATIONS, REGIONS, Setting, Term

WHY = "snapshot"

Columns = Mapping[str, NDArray[np.int64]]
"""The rows of each kind, shape (rows, columns)."""

NOT_JOINED = "suggest_not_joined"
"""The setting ("on") that lets measurements suggest people who have not joined."""

BRIDGES, NEWCOMERS = "suggest_bridge_share", "suggest_newcomer_share"
"""The settings for the shares of places that are kept, in percent."""

CHOSEN = (NOT_JOINED, BRIDGES, NEWCOMERS, CAPACITY)

JOINED, TAKING, PUBLISHED, LED, NEW = 1, 2, 1, 2, 4
RELATIONS = tuple(Relation)
"""Each relation to a tag stands in the columns by its place here."""

NEW_DAYS, SHOWN_DAYS, GOT_DAYS = 28, 28, 14


def read(session: Session, day: date) -> Columns:
    """Read the rows as a member without ties sees them, and what is counted of all.

    Counts end with yesterday, so that they stay as they are for a day.
    """
    scoped = session.execute(kept(ANY_MEMBER, _rows(day))).all()
    counted = session.execute(unscoped(WHY, *_counts(day).c)).all()
    return {what: _numbers(text, width) for what, width, text in (*scoped, *counted)}


def read_choices(session: Session) -> dict[str, str]:
    """Read what administrators chose for suggestions."""
    found = select(Setting.name, Setting.value).where(Setting.name.in_(CHOSEN))
    return dict(session.execute(found).all())


def place_terms(entity: Any) -> Any:
    """State that a term is the nation or the region of a person or a project."""
    return (and_(Term.list == NATIONS, Term.code == entity.nation)) | (
        and_(Term.list == REGIONS, Term.code == entity.region)
    )


def _numbers(text: str | None, width: int) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.fromstring(text or "", dtype=np.int64, sep=" ")
    return found.reshape(-1, width)


def _row(*numbers: Any) -> Select[Any]:
    """Select one kind of row as numbers; callers join and narrow."""
    found: Select[Any] = select(
        *(one.label(f"n{place}") for place, one in enumerate(numbers))
    )
    return found


def _together(**kinds: Select[Any]) -> Subquery:
    """Put the rows of each kind into one text, and the kinds into one statement."""
    parts = []
    for what, rows in kinds.items():
        first, *others = (cast(one, String) for one in rows.subquery().c)
        line: ColumnElement[str] = first
        for one in others:
            line = line + literal(" ") + one
        texts, width = func.aggregate_strings(line, " "), literal(1 + len(others))
        parts.append(select(literal(what).label("what"), width, texts))
    return union_all(*parts).subquery()


def _if(test: Any, flag: int) -> Any:
    return case((test, flag), else_=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@lru_cache(maxsize=2)
def _rows(day: date) -> Subquery:
    return _together(**_nodes(day), **_edges())


def _nodes(day: date) -> dict[str, Select[Any]]:
    published = Project.state == ProjectState.PUBLISHED
    since = _midnight(day - timedelta(days=NEW_DAYS))
    return {
        "member": _row(
            Member.id,
            _if(Member.joined, JOINED)
            + _if(Member.taking_requests, TAKING)
            + _if(and_(Member.joined, Member.created_at >= since), NEW),
        ).where(Member.listed),
        "project": _row(
            Project.id,
            _if(published, PUBLISHED)
            + _if(~Project.orphaned, LED)
            + _if(Project.published_at >= since, NEW),
        ).where(Project.state.in_(LISTED)),
        "tag": _row(Tag.id, func.coalesce(Tag.broader_id, 0)).where(
            Tag.state == TagState.APPROVED
        ),
        "place": _row(Term.id).where(Term.list.in_([NATIONS, REGIONS])),
        "kind": _row(MemberKind.member_id, MemberKind.rank, Term.id).join(
            Term, and_(Term.list == KINDS, Term.code == MemberKind.code)
        ),
    }


def _edges() -> dict[str, Select[Any]]:
    how = case(
        {one: place for place, one in enumerate(RELATIONS)}, value=MemberTag.relation
    )
    return {
        "in": _row(Membership.member_id, Membership.project_id).where(
            Membership.until.is_(None)
        ),
        "tie": _row(Connection.a_id, Connection.b_id).where(
            Connection.a_audience == TieAudience.MEMBERS,
            Connection.b_audience == TieAudience.MEMBERS,
        ),
        "says": _row(MemberTag.member_id, MemberTag.tag_id, how),
        "topic": _row(ProjectTag.project_id, ProjectTag.tag_id),
        "need": _row(NeedTag.project_id, NeedTag.tag_id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(is_open()),
        "lives": _row(MemberPlace.member_id, Term.id).join(
            Term, place_terms(MemberPlace)
        ),
        "stands": _row(Project.id, Term.id).join(Term, place_terms(Project)),
    }


@lru_cache(maxsize=2)
def _counts(day: date) -> Subquery:
    """Select how often each was shown, and how many first contacts each got."""
    came = got(day - timedelta(days=GOT_DAYS), day).subquery()
    return _together(
        shown=_shown(SuggestionEvent.person_id, day),
        shown_project=_shown(SuggestionEvent.project_id, day),
        got=_row(came.c.who, came.c.number),
    )


def _shown(subject: Any, day: date) -> Select[Any]:
    return (
        _row(subject, func.count())
        .where(
            subject.is_not(None),
            SuggestionEvent.what == Happened.SHOWN,
            SuggestionEvent.day >= day - timedelta(days=SHOWN_DAYS),
            SuggestionEvent.day < day,
        )
        .group_by(subject)
    )
