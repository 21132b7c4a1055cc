"""What an erasure leaves outside its rows: files, pages of the database file, the list.

It comes after the commit, and again each day: whoever is killed in between is caught up
with. What others look at in the same moment stays whole: a file that is open is read to
its end.
"""

import re
import time
from collections.abc import Iterable
from email import message_from_bytes

import structlog

from community.accounts.models import Account
from community.core import files
from community.core.db import db, read_only, write_anew
from community.core.visible import unscoped
from community.essays.models import EssayFigure
from community.members.models import DetailName, MemberDetail
from community.privacy import erasures
from community.programme.models import UpdateImage

WHY = "erasing"
WAITING = "files of whoever was erased"
UNSWEPT = ".unswept"
"""A file that is there while the database's own is still to be written anew."""

YOUNG = 86_400
"""Seconds: a photo that was just sent may have no row yet."""

log = structlog.get_logger("erasing")


def note(photos: Iterable[str], address: str) -> None:
    """Remember, until `tidy_up`, which files go with somebody who is erased."""
    waiting = db.session().info.setdefault(WAITING, ([], []))
    waiting[0].extend(photos)
    waiting[1].append(address)


def tidy_up() -> None:
    """Do all that follows the erasure of somebody; it is in no transaction."""
    read_only()
    erasures.bring_up_to_date()
    photos, addresses = db.session().info.pop(WAITING, ([], []))
    shown = _shown()
    still = set(db.session.scalars(unscoped(WHY, Account.email)))
    db.session.rollback()
    for name in set(photos) - shown:
        files.photo(name).unlink(missing_ok=True)
    for address in set(addresses) - still:
        forget_letters(address)
    drop_drawings()
    sweep_database()


def sweep_photos() -> int:
    """Delete photos that no row shows, but for those of the last day; tell how many.

    Who sends one in this moment has no row for it yet.
    """
    folder = files.folder() / "photos"
    there = list(folder.glob("*.webp")) if folder.is_dir() else []
    if not there:
        return 0
    read_only()
    shown = _shown()
    db.session.rollback()
    old = time.time() - YOUNG
    gone = [one for one in there if one.name not in shown and one.stat().st_mtime < old]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)


def _shown() -> set[str]:
    photo = unscoped(WHY, MemberDetail.value).where(
        MemberDetail.name == DetailName.PHOTO
    )
    found = {str(value.get("file", "")) for value in db.session.scalars(photo)}
    for column in (UpdateImage.name, EssayFigure.name):
        found |= set(db.session.scalars(unscoped(WHY, column)))
    return found


def drop_drawings() -> None:
    """Delete what was made of everybody's rows: it is made anew when asked for."""
    for name, pattern in (("graph", "*.graph"), ("maps", "*.npz"), ("maps/large", "*")):
        folder = files.folder() / name
        for one in folder.glob(pattern) if folder.is_dir() else ():
            if one.is_file():
                one.unlink(missing_ok=True)


def sweep_database() -> bool:
    """Leave nothing of deleted rows in the file of the database; tell whether it could.

    SQLite overwrites what it deletes (`secure_delete`); then its file is written anew
    and the log beside it is emptied. PostgreSQL does that in its own time (autovacuum);
    `VACUUM FULL` by its operator does it at once.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    mark = files.folder() / UNSWEPT
    mark.touch()
    swept = write_anew()
    if swept:
        mark.unlink(missing_ok=True)
    else:
        log.warning("not swept")
    return swept


def is_unswept() -> bool:
    """Tell whether the file of the database is still to be written anew."""
    return (files.folder() / UNSWEPT).exists()


_BETWEEN = b"\n" + b"-" * 79 + b"\n"
_TO = re.compile(r"[^<>\s,]+@[^<>\s,]+")


def forget_letters(address: str) -> int:
    """Take letters to an address out of the folder of letters, where there is one."""
    mail = files.folder() / "mail"
    done = 0
    for file in mail.glob("*") if mail.is_dir() else ():
        parts = file.read_bytes().split(_BETWEEN)
        kept = [one for one in parts if address not in _addresses(one)]
        if len(kept) < len(parts):
            file.write_bytes(_BETWEEN.join(kept))
            done += len(parts) - len(kept)
    return done


def _addresses(letter: bytes) -> list[str]:
    to = message_from_bytes(letter.strip())["To"] or ""
    return [one.lower() for one in _TO.findall(str(to))]
