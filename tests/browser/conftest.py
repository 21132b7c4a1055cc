"""A real site with the demo community, and a real browser that walks it."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from community import settings
from community.app import create_app
from community.core.db import db
from tests.browser import browsers
from tests.browser.serving import address_of, held_port, number_of, serving, steady
from tests.browser.walker import Sessions, Walker, Walkers

MOST_SECONDS = 900
"""How long one test may take; some read a hundred pages, and machines are slow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(MOST_SECONDS))


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
    from community.demo import loader
    from community.serving import migrate

    folder = tmp_path_factory.mktemp("demo")
    app = create_app(_settings(folder, 8000))
    with steady(), app.app_context():
        migrate(app)
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
            "COMMUNITY_PACES": "off",
        }
    )


@pytest.fixture(scope="module")
def served(
    demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A served site with the demo community, fresh for each module."""
    with fresh_site(demo_database, tmp_path_factory.mktemp("site")) as app:
        yield app


@contextmanager
def fresh_site(demo_database: Path, folder: Path) -> Iterator[Flask]:
    """Serve the demo community as it was before anybody walked through it."""
    shutil.copyfile(demo_database, folder / "community.sqlite3")
    port = held_port()
    with serving(_settings(folder, number_of(port)), port) as app:
        yield app


@pytest.fixture(scope="module")
def site(served: Flask) -> str:
    """The address of the served site."""
    return address_of(served)


@pytest.fixture(scope="module")
def letters(served: Flask) -> Callable[[str], list[str]]:
    """Return the letters to an address, newest last: `letters("al@example.org")`."""
    return lambda to: letters_to(served, to)


def letters_to(app: Flask, to: str) -> list[str]:
    """Send what waits, and return the texts that went to `to`, the newest last."""
    return [f"{one['Subject']}\n{text_of(one)}" for one in mail_to(app, to)]


def mail_to(app: Flask, to: str) -> list[EmailMessage]:
    """Send what waits, and return what went to `to`, headers and all."""
    from community.jobs.worker import Worker

    Worker(app).until_idle()
    found = []
    mail = (app.config["SETTINGS"].data_dir / "mail").glob("*")
    for file in sorted(mail, key=lambda one: one.stat().st_mtime_ns):
        for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            letter = message_from_bytes(raw.strip(), policy=policy.default)
            if letter["To"] == to:
                found.append(letter)
    return found


def text_of(letter: EmailMessage) -> str:
    """Return the plain words of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


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


@pytest.fixture(scope="module")
def sessions(site: str) -> Sessions:
    """Who is signed in at the served site; another may get its port later."""
    return {}


@pytest.fixture
def walk(
    browser: Browser, site: str, sessions: Sessions
) -> Iterator[Callable[..., Walker]]:
    """Return a walker: `walk(width="phone", scheme="dark", scripts=False)`."""
    walkers = Walkers(browser, site, sessions)
    yield walkers.begin
    walkers.end()


@pytest.fixture
def come(
    walk: Callable[..., Walker], accounts: dict[str, dict[str, str]]
) -> Callable[..., Walker]:
    """Return somebody at a browser: `come("desk", True)`; `who` is signed in."""

    def come_as(width: str, scripts: bool, who: str = "") -> Walker:
        walker = walk(width=width, scripts=scripts)
        if who:
            walker.sign_in(accounts[who])
        return walker

    return come_as
