"""Logs are JSON lines without personal data."""

import json
import logging
from types import SimpleNamespace

import pytest
import structlog

from community import logs
from tests import logged


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


# ---------------------------------------------------------------- the whole run
GOOD = (
    "2026-11-30 15:47:10 [info     ] request                        method=GET ms=17.8 "
    "request_id=9c5e86e59c144d9e route=organise.settings status=200"
)
BAD = {
    "an address": "who=alice@example.org", "a query": "what=/members/?q=nurse",
    "a cookie": "what=session_id=abc", "a sensitive word": "what=diabetes",
    "a path with a secret": f"what=/reset/{'x' * 43}",
    "a network address": "what=192.0.2.7", "a password": "a lantern in the orchard",
    "somebody's name": "what='Alice Marsh'", "a statement with its values": (
        "what='[parameters: (1)]'"
    ),
}  # fmt: skip


def wrong(*printed: str) -> list[str]:
    seen = logged.Seen()
    report = SimpleNamespace(
        nodeid="x", sections=[("Captured stdout call", "\n".join(printed))]
    )
    seen.look(report)  # type: ignore[arg-type]
    assert seen.lines <= len(printed)
    return seen.wrong


def test_a_usual_line_is_fine_and_what_is_no_log_line_is_passed_by():
    assert wrong(GOOD, "alice@example.org", '{"email": "alice@example.org"}') == []


@pytest.mark.parametrize("what", BAD)
def test_what_is_never_logged_is_found(what):
    assert any(f"logs {what}" in one for one in wrong(f"{GOOD} {BAD[what]}"))


def test_it_is_found_in_json_and_under_colours_too():
    line = {"event": "job", "level": "error", "kind": "bob@example.org"}
    assert len(wrong(json.dumps(line))) == 1
    assert len(wrong(f"\x1b[2m{GOOD.replace('request ', 'x@y.org ')}\x1b[0m")) == 1


def test_it_is_found_in_what_was_caught_of_our_own_logs_too():
    facts = {"event": "request", "level": "info", "route": "x", "email": "bob@y.org"}
    assert len(wrong(f"INFO     request:shell.py:131 {facts}")) == 2


def test_a_field_that_nobody_knows_is_found():
    assert "logs 'email'" in wrong(f"{GOOD} email=x")[0]


def test_every_canary_is_tried_here():
    assert set(BAD) == set(logged.CANARIES)
