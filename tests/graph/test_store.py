"""Arrays in a file come back as they were, or not at all."""

import errno
import os

import numpy as np
import pytest

from community.graph import store

ARRAYS = {
    "numbers": np.arange(7, dtype=np.int64),
    "nothing": np.empty((0, 2), dtype=np.int64),
    "flags": np.array([True, False, True]),
    "shares": np.array([[0.5, 1.5], [2.5, np.inf]]),
    "bytes": np.frombuffer(b"words", dtype=np.uint8),
    "one": np.array(3.0),
    "every other": np.arange(10, dtype=np.int32)[::2],
}


@pytest.fixture
def file(tmp_path):
    """A good file about "the week"."""
    path = tmp_path / "week.graph"
    store.write(path, ARRAYS, "the week")
    return path


def test_what_was_written_is_read(file):
    found = store.read(file, "the week")
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tolist() == array.tolist()


def test_no_arrays_at_all_are_read_too(tmp_path):
    store.write(tmp_path / "none", {}, "nothing")
    assert store.read(tmp_path / "none", "nothing") == {}


def test_nobody_can_change_what_is_shared(file):
    numbers = store.read(file, "the week")["numbers"]
    with pytest.raises(ValueError, match="read-only"):
        numbers[0] = 1
    with pytest.raises(ValueError, match=r"(?i)writeable"):
        numbers.flags.writeable = True


def test_arrays_begin_where_the_processor_likes_it(file):
    for array in store.read(file, "the week").values():
        assert array.ctypes.data % store.LINE == 0 or not array.size


def test_arrays_stay_when_the_file_is_removed_or_replaced(file):
    before = store.read(file, "the week")
    store.write(file, {"numbers": np.zeros(7, dtype=np.int64)}, "the week")
    assert store.read(file, "the week")["numbers"].tolist() == [0] * 7
    file.unlink()
    assert before["numbers"].tolist() == list(range(7))


def test_a_file_about_something_else_is_refused(file):
    with pytest.raises(store.Damaged, match="something else"):
        store.read(file, "another week")


LENGTHS = (0, 1, 40, 100, 4096, 5000)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_that_was_cut_off_is_refused(file, length):
    whole = file.read_bytes()
    assert length < len(whole) or length == 5000
    file.write_bytes(whole[: min(length, len(whole) - 1)])
    with pytest.raises(store.Damaged):
        store.read(file, "the week")


@pytest.mark.parametrize("more", [b"\0", b"0" * 4096])
def test_a_file_that_is_too_long_is_refused(file, more):
    file.write_bytes(file.read_bytes() + more)
    with pytest.raises(store.Damaged):
        store.read(file, "the week")


@pytest.mark.parametrize("foreign", [b"id,name\n1,Alice\n" * 40, bytes(9000)])
def test_a_foreign_file_is_refused(file, foreign):
    file.write_bytes(foreign)
    with pytest.raises(store.Damaged, match="not one of ours"):
        store.read(file, "the week")


def test_any_byte_of_header_or_arrays_that_differs_is_noticed(file):
    whole = bytearray(file.read_bytes())
    header = whole.rindex(b"}", 0, store.PAGE) + 1
    for place in (*range(header), *range(store.PAGE, len(whole))):
        whole[place] ^= 0x10
        file.write_bytes(whole)
        with pytest.raises(store.Damaged):
            store.read(file, "the week")
        whole[place] ^= 0x10


def test_a_full_disk_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    def full(_number):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.write(file, {"numbers": np.zeros(7)}, "the week")
    assert [one.name for one in file.parent.iterdir()] == ["week.graph"]
    assert store.read(file, "the week")["numbers"].tolist() == list(range(7))


def test_only_plain_numbers_are_kept(tmp_path):
    with pytest.raises(ValueError, match="names holds"):
        store.write(tmp_path / "words", {"names": np.array(["Alice"])}, "words")
    assert list(tmp_path.iterdir()) == []
