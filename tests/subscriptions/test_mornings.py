"""Letters go on Thursdays at eight in Britain, the same fortnight for everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.core.clock import BRITAIN
from community.subscriptions.models import Every
from community.subscriptions.mornings import last_morning, next_morning, rhythms_of

MOMENTS = some.integers(946_684_800, 3_786_912_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
"""Any second of ninety years."""


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2017-09-06 12:00", "2017-08-31 07:00"),
        ("2017-09-07 06:59", "2017-08-31 07:00"),
        ("2017-09-07 07:00", "2017-09-07 07:00"),
        ("2017-09-08 00:30", "2017-09-07 07:00"),
        ("2017-11-02 07:59", "2017-10-26 07:00"),
        ("2017-11-02 08:00", "2017-11-02 08:00"),
    ],
)
def test_the_last_morning(now, morning):
    found = last_morning(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(morning).replace(tzinfo=UTC)


@given(MOMENTS)
def test_it_is_always_a_thursday_at_eight_by_british_clocks(now):
    last = last_morning(now)
    here = last.astimezone(BRITAIN)
    assert (here.weekday(), here.hour, here.minute) == (3, 8, 0)
    assert last <= now < last + timedelta(days=7, hours=1)
    assert last_morning(last) == last


@given(MOMENTS, some.sampled_from(Every))
def test_the_next_one_is_the_first_for_that_rhythm(now, every):
    due, steps = next_morning(every, now), 0
    seen = last_morning(now)
    while seen < due:
        seen, steps = next_morning(Every.WEEK, seen), steps + 1
        assert (every in rhythms_of(seen)) is (seen == due)
    assert seen == due
    assert steps <= (1 if every is Every.WEEK else 2)


@given(MOMENTS)
def test_every_second_morning_is_for_all(now):
    one = last_morning(now)
    two = next_morning(Every.WEEK, one)
    both = [len(rhythms_of(one)), len(rhythms_of(two))]
    assert sorted(both) == [1, 2]
