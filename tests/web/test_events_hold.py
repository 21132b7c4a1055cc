"""Events of a project as pages: its leads add, change, publish and call them off."""

from datetime import date

import pytest

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.programme.models import Event, EventState
from tests.letters import notices
from tests.programme.making import event, there
from tests.web.test_events_organise import RIGHT

LIST, NEW = "/projects/project-1/events/", "/projects/project-1/events/new"
FUTURE = {
    **RIGHT, "title": "Walk and talk", "begins_on": "2999-07-19", "ends_on": "",
    "begins_time": "18:30", "ends_time": "20:00", "capacity": "12",
    "link": "https://example.org/room", "access_notes": "A lift, and a quiet room",
    "audience": "public",
}  # fmt: skip
del FUTURE["project"]


def the_event() -> Event:
    return db.session.scalars(unscoped("test", Event)).one()


def test_a_lead_adds_an_event_and_everybody_reads_it(visitor):
    lea = visitor("lea")
    assert NEW in lea.see(LIST).links()
    page = lea.post(NEW, FUTURE)
    assert page.h1 == "Walk and talk"
    assert "19 July 2999, 18:30 to 20:00, London, online" in page.main
    assert "A lift, and a quiet room" in page.main
    assert "https://example.org/room" in page.main
    row = the_event()
    assert (row.project_id, row.capacity) == (1, 12)
    for who in (None, "alice"):
        page = visitor(who).see(f"/events/{row.slug}")
        assert "Pain cafe" in page.main
        assert "example.org/room" not in page.html
        assert "Walk and talk" in visitor(who).see(LIST).main
    assert NEW not in visitor("alice").see(LIST).links()


def test_a_new_event_carries_whatever_its_form_holds(visitor):
    lea = visitor("lea")
    version = lea.see(NEW).select("#version")[0]["value"]
    assert lea.post(NEW, {**FUTURE, "version": version}).h1 == "Walk and talk"


def test_whoever_comes_reads_how_to_get_in(visitor):
    visitor("lea").post(NEW, FUTURE)
    path, alice = f"/events/{the_event().slug}", visitor("alice")
    assert "You read it here once you have a place." in alice.see(path).main
    page = alice.post(f"{path}/attend", {"audience": "me"})
    assert "https://example.org/room" in page.main
    page = alice.post(f"{path}/attend", {"audience": "away"})
    assert "example.org/room" not in page.html


def test_a_draft_is_published_called_off_and_put_back(visitor):
    lea, alice = visitor("lea"), visitor("alice")
    page = lea.post(NEW, {**FUTURE, "as": "draft"})
    assert "Your draft is kept." in page.main
    row = the_event()
    path = f"/events/{row.slug}"
    alice.see(path, 404)
    assert "Walk and talk" in lea.see(LIST).main
    assert "Walk and talk" not in alice.see(LIST).main
    page = lea.post(f"{path}/state", {"state": "published"})
    assert "Published. People can say that they come." in page.main
    alice.post(f"{path}/attend", {"audience": "members"})
    page = lea.post(f"{path}/state", {"state": "cancelled"})
    assert "Called off." in page.main
    assert "This event was called off." in alice.see(path).main
    assert [one.to for one in notices(kind="event-changed")] == ["alice@example.org"]
    assert (
        "It takes place again."
        in lea.post(f"{path}/state", {"state": "published"}).main
    )
    assert lea.post(f"{path}/state", {"state": "draft"}).status == 404
    assert lea.post(f"{path}/discard", {}).status == 422


def test_a_draft_is_thrown_away(visitor):
    lea = visitor("lea")
    lea.post(NEW, {**FUTURE, "as": "draft"})
    page = lea.post(f"/events/{the_event().slug}/discard", {})
    assert "Walk and talk is gone." in page.main
    assert db.session.scalars(unscoped("test", Event)).all() == []


def test_the_second_of_two_who_change_it_sees_both_texts(visitor):
    lea, olu = visitor("lea"), visitor("olu")
    lea.post(NEW, FUTURE)
    row = the_event()
    path, number, version = f"/events/{row.slug}/edit", row.id, str(row.version)
    mine = {**FUTURE, "version": version, "title": "Walk slowly"}
    assert lea.post(path, mine).h1 == "Walk slowly"
    theirs = {
        **FUTURE, "version": version, "title": "Talk", "project": "1", "place": "Bath"
    }  # fmt: skip
    page = olu.post(f"/organise/events/{number}", theirs)
    assert page.status == 409
    assert "Somebody was faster" in page.main
    assert "Walk slowly" in page.main
    assert page.select("#title")[0]["value"] == "Talk"
    theirs["version"] = page.select("#version")[0]["value"]
    page = olu.post(f"/organise/events/{number}", theirs)
    assert (page.h1, page.status) == ("Talk", 200)


def test_the_second_of_two_sees_every_part_that_differs(visitor):
    lea = visitor("lea")
    lea.post(NEW, FUTURE)
    row = the_event()
    path, mine = f"/events/{row.slug}/edit", {**FUTURE, "version": str(row.version)}
    lea.post(path, mine | {"capacity": "3", "begins_time": "18:45"})
    del mine["online"]
    page = lea.post(path, mine | {"capacity": "4", "attendees": "hosts"})
    assert page.status == 409
    assert {"Places", "Begins at"} <= set(page.texts(".summary h3"))
    told = page.texts(".summary dd")
    assert {"3", "4", "18:45", "18:30", "Yes", "No"} <= set(told)


def test_somebody_who_comes_does_not_stop_an_edit(visitor):
    lea = visitor("lea")
    lea.post(NEW, FUTURE)
    row = the_event()
    sent = {**FUTURE, "version": str(row.version), "capacity": "13"}
    path = f"/events/{row.slug}"
    visitor("alice").post(f"{path}/attend", {"audience": "members"})
    assert lea.post(f"{path}/edit", sent).status == 200
    db.session.expire_all()
    assert (the_event().taken, the_event().capacity) == (1, 13)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("begins_time", "half past", "Enter a time, as in 18:30"),
        ("begins_time", "", "Enter the time at which it begins as well"),
        ("ends_time", "18:00", "Choose an end that comes after the beginning"),
        ("capacity", "many", "Enter a number, as in 12, or nothing"),
        ("capacity", "0", "Enter a number of places from 1 to 5,000, or nothing"),
        ("link", "javascript:alert(1)", "Enter a whole address"),
        ("link", "https://a b", "Enter a whole address"),
        ("zone", "Mars/North", "Not a valid choice"),
        ("audience", "me", "Not a valid choice"),
    ],
)  # fmt: skip
def test_what_is_refused_stands_beside_its_field(visitor, field, value, words):
    page = visitor("lea").post(NEW, {**FUTURE, field: value})
    assert page.status == 422
    assert words in page.main
    assert page.select(f"#{field}[aria-invalid], fieldset#{field} .field__error")
    assert db.session.scalars(unscoped("test", Event)).all() == []


@pytest.mark.parametrize(
    ("day", "hour", "status"),
    [("2027-03-28", "01:30", 422), ("2026-10-25", "01:30", 200)],
)
def test_an_hour_that_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first(
    visitor, day, hour, status
):
    sent = {**FUTURE, "begins_on": day, "begins_time": hour, "ends_time": ""}
    page = visitor("lea").post(NEW, sent)
    assert page.status == status
    assert ("Clocks go forward over that time" in page.main) is (status == 422)


def test_a_time_elsewhere_is_told_in_british_time_too(visitor):
    sent = {**FUTURE, "zone": "America/New_York", "begins_on": "2027-03-20"}
    page = visitor("lea").post(NEW, sent)
    assert (
        "Saturday 20 March 2027, 22:30 to Sunday 21 March 2027, 00:00 British time"
        " (Saturday 20 March 2027, 18:30 to 20:00 in New York)"
    ) in page.main or (
        "Saturday 20 March 2027, 22:30 to Sunday 21 March 2027, 00:00 British time "
        "(Saturday 20 March 2027, 18:30 to 20:00 in New York)"
    ) in page.main


def test_the_project_page_for_members_holds_no_public_event(visitor):
    row = event(project_id=2, day=date(2999, 1, 1))
    db.session.commit()
    bob, path = visitor("bob"), "/projects/project-2/events/new"
    assert "public" not in [
        one["value"] for one in bob.see(path).select("[name=audience]")
    ]
    visitor().see("/projects/project-2/events/", 404)
    assert row.title in visitor("alice").see("/projects/project-2/events/").main


def test_an_event_for_the_team_is_for_the_team(visitor):
    lea = visitor("lea")
    lea.post(NEW, {**FUTURE, "audience": "projects"})
    path = f"/events/{the_event().slug}"
    assert "The project’s team" in visitor("dai").see(path).main
    visitor("alice").see(path, 404)
    visitor("olu").see(path, 404)


def test_it_is_not_narrowed_to_the_team_once_others_come(visitor):
    row = event(project_id=1, day=date(2999, 1, 1), audience=Audience.MEMBERS)
    there(row, "alice")
    db.session.commit()
    sent = {**FUTURE, "audience": "projects", "version": str(row.version)}
    page = visitor("lea").post(f"/events/{row.slug}/edit", sent)
    assert page.status == 422
    assert "People who are not in the team come already." in page.main


def test_an_event_is_a_sign_of_life(visitor, at):
    at("2017-08-01 12:00")
    visitor("lea").post(NEW, FUTURE)
    from community.projects.models import Project

    found = db.session.get(Project, 1, execution_options={"unscoped": "test"})
    assert found.alive_at.isoformat() == "2017-08-01T12:00:00+00:00"


def test_who_waits_reads_which_of_how_many_they_are(visitor):
    row = event(day=date(2999, 1, 1), capacity=1)
    there(row, "bob")
    db.session.commit()
    path = f"/events/{row.slug}"
    assert "Would you like to wait for a place?" in visitor("alice").see(path).main
    page = visitor("alice").post(f"{path}/attend", {"audience": "members"})
    assert "You are number 1 of 1 who wait." in page.main
    page = visitor("dai").post(f"{path}/attend", {"audience": "me"})
    assert "You are number 2 of 2 who wait." in page.main
    assert "Dai Prosser" not in visitor("bob").see(path).main
    told = visitor("olu").see(path).main
    assert "1 person comes; there is 1 place; 2 people wait." in told


@pytest.mark.parametrize("path", [LIST, NEW, "/events/{}/edit", "/events/{}"])
def test_takes_ten_statements_at_most(visitor, statements, path):
    row = event(
        project_id=1, day=date(2999, 1, 1), capacity=2, state=EventState.PUBLISHED
    )
    there(row, "lea", "bob")
    db.session.commit()
    lea = visitor("lea")
    with statements() as found:
        lea.see(path.format(row.slug))
    assert len(found) <= 10, found
