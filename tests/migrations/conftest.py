"""A site on a database that no migration has touched."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community.core.db import db
from tests import databases


@pytest.fixture
def empty(request, tmp_path) -> Iterator[Flask]:
    """A site on an empty database."""
    kind = request.config.getoption("--database")
    with databases.empty(kind, tmp_path) as url:
        app = databases.site(url, tmp_path)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
