"""One mail at the review date: never twice, and again when a new day has passed."""

from datetime import date

import pytest

from community.core.db import db, start_writing
from community.core.outbox import Job
from community.core.visible import unscoped
from community.evidence import clockwork, deciding
from community.evidence.deciding import Care
from community.evidence.models import ResourceState
from community.notices.models import Notice
from community.safeguarding.models import MutedWord
from tests import mail
from tests.cast import CAST
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

DAY = date(2017, 9, 10)


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")
    make_curator()


def kept(owner=4, day=DAY, state=ResourceState.PUBLISHED, **more):
    return resource("Tea", state, row={"owner_id": owner, "review_by": day}, **more)


def move():
    start_writing()
    done = clockwork.move()
    db.session.commit()
    return done


def told():
    found = unscoped("test", Notice.member_id).where(Notice.kind == "evidence-overdue")
    return list(db.session.scalars(found.order_by(Notice.id)))


def test_the_owner_is_told_on_the_day_and_never_twice(at):
    kept()
    for moment, expected in (
        ("2017-09-09 23:59", []),
        ("2017-09-10 00:01", [4]),
        ("2017-09-10 00:06", [4]),
        ("2018-09-10 00:06", [4]),
    ):
        at(moment)
        move()
        assert told() == expected, moment
    jobs = db.session.query(Job).where(Job.kind == "evidence-overdue").all()
    assert len(jobs) == 1


def test_what_is_late_is_told_once(at):
    kept()
    at("2019-01-01 10:00")
    assert (move(), move()) == (1, 0)


def test_again_after_a_new_day_has_passed(at):
    row = kept()
    at("2017-09-10 08:00")
    move()
    deciding.reviewed(CURATOR, row)
    db.session.commit()
    assert move() == 0
    at("2018-09-09 08:00")
    assert move() == 0
    at("2018-09-10 08:00")
    assert (move(), move()) == (1, 0)
    assert told() == [4, 4]


def test_the_next_owner_hears_too_and_the_first_never_twice(at):
    make_curator("bob")
    row = kept()
    at("2017-09-10 08:00")
    move()
    later = date(2018, 1, 1)
    deciding.look_after(CURATOR, row, Care(2, later))
    row.review_by = DAY
    db.session.commit()
    assert move() == 1
    row.owner_id, row.overdue_told = 4, None
    db.session.commit()
    move()
    assert told() == [4, 2]


@pytest.mark.parametrize(
    "row",
    [
        {"owner": None}, {"owner": 1}, {"day": None},
        {"state": ResourceState.ARCHIVED}, {"state": ResourceState.IN_REVIEW},
    ],
)  # fmt: skip
def test_nobody_else_is_told(at, row):
    kept(**row)
    at("2020-01-01 10:00")
    assert move() == 0
    assert told() == []


def letters(app, kind):
    jobs = db.session.query(Job).where(Job.kind == kind).all()
    return list(mail.written(app, jobs).values())


@pytest.mark.parametrize(
    ("facts", "named"),
    [({}, True), ({"tags": ("diabetes",)}, False), ({"tags": ("evaluation",)}, True)],
)
def test_a_letter_holds_the_title_and_nothing_of_the_rest(app, at, facts, named):
    kept(sentence="Zithers help", summary="A long oboe", **facts)
    at("2017-09-10 08:00")
    move()
    (letter,) = letters(app, "evidence-overdue")
    text = letter.message().as_string()
    assert ("Tea" in letter.body) is named
    assert "Zither" not in text
    assert "oboe" not in text
    assert "Tea" not in letter.subject


def test_a_title_with_a_word_that_its_reader_muted_stays_out(app, at):
    kept()
    db.session.add(MutedWord(member_id=4, word="Tea", folded="tea"))
    db.session.commit()
    at("2017-09-10 08:00")
    move()
    (letter,) = letters(app, "evidence-overdue")
    assert "Tea" not in letter.message().as_string()
    assert "a resource, which you look after" in " ".join(letter.body.split())


@pytest.mark.parametrize("title", ["Living with Diabetes", "On type 1 diabetes, again"])
def test_a_title_with_a_sensitive_word_stays_out(app, at, title):
    resource(title, row={"owner_id": 4, "review_by": DAY})
    at("2017-09-10 08:00")
    move()
    (letter,) = letters(app, "evidence-overdue")
    assert "diabetes" not in letter.message().as_string().casefold()


def test_the_timetable_does_it(at, app):
    from community.jobs import timetable

    kept()
    at("2017-09-10 08:00")
    db.session.commit()
    done = {one.name: one.number for one in timetable.run_due(app)}
    assert done["evidence"] == 1
    assert CAST["dai"].id in told()
