"""A site of the tests' own, in a folder, with or without the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from community import settings
from community.app import create_app
from community.core import clock
from community.core.db import db
from community.serving import load_reference
from tests.databases import VAULT

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)
SHIPPED = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""When the reference lists came: some of what they name is younger than `NOON`."""


def environment(folder: Path, mode: str = "demo") -> dict[str, str]:
    """Return settings of a site with a database of its own in `folder`."""
    return {
        "COMMUNITY_MODE": mode,
        "COMMUNITY_DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "COMMUNITY_DATA_DIR": str(folder),
        "COMMUNITY_SECRET_KEY": "only for tests, only for tests, only",
        "COMMUNITY_VAULT_KEYS": VAULT,
        "COMMUNITY_PUBLIC_URL": "http://localhost",
        "COMMUNITY_MAIL": "console",
    }


@contextmanager
def empty(folder: Path, mode: str = "demo") -> Iterator[Flask]:
    """Open a site with tables and lists but without people, at noon of one day."""
    app = create_app(settings.read(environment(folder, mode)), TESTING=True)
    with app.app_context():
        clock.set_source(lambda: SHIPPED)
        try:
            db.create_all()
            load_reference()
            clock.set_source(lambda: NOON)
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
            clock.set_source(None)
