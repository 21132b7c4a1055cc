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

from community import settings
from community.app import create_app
from community.core.db import Base

SECRET = "only for tests, only for tests, only"
"""What the tests' site signs with."""


@dataclass(frozen=True)
class Database:
    """Where it is, and how it goes back to the cast."""

    url: str
    reset: Callable[[], None]


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


def site(url: str, data_dir: Path) -> Flask:
    """Return the site in production mode on `url`, ready for tests."""
    chosen = settings.read(
        {
            "COMMUNITY_DATABASE_URL": url,
            "COMMUNITY_DATA_DIR": str(data_dir),
            "COMMUNITY_SECRET_KEY": SECRET,
            "COMMUNITY_PUBLIC_URL": "http://localhost",
            "COMMUNITY_MAIL": "console",
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

    def reset() -> None:
        for ending in ("-wal", "-shm"):
            used.with_name(used.name + ending).unlink(missing_ok=True)
        shutil.copyfile(kept, used)

    return Database(f"sqlite:///{used}", reset)


def _postgresql(folder: Path, port: int) -> Database:
    """Make a database whose tables can be put back from copies beside them.

    That takes some milliseconds; making a database anew for each test wrote 8 MB.
    """
    import psycopg

    base = f"host=127.0.0.1 port={port} user=postgres"
    with psycopg.connect(f"{base} dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE used")
    url = f"postgresql://postgres@127.0.0.1:{port}/used"
    _fill(url, folder)
    connection = psycopg.connect(f"{base} dbname=used", autocommit=True)
    tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    copies = [f"CREATE TABLE kept.{one} AS TABLE public.{one}" for one in tables]
    connection.execute("; ".join(["CREATE SCHEMA kept", *copies]))
    back = "; ".join(
        [
            "SET session_replication_role = replica",
            *(f"DELETE FROM public.{one}" for one in tables),
            *(f"INSERT INTO public.{one} SELECT * FROM kept.{one}" for one in tables),
            *_counters(),
        ]
    )

    def reset() -> None:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = 'used' AND pid <> pg_backend_pid()"
        )
        connection.execute(f"BEGIN; {back}; COMMIT")

    return Database(url, reset)


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
        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
        f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"), false)'
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
