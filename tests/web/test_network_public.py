"""`/map/`: round numbers for everybody, and nobody in particular."""

import pytest
from sqlalchemy import update

from community.core.access import Audience
from community.core.db import db
from community.members.models import MapConsent, MemberKind, MemberPlace
from tests.cast import CAST
from tests.network.map_world import add, consent, night


def cells(page):
    return [page.texts("thead th"), *(
        [*row.stripped_strings] for row in page.select("tbody tr")
    )]  # fmt: skip


@pytest.mark.parametrize("who", [None, "pat", "alice", "olu"])
def test_everybody_sees_the_same(app, visitor, who):
    for number in range(101, 120):
        add(number, kind="carer", nation="wls")
    night()
    page = visitor(who).see("/map/")
    assert cells(page) == [["Kind", "Wales"], ["Lived experience", "about 20"]]
    assert "About 25 people" in page.main


def test_nobody_is_named(app, visitor):
    for number in range(101, 120):
        add(number, kind="carer", nation="wls")
    night()
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
    night()
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
    night()
    assert cells(visitor().see("/map/")) == [
        ["Kind", "England"],
        ["Design", "about 10"],
    ]


def designers(number, first=101, choice=MapConsent.UNNAMED):
    for one in range(number):
        add(first + one, choice, kind="designer", nation="eng")


def cell(visitor):
    return visitor().see("/map/").texts("tbody td")


def people(visitor):
    return visitor().json("/api/v1/map/")["map"]["people"]


def test_before_the_first_snapshot_it_says_why_there_is_nothing(app, visitor):
    designers(12)
    db.session.commit()
    page = visitor().see("/map/")
    assert "counts anew each night" in page.main
    assert (page.select("table"), people(visitor)) == ([], None)
    night()
    assert cell(visitor) == ["about 10"]


@pytest.mark.parametrize("choice", [MapConsent.NAMED, MapConsent.UNNAMED])
def test_who_agrees_counts_from_the_next_snapshot_on(app, visitor, choice):
    designers(7)
    add(120, MapConsent.ABSENT, kind="designer", nation="eng")
    night()
    before = visitor().get("/api/v1/map/").data
    consent(120, choice)
    db.session.commit()
    assert visitor().get("/api/v1/map/").data == before
    assert cell(visitor) == []
    night()
    assert cell(visitor) == ["about 10"]


@pytest.mark.parametrize("table", [MemberKind, MemberPlace])
@pytest.mark.parametrize("choice", [MapConsent.NAMED, MapConsent.UNNAMED])
def test_what_somebody_newly_shows_counts_from_the_next_snapshot_on(
    app, visitor, table, choice
):
    designers(8, choice=choice)
    hides(table, 101)
    night()
    assert cell(visitor) == []
    hides(table, 101, Audience.MEMBERS)
    db.session.commit()
    assert cell(visitor) == []
    night()
    assert cell(visitor) == ["about 10"]


@pytest.mark.parametrize("choice", [MapConsent.NAMED, MapConsent.UNNAMED])
def test_who_takes_it_back_is_gone_at_once(app, visitor, choice):
    designers(13, choice=choice)
    night()
    assert (cell(visitor), people(visitor)) == (["about 15"], 20)
    consent(101, MapConsent.ABSENT)
    db.session.commit()
    assert cell(visitor) == ["about 10"]
    for number in range(102, 105):
        consent(number, MapConsent.ABSENT)
    db.session.commit()
    assert people(visitor) == 15


@pytest.mark.parametrize("table", [MemberKind, MemberPlace])
@pytest.mark.parametrize("choice", [MapConsent.NAMED, MapConsent.UNNAMED])
def test_what_somebody_hides_is_gone_at_once(app, visitor, table, choice):
    designers(8, choice=choice)
    night()
    assert cell(visitor) == ["about 10"]
    hides(table, 101)
    db.session.commit()
    assert cell(visitor) == []


def test_who_moves_or_changes_kind_counts_nowhere_until_the_next_snapshot(app, visitor):
    """What they say now is new, and what they said before they say no longer."""
    designers(9)
    night()
    places = update(MemberPlace).where(MemberPlace.member_id == 101)
    kinds = update(MemberKind).where(MemberKind.member_id == 102)
    db.session.execute(places.values(nation="wls"))
    db.session.commit()
    assert cell(visitor) == ["about 10"]
    db.session.execute(kinds.values(code="carer"))
    db.session.commit()
    assert cell(visitor) == []


def hides(table, number, audience=Audience.ME):
    own = update(table).where(table.member_id == number)
    db.session.execute(own.values(audience=audience))


def test_below_eight_it_says_why_there_is_nothing(app, visitor):
    consent(4, MapConsent.ABSENT)
    night()
    page = visitor().see("/map/")
    assert "It begins when 8 people agreed" in page.main
    assert visitor().json("/api/v1/map/")["map"] == {
        "people": None, "nations": [], "lines": [],
    }  # fmt: skip


def test_it_takes_six_statements_at_most(app, visitor, statements):
    designers(9)
    night()
    alice = visitor("alice")
    with statements() as found:
        alice.get("/map/")
    assert len(found) <= 6, found
