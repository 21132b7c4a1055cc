"""Announcements for organisers: writing, looking, testing, sending, taking back."""

import pytest
from sqlalchemy import select

from community.announcements import commands, sending
from community.announcements.models import Announcement, AnnouncementState, ToWhom
from community.core import outbox_care
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from tests.announcements.making import OLU, WORDS, draft, said, send, work
from tests.announcements.test_commands import TWO
from tests.cast import CAST

HERE, NEW = "/organise/announcements/", "/organise/announcements/new"
NOON = "2017-11-01 12:00:00"
RIGHT = {
    "title": "An open day", "words": WORDS, "to_whom": "everybody", "phase": "",
    "kind": "", "project": "", "version": "",
}  # fmt: skip
S = AnnouncementState


def the_one() -> Announcement:
    return db.session.scalars(unscoped("test", Announcement)).one()


def test_writing_and_looking(visitor):
    olu = visitor("olu")
    assert "No announcement yet" in olu.see(HERE).main
    page = olu.post(NEW, RIGHT)
    assert page.h1 == "An open day"
    assert page.texts("#preview .prose strong") == ["Bring a cup."]
    assert page.texts("#preview pre") == [f"An open day {WORDS}"]
    assert "It goes to 6 people, and anybody whose name is not shown" in page.main
    row = the_one()
    assert (row.state, row.author_id) == (S.DRAFT, 6)
    assert db.session.scalars(select(Job)).all() == []
    page = olu.post(f"{HERE}{row.id}", {**RIGHT, "title": "A closed day", "version": 1})
    assert page.h1 == "A closed day"
    assert "Draft" in olu.see(HERE).texts(".badge")
    olu.see(f"{HERE}77", 404)


@pytest.mark.parametrize(
    ("to_whom", "field", "value", "words"),
    [
        ("kind", "kind", "clinician", "1 person, of those who show it to members"),
        ("phase", "phase", "develop", "3 people, of those who show it to members"),
        ("project", "project", "project-1", "2 people, and anybody in the team whose"),
    ],
)
def test_a_part_is_chosen_and_counted_in_words(visitor, to_whom, field, value, words):
    olu = visitor("olu")
    page = olu.post(NEW, {**RIGHT, "to_whom": to_whom, field: value})
    assert words in page.main
    assert page.select(f"#{field} [selected]")[0]["value"] == value
    assert page.select("#to_whom [checked]")[0]["value"] == to_whom


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Enter a title"),
        ("title", "Four", "Use 5 to 120 letters"),
        ("words", "", "Enter what you want to say"),
        ("words", "Too short", "Use 20 to 4000 letters"),
        ("words", f"{WORDS} About type 1 diabetes.", "Say it without “Diabetes”"),
        ("to_whom", "nobody", "Not a valid choice"),
        ("kind", "", "Choose one of the list"),
        ("phase", "", "Choose one of the list"),
        ("project", "", "Choose a project"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_all_is_kept(
    visitor, field, value, words
):
    part = {"to_whom": field} if field in ("kind", "phase", "project") else {}
    page = visitor("olu").post(NEW, {**RIGHT, **part, field: value})
    assert page.status == 422
    assert words in page.main
    kept = page.select("#words")[0].get_text().strip()
    assert kept == (value if field == "words" else WORDS)
    assert db.session.scalars(unscoped("test", Announcement)).all() == []


def test_of_two_organisers_the_second_sees_both_texts(visitor):
    row = draft()
    db.session.commit()
    commands.edit(TWO, row, said(title="Theirs came first"), row.version)
    db.session.commit()
    sent = {**RIGHT, "title": "Mine came second", "version": 1}
    page = visitor("olu").post(f"{HERE}{row.id}", sent)
    assert page.status == 409
    assert "Theirs came first" in page.texts(".summary dd")
    assert page.select("#title")[0]["value"] == "Mine came second"
    assert page.select("#version")[0]["value"] == "2"
    page = visitor("olu").post(f"{HERE}{row.id}", {**sent, "version": 2})
    assert page.h1 == "Mine came second"


def test_a_test_goes_to_oneself(visitor):
    row = draft()
    db.session.commit()
    page = visitor("olu").post(f"{HERE}{row.id}/test")
    assert "on its way to you alone" in page.main
    job = db.session.scalars(select(Job)).one()
    assert (job.member_id, job.facts["test"]) == (6, True)


def test_tests_are_ten_an_hour(visitor, at):
    at(NOON)
    row = draft()
    db.session.commit()
    olu = visitor("olu")
    found = [olu.post(f"{HERE}{row.id}/test").status for _each in range(11)]
    assert found == [200] * 10 + [429]


def test_scheduling_by_british_time_and_taking_back(visitor, at):
    at("2017-07-01 12:00:00")
    row = draft()
    db.session.commit()
    olu = visitor("olu")
    page = olu.see(f"{HERE}{row.id}")
    assert page.select("#day")[0]["value"] == "2017-07-02"
    sent = {"day": "2017-07-03", "hour": "10", "looked_at": row.version}
    page = olu.post(f"{HERE}{row.id}/schedule", sent)
    assert "It goes out on 3 July 2017, 10:00." in page.main
    db.session.refresh(row)
    assert row.due_at.hour == 9
    assert not page.select("#write")
    assert "goes out on 3 July 2017, 10:00" in olu.see(HERE).main
    page = olu.post(f"{HERE}{row.id}/take-back")
    assert "It is a draft again." in page.main
    assert page.select("#write")
    page = olu.post(f"{HERE}{row.id}/take-back", {"away": "y"})
    assert "Put away" in page.texts(".badge")
    assert not page.select("#write, #when, #back")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": "2017-06-30"}, "Choose a time that is still to come"),
        ({"day": "2017-07-01", "hour": "12"}, "Choose a time that is still to come"),
        ({"day": "2017-09-30"}, "Choose a day within the next 60 days"),
        ({"day": "9999-12-31"}, "Choose a day within the next 60 days"),
        ({"day": "0001-01-01", "hour": "0"}, "Choose a time that is still to come"),
        ({"day": "soon"}, "Enter a day, as in"),
        ({"day": ""}, "Choose a day"),
        ({"hour": "25"}, "Not a valid choice"),
        ({"looked_at": "0"}, "Somebody else changed this announcement"),
    ],
)
def test_a_day_that_is_none_is_refused_beside_its_field(visitor, at, values, words):
    at("2017-07-01 12:00:00")
    row = draft()
    db.session.commit()
    sent = {"day": "2017-07-03", "hour": "10", "looked_at": row.version, **values}
    page = visitor("olu").post(f"{HERE}{row.id}/schedule", sent)
    assert page.status == 422
    assert words in page.main
    db.session.refresh(row)
    assert row.state is S.DRAFT


def test_sending_now_asks_first_and_says_how_many(visitor):
    row = draft(ToWhom.KIND, "clinician")
    db.session.commit()
    olu = visitor("olu")
    page = olu.see(f"{HERE}{row.id}/send")
    assert "It goes to 1 person, of those who show it to members." in page.main
    version = page.select("#looked_at")[0]["value"]
    page = olu.post(f"{HERE}{row.id}/send", {"looked_at": version})
    assert "It is on its way." in page.main
    work()
    db.session.commit()
    page = olu.see(f"{HERE}{row.id}")
    assert "Sent" in page.texts(".badge")
    assert "reached 1 person" in page.main
    again = olu.post(f"{HERE}{row.id}/send", {"looked_at": version})
    assert again.status == 422
    assert "reached 1 person" in olu.see(HERE).main


def test_the_fourth_of_a_day_is_told_so(visitor):
    for _each in range(3):
        send(ToWhom.KIND, "clinician")
    row = draft()
    db.session.commit()
    page = visitor("olu").post(f"{HERE}{row.id}/send", {"looked_at": row.version})
    assert page.status == 422
    assert "You have 3 announcements on that day" in page.main


def test_a_project_that_the_organiser_does_not_see_is_not_offered(visitor):
    page = visitor("olu").see(NEW)
    offered = page.texts("#project option")
    assert "Pain cafe" in offered
    assert "Quiet draft" not in offered


@pytest.mark.parametrize("path", [HERE, NEW, HERE + "{}", HERE + "{}/send"])
def test_takes_ten_statements_at_most(visitor, statements, path):
    row = draft(ToWhom.PROJECT, "project-1")
    for value in ("project-1", "project-2"):
        send(ToWhom.PROJECT, value)
    db.session.commit()
    olu = visitor("olu")
    with statements() as found:
        olu.see(path.format(row.id))
    assert len(found) <= 10, found


def test_one_that_is_stuck_says_so_how_far_it_came_and_what_helps(
    visitor, at, monkeypatch
):
    at(NOON)
    monkeypatch.setattr(sending, "BATCH", 3)
    row = draft()
    commands.send_now(OLU, row.id, row.version)
    first = db.session.scalars(select(Job).where(Job.work == "announce")).one()
    sending.send(first)
    first.state = JobState.DONE
    rest = select(Job).where(Job.work == "announce", Job.state == JobState.QUEUED)
    db.session.scalars(rest).one().state = JobState.FAILED
    db.session.commit()
    for path in (HERE, f"{HERE}{row.id}"):
        page = visitor("olu").see(path)
        assert page.texts(".badge") == ["Is going out", "Stuck"]
        assert "reached 2 people" in page.main, "and Carol, who is not counted"
        assert "An administrator can try it again in the outbox" in page.main
    outbox_care.put_away(CAST["ada"].viewer)
    db.session.commit()
    for path in (HERE, f"{HERE}{row.id}"):
        assert "Stopped" in visitor("olu").see(path).texts(".badge")


def test_one_that_had_begun_before_a_restore_can_be_sent_or_put_away_only(visitor):
    row = send()
    row.state = AnnouncementState.DRAFT
    db.session.commit()
    page = visitor("olu").see(f"{HERE}{row.id}")
    assert "reached" in page.main
    assert "its words stay" in page.main
    assert page.select("#words") == []
    assert page.select("#when form")
    assert "Put it away" in page.main
    page = visitor("olu").post(f"{HERE}{row.id}", {**RIGHT, "version": row.version})
    assert page.status == 422
    assert "Some people have it already" in page.main
