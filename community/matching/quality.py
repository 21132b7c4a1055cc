"""The report on how good suggestions are: made, kept, asked for, read back.

It holds figures alone. The names of who was never shown are read live, by whom they
may be seen; of no one is it told who was shown to whom, or put aside by whom.
"""

import json
import types
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from community.core import clock
from community.core.access import ANY_MEMBER, Permission, Viewer, require
from community.core.db import db, read_only, start_writing
from community.matching import snapshot as snapshots
from community.matching.models import Figures
from community.matching.quality_coverage import coverage
from community.matching.quality_events import period
from community.matching.quality_history import history
from community.matching.quality_report import Ranking, Replayed, Report
from community.matching.quality_rows import events_since, public
from community.matching.small_numbers import rounded

if TYPE_CHECKING:
    from community.graph.history import History
    from community.graph.replay import Replay

NAME = "suggestions"
PERIODS = (28, 90)
DIGITS = 4
"""Figures of the replay are kept to so many digits."""

Progress = Callable[[str, int, int], None]
"""Told which part is at work, how many steps are done, and of how many."""


def _silent(_part: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def make(progress: Progress = _silent) -> Report:
    """Make the report of now from the public rows and the stored events.

    The same rows and events give the same report on the same day. It reads first and
    then lets go of the database: the work may take a minute.
    """
    today = clock.today()
    read_only()
    snapshot, _apart = snapshots.current(ANY_MEMBER)
    there, past = public(snapshot), history(snapshot)
    events = events_since(today - timedelta(days=max(PERIODS) - 1), today)
    db.session.rollback()
    done = iter(range(1, len(there.asking) + 1))
    covered = coverage(
        snapshot, past.rows, there, events,
        lambda: progress("coverage", next(done), len(there.asking)),
    )  # fmt: skip
    return Report(
        until=today,
        members=rounded(len(there.asking)),
        coverage=covered,
        periods=tuple(
            period(
                days,
                [one for one in events if one.day > today - timedelta(days=days)],
                there,
            )
            for days in PERIODS
        ),
        replays=_replays(past, progress),
    )


def _replays(past: "History", progress: Progress) -> tuple[Replayed, ...]:
    from community.graph.replay import replay_people, replay_projects

    return tuple(
        _replayed(subject, run(past, partial(progress, f"replay of {subject}s")))
        for subject, run in (("project", replay_projects), ("person", replay_people))
    )


def _replayed(subject: str, found: "Replay") -> Replayed:
    rankings = []
    for one in found.measured:
        figures = asdict(one)
        name = figures.pop("name")
        rankings.append(
            Ranking(name, **{what: round(x, DIGITS) for what, x in figures.items()})
        )
    cuts = tuple(date.fromordinal(day) for day in sorted(found.cuts))
    return Replayed(
        subject, found.questions, found.joins, found.least, cuts, tuple(rankings)
    )


# ---------------------------------------------------------------- kept in the database
@dataclass(frozen=True)
class Kept:
    """The last report, when it was made, and whether another is being worked out."""

    report: Report | None
    made_at: datetime | None
    asked_at: datetime | None


def kept() -> Kept:
    """Return the last report; one statement."""
    row = db.session.get(Figures, NAME)
    if row is None:
        return Kept(None, None, None)
    return Kept(_read(row.body), row.made_at, row.asked_at)


def ask(viewer: Viewer) -> None:
    """Ask for a new report; the job beside the server makes it."""
    require(viewer, Permission.NETWORK_SEE)
    ask_for()


def ask_for() -> None:
    """Ask for a new report for nobody in particular."""
    _row().asked_at = clock.now()
    db.session.flush()


def waits() -> bool:
    """Tell whether a report was asked for and is still to be made."""
    row = db.session.get(Figures, NAME)
    return row is not None and row.asked_at is not None


def keep(report: Report | None) -> None:
    """Keep a report in a transaction of its own; None takes the asking back."""
    start_writing()
    row = _row()
    row.asked_at = None
    if report is not None:
        row.body, row.made_at = as_json(report), clock.now()
    db.session.commit()


def _row() -> Figures:
    row = db.session.get(Figures, NAME)
    if row is None:
        row = Figures(name=NAME, body="{}")
        db.session.add(row)
    return row


# ---------------------------------------------------------------- as JSON and back
def as_json(report: Report) -> str:
    """Return a report as JSON, always in the same bytes."""
    return json.dumps(asdict(report), default=date.isoformat, sort_keys=True)


def _read(body: str) -> Report | None:
    """Return a report from JSON; None for one that an older version wrote."""
    try:
        found: Report = _built(Report, json.loads(body))
    except (KeyError, TypeError, ValueError):
        return None
    return found


def _built(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if value is None or kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _built(inner[0], value)
    if origin is tuple:
        return tuple(_built(inner[0], one) for one in value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(
            **{
                one.name: _built(hints[one.name], value[one.name])
                for one in fields(kind)
            }
        )
    return date.fromisoformat(value) if kind is date else value
