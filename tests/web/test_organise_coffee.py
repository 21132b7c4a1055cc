"""Running the coffee rounds: a form, two buttons, figures without small numbers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.coffee import meeting, rounds
from community.coffee.models import CoffeeRound, RoundState
from community.core.db import db
from community.programme.models import Origin
from tests.cast import CAST
from tests.coffee.making import (
    BEGIN,
    OLU,
    a_round,
    crowd,
    part_for_good,
    stand,
    tables,
    told,
    viewer,
)

PAGE = "/organise/coffee/"


@pytest.fixture(autouse=True)
def first_of_september(app):
    stand(BEGIN)


def value(page, name):
    (field,) = page.select(f"[name={name}]")
    return field.get("value") or field.select_one("[selected], option")["value"]


def facts(page, section="main"):
    found = page.texts(f"{section} dt"), page.texts(f"{section} dd")
    return dict(zip(*found, strict=True))


# ---------------------------------------------------------------- opening one
def test_the_form_proposes_days_that_suit(visitor):
    page = visitor("olu").see(PAGE)
    assert value(page, "month") == "2017-09"
    assert value(page, "pairs_on") == "2017-09-08"
    assert value(page, "closes_on") == "2017-09-29"


def test_what_is_proposed_can_be_opened_and_the_form_goes(visitor):
    olu = visitor("olu")
    page = olu.see(PAGE)
    sent = {name: value(page, name) for name in ("month", "pairs_on", "closes_on")}
    page = olu.post(PAGE, sent)
    assert "The round is open" in page.html
    assert "Open: September 2017" in page.main
    assert not page.select("[name=month]")


def test_after_this_month_the_next_is_proposed(visitor):
    rounds.close(OLU, a_round().id)
    db.session.commit()
    page = visitor("olu").see(PAGE)
    assert value(page, "month") == "2017-10"
    assert value(page, "pairs_on") == "2017-10-08"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"month": "2019-01"}, "month", ""),
        ({"pairs_on": ""}, "pairs_on", "Choose a day for the pairing"),
        ({"pairs_on": "soon"}, "pairs_on", ""),
        ({"pairs_on": "2017-09-01"}, "pairs_on", "from tomorrow on"),
        ({"closes_on": "2017-09-10"}, "closes_on", "two weeks or more"),
        ({"closes_on": ""}, "closes_on", "Choose the last day"),
    ],
)
def test_a_wrong_form_says_where(visitor, wrong, field, words):
    right = {"month": "2017-09", "pairs_on": "2017-09-08", "closes_on": "2017-09-29"}
    page = visitor("olu").post(PAGE, {**right, **wrong})
    assert page.status == 422
    assert page.h1 == "Coffee rounds"
    (said,) = page.texts(f"#{field}-error")
    assert words in said
    assert not db.session.scalars(select(CoffeeRound.id)).all()


# ---------------------------------------------------------------- pairing and closing
def test_pairing_says_what_came_of_it(visitor):
    row = a_round(*crowd(10))
    db.session.commit()
    page = visitor("olu").post(f"/organise/coffee/{row.id}/pair")
    assert "About 10 people meet somebody" in page.html
    assert "Everybody has somebody" in page.html
    assert "Running: September 2017" in page.main
    assert len(tables(row.id)) == 5
    assert len(told("coffee-paired")) == 10


@pytest.mark.parametrize("people", [(), (1,)])
def test_a_round_that_cannot_be_paired_says_so(visitor, people):
    row = a_round(*people)
    db.session.commit()
    page = visitor("olu").post(f"/organise/coffee/{row.id}/pair")
    assert "Fewer than two people take part" in page.html
    assert row.state is RoundState.OPEN


def test_pairing_twice_says_so_and_tells_nobody_twice(visitor):
    row = a_round(*crowd(4))
    db.session.commit()
    olu = visitor("olu")
    for _twice in range(2):
        page = olu.post(f"/organise/coffee/{row.id}/pair")
    assert "paired or closed a moment ago" in page.html
    assert len(told()) == 4


def test_a_round_is_called_off_or_closed(visitor):
    row = a_round(1, 2)
    db.session.commit()
    olu = visitor("olu")
    page = olu.post(f"/organise/coffee/{row.id}/close")
    assert "The round is closed" in page.html
    assert "September 2017" in page.texts("#past th[scope=row]")


# ---------------------------------------------------------------- the figures
def test_small_numbers_are_not_told(visitor):
    people = crowd(6)
    row = a_round(*people)
    db.session.commit()
    olu = visitor("olu")
    assert "Taking part: fewer than 8" in olu.see(PAGE).main
    rounds.pair_now(OLU, row.id)
    meeting.say_met(viewer(people[0]), row.id, True)
    db.session.commit()
    page = olu.see(PAGE)
    assert facts(page) == {
        "Took part": "fewer than 8",
        "Tables of two": "fewer than 8",
        "Tables of three": "0",
        "New to each other": "fewer than 8",
        "Across kinds": "0",
        "Met nobody": "0",
        "Say that they met": "fewer than 8",
        "New connections": "0",
    }
    assert "Person" not in page.main


def test_larger_numbers_are_rounded_and_stay_after_the_end(visitor):
    people = crowd(43, kinds=("carer", "clinician"))
    row = a_round(*people)
    found = rounds.pair_now(OLU, row.id)
    for one in found.groups[:9]:
        meeting.say_met(viewer(one[0]), row.id, True)
    rounds.close(OLU, row.id)
    db.session.commit()
    (cells,) = (
        [cell.get_text() for cell in line.select("td")]
        for line in visitor("olu").see(PAGE).select("#past tbody tr")
    )
    assert cells[:3] == ["45", "20", "fewer than 8"]
    assert cells[6] in ("20", "15")


def test_it_says_why_somebody_met_nobody(visitor):
    row = a_round(1, 2)
    part_for_good(1, 2)
    rounds.pair_now(OLU, row.id)
    db.session.commit()
    said = facts(visitor("olu").see(PAGE))["Met nobody"]
    assert said == "fewer than 8 (met everybody whom they may meet: fewer than 8)"


def test_connections_that_came_of_it_are_counted(visitor):
    from community.connections import ties

    people = crowd(20)
    row = a_round(*people)
    found = rounds.pair_now(OLU, row.id)
    for one, two in found.groups:
        ties.connect(CAST["olu"].viewer, one, two, origin=Origin.COFFEE)
    db.session.commit()
    assert facts(visitor("olu").see(PAGE))["New connections"] == "10"


def test_the_page_takes_few_statements(visitor, statements):
    for month in ("2017-05", "2017-06", "2017-07"):
        rounds.close(OLU, a_round(1, 2, month=month).id)
    a_round(1, 2)
    db.session.commit()
    olu = visitor("olu")
    with statements() as found:
        olu.see(PAGE)
    assert len(found) <= 10


def test_it_can_be_opened_again_next_year(visitor):
    for number in range(3):
        month = f"2017-{9 + number:02}"
        rounds.close(OLU, a_round(month=month).id)
    db.session.commit()
    assert "The next months have had their rounds" in visitor("olu").see(PAGE).main
    stand(BEGIN + timedelta(days=95))
    assert value(visitor("olu").see(PAGE), "month") == "2017-12"
