"""Several clocks, an organiser and people who join, all in the same moment."""

import threading
from datetime import timedelta

from community.coffee import clockwork, joining, rounds
from community.coffee.models import RoundState
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from tests.coffee.making import (
    BEGIN,
    OLU,
    a_round,
    crowd,
    left_out,
    seats,
    stand,
    tables,
    told,
    viewer,
)


def at_once(app, *acts):
    """Run each act in a thread and a transaction of its own; return what broke."""
    ready, broken = threading.Barrier(len(acts)), []

    def run(act):
        with app.app_context():
            ready.wait()
            try:
                start_writing()
                act()
                db.session.commit()
            except CommunityError:
                db.session.rollback()
            except Exception as problem:
                broken.append(problem)
                db.session.rollback()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broken


def test_a_round_is_paired_once_whoever_comes(app):
    stand(BEGIN)
    people = crowd(24)
    number = a_round(*people[:20]).id
    db.session.commit()
    stand(BEGIN + timedelta(days=7))
    broken = at_once(
        app,
        *(clockwork.move for _process in range(3)),
        lambda: rounds.pair_now(OLU, number),
        *(lambda one=one: joining.join(viewer(one)) for one in people[20:]),
        *(lambda one=one: joining.leave(viewer(one)) for one in people[:2]),
    )
    assert not broken
    db.session.expire_all()
    assert rounds._round(number).state is RoundState.PAIRED
    seated = sorted(one for table in tables(number) for one in table)
    assert len(seated) == len(set(seated))
    assert sorted(seated + left_out(number)) == seats(number)
    assert len(told()) == len(told("coffee-paired")) == len(seated)


def test_two_taps_on_join_make_one_seat(app):
    stand(BEGIN)
    (person,) = crowd(1)
    number = a_round().id
    db.session.commit()
    broken = at_once(app, *(lambda: joining.join(viewer(person)) for _tap in range(4)))
    assert not broken
    assert seats(number) == [person]
