"""The past of the network: its snapshots as plots and a table, and taking one."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import limits
from community.core.access import Permission, Viewer, require
from community.core.db import start_writing
from community.core.errors import NotFound
from community.core.visible import count, visible
from community.graph import measures
from community.members.models import Member
from community.network import clockwork
from community.network.models import Reason
from community.network.snapshots import replay, taking
from community.network.snapshots.past import snapshot_of
from community.network.snapshots.published import Frozen, frozen
from community.network.snapshots.timeline import Period, PhaseLine, phases, timeline
from community.web import network_history_words as words
from community.web import network_plots
from community.web.door import door
from community.web.forms import done
from community.web.network import pages
from community.web.respond import respond
from community.web.words import day

AT_ONCE = 3_000
"""Among more people a worker takes a snapshot, and nobody waits for the page."""
DAY = 86_400
MOST_A_DAY = 20
COLUMNS = (
    "people", "ties", "mean_degree", "across_kinds", "mean_path", "largest_part",
    "alone", "met", "groups", "cut_people",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A snapshot as a line of the table."""

    id: int
    day: str
    phase: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class HistoryPage:
    """The snapshots of a period with their figures, and the phases.

    Numbers are rounded; null stands for fewer than 8 where `few` says so. `waiting`
    says that a snapshot is being worked out.
    """

    period: Period
    snapshots: tuple[Frozen, ...]
    phases: tuple[PhaseLine, ...]
    waiting: bool
    head: tuple[str, ...] = field(metadata={"api": False})
    rows: tuple[Row, ...] = field(metadata={"api": False})
    plots: tuple[network_plots.Plot, ...] = field(metadata={"api": False})
    pairs: tuple[tuple[PhaseLine, PhaseLine], ...] = field(metadata={"api": False})


@pages.get("/network/history/")
@door("organiser", record=HistoryPage)
def history(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers how the network's figures went over time."""
    period = _period()
    found, lines = timeline(viewer, period), phases(viewer)
    closed = [one for one in lines if one.snapshot_id]
    labels = words.labels()
    page = HistoryPage(
        period=period,
        snapshots=found,
        phases=lines,
        waiting=clockwork.is_asked_for(),
        head=tuple(labels[code] for code in COLUMNS),
        rows=tuple(_row(one, _phase_names(lines)) for one in reversed(found)),
        plots=network_plots.plots(found),
        pairs=tuple(pairwise(closed)),
    )
    return respond("network/history.html", page)


def _period() -> Period:
    try:
        return Period(request.args.get("period", ""))
    except ValueError:
        return Period.ALL


def _phase_names(lines: tuple[PhaseLine, ...]) -> dict[str, str]:
    return {one.code: one.label for one in lines}


def _row(one: Frozen, names: dict[str, str]) -> Row:
    cells = tuple(words.value(one.figure(code)) for code in COLUMNS)
    phase = names.get(one.phase, one.phase)
    return Row(one.id, day(one.taken_at), phase, cells)


@pages.post("/network/history/")
@door("organiser", deferred=True)
def take_snapshot(viewer: Viewer) -> ResponseReturnValue:
    """Take a snapshot now, or close a phase with one; in a large community later."""
    require(viewer, Permission.NETWORK_KEEP)
    limits.check("snapshots", str(viewer.account_id), MOST_A_DAY, DAY)
    phase = request.form.get("phase", "")
    if phase and phase not in {one.code for one in phases(viewer) if one.begun}:
        raise NotFound("phase")
    reason = Reason.PHASE if phase else Reason.ASKED
    if count(visible(viewer, Member.id).where(Member.listed)) > AT_ONCE:
        start_writing()
        clockwork.ask(viewer, reason, phase)
        words_ = _("The snapshot is being worked out. You can leave this page.")
        return done(words_, "network.history")
    prepared = taking.prepare()
    start_writing()
    row = taking.keep(prepared, reason, viewer, phase)
    said = _("The phase is closed, and its figures are frozen.") if phase else ""
    return done(
        said or _("The figures of today are frozen."),
        "network.snapshot",
        snapshot_id=row.id,
    )


# ---------------------------------------------------------------- one snapshot
@dataclass(frozen=True)
class Meaning:
    """A figure of a snapshot, as it is written, and what it meant on that day."""

    code: str
    label: str
    value: str
    text: str


@dataclass(frozen=True)
class SnapshotPage:
    """One snapshot. `can_be_replayed` says whether all its facts are still there.

    `replayed` is what came of working it out again, where that was asked for.
    """

    snapshot: Frozen
    meanings: tuple[Meaning, ...]
    can_be_replayed: bool
    replayed: replay.Replay | None
    earlier: int | None
    last: int
    title: str = field(metadata={"api": False})
    why: str = field(metadata={"api": False})
    said: str = field(metadata={"api": False})


@pages.get("/network/history/<int:snapshot_id>")
@door("organiser", record=SnapshotPage)
def snapshot(viewer: Viewer, snapshot_id: int) -> ResponseReturnValue:
    """Show the figures of a snapshot with what each meant, and whether it rebuilds."""
    row = snapshot_of(viewer, snapshot_id)
    told, names = frozen(row), _phase_names(phases(viewer))
    again = request.args.get("again") == "yes" and row.facts < 10 * AT_ONCE
    whole = replay.can_be_replayed(row)
    found = replay.replay(row) if again else None
    if not whole:
        found = replay.Replay.ERASED
    page = SnapshotPage(
        snapshot=told,
        meanings=_meanings(told, replay.meanings(row)),
        can_be_replayed=whole,
        replayed=found,
        earlier=taking.earlier_than(row.id),
        last=taking.last_id(),
        title=words.name(told, names),
        why=words.reason(told, names),
        said=words.replayed(found) if found else "",
    )
    return respond("network/snapshot.html", page)


def _meanings(told: Frozen, texts: dict[str, Any]) -> tuple[Meaning, ...]:
    labels = words.labels()
    return tuple(
        Meaning(one.code, labels[one.code], words.value(one), _text(one.code, texts))
        for one in told.figures
    )


def _text(code: str, texts: dict[str, Any]) -> str:
    """Return the frozen meaning; shares across kinds, places and so on have one."""
    usual = measures.DEFINITIONS["across"].code
    return str(texts.get(code, texts.get(usual, "")))
