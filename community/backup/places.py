"""Where a backup is put before it counts, and how it takes the place of what is there.

With SQLite that is a file in a folder beside, with PostgreSQL a database beside. Only
when all went well there does it get the name of the real one, which stays beside under
another name.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from community.backup import databases
from community.backup.contents import Contents
from community.backup.problems import BackupProblem
from community.backup.unpacking import PLACE

IN_USE = (
    "Somebody uses the database. Stop the server and all workers first "
    "(community serve, community worker)."
)
OTHER_KIND = "This is a backup of {}, and COMMUNITY_DATABASE_URL names {}."
MAY_NOT = (
    "The backup is put into a database of its own first, and this user may not make "
    "one. As a superuser: ALTER ROLE {} CREATEDB;"
)
HOW = (
    "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
    "--clean", "--if-exists",
)  # fmt: skip
"""How a dump is read in; what there is of a schema in an empty database goes."""
BROKEN = "The database in the backup is damaged. Use another backup."


OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
LEAVING = 50
"""For how many tenths of a second a process of PostgreSQL may outlive its client.

It ends by itself a moment later; PostgreSQL waits as long before it renames a database.
"""


@contextmanager
def beside(url: str, folder: Path, found: Contents) -> Iterator[str]:
    """Put the database of an unpacked backup beside the real one; give its address.

    It is gone after the block, unless it took the place of the real one.
    """
    kind = databases.kind_of(url)
    if kind != found.database:
        raise BackupProblem(OTHER_KIND.format(found.database, kind))
    with (_file if kind == "sqlite" else _database)(url, folder) as address:
        _compare(address, found)
        yield address


@contextmanager
def _file(url: str, folder: Path) -> Iterator[str]:
    place = folder / databases.file_of(url).name
    (folder / PLACE).replace(place)
    with closing(sqlite3.connect(place)) as connection:
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchall()
            astray = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError:
            raise BackupProblem(BROKEN) from None
    if whole != [("ok",)] or astray:
        raise BackupProblem(BROKEN)
    yield f"sqlite:///{place}"


@contextmanager
def _database(url: str, folder: Path) -> Iterator[str]:
    name = f"{make_url(url).database}_{os.getpid()}_beside"
    with databases.connected(url, _other(url)) as connection:
        _create(connection, name, str(make_url(url).username))
        try:
            address = make_url(url).set(database=name)
            there = address.render_as_string(hide_password=False)
            databases.run("pg_restore", there, *HOW, str(folder / PLACE))
            (folder / PLACE).unlink()
            yield there
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _create(connection: Any, name: str, user: str) -> None:
    import psycopg

    try:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except psycopg.errors.InsufficientPrivilege:
        raise BackupProblem(MAY_NOT.format(user)) from None


def _other(url: str) -> str:
    """Return a database to be connected to while the real one changes its name."""
    return "postgres" if make_url(url).database != "postgres" else "template1"


def _compare(url: str, found: Contents) -> None:
    """Refuse a copy that has not the rows that were counted when it was made."""
    with _asking(url) as ask:
        there = databases.facts(ask, databases.kind_of(url))
    if there != (found.revision, found.rows):
        raise BackupProblem(BROKEN)


@contextmanager
def _asking(url: str) -> Iterator[Any]:
    """Give a function that asks a database, past the site."""
    if databases.kind_of(url) == "sqlite":
        with closing(sqlite3.connect(databases.file_of(url))) as connection:
            yield connection.execute
    else:
        with databases.connected(url) as connection:
            yield connection.execute


# ------------------------------------------------------------------------- the real one
def people(url: str) -> int:
    """Return how many accounts the real database has; 0 where there is none."""
    if databases.kind_of(url) == "sqlite" and not databases.file_of(url).exists():
        return 0
    with _asking(url) as ask:
        tables = [name for (name,) in ask(databases.TABLES[databases.kind_of(url)])]
        if "account" not in tables:
            return 0
        return int(ask("SELECT count(*) FROM account").fetchone()[0])


def refuse_in_use(url: str) -> None:
    """Refuse to go on while somebody else has the real database open."""
    if databases.kind_of(url) == "sqlite":
        _only_we(databases.file_of(url))
        return
    with databases.connected(url) as connection:
        for _time in range(LEAVING):
            if not connection.execute(OTHERS).fetchone()[0]:
                return
            time.sleep(0.1)
    raise BackupProblem(IN_USE)


def _only_we(file: Path) -> None:
    """Empty the log of a SQLite database into it, which only works if we are alone."""
    if not file.exists():
        return
    with closing(sqlite3.connect(file, timeout=0.2)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = None
    if mode != ("delete",):
        raise BackupProblem(IN_USE)


def old_name(url: str, now: datetime) -> str:
    """Return how the real one is called once another has taken its name."""
    if databases.kind_of(url) == "sqlite":
        return f"{databases.file_of(url)}.before-{now:%Y%m%d-%H%M%S}"
    return f"{make_url(url).database}_before_{now:%Y%m%d_%H%M%S}"


def is_there(url: str, name: str) -> bool:
    """Tell whether an earlier one is kept under a name already."""
    if databases.kind_of(url) == "sqlite":
        return Path(name).exists()
    asked = "SELECT 1 FROM pg_database WHERE datname = %s"
    with databases.connected(url, _other(url)) as connection:
        return connection.execute(asked, (name,)).fetchone() is not None


def take_over(url: str, beside_: str, now: datetime) -> str:
    """Give the one beside the name of the real one; return how that is called now.

    Empty where there was none.
    """
    refuse_in_use(url)
    if databases.kind_of(url) == "sqlite":
        return _rename_file(url, beside_, now)
    return _rename_database(url, beside_, now)


def _rename_file(url: str, beside_: str, now: datetime) -> str:
    real, new = databases.file_of(url), databases.file_of(beside_)
    _only_we(new)
    old = Path(old_name(url, now))
    there = real.exists()
    if there:
        real.rename(old)
    try:
        new.rename(real)
    except OSError:
        if there:
            old.rename(real)
        raise
    return str(old) if there else ""


def _rename_database(url: str, beside_: str, now: datetime) -> str:
    """Rename both in one transaction: there is always one of the name."""
    real, new = make_url(url).database, make_url(beside_).database
    old = old_name(url, now)
    import psycopg

    with databases.connected(url, _other(url)) as connection:
        try:
            with connection.transaction():
                connection.execute(f'ALTER DATABASE "{real}" RENAME TO "{old}"')
                connection.execute(f'ALTER DATABASE "{new}" RENAME TO "{real}"')
        except psycopg.errors.ObjectInUse:
            raise BackupProblem(IN_USE) from None
    return old


def without_log(url: str) -> None:
    """Leave no log beside a SQLite file that the site has let go of."""
    if databases.kind_of(url) == "sqlite":
        with suppress(BackupProblem):
            _only_we(databases.file_of(url))
