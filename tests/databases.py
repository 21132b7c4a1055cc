"""A database for tests, on SQLite or on a PostgreSQL cluster of our own."""

import getpass
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, QueuePool

from community import settings
from community.app import create_app
from community.core.db import Base

SECRET = "only for tests, only for tests, only"
"""What the tests' site signs with."""

VAULT = "b25seSBmb3IgdGVzdHMsIG9ubHkgZm9yIHRlc3RzISE="
"""What it seals with."""


@dataclass(frozen=True)
class Database:
    """Where it is, and how it goes back to the cast, given the engine of the site."""

    url: str
    reset: Callable[[Engine], None]


def describe(kind: str) -> str:
    """Name the database and its version, for the head of the report."""
    if kind == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    found = binaries()
    if found is None:
        return "PostgreSQL, which is not on this machine"
    asked = [str(found / "postgres"), "--version"]
    return subprocess.run(
        asked, capture_output=True, text=True, check=True
    ).stdout.strip()


def site(url: str, data_dir: Path, public_url: str = "http://localhost") -> Flask:
    """Return the site in production mode on `url`, ready for tests."""
    chosen = settings.read(
        {
            "COMMUNITY_DATABASE_URL": url,
            "COMMUNITY_DATA_DIR": str(data_dir),
            "COMMUNITY_SECRET_KEY": SECRET,
            "COMMUNITY_VAULT_KEYS": VAULT,
            "COMMUNITY_PUBLIC_URL": public_url,
            "COMMUNITY_MAIL": "console",
            "COMMUNITY_PACES": "off",  # tests/web/test_paces.py turns them on
        }
    )
    return create_app(chosen, TESTING=True, LOGIN_DISABLED=False)


@contextmanager
def start(kind: str, folder: Path) -> Iterator[Database]:
    """Start a database filled with the cast."""
    if kind == "sqlite":
        yield _sqlite(folder)
        return
    with cluster() as port:
        yield _postgresql(folder, port)


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'empty.sqlite3'}"
        return
    import psycopg

    with cluster() as port:
        base = f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute("CREATE DATABASE blank")
        yield f"postgresql://postgres@127.0.0.1:{port}/blank"


def _fill(url: str, folder: Path) -> None:
    from community.core.db import db
    from tests import cast

    app = site(url, folder)
    with app.app_context():
        db.create_all()
        cast.fill()
        db.session.remove()
        db.engine.dispose()


def _sqlite(folder: Path) -> Database:
    kept, used = folder / "kept.sqlite3", folder / "used.sqlite3"
    _fill(f"sqlite:///{kept}", folder)
    with sqlite3.connect(kept) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    log = used.with_name(used.name + "-wal")
    copied: list[tuple[int, int, int]] = []

    def reset(engine: Engine) -> None:
        """Copy the file anew, unless nobody has written since, or is about to."""
        written = copied != [_looks(used)] or (log.exists() and log.stat().st_size)
        pool = engine.pool
        if not written and isinstance(pool, QueuePool) and not pool.checkedout():
            return
        engine.dispose()
        for ending in ("-wal", "-shm"):
            used.with_name(used.name + ending).unlink(missing_ok=True)
        shutil.copyfile(kept, used)
        copied[:] = [_looks(used)]

    return Database(f"sqlite:///{used}", reset)


def _looks(file: Path) -> tuple[int, int, int]:
    """Return what is another number as soon as somebody has written into a file."""
    found = file.stat() if file.exists() else None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found else (0, 0, 0)


TOUCHED = """
CREATE SCHEMA kept;
CREATE UNLOGGED TABLE kept.touched (name text);
CREATE FUNCTION kept.touch() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO kept.touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
"""
"""Notes each table that is written to, in the same transaction, holding up nobody."""


def _postgresql(folder: Path, port: int) -> Database:
    """Make a database whose tables can be put back from copies beside them.

    Those alone that were written to, as triggers note. Numbers that were given out
    are given out again, for those do not come back with a transaction.
    """
    import psycopg

    base = f"host=127.0.0.1 port={port} user=postgres"
    with psycopg.connect(f"{base} dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE used")
    url = f"postgresql://postgres@127.0.0.1:{port}/used"
    _fill(url, folder)
    connection = psycopg.connect(f"{base} dbname=used", autocommit=True)
    connection.execute(TOUCHED)
    for table in Base.metadata.sorted_tables:
        connection.execute(
            f'CREATE TABLE kept."{table.name}" AS TABLE public."{table.name}"; '
            f"CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
            f'ON public."{table.name}" EXECUTE FUNCTION kept.touch()'
        )
    connection.execute(f"CREATE TABLE kept.number AS {' UNION ALL '.join(_next())}")

    def reset(_engine: Engine) -> None:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = 'used' AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        found = connection.execute("SELECT DISTINCT name FROM kept.touched").fetchall()
        connection.execute(f"BEGIN; {_back([name for (name,) in found])}; COMMIT")

    return Database(url, reset)


def _back(touched: list[str]) -> str:
    """Return the statements that put tables back, whichever others name their rows."""
    return "; ".join(
        [
            "SET LOCAL session_replication_role = replica",
            *(f'DELETE FROM public."{one}"' for one in touched),
            *(
                f'INSERT INTO public."{one}" SELECT * FROM kept."{one}"'
                for one in touched
            ),
            "DELETE FROM kept.touched",
            "SELECT setval(name, next, false) FROM kept.number",
        ]
    )


def count_on() -> None:
    """Number new rows after those that were put in with their numbers, as SQLite does.

    In the session's own transaction.
    """
    from sqlalchemy import text

    from community.core.db import db

    if db.engine.dialect.name == "postgresql":
        for words in _counters():
            db.session.execute(text(words))


def _counters() -> list[str]:
    """Return statements that let PostgreSQL number on after the rows that are there."""
    return [
        f"SELECT setval(name, next, false) FROM ({one}) AS number" for one in _next()
    ]


def _next() -> list[str]:
    """Return queries for each counter's name, and for the number that it gives next."""
    return [
        f"SELECT pg_get_serial_sequence('\"{table.name}\"', 'id') AS name, "
        f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}") AS next'
        for table in Base.metadata.sorted_tables
        if "id" in table.c
    ]


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs on this machine."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster() -> Iterator[int]:
    """Run a PostgreSQL cluster of our own on a loopback port, without its safety."""
    where = binaries()
    if where is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing: apt-get install postgresql")
        pytest.skip("PostgreSQL is not on this machine (apt-get install postgresql)")
    with tempfile.TemporaryDirectory(
        prefix="cluster", ignore_cleanup_errors=True
    ) as at:
        folder, port = Path(at), _free_port()
        data = folder / "data"
        if getpass.getuser() == "root":
            shutil.chown(folder, "postgres", "postgres")
        _run(
            folder, where / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"
        )
        options = (
            f"-c listen_addresses=127.0.0.1 -p {port} -k {data} -c fsync=off "
            "-c full_page_writes=off -c synchronous_commit=off -c autovacuum=off "
            "-c timezone=Pacific/Auckland"  # where our noon is tomorrow
        )
        control = [where / "pg_ctl", "-D", data, "-w"]
        _run(folder, *control, "-l", data / "log", "-o", options, "start")
        try:
            yield port
        finally:
            _run(folder, *control, "-m", "immediate", "stop")


def _run(folder: Path, *words: object) -> None:
    """Run a program of PostgreSQL's, which refuses to run as root."""
    command = [str(word) for word in words]
    if getpass.getuser() == "root":
        user = ("--reuid=postgres", "--regid=postgres", "--init-groups")
        command = ["setpriv", *user, *command]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise RuntimeError(f"{command[-2:]} failed")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
