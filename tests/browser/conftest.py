"""A real site with the demo community, and a real browser that walks it."""

import os
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from community import settings
from community.app import create_app
from community.core.db import db
from tests.browser import browsers
from tests.browser.walker import Walker, Walkers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = browsers.executable()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no browser: apt-get install chromium")
        pytest.skip("NO BROWSER on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=browsers.ARGUMENTS
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo community, made once."""
    from community.cli import _migrate
    from community.demo import loader

    folder = tmp_path_factory.mktemp("demo")
    app = create_app(_settings(folder, 8000))
    _migrate(app)
    with app.app_context():
        loader.load_if_empty()
        db.session.remove()
        db.engine.dispose()
    file = folder / "community.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def _settings(folder: Path, port: int) -> settings.Settings:
    return settings.read(
        {
            "COMMUNITY_MODE": "demo",
            "COMMUNITY_DATA_DIR": str(folder),
            "COMMUNITY_PORT": str(port),
            "COMMUNITY_LOG_LEVEL": "WARNING",
        }
    )


@contextmanager
def serving(chosen: settings.Settings) -> Iterator[Flask]:
    """Serve a site on its port, in a thread of this process."""
    app = create_app(chosen)
    server = create_server(app, host="127.0.0.1", port=chosen.port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield app
    server.close()
    thread.join(timeout=5)
    with app.app_context():
        db.engine.dispose()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def served(
    demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A served site with the demo community, fresh for each module."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(demo_database, folder / "community.sqlite3")
    with serving(_settings(folder, free_port())) as app:
        yield app


@pytest.fixture(scope="module")
def site(served: Flask) -> str:
    """The address of the served site."""
    return address_of(served)


def address_of(app: Flask) -> str:
    address: str = app.config["SETTINGS"].public_url
    return address


@pytest.fixture(scope="module")
def letters(served: Flask) -> Callable[[str], list[str]]:
    """Return the letters to an address, newest last: `letters("al@example.org")`."""
    return lambda to: letters_to(served, to)


def letters_to(app: Flask, to: str) -> list[str]:
    """Send what waits, and return the texts that went to `to`, the newest last."""
    from community.jobs import send_due

    with app.app_context():
        send_due(app)
        db.session.remove()
    found = []
    mail = (app.config["SETTINGS"].data_dir / "mail").glob("*")
    for file in sorted(mail, key=lambda one: one.stat().st_mtime_ns):
        for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            letter = message_from_bytes(raw.strip(), policy=policy.default)
            if letter["To"] == to:
                found.append(f"{letter['Subject']}\n{letter.get_content()}")
    return found


def link_in(letter: str, site: str) -> str:
    """Return the path that a letter leads to."""
    found = re.search(re.escape(site) + r"(/\S+)", letter)
    assert found, f"no link to this site in the letter: {letter}"
    return found[1]


@pytest.fixture(scope="session")
def accounts() -> dict[str, dict[str, str]]:
    """The demo's sign-ins by role; a second of the same role has a 2 behind it."""
    from community.demo import loader

    found: dict[str, dict[str, str]] = {}
    for account in loader.accounts():
        role = account["role"]
        found[f"{role} 2" if role in found else role] = account
    return found


@pytest.fixture
def walk(browser: Browser, site: str) -> Iterator[Callable[..., Walker]]:
    """Return a walker: `walk(width="phone", scheme="dark", scripts=False)`."""
    walkers = Walkers(browser, site)
    yield walkers.begin
    walkers.end()
