"""Files of the network map: exactly what is on screen, marked, noted, limited."""

import csv
import io
import json
from xml.etree import ElementTree

import networkx as nx
import pytest
from sqlalchemy import select, update

from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.matching import snapshot
from community.members.models import MapConsent, Member
from tests.cast import mark_of
from tests.client import Page
from tests.network.map_world import a_few_more, consent

TABLES = ("/network/people.csv", "/network/links.csv")
GRAPHS = ("/network/network.graphml", "/network/network.gexf", "/network/network.json")
FILES = (*TABLES, *GRAPHS, "/network/network.svg")
ALL = (*FILES, "/network/print")
ASKED = (
    "", "?shape=1", "?q=number10", "?sort=-ties", "?shape=2&dim=yes",
    "?layers=people&projected=yes", "?colour=group&cluster=group&size=reach",
    "?layers=people&layers=tags&layers=organisations", "?person=person-102&steps=2",
)  # fmt: skip


@pytest.fixture
def community(app):
    a_few_more()
    db.session.commit()


@pytest.fixture
def take(visitor):
    """Fetch a file as an organiser; the limit of a day is not in the way."""

    def taken(path):
        from community.core.limits import LimitCount

        response = visitor("olu").get(path)
        db.session.execute(LimitCount.__table__.delete())
        db.session.commit()
        return response.get_data(as_text=True)

    return taken


def table(text):
    return [row[:-1] for row in csv.reader(io.StringIO(text))]


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("pat", 302), ("alice", 403), ("ada", 403), ("olu", 200)],
)
def test_only_organisers_take_anything_away(visitor, path, who, status):
    assert visitor(who).get(path).status_code == status


@pytest.mark.parametrize("asked", ASKED)
def test_tables_drawing_and_files_hold_the_same(community, visitor, take, asked):
    olu = visitor("olu")
    mark = "&" if asked else "?"
    page = olu.see(f"/network/{asked}{mark}show=people")
    people = table(take(f"/network/people.csv{asked}{mark}show=people"))
    assert [row[0] for row in people[1:]] == page.texts(".map-table tbody th")
    drawing = olu.json(f"/api/v1/network/{asked}")["drawing"]
    found = json.loads(take(f"/network/network.json{asked}"))
    assert len(found["elements"]) == len(drawing["x"])
    labels = [one["label"] for one in found["elements"]]
    assert labels[: len(drawing["names"])] == drawing["names"]
    assert len(found["connections"]) == len(drawing["ends"])
    graph = nx.read_gexf(io.BytesIO(take(f"/network/network.gexf{asked}").encode()))
    assert [graph.nodes[one]["label"] for one in graph] == labels
    svg = ElementTree.fromstring(take(f"/network/network.svg{asked}"))
    marks = [g for g in svg.iter() if g.tag.endswith("}g") and g[0].tag.endswith("e")]
    assert [one[0].text for one in marks if one[0].tag.endswith("}title")] == labels


@pytest.mark.parametrize("show", ["people", "ties"])
@pytest.mark.parametrize("sort", ["name", "-number", "-between", "group", "link"])
def test_a_table_and_its_file_agree_cell_for_cell(community, visitor, take, show, sort):
    asked = f"?show={show}&sort={sort}"
    page = visitor("olu").see(f"/network/{asked}")
    file = "people" if show == "people" else "links"
    rows = table(take(f"/network/{file}.csv{asked}"))[1:]
    shown = [
        ["" if one == "–" else one.removesuffix("%") for one in row.stripped_strings]
        for row in page.select(".map-table tbody tr")
    ]
    assert [[one for one in row if one] for row in rows] == [
        [one for one in row if one] for row in shown
    ]


@pytest.mark.parametrize("path", ALL)
def test_nobody_unnamed_or_absent_is_in_any_file(community, take, path):
    for asked in ("", "?q=number", "?person=person-101", "?projected=yes"):
        text = take(path + asked)
        for word in ("Soul", "Carol", "person-2", "person-301", "@example.org"):
            assert word not in text, (path, asked, word)


@pytest.mark.parametrize("path", ALL)
def test_a_withdrawn_consent_is_gone_from_the_next_file(community, take, path):
    assert "Person Number101" in take(path)
    consent(101, MapConsent.ABSENT)
    db.session.commit()
    assert "Person Number101" not in take(path)


@pytest.mark.parametrize("path", ALL)
def test_a_file_says_for_whom_and_when_it_was_made(community, take, at, path):
    at("2017-11-01 12:00")
    text = take(path)
    assert "Made for Olu Adeyemi on 1 November 2017, 12:00." in text
    assert "Not to be passed on." in text


def test_each_row_of_a_table_carries_the_mark(community, take):
    for path in TABLES:
        rows = [*csv.reader(io.StringIO(take(path)))]
        assert rows[0][-1] == "Note"
        assert all(row[-1].startswith("Made for Olu") for row in rows[1:])


@pytest.mark.parametrize("path", ALL)
def test_a_file_is_noted_in_the_audit_trail_without_names(community, visitor, path):
    response = visitor("olu").get(f"{path}?q=lea&person=lea-5")
    if path != "/network/print":
        assert "attachment" in response.headers["Content-Disposition"]
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.act, event.actor) == (Act.EXPORT, mark_of(6))
    assert event.object_kind == "network"
    assert "lea" not in event.note


def test_files_pictures_and_prints_are_given_twenty_times_a_day(community, visitor, at):
    at("2017-11-01 12:00")
    olu = visitor("olu")
    for number in range(19):
        assert olu.get(ALL[number % len(ALL)]).status_code == 200
    assert olu.post("/network/picture").status == 204
    assert olu.post("/network/picture").status == 429
    assert {olu.get(path).status_code for path in ALL} == {429}
    at("2017-11-02 12:00")
    assert visitor("olu").get(ALL[0]).status_code == 200


def test_a_picture_of_the_browser_is_noted(app, visitor):
    page = visitor("olu").post("/network/picture")
    assert (page.status, page.html) == (204, "")
    assert db.session.scalars(select(AuditEvent)).one().note == "map as png"
    assert visitor("alice").post("/network/picture").status == 403


def test_below_eight_consents_files_hold_nobody(app, take):
    consent(4, MapConsent.ABSENT)
    db.session.commit()
    for path in ALL:
        text = take(path)
        assert "Alice" not in text
    assert len(take("/network/people.csv").splitlines()) == 1
    assert json.loads(take("/network/network.json"))["elements"] == []
    assert "Too few people agreed" in take("/network/print")


def test_hostile_names_harm_no_file(community, visitor, take):
    name = "=cmd|'/c calc'!A1</script>\x07&\"]]>"
    db.session.execute(update(Member).where(Member.id == 103).values(name=name))
    snapshot.bump()
    db.session.commit()
    for path in ("graphml", "gexf", "svg"):
        ElementTree.fromstring(take(f"/network/network.{path}"))
    for path in TABLES:
        for row in csv.reader(io.StringIO(take(path))):
            assert not [one for one in row if one.startswith(("=", "+", "-", "@"))]
    json.loads(take("/network/network.json"))
    page = Page(visitor("olu").get("/network/print"))
    assert not page.select("main script")


def test_the_page_for_paper_shows_picture_and_table(community, visitor, statements):
    page = visitor("olu").see("/network/print?shape=1&colour=group")
    assert page.h1 == "The map on paper"
    assert len(page.select("main svg[role=img] > title")) == 1
    assert "/network/?shape=1&colour=group" in page.links()
    assert set(page.texts("tbody td:nth-of-type(1)")) == {"Carer"}
    assert "Group 1" in page.select("main svg")[0].get_text()
    with statements() as found:
        visitor("olu").get("/network/print")
    assert len(found) <= 13, found  # the sign-in, and who was looked at, among them
