"""`/network/gaps/`: what is short, in tables that lead to people and projects."""

import csv
import io

import pytest
from sqlalchemy import select

from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.members.models import Relation
from tests.cast import join, mark_of
from tests.network.map_world import add, tag
from tests.web.test_api import check, schema_of

BOARD = "/network/gaps/"
SHOWN = ("skills", "nobody", "projects", "offers", "leads", "links")
ONE = BOARD + "evaluation"
CSV = BOARD + "skills.csv"


@pytest.fixture
def short(app):
    """Three more who seek help with facilitation, a third in the cafe, a learner."""
    for number in (101, 102, 103):
        add(number, kind="carer", nation="wls")
        tag(number, "facilitation", Relation.SEEKS)
    tag(101, "evaluation", Relation.LEARNING)
    tag(101, "diabetes", Relation.OFFERS)
    join(1, 101)
    db.session.commit()


@pytest.mark.parametrize("path", [BOARD, ONE, CSV, "/api/v1" + BOARD, "/api/v1" + ONE])
@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("alice", 403), ("ada", 403), ("mo", 403), ("olu", 200)],
)
def test_only_organisers_come_in(visitor, path, who, status):
    if path.startswith("/api") and status == 302:
        status = 401
    assert visitor(who).get(path).status_code == status


def test_it_says_first_what_is_most_short(short, visitor):
    page = visitor("olu").see(BOARD)
    assert page.h1 == "Gap board"
    assert page.texts("p.lead") == [
        "Group facilitation is wanted by 4 people and offered by 1 person."
    ]
    assert page.texts("tbody tr")[0] == "Group facilitation Skills 3 4 0 1 0"


def test_every_number_leads_to_a_list_of_as_many(short, visitor):
    olu = visitor("olu")
    page = olu.see(f"{BOARD}?place=wls")
    found = page.select("tbody td a")
    assert len(found) == 3
    for link in found:
        total = olu.json("/api/v1" + link["href"])
        rows = total.get("people") or total.get("projects")
        assert rows["total"] == int(link.get_text()), link["href"]


@pytest.mark.parametrize("show", SHOWN)
def test_each_list_has_a_place_and_an_empty_state(short, visitor, show):
    olu = visitor("olu")
    page = olu.see(f"{BOARD}?show={show}")
    current = page.texts(".parts-nav [aria-current]")
    assert len(current) == 1
    assert page.texts("h2") == current
    assert page.select("tbody tr, .row-list > li"), show
    record = olu.json(f"/api/v1{BOARD}?show={show}")
    name = {"nobody": "skills"}.get(show, show)
    assert record[name]["total"] >= 1
    if show == "nobody":
        return
    empty = olu.see(f"{BOARD}?show={show}&place=nowhere")
    assert "Nothing fits these filters." in empty.main
    assert empty.select(f'a[href="{BOARD}?show={show}"], a[href="{BOARD}"]')


def test_filters_stay_when_one_goes_to_another_list_or_order(short, visitor):
    page = visitor("olu").see(f"{BOARD}?place=wls&kind=carer&sort=wanted")
    chosen = {option["value"] for option in page.select("option[selected]")}
    assert {"wls", "carer"} <= chosen
    for link in page.select(".parts-nav a, thead a"):
        assert "place=wls" in link["href"]
        assert "kind=carer" in link["href"]
    assert [one["aria-sort"] for one in page.select("th[aria-sort]")] == ["descending"]


def test_a_board_with_nothing_on_it_says_what_to_do(app, visitor):
    from community.members.models import MemberTag
    from community.projects.models import NeedTag

    db.session.execute(MemberTag.__table__.delete())
    db.session.execute(NeedTag.__table__.delete())
    db.session.commit()
    page = visitor("olu").see(BOARD)
    assert "ask them to say what they offer" in page.main
    assert page.select('.empty a[href="/members/"]')


def test_one_skill_says_who_could_help_and_whom_to_ask_from_outside(short, visitor):
    page = visitor("olu").see(ONE)
    assert page.h1 == "Evaluation"
    assert page.texts("p.lead") == [
        "Evaluation is wanted by 1 person and 1 project and offered by 2 people."
    ]
    (card,) = page.select("section[aria-labelledby=could-help] li.row")
    assert "Person Number101" in card.get_text()
    assert "Learns it" in card.get_text()
    assert card.select('a[href="/connections/hello/person-101"]')
    outside = page.select("section[aria-labelledby=outside]")[0].get_text()
    assert "Clinician: 1 person" in outside
    assert page.select('a[href="/organise/people/"]')


@pytest.mark.parametrize("slug", ["diabetes", "unknown"])
def test_a_sensitive_or_unknown_word_is_not_found(short, visitor, slug):
    visitor("olu").see(BOARD + slug, status=404)


def test_a_sensitive_word_is_nowhere(short, visitor):
    olu = visitor("olu")
    for show in SHOWN:
        for path in (f"{BOARD}?show={show}", f"/api/v1{BOARD}?show={show}"):
            assert b"iabetes" not in olu.get(path).data, path
    assert b"iabetes" not in olu.get(CSV).data


def test_the_file_holds_the_table_and_is_noted(short, visitor, at):
    at("2017-11-01 12:00")
    olu = visitor("olu")
    response = olu.get(f"{CSV}?place=wls")
    assert "gaps-2017-11-01.csv" in response.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(response.get_data(as_text=True)))
    assert head[2:] == [
        "Wanted by people", "Needed by projects", "Offered by people",
        "Learned by people",
    ]  # fmt: skip
    table = olu.json(f"/api/v1{BOARD}?place=wls")["skills"]["items"]
    assert [[row[0], *map(int, row[2:])] for row in rows] == [
        [one["label"], one["wanted"], one["needed"], one["offered"], one["learning"]]
        for one in table
    ]
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.act, event.actor, event.note) == (Act.EXPORT, mark_of(6), "gaps")


def test_files_are_given_twenty_times_a_day(app, visitor, at):
    at("2017-11-01 12:00")
    olu = visitor("olu")
    for _ in range(20):
        assert olu.get(CSV).status_code == 200
    assert olu.get(CSV).status_code == 429


@pytest.mark.parametrize("path", [*(f"{BOARD}?show={show}" for show in SHOWN), ONE])
def test_it_takes_ten_statements_at_most(short, visitor, statements, path):
    olu = visitor("olu")
    with statements() as found:
        olu.get(path)
    assert len(found) <= 10, found


@pytest.mark.parametrize(
    "query",
    ["show=everything", "sort=-name", "page=0", "page=minus", "place=" + "x" * 90,
     "family=unknown", "page=99999999"],
)  # fmt: skip
def test_what_an_address_says_wrongly_counts_as_not_said(app, visitor, query):
    status = 404 if query == "page=0" else 200
    assert visitor("olu").get(f"{BOARD}?{query}").status_code == status


@pytest.mark.parametrize(
    ("path", "template"),
    [
        *((f"{BOARD}?show={show}", BOARD) for show in SHOWN),
        (ONE, BOARD + "{tag}"),
        ("/network/impact/", "/network/impact/"),
        ("/network/impact/rows", "/network/impact/rows"),
    ],
)
def test_programs_get_what_is_described(short, visitor, path, template):
    described = visitor().json("/api/v1/openapi.json")
    found = visitor("olu").json(f"/api/v1{path}")
    check(described, schema_of(described, f"/api/v1{template}"), found, path)


def test_pages_hold_everything_once(app, visitor):
    from community.expertise.models import Family, Tag

    for number in range(60):
        row = Tag(slug=f"t{number}", label=f"Tag {number}", family=Family.SKILL)
        db.session.add(row)
    db.session.commit()
    olu = visitor("olu")
    seen = []
    for number in (1, 2, 3):
        page = olu.see(f"{BOARD}?show=nobody&page={number}")
        seen += page.texts("tbody th")
    assert len(seen) == len(set(seen)) == 62
    olu.see(f"{BOARD}?show=nobody&page=4", status=404)
