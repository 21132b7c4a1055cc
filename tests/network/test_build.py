"""A large map: the worker works out what takes long, pages take what it found last."""

import random
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete, select

from community.connections.models import TieAudience
from community.core import clock, journal
from community.core.db import db, start_writing
from community.members.models import MapConsent
from community.network import build, kept, maps, measuring, waiting
from community.network.models import MapBuild
from tests.network.map_world import OLU, add, consent, tied
from tests.network.test_crowds import rows

WIDE = TieAudience.MEMBERS
PEOPLE = 24


@pytest.fixture
def large(app, monkeypatch, tmp_path):
    """A map of 24 people or so, which counts as a large one."""
    monkeypatch.setattr(maps, "LARGE", 10)
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "large")
    maps._networks.clear()
    chance = random.Random(1)
    for number in range(600, 600 + PEOPLE):
        add(number)
    for number in range(601, 600 + PEOPLE - 2):
        tied(chance.randrange(600, number), number, WIDE, WIDE)
    db.session.commit()
    start_writing()
    yield app
    maps._networks.clear()


def looked_at(viewer=OLU):
    """Look at the map as a request does: what is written aside is written after."""
    journal.begin_aside()
    found = maps.network_for(viewer)
    db.session.rollback()
    journal.write_aside()
    return found


def numbers(network):
    return {one.id: (one.between, one.closeness, one.group) for one in network.people}


def test_a_page_never_works_out_what_takes_long(large, monkeypatch):
    def measure(*args, deep, **more):
        assert not deep
        return plain(*args, deep=deep, **more)

    plain = measuring.measure
    monkeypatch.setattr(measuring, "measure", measure)
    monkeypatch.setattr("community.network.places.places", None)
    measuring._kept.clear()
    network = looked_at()
    assert (network.large, network.stale, network.building) == (True, True, 0.0)
    assert (network.figures.mean_path, network.figures.groups) == (None, 0)
    assert network.figures.people == len(network.people) > PEOPLE
    places = maps.positions(network, None)
    assert places.shape == (network.size, 2)
    assert ((places >= 0) & (places <= 1)).all()


def test_the_worker_finds_what_a_small_map_shows_at_once(large, monkeypatch):
    looked_at()
    assert build.is_due()
    assert build.build()
    network = looked_at()
    assert (network.stale, network.building) == (False, None)
    monkeypatch.setattr(maps, "LARGE", 10_000)
    maps._networks.clear()
    small = looked_at()
    assert not small.large
    assert numbers(network) == numbers(small)
    assert network.figures == small.figures
    assert network.bridges == small.bridges
    assert not build.is_due()


def test_who_withdraws_is_gone_at_once_and_new_ones_come_before_the_next_result(large):
    looked_at()
    build.build()
    before = looked_at()
    places = dict(zip(before.keys, maps.positions(before, None), strict=True))
    start_writing()
    consent(605, MapConsent.ABSENT)
    add(700)
    tied(610, 700, WIDE, WIDE)
    db.session.commit()
    now = looked_at()
    assert {one.id for one in now.people} == {
        *(one.id for one in before.people),
        700,
    } - {605}
    assert (now.stale, now.building) == (True, 0.0)
    known, found = numbers(before), numbers(now)
    assert found[700] == (0.0, 0.0, 0)
    assert all(found[one] == known[one] for one in found if one != 700)
    assert now.figures.mean_path == before.figures.mean_path
    after = dict(zip(now.keys, maps.positions(now, None), strict=True))
    assert all((after[one] == places[one]).all() for one in after if one in places)
    assert np.hypot(*(after["m700"] - after["m610"])) < 0.3


def test_it_is_worked_out_again_once_the_map_changed_and_not_too_soon(large, at):
    at("2017-09-01 12:00:00")
    looked_at()
    build.build()
    at("2017-09-01 12:05:00")
    assert not build.is_due()
    start_writing()
    consent(605, MapConsent.ABSENT)
    db.session.commit()
    assert looked_at().stale
    assert not build.is_due()
    at("2017-09-01 12:10:00")
    assert build.is_due()
    assert build.build()
    assert not looked_at().stale
    assert not build.is_due()


def test_asking_meanwhile_asks_once_more_and_finds_nothing_to_do(large, at):
    at("2017-09-01 12:00:00")
    looked_at()
    at("2017-09-01 12:01:00")
    build._note(begun_at=clock.now(), done=0.0)
    build._note(done=0.4)
    at("2017-09-01 12:02:00")
    assert looked_at().building == 0.4
    build._build()
    build._note(ended_at=clock.now(), done=1.0)
    assert not looked_at().stale
    at("2017-09-01 12:30:00")
    assert build.is_due()
    assert not build.build()


def test_progress_is_written_down_as_it_goes(large, monkeypatch):
    looked_at()
    monkeypatch.setattr(build, "OFTEN", 0.0)
    told = []
    note = build._note

    def noted(**values):
        note(**values)
        told.append(waiting.state().done)

    monkeypatch.setattr(build, "_note", noted)
    measuring._kept.clear()
    build.build()
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert any(0 < one <= build.MEASURED for one in told)


def test_what_goes_wrong_is_noted_and_tried_again_when_asked(large, monkeypatch, at):
    at("2017-09-01 12:00:00")
    looked_at()

    def wrong(*_args, **_more):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(build, "layout", wrong)
        with pytest.raises(MemoryError):
            build.build()
    row = waiting.state()
    assert (row.problem, waiting.runs(row)) == ("MemoryError", False)
    assert kept.last() is None
    at("2017-09-01 12:11:00")
    looked_at()
    assert build.is_due()
    assert build.build()
    assert waiting.state().problem == ""


def test_what_a_killed_worker_left_is_done_by_the_next(large, monkeypatch, at):
    at("2017-09-01 12:00:00")
    looked_at()

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build, "_build", killed)
        with pytest.raises(KeyboardInterrupt):
            build.build()
    db.session.rollback()
    assert waiting.runs(waiting.state())
    at("2017-09-01 12:21:00")
    maps._networks.clear()
    assert looked_at().building is not None
    assert build.is_due()
    assert build.build()
    assert not waiting.runs(waiting.state())


def test_one_row_however_often_somebody_asks(large):
    for _ in range(3):
        maps._networks.clear()
        looked_at()
    assert len(db.session.scalars(select(MapBuild)).all()) == 1
    start_writing()
    db.session.execute(delete(MapBuild))
    db.session.commit()


def test_a_small_map_asks_for_nothing(app):
    looked_at()
    assert waiting.state() is None
    assert not build.is_due()


def test_a_broken_file_counts_as_none(large, tmp_path):
    looked_at()
    build.build()
    assert kept.last() is not None
    file = tmp_path / "large" / kept.FILE
    file.write_bytes(b"PK\x03\x04 broken")
    assert kept.last() is None
    assert looked_at().stale
    assert [one.name for one in file.parent.iterdir()] == [kept.FILE]


def test_no_network_between_a_result_and_a_page_loses_an_exact_count(monkeypatch):
    monkeypatch.setattr(maps, "LARGE", 10)
    for seed in range(8):
        community = rows(seed)
        whole = maps.network_of(community, progress=lambda _done: None)
        quick = maps.network_of(community)
        if not quick.large:
            continue
        unknown = {"groups", "largest_group", "diameter", "mean_path"}
        for name in vars(whole.figures).keys() - unknown:
            assert getattr(quick.figures, name) == getattr(whole.figures, name), name
        blank = replace(whole.people[0], between=0.0, closeness=0.0, group=0)
        assert quick.people[0] == blank
