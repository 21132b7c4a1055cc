"""Events for organisers: adding, changing, calling off, and the figures."""

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.programme.models import Event
from tests.programme.making import event, workshop

RIGHT = {
    "title": "July workshop", "begins_on": "2017-07-19", "ends_on": "2017-07-20",
    "summary": "A day of making", "place": "London", "online": "y", "project": "1",
    "zone": "Europe/London", "audience": "members", "attendees": "members",
    "version": "1",
}  # fmt: skip
NEW = "/organise/events/new"


def the_event() -> Event:
    return db.session.scalars(unscoped("test", Event)).one()


def test_adding_and_changing(visitor):
    olu = visitor("olu")
    assert "No event yet" in olu.see("/organise/events/").main
    page = olu.post(NEW, RIGHT)
    assert page.h1 == "July workshop"
    when = "Wednesday 19 July 2017 to Thursday 20 July 2017, London, online"
    assert when in page.main
    assert "Pain cafe" in page.main
    row = the_event()
    page = olu.see(f"/organise/events/{row.id}")
    assert page.select("#begins_on")[0]["value"] == "2017-07-19"
    assert page.select("#project [selected]")[0]["value"] == "1"
    version = page.select("#version")[0]["value"]
    changed = {
        **RIGHT, "title": "August workshop", "online": "", "project": "",
        "version": version,
    }  # fmt: skip
    page = olu.post(f"/organise/events/{row.id}", changed)
    assert page.h1 == "August workshop"
    assert "Pain cafe" not in page.main
    olu.see("/organise/events/77", 404)


def test_a_project_that_the_organiser_does_not_see_is_neither_told_nor_lost(visitor):
    row = event(project_id=3)
    plain = event("Another day")
    db.session.commit()
    olu = visitor("olu")
    pages = [olu.see(f"/organise/events/{one.id}") for one in (row, plain)]
    chosen = [page.texts("#project [selected]") for page in pages]
    assert chosen[0] == chosen[1] == ["None"]
    olu.post(f"/organise/events/{row.id}", {**RIGHT, "project": ""})
    db.session.refresh(row)
    assert (row.title, row.project_id) == ("July workshop", 3)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Enter a title"),
        ("title", "x" * 121, "Use 120 letters or fewer"),
        ("begins_on", "", "Choose the first day"),
        ("begins_on", "soon", "Enter a day, as in 2017-07-19"),
        ("ends_on", "2017-07-18", "Choose a last day that is not before the first"),
        ("summary", "x" * 281, "Use 280 letters or fewer"),
        ("project", "3", "Not a valid choice"),
    ],
)
def test_what_is_refused_stands_beside_its_field(visitor, field, value, words):
    page = visitor("olu").post(NEW, {**RIGHT, field: value})
    assert page.status == 422
    assert words in page.main
    assert page.select(f"#{field}[aria-invalid]")
    assert db.session.scalars(unscoped("test", Event)).all() == []


def test_what_is_over_is_not_called_off_any_more(visitor):
    row = workshop("alice")
    db.session.commit()
    olu = visitor("olu")
    assert "call it off" not in olu.see("/organise/events/").main
    page = olu.post(f"/organise/events/{row.id}/state", {"state": "cancelled"})
    assert page.status == 422
    assert "This event is over." in page.main


def test_calling_off_and_putting_back_on(visitor, at):
    at("2017-07-01 12:00")
    row = workshop("alice")
    db.session.commit()
    olu, path = visitor("olu"), f"/organise/events/{row.id}/state"
    assert "call it off" in olu.see("/organise/events/").main
    page = olu.post(path, {"state": "cancelled"})
    assert "Called off." in page.main
    assert "Called off" in page.texts(".badge")
    assert olu.post(path, {"state": "cancelled"}).status == 422
    assert "It takes place again." in olu.post(path, {"state": "published"}).main
    assert olu.post(path, {"state": "gone"}).status == 404


def test_it_leads_to_the_figures_of_what_came_of_events(visitor):
    page = visitor("olu").see("/organise/events/")
    (link,) = page.select("#impact a")
    assert visitor("olu").see(link["href"]).h1 == "Impact"


@pytest.mark.parametrize("path", ["/organise/events/", NEW, "/organise/events/{}"])
def test_takes_ten_statements_at_most(visitor, statements, path):
    row = workshop("dai", "bob", "lea")
    db.session.commit()
    olu = visitor("olu")
    with statements() as found:
        olu.see(path.format(row.id))
    assert len(found) <= 10, found
