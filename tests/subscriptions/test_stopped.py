"""Of an address that stopped updates a code stays beside the database for a while."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from community.core import gone, vault
from community.core.db import db, start_writing
from community.privacy import retention
from community.subscriptions import choosing, restored, stopped
from community.subscriptions.asking import mark_of
from community.subscriptions.models import Subscription, SubscriptionState
from tests.subscriptions.making import THURSDAY, ZOE, rows, stand

SECOND = timedelta(seconds=1)


@pytest.fixture
def zoe(app):
    """Zoe gets updates since Thursday."""
    stand(THURSDAY)
    return subscribed()


def subscribed(at=THURSDAY) -> str:
    mark = mark_of(ZOE)
    active = SubscriptionState.ACTIVE
    db.session.add(Subscription(email=ZOE, mark=mark, state=active, confirmed_at=at))
    db.session.flush()
    return mark


def lines():
    return list(gone.lines(gone.place()))


def test_a_line_holds_a_code_and_the_moment(zoe):
    choosing.stop(zoe)
    assert rows() == []
    (line,) = lines()
    assert sorted(line) == ["at", "stopped"]
    assert line["at"] == THURSDAY.isoformat()
    words = gone.place().read_text()
    assert ZOE not in words
    assert zoe not in words, "the code is keyed: whoever knows the address can't tell"
    assert oct(gone.place().stat().st_mode)[-3:] == "600"


def test_stopping_again_writes_no_second_line(zoe):
    for _again in range(3):
        choosing.stop(zoe)
    assert len(lines()) == 1


def test_they_stop_where_the_list_cannot_be_written(zoe, monkeypatch):
    def full(_lines):
        raise OSError("no room")

    monkeypatch.setattr(gone, "add", full)
    choosing.stop(zoe)
    assert rows() == []


@pytest.mark.parametrize(
    ("since", "left"), [(-SECOND, 0), (SECOND, 1)], ids=["before", "anew"]
)
def test_a_backup_from_before_is_put_right_and_one_from_after_is_right(
    zoe, since, left
):
    choosing.stop(zoe)
    subscribed(THURSDAY + since)
    assert restored.stop_again(gone.place()) == 1 - left
    assert len(rows()) == left


def test_a_key_that_was_changed_since_still_tells(zoe, app):
    choosing.stop(zoe)
    subscribed()
    keys = db.engine.get_execution_options()[vault.KEYS]
    fresh = Fernet.generate_key().decode()
    with pytest.MonkeyPatch.context() as patch:
        options = {**db.engine.get_execution_options(), vault.KEYS: (fresh, *keys)}
        patch.setattr(db.engine, "get_execution_options", lambda: options)
        assert restored.stop_again(gone.place()) == 1


def test_others_are_left_alone(zoe):
    choosing.stop(mark_of("other@example.org"))
    assert restored.stop_again(gone.place()) == 0
    assert [one.email for one in rows()] == [ZOE]


# ---------------------------------------------------------------- for how long
def ran(*, dry: bool = False) -> int | None:
    (one,) = [one for one in retention.run(dry=dry) if one.rule.name == "stopped"]
    assert one.problem == ""
    return one.number


def test_the_line_goes_when_no_backup_is_so_old_and_nothing_else_does(zoe):
    erased = {"account": 77, "member": None, "mark": "m", "at": "2015-01-01T00:00:00Z"}
    gone.add([erased])
    with gone.place().open("a") as file:
        file.write('{"account": 2, "memb\n')
    choosing.stop(zoe)
    db.session.commit()
    stand(THURSDAY + stopped.KEPT - SECOND)
    assert ran(dry=True) == 0
    assert ran() == 0
    stand(THURSDAY + stopped.KEPT)
    assert ran(dry=True) == 1
    assert len(lines()) == 2, "a dry run takes nothing"
    assert ran() == 1
    assert gone.place().read_text().count("\n") == 2, "what nobody reads stays, too"
    assert lines() == [erased]
    assert oct(gone.place().stat().st_mode)[-3:] == "600"
    assert ran() == 0


def test_where_there_is_no_list_nothing_goes(app):
    start_writing()
    assert ran() == 0
    assert db.session.scalars(select(Subscription)).all() == []
