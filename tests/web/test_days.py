"""Days are those of clocks in Britain, wherever a moment is shown as one."""

from datetime import UTC, date, datetime

import pytest

from community.web import words

LATE = datetime(2017, 7, 1, 23, 30, tzinfo=UTC)
"""Half past midnight on the second of July, by clocks in Britain."""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (LATE, "2 July 2017"),
        (LATE.replace(month=12), "1 December 2017"),
        (date(2017, 7, 1), "1 July 2017"),
        ("2017-07-01", "1 July 2017"),
    ],
)
def test_a_moment_is_of_its_british_day(app, value, said):
    with app.test_request_context():
        assert words.day(value) == said


def test_the_month_goes_with_the_day(app):
    with app.test_request_context():
        assert words.month(LATE.replace(day=31)) == "August 2017"
        assert words.weekday(LATE) == "Sunday 2 July 2017"
