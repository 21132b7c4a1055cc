"""Two snapshots in the same moment: one is kept, and the past stays a single line."""

import threading

from sqlalchemy import case, func, select

from community.connections.models import TieAudience
from community.core.db import db, start_writing
from community.core.errors import Conflict, Refused
from community.network.models import MapChange, MapSnapshot, Reason
from community.network.snapshots import taking
from community.network.snapshots.replay import Replay, replay
from community.web import network_history
from tests.connections.test_races import at_once as press_at_once
from tests.connections.test_races import hand
from tests.network.map_world import add, tied

HERE = "/network/history/"
ALL = TieAudience.MEMBERS


def people(*numbers):
    for number in numbers:
        add(number)
    db.session.commit()


def at_once(app, *reasons):
    """Prepare a snapshot for each, then let all of them be kept in one moment."""
    start, came = threading.Barrier(len(reasons)), []

    def take(reason, phase):
        with app.app_context():
            prepared = taking.prepare()
            db.session.rollback()
            start.wait(20)
            start_writing()
            try:
                taking.keep(prepared, reason, phase=phase)
                db.session.commit()
                came.append("kept")
            except (Conflict, Refused) as error:
                db.session.rollback()
                came.append(type(error).__name__)

    threads = [threading.Thread(target=take, args=one) for one in reasons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return came


def no_change_is_told_twice():
    step = case((MapChange.begins, 1), else_=-1)
    facts = (MapChange.fact, MapChange.a_id, MapChange.b_id, MapChange.project_id)
    sums = select(func.sum(step)).group_by(*facts, MapChange.value)
    return set(db.session.scalars(sums)) <= {0, 1}


def test_of_two_at_once_one_is_kept(app):
    people(*range(101, 111))
    asked = (Reason.ASKED, "")
    for round_ in range(3):
        tied(101 + round_, 105 + round_, ALL, ALL)
        db.session.commit()
        came = at_once(app, asked, (Reason.NIGHTLY, ""), asked)
        assert sorted(came) == ["Conflict", "Conflict", "kept"], came
        assert no_change_is_told_twice()
    rows = db.session.scalars(select(MapSnapshot).order_by(MapSnapshot.id)).all()
    assert [row.after for row in rows] == [0, rows[0].id, rows[1].id]
    assert [replay(row) for row in rows] == [Replay.SAME] * 3


def test_a_phase_is_closed_once(app):
    people(*range(101, 111))
    came = at_once(app, *[(Reason.PHASE, "research")] * 2)
    assert came.count("kept") == 1, came


def test_closing_a_phase_twice_at_once_gives_no_error_page(app, monkeypatch):
    people(*range(101, 111))
    start, usual = threading.Barrier(2), network_history.start_writing

    def together():
        start.wait(20)
        usual()

    monkeypatch.setattr(network_history, "start_writing", together)
    hands = [hand(app, who, lambda _: HERE, phase="research") for who in ("olu", "olu")]
    came = sorted(press_at_once(app, hands, 0), key=str)
    assert came in ([302, 409], [302, 422]), came
