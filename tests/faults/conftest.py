"""A place of its own for each test of faults, and its server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.places import Ground, Place
from tests.faults.server import Nursery, Servers, nursery, servers

ONE = {
    "test_database_away.py": "postgresql",
    "test_slow_clients.py": "sqlite",
    "test_soak.py": "sqlite",
}
"""What is asked of one database alone: of SQLite there is no server to stop, and to a
server's lines and memory the database makes no difference."""


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    kind = config.getoption("--database")
    left = [
        item
        for item in items
        if item.path.parent == Path(__file__).parent
        and ONE.get(item.path.name, kind) != kind
    ]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.fixture
def made(ground: Ground, tmp_path: Path) -> Iterator[Place]:
    """A place with the cast in it."""
    with ground.place(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def born() -> Iterator[Nursery]:
    """Where servers are born: the program is loaded once."""
    with nursery() as found:
        yield found


@pytest.fixture
def server(born: Nursery, made: Place) -> Iterator[Servers]:
    """The servers of the place."""
    with servers(born, made) as found:
        yield found


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database it is."""
    found: str = request.config.getoption("--database")
    return found
