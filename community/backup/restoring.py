"""Putting a backup back: first beside what is there, and in its place only when good.

What must not come back does not: who was erased or turned down since is erased again,
imports that were undone are undone, who stopped updates gets none, no session, link or
other way in goes on, and letters and announcements that waited are not sent now.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask

from community import __version__, assets, checks, serving
from community.announcements import restored
from community.app import create_app
from community.backup import ending, places
from community.backup.contents import Contents
from community.backup.making import BEFORE, files
from community.backup.problems import BackupProblem
from community.backup.unpacking import unpack
from community.connections.ties import rebuild_ties
from community.core import clock, gone, journal
from community.core.access import VISITOR
from community.core.db import db, start_writing
from community.imports import undo
from community.matching.changes import bump
from community.privacy import cleaning, erasing
from community.projects.commands import rebuild_circles
from community.settings import Settings
from community.subscriptions import restored as updates

NEWER = (
    "Version {} made this backup, and this is {}: install that version, or a newer one."
)
NOT_EMPTY = (
    "There are {} accounts already. Say --replace to put the backup in their place; "
    "what is there now stays beside."
)


@dataclass(frozen=True)
class Report:
    """What became of a backup that was put somewhere.

    `undone` counts imports, `stopped` addresses that get no updates again, `ended` ways
    in, `put_away` letters, `drafts` announcements that are drafts again.
    """

    contents: Contents
    erased: int
    undone: int
    stopped: int
    ended: int
    put_away: int
    drafts: int
    problems: tuple[str, ...]
    before: str = ""


def verify(chosen: Settings, file: Path) -> Report:
    """Put a backup into a place of its own, look at all of it, and let it go again."""
    with _put_beside(chosen, file) as (_url, _folder, report):
        return report


def restore(chosen: Settings, file: Path, instead: bool = False) -> Report:
    """Put a backup in the place of what is there, which has to be empty or given up."""
    _refuse_full(chosen, instead)
    with _put_beside(chosen, file) as (url, folder, report):
        now = _moment(chosen)
        before = places.take_over(chosen.database_url, url, now)
        _take_over_files(chosen, folder, now)
        return replace(report, before=before)


def _moment(chosen: Settings) -> datetime:
    """Return the moment by which what is there now is named: one of its own.

    Two restores within a second each keep what they found.
    """
    now, url = clock.now(), chosen.database_url
    while (chosen.data_dir / _beside(now)).exists() or places.is_there(
        url, places.old_name(url, now)
    ):
        now += timedelta(seconds=1)
    return now


def _beside(now: datetime) -> str:
    return f"{BEFORE}{now:%Y%m%d-%H%M%S}"


def _refuse_full(chosen: Settings, instead: bool) -> None:
    there = places.people(chosen.database_url)
    if there and not instead:
        raise BackupProblem(NOT_EMPTY.format(there))
    places.refuse_in_use(chosen.database_url)


# ------------------------------------------------------------------------- beside
@contextmanager
def _put_beside(chosen: Settings, file: Path) -> Iterator[tuple[str, Path, Report]]:
    """Unpack a backup, and bring its database to what holds today."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".back-", dir=chosen.data_dir) as name:
        folder = Path(name)
        found = unpack(file, chosen.backup_keys, folder)
        _refuse_newer(found)
        with places.beside(chosen.database_url, folder, found) as url:
            lists = (chosen.data_dir / gone.NAME, file.parent / gone.NAME)
            merged = _merge(folder / gone.NAME, lists)
            app = create_app(replace(chosen, database_url=url, data_dir=folder))
            yield url, folder, _bring_up(app, found, merged)


def _refuse_newer(found: Contents) -> None:
    try:
        ScriptDirectory(str(assets.folder("migrations"))).get_revision(found.revision)
    except CommandError:
        raise BackupProblem(NEWER.format(found.program, __version__)) from None


def _merge(into: Path, others: tuple[Path, ...]) -> Path:
    """Add to the list of what is gone in a backup what went since."""
    known = dict.fromkeys(
        line
        for path in (into, *others)
        if path.exists()
        for line in path.read_text().splitlines()
        if line.strip()
    )
    if known:
        into.write_text("".join(f"{line}\n" for line in known))
        into.chmod(0o600)
    return into


def _bring_up(app: Flask, found: Contents, list_: Path) -> Report:
    """Migrate, erase again, end what must not go on, and see that all agrees."""
    serving.migrate(app)
    with app.app_context():
        try:
            start_writing()
            erased = _erase_again(list_)
            start_writing()
            undone = undo.undo_again(list_)
            stopped = updates.stop_again(list_)
            ending.end_links()
            ended = ending.end_ways_in()
            put_away = ending.put_letters_away()
            drafts = restored.make_drafts()
            rebuild_ties()
            rebuild_circles()
            bump()
            note = f"of {found.made_at}"
            journal.record(VISITOR, journal.Act.RESTORE, "backup", note=note)
            db.session.commit()
            problems = tuple(checks.problems())
        finally:
            db.session.remove()
            db.engine.dispose()
    places.without_log(app.config["SETTINGS"].database_url)
    return Report(
        found, erased, undone, stopped, ended, put_away, drafts, problems
    )  # fmt: skip


def _erase_again(list_: Path) -> int:
    number = erasing.replay(list_)
    db.session.commit()
    cleaning.tidy_up()
    return number


# ------------------------------------------------------------------------- files
def _take_over_files(chosen: Settings, folder: Path, now: datetime) -> None:
    """Move the files of a backup to where they belong; what is there goes beside."""
    data = chosen.data_dir
    before = data / _beside(now)
    for top in sorted({path.relative_to(data).parts[0] for path in files(chosen)}):
        before.mkdir(mode=0o700, exist_ok=True)
        (data / top).rename(before / top)
    for path in files(replace(chosen, data_dir=folder)):
        place = data / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(place)
    shutil.rmtree(data / "graph", ignore_errors=True)
