"""The clocks of all nouns are moved in turn, whatever becomes of one."""

import pytest
from sqlalchemy.exc import OperationalError

from community.coffee import clockwork as coffee
from community.connections import clockwork as connections
from community.jobs import move_clocks
from community.members import resting


@pytest.mark.parametrize(
    "problem", [OperationalError("", {}, Exception()), KeyError("a bug"), ValueError()]
)
def test_one_clock_that_breaks_holds_up_no_other(app, monkeypatch, problem):
    def breaks() -> int:
        raise problem

    monkeypatch.setattr(resting, "move", breaks)
    monkeypatch.setattr(connections, "move", lambda: 7)
    monkeypatch.setattr(coffee, "move", breaks)
    assert move_clocks() == {"requests": 7, "introductions": 0}
