"""So many pages of people and searches a minute, for an account or a network."""

import dataclasses

import pytest
from sqlalchemy.exc import OperationalError

from community.core import limits
from community.core.db import db
from community.web import paces
from community.web.paces import PACES
from community.web.policy import policies
from tests.client import Visitor

NOON = "2017-11-01 12:00:00"
PEOPLE, SEARCH = PACES["people"].most, PACES["search"].most


@pytest.fixture(autouse=True)
def _on(app, at, monkeypatch):
    """Count, as a real site does; at noon the clock stands still."""
    chosen = dataclasses.replace(app.config["SETTINGS"], paces=True)
    monkeypatch.setitem(app.config, "SETTINGS", chosen)
    monkeypatch.setattr(paces, "COUNTS", paces.Counts())
    at(NOON)


@pytest.fixture
def few(monkeypatch):
    """Make both paces so small that a test reaches them at once."""
    for name, pace in PACES.items():
        monkeypatch.setitem(PACES, name, dataclasses.replace(pace, most=3))


def statuses(browser, path, times):
    return [browser.get(path).status_code for _each in range(times)]


def test_the_numbers_are_those_that_are_promised():
    assert (PEOPLE, SEARCH) == (120, 60)


def test_after_a_hundred_and_twenty_people_one_waits_for_the_next_minute(visitor, at):
    alice = visitor("alice")
    assert set(statuses(alice, "/api/v1/members/bob-2", PEOPLE)) == {200}
    refused = alice.get("/members/bob-2")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    said = refused.get_data(as_text=True)
    assert "many pages in a short time. Wait a minute, then go on" in said
    assert alice.get("/members/").status_code == 429
    assert alice.get("/account/").status_code == 200, "all else is there"
    assert visitor("lea").get("/members/bob-2").status_code == 200
    at("2017-11-01 12:01:00")
    assert alice.get("/members/bob-2").status_code == 200


def test_a_search_is_counted_and_a_list_is_not(visitor, few):
    alice = visitor("alice")
    assert set(statuses(alice, "/projects/", 9)) == {200}
    assert set(statuses(alice, "/projects/?q=", 9)) == {200}
    assert statuses(alice, "/projects/?q=cafe", 4) == [200, 200, 200, 429]
    assert alice.get("/evidence/?q=group").status_code == 429, "whatever is searched"
    assert alice.get("/projects/").status_code == 200


def test_all_browsers_of_an_account_are_one(app, visitor, few):
    first, second = visitor("alice"), visitor("alice")
    assert statuses(first, "/members/bob-2", 3) == [200, 200, 200]
    assert second.get("/members/bob-2").status_code == 429


def test_another_process_goes_on_counting_where_this_one_is(visitor, monkeypatch):
    """It holds back nine at most: so many more than promised may pass beside it."""
    alice = visitor("alice")
    for _process in range(3):
        monkeypatch.setattr(paces, "COUNTS", paces.Counts())
        assert set(statuses(alice, "/api/v1/members/bob-2", 31)) == {200}
    monkeypatch.setattr(paces, "COUNTS", paces.Counts())
    said = statuses(alice, "/api/v1/members/bob-2", 40)
    assert said.index(429) == PEOPLE - 3 * 31
    assert 200 not in said[said.index(429) :]


def test_visitors_are_counted_by_their_network_whatever_their_browser_says(app, few):
    path, said = "/projects/?q=cafe", []
    for number in range(4):
        told = {
            "X-Forwarded-For": f"203.0.113.{number}",
            "X-Real-IP": "10.0.0.1",
        }
        said.append(Visitor(app).client.get(path, headers=told).status_code)
    assert said == [200, 200, 200, 429]
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    answer = Visitor(app).client.get(path, environ_base=elsewhere)
    assert answer.status_code == 200


def test_what_a_page_refuses_counts_too(visitor, few):
    alice = visitor("alice")
    said = statuses(alice, "/members/nobody-99", 4)
    assert said == [404, 404, 404, 429], "guessing names is no way round"


def test_a_page_is_shown_though_the_database_takes_nothing(visitor, few, monkeypatch):
    def full(*_words):
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    alice = visitor("alice")
    monkeypatch.setattr(limits, "add", full)
    said = statuses(alice, "/members/bob-2", 4)
    assert said == [200, 200, 200, 429], "and this process counts on"


def test_pages_of_people_and_all_searches_have_a_pace(app):
    found = {name: one.paces for name, one in policies(app).items() if one.paces}
    assert found == {
        "members.index": ("people", "search"),
        "api:members.index": ("people", "search"),
        "members.profile": ("people",), "api:members.profile": ("people",),
        "connections.know": ("people", "search"),
        "api:connections.know": ("people", "search"),
        "tags.search": ("search",), "api:tags.search": ("search",),
        "projects.index": ("search",), "api:projects.index": ("search",),
        "evidence.index": ("search",), "api:evidence.index": ("search",),
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/members/", "/members/?q=a", "/members/bob-2"])
def test_counting_adds_no_statement_to_most_pages(visitor, statements, path):
    alice = visitor("alice")
    alice.get(path)
    for _each in range(paces.AT_ONCE - 2):
        with statements() as found:
            alice.get(path)
        assert len(found) <= 10, found


def test_a_pace_that_is_off_counts_nothing(app, visitor, few, monkeypatch):
    chosen = dataclasses.replace(app.config["SETTINGS"], paces=False)
    monkeypatch.setitem(app.config, "SETTINGS", chosen)
    assert set(statuses(visitor("alice"), "/members/bob-2", 9)) == {200}
    rows = db.session.query(limits.LimitCount)
    assert rows.filter(limits.LimitCount.what.like("pace%")).count() == 0
