"""How long answers usually take: of many, and never of today."""

from datetime import timedelta

import pytest

from community.connections.models import ConnectionRequest, RequestKind
from community.connections.replies import usual_reply
from community.core import clock
from community.core.db import db
from community.core.states import RequestState

ACCEPTED, NOT_NOW = RequestState.ACCEPTED, RequestState.NOT_NOW


def answered(hours: list[float], ago: float = 2.0, **facts: object) -> None:
    """Add hellos that were answered so many days ago, after so many hours each."""
    then = clock.now() - timedelta(days=ago)
    for number, took in enumerate(hours):
        row = {
            "asker_id": 1 + number % 2, "asked_id": 4, "message": "Hello",
            "state": ACCEPTED, "answered_at": then,
            "asked_at": then - timedelta(hours=took), **facts,
        }  # fmt: skip
        db.session.add(ConnectionRequest(**row))
    db.session.flush()


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ([1] * 7, None),
        ([1] * 8, 1),
        ([24] * 8, 1),
        ([25] * 8, 2),
        ([1] * 6 + [400, 400], 1),
        ([1] * 5 + [60, 400, 400], 3),
        ([60] * 40, 3),
    ],
)
def test_within_so_many_days_three_of_four_are_answered(app, at, hours, days):
    at("2017-09-20 12:00")
    answered(hours)
    assert usual_reply() == days


@pytest.mark.parametrize(
    ("ago", "facts", "days"),
    [
        (0.1, {}, None),
        (0.51, {}, 1),
        (90.4, {}, 1),
        (91, {}, None),
        (2, {"state": NOT_NOW}, None),
        (2, {"kind": RequestKind.KNOWN}, None),
    ],
    ids=["today", "yesterday", "the first day", "before", "declined", "named"],
)
def test_counts_yeses_to_hellos_of_the_last_ninety_days(app, at, ago, facts, days):
    at("2017-09-20 12:00")
    answered([5] * 9, ago, **facts)
    assert usual_reply() == days


def test_takes_one_statement(app, statements):
    with statements() as found:
        usual_reply()
    assert len(found) == 1
