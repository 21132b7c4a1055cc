"""Keys with which other sites show the public map, until they are taken back.

A key opens the map that anybody may see, nothing more, and only inside pages of the
sites that were named for it. It is shown once and kept as a digest alone.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import select, update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.network.models import MapEmbed

BYTES = 24
TITLE = 80
SITES = 10
"""The sites that one key may name."""
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}")


@dataclass(frozen=True)
class EmbedCard:
    """A key: for what and which sites, since when, last used on which day."""

    id: int
    title: str
    sites: tuple[str, ...]
    made_at: datetime
    ended_at: datetime | None
    used_on: date | None


@dataclass(frozen=True)
class Opened:
    """What a key opens: its sites, and whether it was taken back."""

    title: str
    sites: tuple[str, ...]
    ended: bool


def keys(viewer: Viewer) -> tuple[EmbedCard, ...]:
    """Return all keys: those that work first, the newest of each first."""
    require(viewer, Permission.NETWORK_EMBED)
    found = select(MapEmbed).order_by(
        MapEmbed.ended_at.is_not(None), MapEmbed.id.desc()
    )
    return tuple(
        EmbedCard(
            one.id, one.title, tuple(one.sites.split("\n")), one.made_at,
            one.ended_at, one.used_on,
        )
        for one in db.session.scalars(found)
    )  # fmt: skip


def make(viewer: Viewer, title: str, sites: str) -> str:
    """Make a key for `sites`, one a line, and return it; it is never shown again."""
    require(viewer, Permission.NETWORK_EMBED)
    named = sites_of(sites)
    words = " ".join(title.split())
    if not words or len(words) > TITLE:
        raise Refused(
            N_("Say in up to %(most)s letters where the map will stand."), most=TITLE
        )
    key = secrets.token_urlsafe(BYTES)
    row = MapEmbed(
        key_hash=_digest(key),
        title=words,
        sites="\n".join(named),
        made_by_id=viewer.member_id,
    )
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.NETWORK, "embed", row.id, "made")
    return key


def end(viewer: Viewer, number: int) -> None:
    """Take a key back: the map is gone from other sites with the next look."""
    require(viewer, Permission.NETWORK_EMBED)
    row = db.session.get(MapEmbed, number)
    if row is None:
        raise NotFound("embed")
    if row.ended_at is None:
        row.ended_at = clock.now()
        journal.record(viewer, journal.Act.NETWORK, "embed", row.id, "ended")
        db.session.flush()


def opened(key: str) -> Opened:
    """Return what a key opens, and note beside that it was used today."""
    row = db.session.scalar(select(MapEmbed).where(MapEmbed.key_hash == _digest(key)))
    if row is None:
        raise NotFound("embed")
    ended, today = row.ended_at is not None, clock.today()
    if not ended and row.used_on != today:
        number = row.id
        journal.aside(lambda: _used(number, today), may_fail=True)
    return Opened(row.title, tuple(row.sites.split("\n")), ended)


def _used(number: int, today: date) -> None:
    found = update(MapEmbed).where(MapEmbed.id == number)
    db.session.execute(found.values(used_on=today))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def sites_of(lines: str) -> tuple[str, ...]:
    """Return the origins that somebody named, one a line.

    They stand in a header, so that nothing but a plain https address of a site comes
    through: no path, no wildcard, nothing that could end the directive.
    """
    found = tuple(dict.fromkeys(_site(one) for one in lines.split() if one))
    if not 1 <= len(found) <= SITES:
        raise Refused(
            N_("Name 1 to %(most)s sites, one a line, such as https://example.org."),
            most=SITES,
        )
    return found


def _site(words: str) -> str:
    wrong = Refused(
        N_("“%(site)s” is not the address of a site. Write it as https://example.org."),
        site=words[:60],
    )
    try:
        parts = urlsplit(words if "://" in words else f"https://{words}")
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise wrong from None
    plain = parts.path in ("", "/") and not parts.query and not parts.fragment
    own = parts.username is None and parts.password is None
    if parts.scheme != "https" or not (plain and own) or not HOST.fullmatch(host):
        raise wrong
    return f"https://{host}" + (f":{port}" if port and port != 443 else "")
