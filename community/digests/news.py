"""What happened that a digest tells: once, as its reader may see it now, by project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.outbox import Job, JobState
from community.digests.hushed import Hushed
from community.digests.past import to_come
from community.digests.seen import NoticeLine, lines, mine
from community.notices.commands import choices
from community.notices.letters import letter_key
from community.notices.models import How, Notice

OLD = timedelta(days=90)
"""What is older than that waits on the page of notices alone."""
MISSED = timedelta(days=1)
"""So long after its moment a letter of its own was missed, if none went or waits."""
ENTRIES, EACH = 12, 5
"""So many things a letter tells, and so much of each; the rest waits for the next."""


@dataclass(frozen=True)
class Line:
    """One thing that happened: the words take `person` and `project`.

    `project` is empty where no letter may name it, and `times` is how often it
    happened. `link` leads to the page by the notice, which is read then.
    """

    kind: str
    words: str
    person: str
    project: str
    link: str
    times: int
    ids: tuple[int, ...] = field(metadata={"api": False})


@dataclass(frozen=True)
class Entry:
    """All that happened in one project, or one thing beside projects."""

    project: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class News:
    """The entries of a digest, and how much more waits for the next one."""

    entries: tuple[Entry, ...] = ()
    more: int = 0

    @property
    def ids(self) -> list[int]:
        """The notices that it tells."""
        return [
            number
            for entry in self.entries
            for line in entry.lines
            for number in line.ids
        ]


def news(viewer: Viewer, hushed: Hushed) -> News:
    """Return what the viewer waits to hear of in a digest, newest first."""
    found = mine(viewer).where(
        Notice.read_at.is_(None),
        Notice.told_at.is_(None),
        Notice.at > clock.now() - OLD,
    )
    rows = [row for row in db.session.scalars(found) if not row.came_while_off]
    rows = _wanted(viewer, rows)
    return _gathered(_tellable(viewer, rows, hushed))


def told_again(viewer: Viewer, ids: Sequence[int], hushed: Hushed) -> News:
    """Return what a digest was to tell, as it may be told now: by their ids."""
    found = mine(viewer).where(Notice.id.in_(ids), Notice.read_at.is_(None))
    chosen = choices(viewer)
    rows = db.session.scalars(found).all()
    wanted = [row for row in rows if chosen.get(row.kind) is not How.OFF]
    return _gathered(_tellable(viewer, wanted, hushed))


def _tellable(
    viewer: Viewer, rows: Iterable[Notice], hushed: Hushed
) -> tuple[NoticeLine, ...]:
    """Return what the viewer may see now and can still act on; never their doings."""
    seen = lines(viewer, rows)
    others = [one for one in seen if not _is(viewer, one)]
    return to_come(viewer, [hushed.unnamed(one) for one in others])


def _is(viewer: Viewer, line: NoticeLine) -> bool:
    return line.person is not None and line.person.id == viewer.member_id


# ---------------------------------------------------------------- what is wanted
def _wanted(viewer: Viewer, rows: Sequence[Notice]) -> list[Notice]:
    """Return what was chosen for the digest, and what missed its own letter."""
    if not rows:
        return []
    chosen = choices(viewer)
    gathered = [row for row in rows if chosen.get(row.kind) is How.DIGEST]
    instant = [row for row in rows if chosen.get(row.kind) is How.INSTANT]
    missed = {row.id for row in _missed(instant)}
    wanted = {row.id for row in gathered} | missed
    return [row for row in rows if row.id in wanted]


def _missed(rows: Iterable[Notice]) -> list[Notice]:
    """Return those whose letter never went and does not wait, as after a break."""
    late = {letter_key(row): row for row in rows if row.at <= clock.now() - MISSED}
    if not late:
        return []
    on_its_way = select(Job.key).where(
        Job.key.in_(late), Job.state.in_((JobState.QUEUED, JobState.DONE))
    )
    going = set(db.session.scalars(on_its_way))
    return [row for key, row in late.items() if key not in going]


# ---------------------------------------------------------------- by project
def _gathered(found: Sequence[NoticeLine]) -> News:
    """Put together what is about one project, and say once what happened often."""
    groups: dict[object, list[NoticeLine]] = {}
    for line in found:
        about = line.project.id if line.project else (line.kind.name, _who(line))
        groups.setdefault(about, []).append(line)
    entries = [_entry(group) for group in groups.values()]
    kept = tuple(entries[:ENTRIES])
    told = sum(line.times for entry in kept for line in entry.lines)
    return News(kept, len(found) - told)


def _who(line: NoticeLine) -> int:
    return line.person.id if line.person else 0


def _entry(group: Sequence[NoticeLine]) -> Entry:
    same: dict[tuple[str, int], list[NoticeLine]] = {}
    for line in group:
        same.setdefault((line.kind.name, _who(line)), []).append(line)
    told = tuple(_line(each) for each in list(same.values())[:EACH])
    return Entry(told[0].project, told)


def _line(same: Sequence[NoticeLine]) -> Line:
    newest = same[0]
    project = newest.project
    return Line(
        kind=newest.kind.name,
        words=newest.kind.line,
        person=newest.person.name if newest.person else "",
        project=project.title if project and not project.sensitive else "",
        link=f"/notices/{newest.id}",
        times=len(same),
        ids=tuple(line.id for line in same),
    )
