"""Fixtures for all tests: a site on either database, the cast, visitors."""

import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from tests import assure, databases, guard, logged, sampling
from tests.backup import places
from tests.cast import CAST, Person
from tests.client import Visitor

hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")  # no test is about how fast a machine is


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="the database that the site's tests run on",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    sampling.deselect(config, items)


def pytest_configure(config: pytest.Config) -> None:
    """Say where the tests of this run, in whichever process, tell what they proved."""
    if not hasattr(config, "workerinput"):
        number, path = tempfile.mkstemp(prefix="told")
        os.close(number)
        os.environ[assure.FILE] = path


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if hasattr(terminalreporter.config, "workerinput"):
        return  # one of several processes: the first one of them tells
    for line in Path(os.environ[assure.FILE]).read_text().splitlines():
        terminalreporter.write_line(f"{assure.PREFIX}{line}")
    Path(os.environ[assure.FILE]).unlink()
    logged.SEEN.tell(terminalreporter)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Look at what each test logged, whatever it was about."""
    logged.SEEN.look(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if logged.SEEN.wrong and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays: that was a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {databases.describe(config.getoption('--database'))}"


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """Refuse whatever goes beyond this machine, and fail when something tried to."""
    with guard.no_way_out():
        yield
    assert not guard.OUTBOUND


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[databases.Database]:
    """A database filled with the cast, which every test gets anew."""
    kind = request.config.getoption("--database")
    with databases.start(kind, tmp_path_factory.mktemp("database")) as made:
        yield made


@pytest.fixture(scope="session")
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[places.Ground]:
    """A migrated database with the cast, of which places of their own are made."""
    kind = request.config.getoption("--database")
    with places.ground(kind, tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.fixture(scope="session")
def whole_site(
    database: databases.Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The site; however slow a machine is, its answers come from a graph of now."""
    from community.matching import snapshot_keeper, snapshot_store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_keeper, "PATIENCE", 60.0)
        patch.setattr(snapshot_store, "LOCKED", 60.0)
        yield databases.site(database.url, tmp_path_factory.mktemp("data"))


@pytest.fixture
def app(whole_site: Flask, database: databases.Database) -> Iterator[Flask]:
    """The site, with the cast as it was before any test, inside an app context.

    Nor has anybody been erased, as far as the list beside the database tells.
    """
    from community.core import clock
    from community.core.db import db, start_writing
    from community.privacy import erasures

    with whole_site.app_context():
        erasures.place().unlink(missing_ok=True)
        db.session.remove()
        database.reset(db.engine)
        start_writing()
        yield whole_site
        db.session.remove()
        clock.set_source(None)


@event.listens_for(Session, "do_orm_execute")
def _settle(state: ORMExecuteState) -> None:
    """Let a test read in the audit trail what it has not committed yet."""
    from community.core import journal
    from community.core.scope import tables_of

    waits = state.session.info.get(journal.PENDING)
    if waits and "audit_event" in tables_of(state.statement):
        journal.settle()


@pytest.fixture
def cast() -> dict[str, Person]:
    return CAST


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """Return a browser: `visitor("alice")`, or `visitor()` for nobody."""

    def come(who: str | None = None) -> Visitor:
        return Visitor(app, CAST[who] if who else None)

    return come


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """Set the clock: `at("2017-09-01 12:00")`, in UTC."""
    from datetime import UTC

    from community.core import clock

    def stand(moment: str) -> None:
        fixed = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        clock.set_source(lambda: fixed)

    yield stand
    clock.set_source(None)


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the SQL statements of a block: `with statements() as found: ...`.

    Those of its own thread: what is done beside a request holds up nobody.
    """
    from community.core.db import db

    @contextmanager
    def collect() -> Iterator[list[str]]:
        found: list[str] = []
        here = threading.get_ident()

        def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
            mine = threading.get_ident() == here
            if mine and not text.startswith(("BEGIN", "PRAGMA")):
                found.append(text)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect


@pytest.fixture
def data_dir(app: Flask) -> Iterator[Path]:
    """The folder of photos and caches, emptied after the test."""
    folder: Path = app.config["SETTINGS"].data_dir
    yield folder
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
