"""Putting suggestions aside: for good, until a day, and back again."""

from datetime import date

import pytest

from community.connections import aside
from community.connections.aside import Reason
from community.connections.models import Dismissal, Subject
from community.core.access import VISITOR
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import count, visible
from tests.cast import CAST
from tests.matching.ways import part, put_aside

ALICE = CAST["alice"].viewer
DAY = date(2017, 10, 1)


@pytest.fixture(autouse=True)
def _in_september(at):
    at("2017-09-01 12:00")


@pytest.mark.parametrize("reason", [Reason.NOT_FOR_ME, Reason.TOPIC, Reason.KNOWN])
def test_for_good_forgets_the_day(app, reason):
    row = aside.dismiss(ALICE, Subject.PERSON, "bob-2", reason, DAY)
    assert (row.subject_id, row.reason, row.until) == (2, reason, None)


def test_nobody_knows_a_project_in_person(app):
    with pytest.raises(Refused):
        aside.dismiss(ALICE, Subject.PROJECT, "project-1", Reason.KNOWN, None)


def test_until_a_day_and_again_is_one_row(app):
    aside.dismiss(ALICE, Subject.PROJECT, "project-1", Reason.NOT_FOR_ME, None)
    row = aside.dismiss(ALICE, Subject.PROJECT, "project-1", Reason.NO_TIME, DAY)
    assert (row.reason, row.until) == (Reason.NO_TIME, DAY)
    assert count(visible(ALICE, Dismissal.id)) == 1


@pytest.mark.parametrize(
    ("reason", "until"),
    [
        (Reason.NO_TIME, None),
        (Reason.NO_TIME, date(2017, 9, 1)),
        ("because", DAY),
        ("", None),
    ],
)
def test_refuses_what_cannot_come_back_at_the_right_time(app, reason, until):
    with pytest.raises(Refused):
        aside.dismiss(ALICE, Subject.PERSON, "bob-2", reason, until)


@pytest.mark.parametrize(
    ("subject", "slug"),
    [
        (Subject.PERSON, "nobody"),
        (Subject.PERSON, "pat-9"),
        (Subject.PROJECT, "project-3"),
    ],
)
def test_what_one_cannot_see_cannot_be_put_aside(app, subject, slug):
    with pytest.raises(NotFound):
        aside.dismiss(ALICE, subject, slug, Reason.NOT_FOR_ME, None)


def test_is_for_members(app):
    with pytest.raises(Forbidden):
        aside.dismiss(VISITOR, Subject.PERSON, "bob-2", Reason.NOT_FOR_ME, None)


def test_the_list_is_ones_own_newest_first_without_who_vanished(app):
    aside.dismiss(ALICE, Subject.PERSON, "bob-2", Reason.NOT_FOR_ME, None)
    aside.dismiss(ALICE, Subject.PROJECT, "project-1", Reason.NO_TIME, DAY)
    aside.dismiss(ALICE, Subject.PERSON, "dai-4", Reason.NO_TIME, DAY)
    assert [card.name for card in aside.put_aside(ALICE)] == [
        "Dai Prosser", "Pain cafe", "Bob Okoro"
    ]  # fmt: skip
    assert aside.put_aside(CAST["bob"].viewer) == ()
    part(1, 4)
    assert [card.name for card in aside.put_aside(ALICE)] == ["Pain cafe", "Bob Okoro"]


def test_only_the_owner_takes_it_back(app):
    row = aside.dismiss(ALICE, Subject.PERSON, "bob-2", Reason.NOT_FOR_ME, None)
    with pytest.raises(NotFound):
        aside.restore(CAST["bob"].viewer, row.id)
    aside.restore(ALICE, row.id)
    assert aside.put_aside(ALICE) == ()


def test_what_came_back_on_its_day_is_no_longer_put_aside(app, at):
    aside.dismiss(ALICE, Subject.PERSON, "bob-2", Reason.NO_TIME, DAY)
    at("2017-09-30 23:59")
    assert [card.until for card in aside.put_aside(ALICE)] == [DAY]
    at("2017-10-01 00:00")
    assert aside.put_aside(ALICE) == ()


@pytest.mark.parametrize("reason", ["", "not for me"])
def test_rows_from_before_there_were_more_reasons_stay(app, reason):
    put_aside(1, Subject.PERSON, 2, reason=reason)
    assert [card.name for card in aside.put_aside(ALICE)] == ["Bob Okoro"]


def test_one_of_them_is_read_by_its_owner_alone(app):
    row = aside.dismiss(ALICE, Subject.PERSON, "bob-2", Reason.TOPIC, None)
    assert aside.one_aside(ALICE, row.id).reason == "not my topic"
    with pytest.raises(NotFound):
        aside.one_aside(CAST["bob"].viewer, row.id)


def test_reading_the_list_takes_one_statement(app, statements):
    aside.dismiss(ALICE, Subject.PERSON, "bob-2", Reason.TOPIC, None)
    aside.dismiss(ALICE, Subject.PROJECT, "project-1", Reason.TOPIC, None)
    with statements() as found:
        assert len(aside.put_aside(ALICE)) == 2
    assert len(found) == 1
