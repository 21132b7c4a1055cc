"""A place of its own on either database, which can be backed up and put back."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import MetaData, make_url

from community import assets, serving, settings
from community.app import create_app
from community.backup import databases as copies
from community.core.db import db, start_writing
from tests import cast, databases

KEY = "YSBrZXkgZm9yIGJhY2t1cHMgb2YgdGVzdHMgYWxvbmU="
OTHER_KEY = "YW5vdGhlciBrZXkgdGhhdCBvcGVucyBub3RoaW5nISE="


@dataclass(frozen=True)
class Place:
    """Its settings, and what one does to it past the site."""

    chosen: settings.Settings

    @property
    def data(self) -> Path:
        return self.chosen.data_dir

    @contextmanager
    def site(self) -> Iterator[None]:
        """Be in the site, and let go of the database afterwards."""
        with create_app(self.chosen).app_context():
            try:
                start_writing()
                yield
            finally:
                db.session.remove()
                db.engine.dispose()

    def rows(self, *but: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of all tables."""
        with self.site(), db.engine.connect() as connection:
            found = MetaData()
            found.reflect(connection)
            return {
                name: sorted(
                    (tuple(row) for row in connection.execute(table.select())), key=repr
                )
                for name, table in found.tables.items()
                if name not in but
            }

    def other(self, **other: Any) -> "Place":
        """Return the same place with other settings."""
        return Place(replace(self.chosen, **other))


@dataclass(frozen=True)
class Ground:
    """A migrated database with the cast in it, from which places are made."""

    url: str
    number: Iterator[int] = field(default_factory=count)

    @contextmanager
    def place(self, folder: Path) -> Iterator[Place]:
        """Make a place in a folder of its own, with a photo and a derived file."""
        with self._copy(folder) as url:
            (folder / "photos").mkdir()
            (folder / "photos" / "one.webp").write_bytes(b"a picture" * 9000)
            (folder / "graph").mkdir()
            (folder / "graph" / "derived").write_text("made anew")
            yield Place(settings.read(_environment(url, folder)))

    @contextmanager
    def _copy(self, folder: Path) -> Iterator[str]:
        if copies.kind_of(self.url) == "sqlite":
            shutil.copyfile(copies.file_of(self.url), folder / "place.sqlite3")
            yield f"sqlite:///{folder / 'place.sqlite3'}"
            return
        kept, name = make_url(self.url), f"place{next(self.number)}"
        made = f'CREATE DATABASE "{name}" TEMPLATE "{kept.database}"'
        with copies.connected(self.url, "postgres") as connection:
            connection.execute(made)
        yield kept.set(database=name).render_as_string(hide_password=False)


@contextmanager
def ground(kind: str, folder: Path) -> Iterator[Ground]:
    """Make a database once, as `migrate` does, and bring the cast in."""
    with databases.empty(kind, folder) as url:
        made = Place(settings.read(_environment(url, folder)))
        with made.site():
            upgrade(directory=str(assets.folder("migrations")))
            cast.fill()
            start_writing()
            databases.count_on()
            serving.load_reference()
        if kind == "sqlite":
            with closing(sqlite3.connect(copies.file_of(url))) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield Ground(url)


def _environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "COMMUNITY_DATABASE_URL": url,
        "COMMUNITY_DATA_DIR": str(folder),
        "COMMUNITY_SECRET_KEY": databases.SECRET,
        "COMMUNITY_VAULT_KEYS": databases.VAULT,
        "COMMUNITY_BACKUP_KEY": KEY,
        "COMMUNITY_PUBLIC_URL": "http://localhost",
        "COMMUNITY_PACES": "off",
    }


def environment(made: Place) -> dict[str, str]:
    """Return the settings as a process of its own is given them."""
    return _environment(made.chosen.database_url, made.data)


def empty_again(made: Place) -> None:
    """Take everything away, as a lost machine would; the erasures' list too."""
    url = made.chosen.database_url
    if copies.kind_of(url) == "sqlite":
        for path in made.data.glob("place.sqlite3*"):
            path.unlink()
    else:
        name = make_url(url).database
        with copies.connected(url, "postgres") as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
    (made.data / "erasures.jsonl").unlink(missing_ok=True)
    for path in (made.data / "photos").glob("*"):
        path.unlink()


@contextmanager
def open_elsewhere(made: Place) -> Iterator[None]:
    """Have the database open, as a server would."""
    url = made.chosen.database_url
    if copies.kind_of(url) == "sqlite":
        with closing(sqlite3.connect(copies.file_of(url))) as connection:
            connection.execute("SELECT count(*) FROM account").fetchone()
            yield
    else:
        with copies.connected(url):
            yield
