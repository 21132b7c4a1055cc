"""Snapshots are files that processes share; what is wrong with one is not trusted."""

import errno
import fcntl
import select
import shutil

import numpy as np
import pytest
from structlog.testing import capture_logs

from community.core.access import ANY_MEMBER
from community.core.db import db, read_only, start_writing
from community.graph import store
from community.matching import snapshot, snapshot_store
from community.members.models import Relation
from tests.cast import tag_id
from tests.databases import site
from tests.matching.graphs import Builds, edges
from tests.matching.other_process import other_process
from tests.matching.ways import say

SAID = "storytelling"


@pytest.fixture
def folder(app, data_dir):
    """The folder of the files, for a process that has nothing at hand yet."""
    forget()
    shutil.rmtree(data_dir / "graph", ignore_errors=True)
    yield data_dir / "graph"
    forget()


@pytest.fixture
def builds(monkeypatch):
    return Builds(monkeypatch)


@pytest.fixture
def other(app, database, folder):
    with other_process(database.url, folder.parent) as process:
        yield process


def forget() -> None:
    """Forget what is at hand, as a process that begins."""
    snapshot._keepers.clear()


def ask() -> snapshot.Snapshot:
    """Return the snapshot of now, as a request gets it."""
    db.session.rollback()
    read_only()
    return snapshot.current(ANY_MEMBER)[0]


def add(who: int, slug: str) -> None:
    start_writing()
    say(who, slug, Relation.SEEKS)


def files(folder) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.suffix == ".graph")


def test_what_is_mapped_is_what_was_built_and_nobody_can_change_it(folder):
    mapped, built = ask().arrays, snapshot.build().arrays
    assert mapped.keys() == built.keys()
    for name, array in built.items():
        assert mapped[name].dtype == array.dtype, name
        assert mapped[name].tolist() == array.tolist(), name
        assert not mapped[name].flags.writeable, name


def test_the_graph_is_a_view_on_the_file(folder):
    graph = ask()
    for name, relation in graph.matcher.shared.relations.items():
        for part in ("indptr", "indices"):
            mine, mapped = getattr(relation, part), graph.arrays[f"{name} {part}"]
            assert np.shares_memory(mine, mapped) or not mapped.size, name


def test_a_process_that_begins_maps_what_another_built(folder, builds):
    ask()
    forget()
    assert (1, 5) in edges(ask(), "member>member")
    assert builds.number == 1


DAMAGE = {
    "torn": lambda whole: whole[: len(whole) // 2],
    "empty": lambda whole: b"",
    "foreign": lambda whole: b"id,name\n1,Alice\n" * 100,
    "of zeros": lambda whole: bytes(len(whole)),
    "with a wrong number": lambda whole: whole[:-9] + b"\x7f" + whole[-8:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_file_that_is_not_right_is_built_anew(folder, builds, damage):
    ask()
    (name,) = files(folder)
    good = (folder / name).read_bytes()
    (folder / name).write_bytes(damage(good))
    forget()
    assert (1, 5) in edges(ask(), "member>member")
    assert builds.number == 2
    assert (folder / name).read_bytes() == good


def test_a_file_of_another_make_is_built_anew(folder, builds):
    ask()
    (name,) = files(folder)
    store.write(folder / name, {"size": np.arange(4)}, name.removesuffix(".graph"))
    forget()
    assert (1, 5) in edges(ask(), "member>member")
    assert builds.number == 2


def test_the_file_of_an_earlier_version_is_not_taken_for_that_of_now(folder):
    ask()
    (old,) = files(folder)
    kept = (folder / old).read_bytes()
    add(1, SAID)
    ask()
    (new,) = set(files(folder)) - {old}
    (folder / new).write_bytes(kept)
    forget()
    assert (1, tag_id(SAID)) in edges(ask(), "member>tag")


def test_only_the_file_of_now_and_the_one_before_stay(folder):
    seen = []
    for slug in (SAID, "peer-mentoring", "diabetes"):
        add(1, slug)
        ask()
        (folder / "left.part").touch()
        seen += [one for one in files(folder) if one not in seen]
    add(2, SAID)
    ask()
    assert len(seen) == 3
    assert seen[-1] in files(folder)
    assert len(files(folder)) == 2
    assert not list(folder.glob("*.part")), "what was left half written goes too"


def test_nothing_is_locked_while_nobody_builds(folder):
    ask()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_others_on_the_machine_cannot_read_the_files(folder):
    ask()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(one.stat().st_mode & 0o077 == 0 for one in folder.iterdir())


def test_where_no_file_can_be_written_memory_does_and_it_is_told_once(
    app, database, tmp_path
):
    forget()
    (tmp_path / "data").write_text("this is no folder")
    elsewhere = site(database.url, tmp_path / "data")
    with elsewhere.app_context(), capture_logs() as logs:
        ask()
        add(1, SAID)
        assert (1, tag_id(SAID)) in edges(ask(), "member>tag")
        db.session.remove()
        db.engine.dispose()
    forget()
    assert [one["event"] for one in logs] == ["in memory alone"]
    assert (tmp_path / "data").read_text() == "this is no folder"


def test_a_full_disk_is_done_without(folder, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(store, "write", full)
    assert (1, 5) in edges(ask(), "member>member")
    assert files(folder) == []


# ---------------------------------------------------------------- two processes
def test_a_change_of_one_process_is_in_the_next_answer_of_another(other):
    said = [1, tag_id(SAID)]
    assert said not in other.do("ask")
    assert tuple(said) not in edges(ask(), "member>tag")
    other.do("say", 1, SAID)
    assert tuple(said) in edges(ask(), "member>tag")
    back = [2, tag_id(SAID)]
    add(*back[:1], SAID)
    assert back in other.do("ask")


def test_only_one_of_two_processes_builds(other, builds):
    ask()
    other.do("ask")
    builds.seconds = 0.3
    other.do("slow", 0.3)
    before = builds.number + other.do("built")
    add(1, SAID)
    other.begin("ask")
    assert (1, tag_id(SAID)) in edges(ask(), "member>tag")
    assert [1, tag_id(SAID)] in other.end()
    assert builds.number + other.do("built") == before + 1


def test_a_process_that_builds_for_ever_or_is_killed_holds_up_nobody(
    other, builds, monkeypatch
):
    ask()
    other.do("hold")
    with monkeypatch.context() as patch:
        patch.setattr(snapshot_store, "LOCKED", 0.05)
        add(1, SAID)
        assert (1, tag_id(SAID)) in edges(ask(), "member>tag")
    other.process.kill()
    other.process.wait()
    monkeypatch.setattr(snapshot_store, "LOCKED", 0.0)
    add(2, SAID)
    assert (2, tag_id(SAID)) in edges(ask(), "member>tag")
    forget()
    number = builds.number
    ask()
    assert builds.number == number, "the lock was free, so that there is a file"


def test_no_answer_mixes_what_was_before_and_after_a_change(other):
    """The other process changes a tag and a setting together, fifty times."""
    seen = set()
    said = (4, tag_id(SAID))
    before = ask().policy.bridge_share
    other.begin("flip", 50)
    while not ended(other):
        graph = ask()
        seen.add((said in edges(graph, "member>tag"), graph.policy.bridge_share))
    assert seen <= {(False, before), (True, 0.3), (False, 0.2)}
    assert other.end() is None
    graph = ask()
    assert said not in edges(graph, "member>tag")
    assert graph.policy.bridge_share == 0.2


def ended(other) -> bool:
    """Tell whether the other process has answered."""
    return bool(select.select([other.process.stdout], [], [], 0)[0])
