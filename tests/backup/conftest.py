"""A place that is backed up and put back; one for all tests of a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from community.backup import making
from tests.backup.places import Ground, Place


@pytest.fixture(scope="module")
def made(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place with people in it."""
    with ground.place(tmp_path_factory.mktemp("place")) as found:
        yield found


@pytest.fixture(scope="module")
def file(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the place as it was at first."""
    found, _contents = making.make(made.chosen, tmp_path_factory.mktemp("kept") / "one")
    return found
