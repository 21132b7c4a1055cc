"""`/network/history/`: the past as plots, tables and days side by side."""

import csv
import io
import json
from datetime import date

import pytest
from sqlalchemy import select, update

from community.connections.models import TieAudience
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job
from community.members.models import MapConsent, Member
from community.network.models import MapGroup, MapSnapshot, Reason
from community.network.snapshots import taking
from community.vocabulary.models import PHASES, Term
from community.web import network_history
from tests.cast import connect, join
from tests.network.map_world import add, consent

PAGES = (
    "/network/history/", "/network/history/1", "/network/compare", "/network/groups/",
)  # fmt: skip


@pytest.fixture
def past(app, at):
    """Two days: on the second some joined, linked up, and one left the map."""
    at("2017-11-01 03:00")
    for number in range(101, 113):
        add(number, kind="carer" if number % 2 else "clinician")
    add(120, MapConsent.UNNAMED, name="Secret Soul")
    add(121, name="Withdrawn Soul")
    for a, b in ((101, 102), (102, 103), (104, 105), (105, 106), (121, 101)):
        connect(a, b)
    join(1, 107)
    taking.take(Reason.NIGHTLY)
    at("2018-01-01 03:00")
    add(130, name="New Soul", kind="carer")
    add(131, name="Lonely Soul")
    connect(103, 104)
    connect(130, 101)
    connect(120, 108, TieAudience.MEMBERS)
    consent(121, MapConsent.ABSENT)
    db.session.flush()
    taking.take(Reason.PHASE, phase="research")
    db.session.commit()


def test_it_shows_each_day_with_rounded_figures(past, visitor):
    page = visitor("olu").see("/network/history/")
    rows = page.texts("table.sheet tbody tr")
    assert len(rows) == 2
    assert "1 January 2018" in rows[0]
    assert "End of “Research and discovery”" in rows[0]
    assert "2018 End of “Research and discovery” 20 " in rows[0]
    assert "fewer than 8" in rows[0]
    assert page.texts("figure figcaption strong")[0] == "People on the map"
    for svg in page.select("svg.plot"):
        assert svg["role"] == "img"
        assert page.select(f"#{svg['aria-labelledby']}")


def test_before_the_first_it_says_what_to_do(app, visitor):
    olu = visitor("olu")
    page = olu.see("/network/history/")
    assert "Nothing has been frozen yet" in page.main
    assert "not two days" in olu.see("/network/compare").main
    assert "No groups yet" in olu.see("/network/groups/").main
    olu.see("/network/history/1", status=404)
    olu.see("/network/compare?from=1&to=2", status=404)
    assert olu.json("/api/v1/network/compare")["before"] is None


@pytest.mark.parametrize("period", ["weeks", "year", "all", "nonsense"])
def test_a_time_without_snapshots_says_so(past, visitor, at, period):
    at("2019-06-01 12:00")
    page = visitor("olu").see(f"/network/history/?period={period}")
    shown = len(page.texts("table.sheet tbody tr"))
    assert shown == (0 if period in ("weeks", "year") else 2)


def test_freezing_now_is_one_press(past, visitor, at):
    at("2018-02-01 12:00")
    olu = visitor("olu")
    page = olu.post("/network/history/")
    assert page.h1 == "1 February 2018"
    assert "The figures of today are frozen." in page.soup.get_text()
    row = db.session.scalars(select(MapSnapshot).order_by(MapSnapshot.id)).all()[-1]
    assert (row.reason, row.taken_by_id) == (Reason.ASKED, 6)


def test_a_phase_is_closed_once(past, visitor):
    olu = visitor("olu")
    page = olu.see("/network/history/")
    assert len(page.select("form input[name=phase]")) == 1
    page = olu.post("/network/history/", {"phase": "develop"})
    assert "The phase is closed" in page.soup.get_text()
    assert "end of “Developing and testing ideas”" in page.h1
    assert olu.post("/network/history/", {"phase": "develop"}).status == 422
    page = olu.see("/network/history/")
    assert not page.select("form input[name=phase]")
    assert "/network/compare?from=2&to=3" in [
        link.replace("to=3&from=2", "from=2&to=3") for link in page.links()
    ]


def test_a_phase_that_has_not_begun_can_not_be_closed(app, visitor, at):
    at("2017-03-01 12:00")
    begins = update(Term).where(Term.list == PHASES, Term.code == "research")
    db.session.execute(begins.values(starts=date(2017, 4, 1)))
    db.session.commit()
    olu = visitor("olu")
    assert "It has not begun." in olu.see("/network/history/").main
    for phase in ("research", "unheard of"):
        assert olu.post("/network/history/", {"phase": phase}).status == 404
    assert db.session.scalar(select(MapSnapshot.id)) is None


def test_in_a_large_community_a_worker_does_it(past, visitor, monkeypatch):
    monkeypatch.setattr(network_history, "AT_ONCE", 5)
    olu = visitor("olu")
    for _twice in range(2):
        page = olu.post("/network/history/", {"phase": "develop"})
        assert "A snapshot is being worked out" in page.main
    jobs = db.session.scalars(select(Job).where(Job.work == "snapshot")).all()
    assert [(one.kind, one.facts) for one in jobs] == [("phase", {"phase": "develop"})]
    from community.network import clockwork

    clockwork.write(jobs[0], clockwork.plan(jobs[0]))
    row = db.session.get(MapSnapshot, 3)
    assert (row.reason, row.phase, row.taken_by_id) == (Reason.PHASE, "develop", 6)


# ------------------------------------------------------------ one day
def test_one_day_says_what_its_figures_meant(past, visitor):
    page = visitor("olu").see("/network/history/1")
    assert page.h1 == "1 November 2017"
    assert "The number of pairs of people with a tie." in page.main
    assert "/network/compare?" in " ".join(page.links())
    again = visitor("olu").see("/network/history/1?again=yes")
    assert "every figure is the same" in again.main


def test_after_an_erasure_it_says_that_it_can_not_be_proven(past, visitor):
    from sqlalchemy import delete

    from community.accounts.models import Account

    db.session.execute(delete(Account).where(Account.id == 121))
    db.session.commit()
    olu = visitor("olu")
    page = olu.see("/network/history/1")
    assert "It can't be worked out again" in page.main
    assert not page.select("form input[name=again]")
    assert olu.json("/api/v1/network/history/1")["replayed"] == "erased"
    assert olu.json("/api/v1/network/history/2")["can_be_replayed"]


# ------------------------------------------------------------ two days
def test_two_days_show_who_came_and_what_is_new(past, visitor):
    olu = visitor("olu")
    found = olu.json("/api/v1/network/compare?from=1&to=2")
    assert found["counts"] == {"joined": 2, "ties": 2, "bridges": 1, "alone": 9}
    assert {one["name"] for one in found["people"]["items"]} == {
        "New Soul", "Lonely Soul",
    }  # fmt: skip
    pairs = olu.json("/api/v1/network/compare?from=1&to=2&show=bridges")["pairs"]
    (only,) = pairs["items"]
    assert {only["a"]["slug"], only["b"]["slug"]} == {"person-103", "person-104"}
    alone = olu.json("/api/v1/network/compare?from=1&to=2&show=alone")["people"]
    assert "person-131" in {one["slug"] for one in alone["items"]}


def test_the_page_says_it_in_words_and_tables(past, visitor):
    page = visitor("olu").see("/network/compare?from=1&to=2&show=ties")
    assert (
        "2 people new on the map, 2 new connections, 1 of them between two groups"
        in (page.main)
    )
    line = next(row for row in page.texts("tbody tr") if row.startswith("People on"))
    assert line == "People on the map 20 20 same"
    assert "A kind with fewer than 8 people is left out." in page.main
    same = visitor("olu").see("/network/compare?from=1&to=1").main
    assert "no kind has 8 people" in same
    assert "nobody new on the map" in same


def test_steps_are_told_between_kinds_of_eight(past, visitor, at):
    at("2018-02-01 12:00")
    for number in range(201, 207):
        add(number, kind="carer" if number % 2 else "clinician")
        connect(number, 101)
    taking.take(Reason.NIGHTLY)
    db.session.commit()
    olu = visitor("olu")
    steps = olu.json("/api/v1/network/compare?from=1&to=3")["after"]["steps"]
    assert steps[0][0] is not None
    assert steps[0][1] == steps[1][0] is not None
    assert steps[2] == [None] * 6
    page = olu.see("/network/compare?from=1&to=3")
    assert "So many steps lie on average" in page.main


def test_without_days_it_takes_the_last_two(past, visitor):
    found = visitor("olu").json("/api/v1/network/compare")
    assert (found["before"]["id"], found["after"]["id"]) == (1, 2)


@pytest.mark.parametrize("page", [0, 2])
def test_a_page_of_rows_that_is_not_there_is_unknown(past, visitor, page):
    visitor("olu").see(f"/network/compare?from=1&to=2&page={page}", status=404)


def test_the_file_says_what_the_table_says(past, visitor):
    olu = visitor("olu")
    page = olu.see("/network/compare?from=1&to=2")
    response = olu.get("/network/compare.csv?from=1&to=2")
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True))))
    table = page.select("table.sheet")[0]
    shown = [
        [cell.get_text().lstrip("+") for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]
    assert [[cell.lstrip("'") for cell in row] for row in rows[1:]] == shown
    noted = db.session.scalars(select(AuditEvent)).all()
    assert [(one.act, one.note) for one in noted] == [(Act.EXPORT, "compare")]


# ------------------------------------------------------------ who is not there
@pytest.mark.parametrize("path", [
    "/network/compare?from=1&to=2&show={show}",
    "/api/v1/network/compare?from=1&to=2&show={show}",
])  # fmt: skip
@pytest.mark.parametrize("show", ["joined", "ties", "bridges", "alone"])
def test_who_withdrew_or_has_no_name_is_on_no_page(past, visitor, path, show):
    text = visitor("olu").get(path.format(show=show)).get_data(as_text=True)
    assert "Withdrawn Soul" not in text
    assert "Secret Soul" not in text


def test_a_withdrawal_acts_at_once(past, visitor):
    olu = visitor("olu")
    path = "/network/compare?from=1&to=2"
    assert "New Soul" in olu.see(path).main
    consent(130, MapConsent.ABSENT)
    db.session.commit()
    assert "New Soul" not in olu.see(path).main
    assert "New Soul" not in olu.see("/network/groups/").main


def test_no_frozen_count_is_one_to_seven(past, visitor):
    for number in (1, 2):
        found = visitor("olu").json(f"/api/v1/network/history/{number}")
        for one in found["snapshot"]["figures"]:
            if one["unit"] == "count":
                assert one["value"] is None or one["value"] == 0 or one["value"] >= 10
                assert one["value"] is None or one["value"] % 5 == 0
            if one["unit"] == "share" and one["value"] is not None:
                assert one["value"] % 5 == 0


# ------------------------------------------------------------ groups
def test_a_group_gets_a_name_and_keeps_it(past, visitor):
    olu = visitor("olu")
    page = olu.see("/network/groups/")
    first = page.select("form[action^='/network/groups/']")[0]["action"]
    number = int(first.rsplit("/", 1)[1])
    page = olu.post(first, {"name": "  Housing   north "})
    assert "Housing north" in page.main
    assert db.session.get(MapGroup, number).name == "Housing north"
    noted = db.session.scalars(select(AuditEvent)).one()
    assert (noted.act, noted.object_id) == (Act.NETWORK, number)
    taking.take(Reason.NIGHTLY)
    db.session.commit()
    assert "Housing north" in olu.see("/network/groups/").main
    assert "taken away" in olu.post(first, {"name": ""}).soup.get_text()


def test_groups_have_the_numbers_and_people_of_the_map(past, visitor):
    olu = visitor("olu")
    cards = olu.json("/api/v1/network/groups/")["groups"]
    rows = olu.json("/api/v1/network/?show=groups")["groups"]["items"]
    people = {row["group"]: row["people"] for row in rows}
    told = {card["now"]: card["people"] for card in cards if card["now"]}
    assert told
    assert told.items() <= people.items()


def test_a_name_is_used_once_and_is_short(past, visitor):
    olu = visitor("olu")
    forms = olu.see("/network/groups/").select("form[action^='/network/groups/']")
    one, other = (form["action"] for form in forms[:2])
    olu.post(one, {"name": "Carers"})
    page = olu.post(other, {"name": "Carers"})
    assert page.status == 422
    assert "Another group has this name" in page.main
    assert page.select("input[aria-invalid=true]")[0]["value"] == "Carers"
    assert olu.post(other, {"name": "x" * 81}).status == 422
    assert olu.post("/network/groups/9999", {"name": "Carers"}).status == 404


def test_two_days_are_plotted_and_come_in_their_order(past, visitor):
    page = visitor("olu").see("/network/compare?from=2&to=1")
    assert page.texts("thead th")[1:3] == ["1 Nov 2017", "1 Jan 2018"]
    said = page.texts("figure.plot-figure figcaption")
    assert said[0] == "People on the map about 20 → about 20"
    assert not visitor("olu").see("/network/compare?from=1&to=1").select("figure")
    links = [one for one in page.links() if "since=1" in one]
    assert len(links) == 1
    told = visitor("olu").see(links[0])
    assert "2 connections are new since the day you chose" in told.main
    kinds = told.texts("tbody td:nth-child(2)")
    assert kinds[:3] == ["new connection", "new connection", "works on"]


# ------------------------------------------------------------ the door, the weight
@pytest.mark.parametrize("path", PAGES)
def test_it_is_for_organisers_and_takes_few_statements(past, visitor, statements, path):
    assert visitor("alice").get(path).status_code == 403
    olu = visitor("olu")
    olu.see(path)
    with statements() as found:
        olu.get(path)
    assert len(found) <= 10, found


def test_programs_learn_no_numbers_of_people(past, visitor):
    text = json.dumps(visitor("olu").json("/api/v1/network/groups/"))
    ids = db.session.scalars(select(Member.id).execution_options(unscoped="test"))
    assert all(f'"id": {one},' not in text for one in ids if one > 100)
