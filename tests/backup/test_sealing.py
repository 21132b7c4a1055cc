"""A sealed file opens with its key alone, and not at all once it was touched."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.backup.problems import BackupProblem
from community.backup.sealing import MAGIC, PIECE, SALT, TAG, Opening, Sealing
from tests import sampling
from tests.backup.places import KEY, OTHER_KEY

HEAD, WHOLE = len(MAGIC) + SALT, PIECE + TAG
EDGES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17]


def sealed(data: bytes, key: str = KEY, steps: int = 10_000) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, key)
    for start in range(0, len(data), steps):
        sealing.write(data[start : start + steps])
    sealing.close()
    return out.getvalue()


def opened(words: bytes, *keys: str) -> bytes:
    return Opening(io.BytesIO(words), keys or (KEY,)).read()


def text_of(size: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(size))


@pytest.mark.parametrize("size", EDGES)
@pytest.mark.parametrize("steps", [999, PIECE, 10**7])
def test_what_goes_in_comes_out(size, steps):
    assert opened(sealed(text_of(size), steps=steps)) == text_of(size)


def test_it_can_be_read_in_bites():
    reading = Opening(io.BytesIO(sealed(text_of(3 * PIECE))), [KEY])
    found = b""
    while bite := reading.read(10_007):
        found += bite
    assert found == text_of(3 * PIECE)


def test_nothing_of_it_can_be_read_in_the_file():
    assert b"lantern" not in sealed(b"a lantern in the orchard " * 1000)
    assert sealed(b"same") != sealed(b"same")


def test_an_older_key_opens_and_another_does_not():
    words = sealed(b"kept", OTHER_KEY)
    assert opened(words, KEY, OTHER_KEY) == b"kept"
    with pytest.raises(BackupProblem, match="No key here opens"):
        opened(words, KEY)


def test_something_else_is_no_backup():
    for words in (b"", b"PK\3\4", b"x" * 500):
        with pytest.raises(BackupProblem, match="not a backup"):
            opened(words)


@given(st.data())
@settings(max_examples=sampling.size(600, 60, 30))
def test_one_changed_bit_is_found(data):
    words = bytearray(sealed(text_of(data.draw(st.sampled_from(EDGES[3:])))))
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(BackupProblem):
        opened(bytes(words))


@given(st.data())
@settings(max_examples=sampling.size(600, 60, 30))
def test_a_file_without_its_end_is_found(data):
    words = sealed(text_of(data.draw(st.sampled_from(EDGES[3:]))))
    left = data.draw(st.integers(0, len(words) - 1))
    with pytest.raises(BackupProblem):
        opened(words[:left])


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_a_file_cut_between_two_pieces_is_found(pieces):
    words = sealed(text_of(3 * PIECE + 17))
    with pytest.raises(BackupProblem, match="damaged"):
        opened(words[: HEAD + pieces * WHOLE])


def test_pieces_that_were_swapped_doubled_or_left_out_are_found():
    words = sealed(text_of(3 * PIECE + 17))
    head, rest = words[:HEAD], words[HEAD:]
    one, two, three, last = (rest[at : at + WHOLE] for at in range(0, 4 * WHOLE, WHOLE))
    for order in (
        [two, one, three, last], [one, two, last], [one, two, two, three, last],
        [one, two, three, last, last], [one, two, three, last[:TAG]],
    ):  # fmt: skip
        with pytest.raises(BackupProblem):
            opened(head + b"".join(order))
    assert opened(head + one + two + three + last) == text_of(3 * PIECE + 17)


def test_a_piece_of_another_file_is_found():
    one, other = sealed(text_of(2 * PIECE)), sealed(text_of(2 * PIECE))
    with pytest.raises(BackupProblem):
        opened(one[: HEAD + WHOLE] + other[HEAD + WHOLE :])
