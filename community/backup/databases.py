"""Copies of the database itself, made while people write, and read into another."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

from community.backup.problems import BackupProblem

REVISION = "SELECT max(version_num) FROM alembic_version"
TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table' "
    "AND name NOT LIKE 'sqlite%' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
    "ORDER BY tablename",
}
PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, of which the newest reads all."""
NOT_MIGRATED = "There are no tables of ours yet: `community migrate` comes first."


def kind_of(url: str) -> str:
    """Return sqlite or postgresql."""
    return make_url(url).get_backend_name()


def file_of(url: str) -> Path:
    """Return where a SQLite database is."""
    return Path(make_url(url).database or "")


# ------------------------------------------------------------------------- copies
def copy(url: str, to: Path) -> tuple[str, dict[str, int]]:
    """Copy the database into a file while it is used.

    Return the version of its tables, and how many rows each has in the copy.
    """
    return (_copy_sqlite if kind_of(url) == "sqlite" else _dump)(url, to)


def _copy_sqlite(url: str, to: Path) -> tuple[str, dict[str, int]]:
    if not file_of(url).exists():
        raise BackupProblem(NOT_MIGRATED)
    with (
        closing(sqlite3.connect(file_of(url))) as ours,
        closing(sqlite3.connect(to)) as copied,
    ):
        ours.execute("PRAGMA busy_timeout=5000")
        ours.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
        if copied.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise BackupProblem("The database is damaged. Keep the backups you have.")
        return facts(copied.execute, "sqlite")


def _dump(url: str, to: Path) -> tuple[str, dict[str, int]]:
    """Dump what one moment saw, and count the rows of that very moment."""
    with connected(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        found = facts(connection.execute, "postgresql")
        (moment,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        words = ("--format=custom", "--no-owner", "--no-privileges", "--schema=public")
        run("pg_dump", url, *words, f"--snapshot={moment}", f"--file={to}")
        connection.execute("COMMIT")
    return found


def facts(ask: Any, kind: str) -> tuple[str, dict[str, int]]:
    """Return the version of the tables, and the number of rows of each."""
    tables = [name for (name,) in ask(TABLES[kind]).fetchall()]
    if "alembic_version" not in tables:
        raise BackupProblem(NOT_MIGRATED)
    (revision,) = ask(REVISION).fetchone()
    return str(revision), {
        name: ask(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # nosec B608
        for name in tables
    }


# ------------------------------------------------------------------------- PostgreSQL
@contextmanager
def connected(url: str, database: str | None = None) -> Iterator[Any]:
    """Connect to PostgreSQL past the site, for what no request may do."""
    import psycopg

    try:
        connection = psycopg.connect(_libpq(make_url(url), database), autocommit=True)
    except psycopg.OperationalError as problem:
        words = str(problem).strip().splitlines()[-1]
        raise BackupProblem(f"PostgreSQL does not let us in: {words}") from None
    with connection:
        yield connection


def _libpq(url: URL, database: str | None = None, password: bool = True) -> str:
    """Return an address as PostgreSQL's own programs read it."""
    plain = url.set(drivername="postgresql", database=database or url.database)
    if not password:
        plain = plain._replace(password=None)
    return plain.render_as_string(hide_password=False)


def run(program: str, url: str, *words: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment."""
    found = _program(program)
    parsed = make_url(url)
    environment = dict(os.environ)
    if parsed.password:
        environment["PGPASSWORD"] = str(parsed.password)
    done = subprocess.run(  # noqa: S603 (a program of PostgreSQL's, and our words)
        [found, f"--dbname={_libpq(parsed, password=False)}", "--no-password", *words],
        env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it does not say why"]
        raise BackupProblem(f"{program} failed: {last[0]}")


def _program(name: str) -> str:
    newest = sorted(PROGRAMS.glob(f"*/bin/{name}"), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if not found:
        raise BackupProblem(
            f"{name} is not on this machine. Install PostgreSQL's programs for "
            "clients, of the version of your server or newer "
            "(apt-get install postgresql-client)."
        )
    return found
