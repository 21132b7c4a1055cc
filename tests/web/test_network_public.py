"""`/map/`: round numbers for everybody, and nobody in particular."""

import pytest

from community.core.access import Audience
from community.core.db import db
from community.members.models import MapConsent
from tests.cast import CAST
from tests.network.map_world import add, consent


def cells(page):
    return [page.texts("thead th"), *(
        [*row.stripped_strings] for row in page.select("tbody tr")
    )]  # fmt: skip


@pytest.mark.parametrize("who", [None, "pat", "alice", "olu"])
def test_everybody_sees_the_same(app, visitor, who):
    for number in range(101, 120):
        add(number, kind="carer", nation="wls")
    db.session.commit()
    page = visitor(who).see("/map/")
    assert cells(page) == [["Kind", "Wales"], ["Lived experience", "about 20"]]
    assert "About 25 people" in page.main


def test_nobody_is_named(app, visitor):
    for number in range(101, 120):
        add(number, kind="carer", nation="wls")
    db.session.commit()
    text = visitor().get("/map/").get_data(as_text=True)
    record = visitor().get("/api/v1/map/").get_data(as_text=True)
    for person in CAST.values():
        assert person.name not in text + record
    assert "Person" not in visitor().see("/map/").main


@pytest.mark.parametrize(
    ("number", "shown"), [(7, ""), (8, "about 10"), (12, "about 10"), (13, "about 15")]
)
def test_a_cell_stands_for_eight_people_or_more(app, visitor, number, shown):
    for one in range(number):
        add(101 + one, MapConsent.UNNAMED, kind="designer", nation="eng")
    db.session.commit()
    page = visitor().see("/map/")
    assert page.texts("tbody td") == ([shown] if shown else [])
    if not shown:
        assert "No group has 8 people yet" in page.main


def test_absent_people_and_hidden_kinds_and_names_are_not_counted(app, visitor):
    for one in range(8):
        add(101 + one, kind="designer", nation="eng")
    add(201, MapConsent.ABSENT, kind="carer", nation="eng")
    for one in range(8):
        add(301 + one, kind="carer", kind_audience=Audience.CONNECTIONS, nation="eng")
        add(401 + one, kind="carer", audience=Audience.CONNECTIONS, nation="eng")
    db.session.commit()
    assert cells(visitor().see("/map/")) == [
        ["Kind", "England"],
        ["Design", "about 10"],
    ]


def test_below_eight_it_says_why_there_is_nothing(app, visitor):
    consent(4, MapConsent.ABSENT)
    db.session.commit()
    page = visitor().see("/map/")
    assert "It begins when 8 people agreed" in page.main
    assert visitor().json("/api/v1/map/")["map"] == {
        "people": None, "nations": [], "lines": [],
    }  # fmt: skip


def test_it_takes_five_statements_at_most(app, visitor, statements):
    alice = visitor("alice")
    with statements() as found:
        alice.get("/map/")
    assert len(found) <= 5
