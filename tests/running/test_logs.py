"""Logs are JSON lines without personal data."""

import json
import logging

import pytest
import structlog

from community import logs


@pytest.fixture
def lines(capfd):
    """Return the lines so far; `logs.set_up()` in the test takes its own stream."""
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    logging.getLogger().handlers.clear()
    structlog.reset_defaults()


def test_a_request_is_one_line_with_its_id_and_without_its_path(visitor, lines):
    logs.set_up()
    response = visitor("alice").get("/members/?q=diabetes")
    [line] = [one for one in lines() if one["event"] == "request"]
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert (line["route"], line["status"]) == ("members.index", 200)
    assert {"ms", "method", "timestamp", "level"} <= set(line)
    assert "diabetes" not in json.dumps(line)


def test_a_librarys_line_is_json_too(lines):
    logs.set_up()
    logging.getLogger("waitress").warning("slow %s", "client")
    [line] = lines()
    assert (line["event"], line["level"]) == ("slow client", "warning")


def test_an_exception_is_its_type_and_places_never_its_words(lines):
    logs.set_up()
    try:
        raise KeyError("alice@example.org")
    except KeyError:
        logging.getLogger("x").exception("broken")
    [line] = lines()
    assert line["exception"] == "KeyError"
    assert line["places"][-1].startswith("test_logs.py:")
    assert "alice" not in json.dumps(line)
