"""Other projects for whoever's request came to no yes."""

import pytest

from community.connections.models import Subject
from community.core import clock
from community.matching.alternatives import alternatives
from community.projects.models import JoinState
from tests.cast import CAST
from tests.matching.ways import put_aside
from tests.projects.making import ask, make

ALICE = CAST["alice"].viewer


def offered(asked: int) -> set[int]:
    """Return the projects that Alice is led to from one that she asked."""
    found = alternatives(ALICE, asked)
    suited = {one.card.id for one in found.suited}
    return suited | {one.id for one in (*found.alike, *found.newest)}


@pytest.fixture
def other(app, at) -> int:
    at("2026-11-02 12:00")
    return make("Another", published_at=clock.now()).id


def test_the_newest_project_is_among_them(other):
    assert other in offered(1)


def test_what_one_put_aside_does_not_come_back_here(other):
    put_aside(1, Subject.PROJECT, other)
    assert other not in offered(1)


@pytest.mark.parametrize(
    ("day", "there"), [("2026-11-12", False), ("2026-12-24", True)]
)
def test_nor_does_what_said_no_lately(other, at, day, there):
    row = ask(other, "alice")
    row.state, row.answered_at = JoinState.DECLINED, clock.now()
    at(f"{day} 12:00")
    assert (other in offered(1)) is there
