"""The disk is full: a page says so, nothing is lost, and with room it goes on."""

import getpass
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from community.backup.databases import file_of
from tests import sampling
from tests.assure import told
from tests.faults.disks import (
    MB,
    Filled,
    Limited,
    Refusing,
    move_back,
    move_messages,
    small,
)
from tests.faults.load import load, look
from tests.faults.server import servers

REFUSED, MORE = sampling.size((400, 60), (30, 8), (20, 6))


@contextmanager
def crowded(ground, born, kind, folder):
    """Give a place, its server, and the disk that it writes to."""
    size = (60 if kind == "sqlite" else 4) * MB
    with tempfile.TemporaryDirectory(prefix="small") as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as somebody else
        with small(Path(name), size) as mounted:
            there = _on_sqlite if kind == "sqlite" else _on_postgresql
            with there(ground, born, Path(name), folder, mounted) as found:
                yield found


@contextmanager
def _on_sqlite(ground, born, disk, _folder, mounted):
    with ground.place(disk) as made, servers(born, made) as server:
        file = file_of(made.chosen.database_url)
        yield made, server, Filled(disk, 300_000) if mounted else Limited(server, file)


@contextmanager
def _on_postgresql(ground, born, disk, folder, mounted):
    with ground.place(folder) as made, servers(born, made) as server:
        if not mounted:
            yield made, server, Refusing(made)
            return
        rows = disk / "rows"
        rows.mkdir()
        if getpass.getuser() == "root":
            shutil.chown(rows, "postgres", "postgres")
        move_messages(made, rows)
        yield made, server, Filled(disk, 16_000)
        server.kill()
        move_back(made)


@pytest.mark.timeout(900)
def test_a_full_disk_loses_nothing_and_says_so(ground, born, tmp_path, kind):
    began = time.perf_counter()
    with crowded(ground, born, kind, tmp_path) as (made, server, disk):
        server.start()
        with load(made, server.port) as writers:
            writers.start()
            wait_for(writers, lambda count: len(count.acknowledged) > 5)
            disk.fill()
            wait_for(writers, lambda count: len(count.refused) >= REFUSED)
            while_full = server.get("/projects/", Host="localhost")
            before = len(writers.count.acknowledged)
            disk.clear()
            wait_for(writers, lambda count: len(count.acknowledged) >= before + MORE)
            count = writers.stop()
        server.kill()
        found = look(made, count)
    told(
        "a full disk", size=len(count.refused), how=disk.how,
        acknowledged=len(count.acknowledged), lost=found.lost, torn=found.torn,
        failures=sum(one != 503 for one in count.refused),
        seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
    assert set(count.refused) == {503}
    assert while_full[0] == 200, "reading goes on"
    assert (found.lost, found.twice, found.torn) == (0, 0, 0)
    assert "Need urgent help" in count.said
    assert count.broken == 0


def wait_for(writers, true):
    began = time.monotonic()
    while not true(writers.count):
        assert time.monotonic() - began < 120, writers.count.refused[-3:]
        time.sleep(0.01)
