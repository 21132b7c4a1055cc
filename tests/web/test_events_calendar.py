"""Events in calendars: a file, public feeds, and the secret address of one's own."""

import re
from datetime import date, time

import pytest
from icalendar import Calendar
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.programme.models import Answer, CalendarKey, EventLink, EventState
from community.projects.models import Project
from tests.programme.making import event, there

DAY = date(2017, 9, 1)
ROOM = "https://example.org/room"


@pytest.fixture(autouse=True)
def now(at):
    at("2017-08-01 12:00")


@pytest.fixture
def some(app):
    """Events of every audience, to one of which Alice comes; each has a way in."""
    rows = [
        event("Public walk", DAY, audience=Audience.PUBLIC, project_id=1),
        event("Members meet", DAY, begins_time=time(18), ends_time=time(20)),
        event("Team tea", DAY, audience=Audience.PROJECTS, project_id=1),
        event("Draft day", DAY, audience=Audience.PUBLIC, state=EventState.DRAFT),
        event("Waiting room", DAY, capacity=1),
        event("Gone off", DAY, state=EventState.CANCELLED),
        event("Old news", date(2017, 1, 1)),
    ]
    for row in rows:
        db.session.add(EventLink(event_id=row.id, link=f"{ROOM}-{row.id}"))
    for at in (1, 5, 6):
        there(rows[at], "alice")
    there(rows[4], "alice", answer=Answer.WAITING)
    db.session.commit()
    return rows


def titles(answer) -> list[str]:
    assert answer.status_code == 200, answer.status_code
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.data).walk("VEVENT")
    return sorted(str(one["summary"]) for one in found)


def address_of(browser) -> str:
    page = browser.post("/events/calendar", {"what": "make"})
    return re.search(r"/calendar/[\w-]{43}\.ics", page.html)[0]


def test_the_public_feed_holds_public_events_and_reads_no_cookie(visitor, some):
    for who in (None, "alice", "lea", "olu"):
        answer = visitor(who).get("/events.ics")
        assert titles(answer) == ["Public walk"]
        assert b"room" not in answer.data
        assert "Set-Cookie" not in answer.headers


def test_a_project_has_a_feed_of_its_public_events(visitor, some):
    for who in (None, "lea"):
        assert titles(visitor(who).get("/projects/project-1/events.ics")) == [
            "Public walk"
        ]
        for hidden in ("project-2", "project-3", "nothing"):
            path = f"/projects/{hidden}/events.ics"
            assert visitor(who).get(path).status_code == 404


def test_what_is_the_same_is_not_sent_twice(visitor, some):
    for path in ("/events.ics", "/projects/project-1/events.ics"):
        first = visitor().get(path)
        same = {"If-None-Match": first.headers["ETag"]}
        again = visitor().get(path, headers=same)
        assert (again.status_code, again.data) == (304, b"")
        row = some[0]
        row.title, row.sequence = f"Another walk {path}", row.sequence + 1
        db.session.commit()
        assert visitor().get(path, headers=same).status_code == 200


def test_one_event_is_a_file_for_whoever_sees_it(visitor, some):
    slugs = {row.title: row.slug for row in some}
    sees = {
        None: {"Public walk"},
        "alice": set(slugs) - {"Draft day", "Team tea"},
        "dai": set(slugs) - {"Draft day"},
        "olu": set(slugs) - {"Draft day", "Team tea"},
    }  # fmt: skip
    for who, wanted in sees.items():
        for title, slug in slugs.items():
            answer = visitor(who).get(f"/events/{slug}/event.ics")
            assert answer.status_code == (200 if title in wanted else 404), (who, title)
            assert b"/room" not in answer.data
    answer = visitor("alice").get("/events/event-gon/event.ics")
    assert b"STATUS:CANCELLED" in answer.data
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_ones_own_holds_what_one_comes_to_and_what_ones_projects_hold(visitor, some):
    path = address_of(visitor("alice"))
    answer = visitor().get(path)
    assert titles(answer) == ["Gone off", "Members meet"]
    assert f"{ROOM}-{some[1].id}".encode() in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    answer = visitor().get(address_of(visitor("dai")))
    assert titles(answer) == ["Public walk", "Team tea"]
    assert b"/room" not in answer.data.replace(b"\r\n ", b"")


def test_the_address_is_shown_once_and_kept_as_a_digest(visitor, some):
    alice = visitor("alice")
    assert "You have no address yet" in alice.see("/events/calendar").main
    path = address_of(alice)
    assert len(path) - len("/calendar/.ics") == 43, "256 bits"
    page = alice.see("/events/calendar")
    assert "You have an address" in page.main
    assert path not in page.html
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    kept = db.session.scalars(unscoped("test", CalendarKey.token_hash)).one()
    assert token not in kept


def test_a_new_address_ends_the_old_one_and_one_can_end_it(visitor, some):
    alice = visitor("alice")
    first, second = address_of(alice), address_of(alice)
    assert visitor().get(first).status_code == 404
    assert visitor().get(second).status_code == 200
    alice.post("/events/calendar", {"what": "end"})
    assert visitor().get(second).status_code == 404
    assert "You have no address yet" in alice.see("/events/calendar").main
    assert alice.post("/events/calendar", {"what": "other"}).status == 404


@pytest.mark.parametrize("state", [one for one in State if one is not State.ACTIVE])
def test_it_is_silent_for_whoever_is_not_here(visitor, some, state):
    path = address_of(visitor("alice"))
    db.session.execute(update(Account).where(Account.id == 1).values(state=state))
    db.session.commit()
    assert visitor().get(path).status_code == 404
    db.session.execute(
        update(Account).where(Account.id == 1).values(state=State.ACTIVE)
    )
    db.session.commit()
    assert visitor().get(path).status_code == 200


def test_it_gives_an_organiser_no_more_than_a_member(visitor, some):
    answer = visitor().get(address_of(visitor("olu")))
    assert titles(answer) == []


def test_a_project_that_hides_takes_its_events_out_of_the_feeds(visitor, some):
    db.session.execute(
        update(Project).where(Project.id == 1).values(audience=Audience.MEMBERS)
    )
    db.session.commit()
    assert titles(visitor().get("/events.ics")) == []
    assert visitor().get("/projects/project-1/events.ics").status_code == 404
