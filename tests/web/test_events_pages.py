"""Events as pages: the list, one event, saying that one was there, what began there."""

from datetime import date

import pytest

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.programme import origins
from community.programme.models import Origin
from community.projects.models import Project
from community.safeguarding.models import Report
from tests.cast import CAST
from tests.programme.making import ME, cancel, event, there, workshop


def test_visitors_read_public_events_and_no_others(visitor, at):
    at("2017-07-01 12:00")
    row = event(audience=Audience.PUBLIC, summary="A day of making")
    event("Open day", date(2017, 9, 1))
    db.session.commit()
    for who in (None, "pat"):
        page = visitor(who).see("/events/")
        assert page.texts(".row h3") == ["July workshop"]
        page = visitor(who).see(f"/events/{row.slug}")
        assert "Would you like to come?" in page.main
        assert "Who is coming" not in page.main
        assert page.select("link[rel=canonical]")
        assert page.select("meta[property='og:title']")[0]["content"] == row.title
        visitor(who).see("/events/event-ope", 404)
    page = visitor("alice").see("/events/event-ope")
    assert page.select("meta[name=robots]")
    assert not page.select("link[rel=canonical]")


def test_the_list_tells_what_comes_and_what_was(visitor, at):
    page = visitor("alice").see("/events/")
    assert "Nothing is planned" in page.main
    assert "No event has been yet" in page.main
    at("2017-07-20 12:00")
    workshop("alice", "bob")
    event("Open day", date(2017, 9, 1), place="Cardiff", online=True)
    db.session.commit()
    page = visitor("alice").see("/events/")
    assert page.texts(".row h3") == ["Open day", "July workshop"]
    assert "Friday 1 September 2017, Cardiff, online" in page.main
    assert "2 people show you that they were there" in page.main
    assert "You were there" in page.main


def test_one_event_and_who_was_there(visitor):
    row = workshop("bob", "dai")
    there(row, "lea", audience=ME)
    db.session.commit()
    page = visitor("alice").see("/events/event-jul")
    assert page.h1 == "July workshop"
    assert page.texts(".card h3") == ["Bob Okoro", "Dai Prosser"]
    assert "Lea Novak" not in page.main
    assert "Lea Novak" in visitor("lea").see("/events/event-jul").main


def press(browser, choice):
    return browser.post("/events/event-jul/attend", {"audience": choice})


def test_i_was_there_with_one_tap_and_back(visitor):
    event()
    db.session.commit()
    alice, bob = visitor("alice"), visitor("bob")
    assert "Were you there?" in alice.see("/events/event-jul").main
    assert "Those who may see who comes see that too." in press(alice, "members").main
    assert "Alice Marsh" in bob.see("/events/event-jul").main
    assert "Kept. Only you see it." in press(alice, "me").main
    assert "Alice Marsh" not in bob.see("/events/event-jul").main
    assert "Taken back." in press(alice, "away").main
    assert "Were you there?" in alice.see("/events/event-jul").main
    assert press(alice, "public").status == 404


def test_i_am_coming(visitor):
    event(day=date(2999, 1, 1))
    db.session.commit()
    alice = visitor("alice")
    assert "I am coming" in alice.see("/events/event-jul").main
    page = press(alice, "members")
    assert "You are coming" in page.main
    assert "We met here" not in page.main


def test_an_event_that_was_called_off(visitor):
    row = workshop("alice")
    cancel(row)
    db.session.commit()
    page = visitor("alice").see("/events/event-jul")
    assert "This event was called off." in page.main
    assert page.texts("#mine button") == ["Take it back"]
    assert press(visitor("bob"), "members").status == 422


def test_it_can_be_reported(visitor):
    event(made_by_id=5, summary="A day of making")
    db.session.commit()
    alice, path = visitor("alice"), "/report/event/event-jul"
    found = str(alice.see("/events/event-jul").links())
    assert path in found
    assert alice.see(path).h1 == "Report the event “July workshop”"
    alice.post(path, {"reason": "harassment"})
    report = db.session.scalars(unscoped("test", Report)).one()
    assert (report.case_id, report.about_id) == (1, CAST["lea"].id)
    case = visitor("mo").see("/moderate/1")
    assert "A day of making" in case.main
    assert "/events/event-jul" in case.links()


# ---------------------------------------------------------------- what began there
def test_the_team_says_how_it_began_and_both_pages_tell(visitor):
    row = event()
    db.session.commit()
    dai, path = visitor("dai"), "/projects/project-1/began"
    assert path in dai.see("/projects/project-1").links()
    assert path not in visitor("alice").see("/projects/project-1").links()
    assert "No project says so yet" in dai.see("/events/event-jul").main
    assert dai.post(path, {}).status == 422
    page = dai.post(path, {"origin": "event", "event": ""})
    assert page.status == 422
    assert "Choose the event" in page.main
    page = dai.post(path, {"origin": "event", "event": str(row.id)})
    assert "Began at July workshop" in page.main
    page = visitor("alice").see("/events/event-jul")
    assert "Pain cafe" in page.main
    assert "Began at" not in visitor().see("/projects/project-1").main
    page = dai.see(path)
    assert page.select("[name=origin][checked]")[0]["value"] == "event"
    assert "How it began" not in dai.post(path, {"origin": "untold"}).main


def test_each_origin_has_its_words(visitor):
    project = db.session.get(Project, 1, execution_options={"unscoped": "test"})
    for origin in origins.TOLD:
        if origin is not Origin.EVENT:
            origins.tell_origin(CAST["lea"].viewer, project, origin)
            db.session.commit()
            assert "Began " in visitor().see("/projects/project-1").main


def test_only_the_team_is_asked(visitor):
    assert visitor("alice").get("/projects/project-1/began").status_code == 403
    assert visitor("alice").get("/projects/project-3/began").status_code == 404


@pytest.mark.parametrize(
    "path", ["/events/", "/events/event-jul", "/projects/project-1/began"]
)
def test_takes_ten_statements_at_most(visitor, statements, path):
    row = workshop("dai", "bob", "lea")
    project = db.session.get(Project, 1, execution_options={"unscoped": "test"})
    origins.tell_origin(CAST["lea"].viewer, project, Origin.EVENT, row.id)
    db.session.commit()
    reader = visitor("dai")
    with statements() as found:
        reader.see(path)
    assert len(found) <= 10, found


def test_as_json(visitor):
    row = workshop("bob")
    there(row, "lea", audience=ME)
    db.session.commit()
    found = visitor("alice").json("/api/v1/events/event-jul")
    assert [one["slug"] for one in found["people"]["items"]] == ["bob-2"]
    assert visitor("alice").json("/api/v1/events/")["past"]["total"] == 1
