"""A community of before the connections comes along, and finds its way back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, Table, inspect, text

from community.core.db import db

BEFORE, AFTER = "20261125", "20261129"
STORY = "We shared the last two biscuits"
NOW = datetime.now(UTC)
OLD, FRESH, ANSWERED = NOW - timedelta(30), NOW - timedelta(1), NOW - timedelta(40)


def put(name: str, *rows: dict[str, Any]) -> None:
    """Put rows into a table as it is at this moment."""
    with db.engine.begin() as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        connection.execute(table.insert(), list(rows))


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table as it is at this moment."""
    with db.engine.connect() as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        found = connection.execute(table.select().order_by(table.c.id))
        return [dict(row) for row in found.mappings()]


@pytest.fixture
def old(empty):
    """A database of the version before, with four people, ties and hellos."""
    upgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    for number in (1, 2, 3, 4):
        put("account", _filled(metadata.tables["account"], number, state="active"))
        put("member", _filled(metadata.tables["member"], number, account_id=number))
    tie = {"a_audience": "near", "b_audience": "members", "how": "met"}
    tie |= {"since": date(2017, 7, 13)}
    put(
        "connection",
        {**tie, "a_id": 1, "b_id": 2, "story": STORY, "origin": "profile"},
        {**tie, "a_id": 2, "b_id": 3, "story": "", "origin": "network"},
        {**tie, "a_id": 3, "b_id": 4, "story": "", "origin": "suggestion"},
    )
    hello = {"message": "A song for you", "origin": "profile", "answered_at": None}
    put(
        "connection_request",
        {**hello, "asker_id": 1, "asked_id": 3, "state": "sent", "asked_at": OLD},
        {**hello, "asker_id": 1, "asked_id": 4, "state": "sent", "asked_at": FRESH},
        {
            **hello, "asker_id": 3, "asked_id": 4, "state": "accepted",
            "asked_at": ANSWERED, "answered_at": OLD, "origin": "suggestion",
        },
    )  # fmt: skip
    return empty


def _filled(table: Table, number: int, **known: Any) -> dict[str, Any]:
    """Return a row with something in every column that wants it."""
    made: dict[str, Any] = {"id": number, **known}
    words = {"audience": "members", "map_consent": "named", "theme": "auto"}
    for column in table.columns:
        if column.name in made or column.nullable:
            continue
        kind = column.type.python_type
        some = {bool: False, int: 1, str: f"{column.name}-{number}", datetime: NOW}
        made[column.name] = words.get(column.name, some.get(kind))
    return made


def test_a_story_becomes_the_half_of_its_first_side(old):
    upgrade(revision=AFTER)
    (told,) = rows("connection_story")
    first = rows("connection")[0]
    assert (told["connection_id"], told["member_id"]) == (first["id"], 1)
    assert told["words"] == STORY
    assert told["edited_at"] is not None
    assert "story" not in first


def test_ties_keep_their_ends_and_are_as_old_as_they_were(old):
    upgrade(revision=AFTER)
    found = rows("connection")
    assert [(one["a_id"], one["b_id"]) for one in found] == [(1, 2), (2, 3), (3, 4)]
    assert [one["origin"] for one in found] == ["direct", "direct", "suggestion"]
    for one in found:
        assert one["touched_on"] == one["since"] == date(2017, 7, 13)
        assert (one["a_audience"], one["b_audience"]) == ("near", "members")
        assert one["made_at"] is not None
        assert one["event_id"] is None


def test_hellos_are_of_the_first_kind_and_nobody_was_reminded(old):
    upgrade(revision=AFTER)
    found = rows("connection_request")
    assert [one["kind"] for one in found] == ["hello"] * 3
    assert [one["how"] for one in found] == ["other"] * 3
    assert [one["nudges"] for one in found] == [0] * 3
    assert [one["origin"] for one in found] == ["direct", "direct", "suggestion"]
    assert [one["since"] for one in found] == [None] * 3


def test_of_what_ended_long_ago_nobody_is_told_again(old):
    upgrade(revision=AFTER)
    old_one, fresh, answered = (one["told_at"] for one in rows("connection_request"))
    assert old_one is not None
    assert fresh is None
    assert answered is not None


def test_all_goes_down_again_and_keeps_the_first_story(old):
    upgrade(revision=AFTER)
    put(
        "connection_story",
        {
            "connection_id": rows("connection")[0]["id"], "member_id": 2,
            "words": "She took the bigger one", "edited_at": NOW,
        },
    )  # fmt: skip
    downgrade(revision=BEFORE)
    assert [one["story"] for one in rows("connection")] == [STORY, "", ""]
    assert len(rows("connection_request")) == 3
    assert "connection_story" not in inspect(db.engine).get_table_names()
    upgrade(revision=AFTER)
    assert [one["words"] for one in rows("connection_story")] == [STORY]


def test_only_the_second_side_told_and_that_is_kept_too(old):
    upgrade(revision=AFTER)
    half = {"connection_id": rows("connection")[1]["id"], "member_id": 3}
    put("connection_story", {**half, "words": "On the slow train", "edited_at": NOW})
    downgrade(revision=BEFORE)
    assert [one["story"] for one in rows("connection")] == [
        STORY, "On the slow train", "",
    ]  # fmt: skip


def test_what_the_version_before_has_no_word_for_goes_down_as_what_is_near_it(old):
    """A hello that ran out reads "not now"; a tick without words is no hello."""
    upgrade(revision=AFTER)
    with db.engine.begin() as connection:
        for words in (
            "UPDATE connection_request SET state = 'lapsed' WHERE asked_id = 3",
            "UPDATE connection_request SET kind = 'known' WHERE state = 'accepted'",
        ):
            connection.execute(text(words))
    downgrade(revision=BEFORE)
    assert [one["state"] for one in rows("connection_request")] == ["not now", "sent"]
