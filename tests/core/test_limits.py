"""Limits are counted in the database, over all processes, by windows."""

import pytest

from community.core import limits
from community.core.errors import TooMany


def test_the_last_allowed_try_passes_and_the_next_is_refused(app, at):
    at("2017-09-01 12:00:05")
    for _ in range(3):
        limits.check("hello", "1", 3, 60)
    with pytest.raises(TooMany) as refused:
        limits.check("hello", "1", 3, 60)
    assert refused.value.retry_after == 55
    limits.check("hello", "2", 3, 60)
    limits.check("offer", "1", 3, 60)


def test_a_new_window_begins_anew(app, at):
    at("2017-09-01 12:00:59")
    limits.check("hello", "1", 1, 60)
    at("2017-09-01 12:01:00")
    limits.check("hello", "1", 1, 60)


@pytest.mark.parametrize(
    ("clock", "said"), [("00", "%(minutes)s minutes"), ("30", "a minute")]
)
def test_how_long_to_wait_is_told_in_good_words(app, at, clock, said):
    at(f"2017-09-01 12:00:{clock}")
    limits.check("hello", "1", 1, 90)
    with pytest.raises(TooMany) as refused:
        limits.check("hello", "1", 1, 90)
    assert f"Wait {said}, then" in str(refused.value)
