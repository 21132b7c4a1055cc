"""Administrators look after the outbox: they see how it goes, never whom it is for."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.core import clock, journal
from community.core.db import db, start_writing
from community.core.journal import Act
from community.core.outbox import Job, JobState
from community.core.outbox_care import forget_old
from community.core.timetable import Task

PAGE = "/organise/outbox/"


def job(**how):
    start_writing()
    row = Job(**how)
    db.session.add(row)
    db.session.commit()
    return row.id


def failed(kind="reset", to="bob@example.org", **how):
    facts = {"link": "/reset/secret"}
    return job(
        kind=kind, to=to, facts=facts, state=JobState.FAILED, tries=6,
        problem="SMTPDataError", **how,
    )  # fmt: skip


def states():
    db.session.rollback()
    return db.session.scalars(select(Job.state).order_by(Job.id)).all()


def notes():
    return [act.note for act in reversed(journal.latest(Act.OUTBOX, 10))]


def test_a_new_place_says_what_is_missing(visitor):
    page = visitor("ada").see(PAGE)
    assert "Nothing waits. All that was due is done." in page.main
    assert "Nothing has failed" in page.main
    assert "No worker seems to run." in page.main
    assert "No worker has run yet" in page.main


def test_what_waits_is_counted_and_says_since_when(visitor, at):
    at("2017-09-01 12:00:00")
    job(kind="reset", to="a@example.org", due_at=clock.now() - timedelta(hours=3))
    job(work="digest")
    job(work="digest", due_at=clock.now() + timedelta(days=1))
    page = visitor("ada").see(PAGE)
    [facts] = page.texts("#waits dl")
    assert facts == "Due now 2 The oldest has been due for 3 hours For later 1"


def test_what_failed_is_shown_without_whom_it_was_for(visitor, at):
    at("2017-09-01 12:00:00")
    failed()
    failed("hello", None, member_id=2)
    page = visitor("ada").see(PAGE)
    assert page.texts("#failed h3") == ["Letter: Somebody says hello", "Letter: reset"]
    assert "Asked for on 1 September 2017, 13:00." in page.main
    assert "Tried 6 times. Problem: SMTPDataError" in page.main
    assert not [word for word in ("bob", "secret", "Okoro") if word in page.html]


def test_one_is_tried_again_and_another_put_away(visitor, at):
    at("2017-09-01 12:00:00")
    first, second = failed(), failed()
    ada = visitor("ada")
    assert "It is tried again." in ada.post(f"{PAGE}{first}/again").html
    assert "It is put away." in ada.post(f"{PAGE}{second}/away").html
    assert states() == [JobState.QUEUED, JobState.SUPPRESSED]
    row = db.session.get_one(Job, first)
    assert (row.tries, row.problem, row.due_at) == (0, "", clock.now())
    assert notes() == ["tried again", "put away"]
    assert ada.post(f"{PAGE}{first}/again").status == 404
    assert ada.post(f"{PAGE}99/away").status == 404


@pytest.mark.parametrize(
    ("way", "words", "state"),
    [
        ("again", "2 are tried again.", JobState.QUEUED),
        ("away", "2 are put away.", JobState.SUPPRESSED),
    ],
)
def test_all_at_once(visitor, way, words, state):
    failed()
    failed()
    waits = job(work="digest", state=JobState.DONE)
    assert words in visitor("ada").post(f"{PAGE}{way}").html
    assert states() == [state, state, JobState.DONE]
    assert db.session.get_one(Job, waits).state is JobState.DONE
    [note] = notes()
    assert note.startswith("2 ")
    assert "0 are" in visitor("ada").post(f"{PAGE}{way}").html
    assert len(notes()) == 1, "nothing happened, nothing is noted"


def test_many_come_in_pages(visitor):
    for _one in range(25):
        failed()
    ada = visitor("ada")
    assert len(ada.see(PAGE).select("#failed .row")) == 24
    assert len(ada.see(PAGE + "?page=2").select("#failed .row")) == 1
    ada.see(PAGE + "?page=3", 404)


def test_the_timetable_says_when_and_what_is_wrong(visitor, at):
    at("2017-09-01 12:00:00")
    start_writing()
    db.session.add_all(
        [
            Task(
                name="breaks", last_at=clock.now(), seconds=0.25,
                due_at=clock.now() + timedelta(minutes=5), problem="KeyError",
            ),
            Task(name="learn", due_at=clock.now() - timedelta(days=1)),
        ]
    )  # fmt: skip
    db.session.commit()
    page = visitor("ada").see(PAGE)
    breaks, learn = page.texts("#timetable tbody tr")
    assert breaks.startswith("Breaks that end 1 September 2017, 13:00 0.25 s")
    assert breaks.endswith("1 September 2017, 13:05 KeyError")
    assert "never when there is something to do none" in learn
    assert "No worker seems to run." not in page.main
    at("2017-09-01 12:21:00")
    assert "No worker seems to run." in visitor("ada").see(PAGE).main


def test_the_tabs_lead_there_for_administrators_alone(visitor):
    assert PAGE in visitor("ada").see("/organise/accounts/").links("a")
    assert PAGE not in visitor("olu").see("/organise/").links("a")


# ---------------------------------------------------------------- what is old
@pytest.mark.parametrize("state", [JobState.DONE, JobState.SUPPRESSED])
def test_what_is_over_is_emptied_after_a_week_and_gone_after_a_month(app, at, state):
    at("2017-09-01 12:00:00")
    job(to="a@example.org", facts={"link": "/x"}, state=state, done_at=clock.now())
    start_writing()
    for moment, changed, to in (
        ("2017-09-08 11:59:00", 0, "a@example.org"),
        ("2017-09-08 12:00:00", 1, None),
        ("2017-09-09 12:00:00", 0, None),
    ):
        at(moment)
        assert forget_old() == changed
        row = db.session.scalars(select(Job)).one()
        db.session.refresh(row)
        assert (row.to, bool(row.facts)) == (to, to is not None)
    at("2017-10-01 12:00:00")
    assert forget_old() == 1
    assert db.session.scalars(select(Job)).all() == []


def test_what_failed_waits_for_a_month_and_what_is_queued_for_ever(app, at):
    at("2017-09-01 12:00:00")
    failed()
    job(kind="reset", to="a@example.org", facts={"link": "/x"})
    start_writing()
    at("2017-09-30 12:00:00")
    assert forget_old() == 0
    at("2017-10-01 12:00:00")
    assert forget_old() == 1
    assert db.session.scalars(select(Job.state)).all() == [JobState.QUEUED]
