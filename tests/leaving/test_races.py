"""Keeping and leaving in two windows, keeping and erasing at once: one happens."""

import threading

import pytest
from sqlalchemy import select, update

from community import checks
from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.members.models import Member
from community.privacy import clockwork, erasing, leaving
from tests import sampling
from tests.cast import CAST
from tests.held import held

ROUNDS = sampling.size(20, 5, 3)
ALICE = CAST["alice"].viewer
LEAVER = Viewer(account_id=1, state="leaving")


def at_once(app, *acts):
    """Let some acts begin in the same moment; return what each came to."""
    came: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place, act):
        with app.app_context():
            gate.wait(10)
            try:
                came[place] = act()
            except Exception as problem:
                came[place] = type(problem).__name__
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=run, args=(place, act))
        for place, act in enumerate(acts)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    db.session.remove()
    start_writing()
    return came


def leave():
    start_writing()
    leaving.leave(ALICE)
    db.session.commit()
    return True


def keep():
    start_writing()
    kept = leaving.keep(LEAVER)
    db.session.commit()
    return kept


def erase():
    return clockwork.move()


def put(state):
    """Let Alice be here, or leave today."""
    going = state is State.LEAVING
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(
            state=state, left_from=State.ACTIVE if going else None,
            leaves_on=clock.today() if going else None,
        )
    )  # fmt: skip
    db.session.execute(update(Member).where(Member.id == 1).values(listed=not going))
    db.session.commit()
    db.session.remove()


def state_of():
    found = select(Account.state).where(Account.id == 1)
    return db.session.scalar(found, execution_options={"unscoped": "test"})


def test_two_windows_that_leave_leave_once(app, data_dir):
    for _round in range(ROUNDS):
        put(State.ACTIVE)
        came = at_once(app, leave, leave)
        assert sorted(map(str, came)) == ["Refused", "True"]
        assert state_of() is State.LEAVING


def test_two_windows_that_keep_keep_once(app, data_dir):
    for _round in range(ROUNDS):
        put(State.LEAVING)
        assert sorted(at_once(app, keep, keep)) == [False, True]
        assert state_of() is State.ACTIVE


def test_keeping_and_leaving_anew_end_in_one_of_the_two(app, data_dir):
    for _round in range(ROUNDS):
        put(State.LEAVING)
        came = at_once(app, keep, leave)
        assert came[0] is True
        assert state_of() is (State.LEAVING if came[1] is True else State.ACTIVE)
        assert checks.problems() == []


@pytest.mark.parametrize("first", ["keep", "erase"])
def test_of_keeping_and_erasing_at_once_one_happens(app, data_dir, monkeypatch, first):
    put(State.LEAVING)
    if first == "keep":
        then = held(monkeypatch, leaving, "_show")
        came = at_once(app, keep, _waits(then, erase))
    else:
        then = held(monkeypatch, erasing, "_held")
        came = at_once(app, _waits(then, keep), erase)
    kept = state_of() is State.ACTIVE
    assert kept is (first == "keep")
    assert state_of() is (State.ACTIVE if kept else None)
    assert came[0] is (True if kept else False if came[0] is False else came[0])
    assert checks.problems() == []


def _waits(then, act):
    came = []
    waiting = then(lambda: came.append(act()))

    def run():
        waiting()
        return came[0]

    return run


def test_of_keeping_and_erasing_whichever_comes_first_exactly_one_happens(
    app, database, data_dir
):
    outcomes = set()
    for _round in range(ROUNDS):
        database.reset(db.engine)
        start_writing()
        put(State.LEAVING)
        kept, erased = at_once(app, keep, erase)
        assert (kept is True) is not (erased == 1), (kept, erased)
        assert state_of() is (State.ACTIVE if kept is True else None)
        assert checks.problems() == []
        outcomes.add(kept)
        db.session.remove()
    assert outcomes <= {True, False}


def test_two_clocks_erase_somebody_once(app, data_dir):
    put(State.LEAVING)
    came = at_once(app, erase, erase)
    assert sorted(came) == [0, 1]
    acts = select(journal.AuditEvent.id).where(
        journal.AuditEvent.act == journal.Act.ERASURE
    )
    assert len(db.session.scalars(acts).all()) == 1
