"""The demo, loaded once for all tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from community import settings
from community.app import create_app
from community.core.db import db
from community.demo import loader
from tests.demo.sites import empty, environment


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the demo as of noon of one day."""
    made: Path = tmp_path_factory.mktemp("demo")
    with empty(made):
        assert loader.load_if_empty()
    return made


@pytest.fixture
def demo(folder: Path) -> Iterator[Flask]:
    """A site with the demo."""
    app = create_app(settings.read(environment(folder)), TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
