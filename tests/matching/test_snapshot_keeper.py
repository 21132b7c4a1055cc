"""Who waits for a newer snapshot, for how long, and what they get meanwhile."""

import threading
from datetime import date

import pytest

from community.matching import snapshot_keeper
from community.matching.snapshot_keeper import Keeper, Kept
from community.matching.snapshot_store import Key

LONG = 60.0


def key(version: int) -> Key:
    return Key("a database", version, 0, date(2017, 9, 1))


class Builder:
    """Builds the snapshot "graph N" of the version that it has, when it may."""

    def __init__(self, version: int = 1) -> None:
        self.version, self.rounds, self.problem = version, 0, None
        self.may, self.began = threading.Event(), threading.Event()
        self.may.set()

    def __call__(self, _kept):
        version = self.version
        self.rounds += 1
        self.began.set()
        assert self.may.wait(LONG)
        if self.problem:
            raise self.problem
        return Kept(key(version), f"graph {version}")

    def stop(self) -> None:
        self.may.clear()
        self.began.clear()


@pytest.fixture
def patience(monkeypatch):
    """Set how long one waits, and how long the older one is fresh enough."""

    def choose(wait: float, fresh: float = 0.0) -> None:
        monkeypatch.setattr(snapshot_keeper, "PATIENCE", wait)
        monkeypatch.setattr(snapshot_keeper, "FRESH", fresh)

    choose(LONG)
    return choose


@pytest.fixture
def builder():
    made = Builder()
    yield made
    made.may.set()


def beside(keeper: Keeper, version: int, builder: Builder) -> tuple[list, object]:
    """Ask in a thread of its own; return where the answer will be, and the thread."""
    answers: list = []
    thread = threading.Thread(
        target=lambda: answers.append(keeper.snapshot(key(version), builder))
    )
    thread.start()
    return answers, thread


def test_builds_once_for_a_version(patience, builder):
    keeper = Keeper()
    assert [keeper.snapshot(key(1), builder) for _ in range(3)] == ["graph 1"] * 3
    assert builder.rounds == 1


def test_the_next_answer_has_a_change_when_building_is_quick(patience, builder):
    keeper = Keeper()
    for version in range(1, 20):
        builder.version = version
        assert keeper.snapshot(key(version), builder) == f"graph {version}"


def test_a_slow_build_is_waited_for_until_patience_ends(patience, builder):
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.version = 2
    builder.stop()
    patience(0.05)
    assert keeper.snapshot(key(2), builder) == "graph 1"
    assert builder.began.wait(LONG)
    patience(LONG)
    builder.may.set()
    assert keeper.snapshot(key(2), builder) == "graph 2"


def test_nobody_waits_twice_for_a_build_that_takes_long(patience, builder):
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.version = 2
    builder.stop()
    patience(0.05)
    keeper.snapshot(key(2), builder)
    waited = []
    keeper._changed.wait = waited.append
    assert keeper.snapshot(key(2), builder) == "graph 1"
    assert waited == []


def test_the_first_one_is_waited_for(patience, builder):
    patience(0.0)
    builder.stop()
    keeper = Keeper()
    answers, thread = beside(keeper, 1, builder)
    assert builder.began.wait(LONG)
    builder.may.set()
    thread.join(LONG)
    assert answers == ["graph 1"]


def test_others_do_not_wait_while_the_older_one_is_fresh(patience, builder):
    patience(LONG, fresh=LONG)
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.version = 2
    builder.stop()
    answers, thread = beside(keeper, 2, builder)
    assert builder.began.wait(LONG)
    assert keeper.snapshot(key(2), builder) == "graph 1"
    builder.may.set()
    thread.join(LONG)
    assert answers == ["graph 2"], "whoever asked first waited"


def test_others_wait_too_when_the_older_one_is_not_fresh(patience, builder):
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.version = 2
    builder.stop()
    both = [beside(keeper, 2, builder) for _ in range(2)]
    assert builder.began.wait(LONG)
    builder.may.set()
    for answers, thread in both:
        thread.join(LONG)
        assert answers == ["graph 2"]


def test_a_change_while_one_builds_is_in_the_answer_of_who_asks_then(patience, builder):
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.version = 2
    builder.stop()
    _answers, first = beside(keeper, 2, builder)
    assert builder.began.wait(LONG)
    builder.version = 3
    answers, second = beside(keeper, 3, builder)
    builder.may.set()
    first.join(LONG)
    second.join(LONG)
    assert answers == ["graph 3"]


def test_the_older_one_answers_while_building_fails(patience, builder):
    keeper = Keeper()
    keeper.snapshot(key(1), builder)
    builder.problem = OSError("the database is away")
    assert keeper.snapshot(key(2), builder) == "graph 1"
    builder.problem, builder.version = None, 2
    assert keeper.snapshot(key(2), builder) == "graph 2"


def test_without_an_older_one_the_reason_is_told(patience, builder):
    keeper = Keeper()
    builder.problem = OSError("the database is away")
    with pytest.raises(OSError, match="away"):
        keeper.snapshot(key(1), builder)
    builder.problem = None
    assert keeper.snapshot(key(1), builder) == "graph 1"
