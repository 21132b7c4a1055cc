"""`/network/`: the organisers' map as figures, table, drawing and files."""

import csv
import io
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.members.models import MapConsent, Member
from tests.cast import mark_of
from tests.network.map_world import a_few_more, add, consent

FILES = ("/network/people.csv", "/network/links.csv", "/network/network.graphml")
ALL = ("/network/", "/api/v1/network/", *FILES)


@pytest.fixture
def community(app):
    a_few_more()
    db.session.commit()


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("pat", 302),
        ("alice", 403),
        ("ada", 403),
        ("mo", 403),
        ("olu", 200),
    ],
)
def test_only_organisers_come_in(visitor, path, who, status):
    if path.startswith("/api") and status == 302:
        status = 401 if who is None else 403
    assert visitor(who).get(path).status_code == status


def test_it_says_in_words_and_figures_what_it_adds_up_to(community, visitor):
    page = visitor("olu").see("/network/")
    assert page.h1 == "Network map"
    assert "group" in page.select("p.lead")[0].get_text()
    figures = dict(
        zip(page.texts(".figures dt"), page.texts(".figures dt + dd"), strict=True)
    )
    assert figures["People"] == "13"
    assert figures["Connections"] == "5"
    assert "About 15 others are not shown." in page.main


def test_table_drawing_and_files_agree(community, visitor):
    olu = visitor("olu")
    page = olu.see("/network/?sort=-ties")
    names = page.texts("tbody th")
    counts = [int(cell) for cell in page.texts("tbody td:nth-of-type(2)")]
    drawing = olu.json("/api/v1/network/")["drawing"]
    assert sorted(names) == sorted(drawing["names"][: drawing["people"]])
    rows = list(
        csv.DictReader(io.StringIO(olu.get(FILES[0]).get_data().decode("utf-8-sig")))
    )
    assert sorted((row["Name"], int(row["Connections"])) for row in rows) == sorted(
        zip(names, counts, strict=True)
    )
    links = list(csv.reader(io.StringIO(olu.get(FILES[1]).get_data(as_text=True))))[1:]
    assert len(links) == len(drawing["ends"])
    root = ElementTree.fromstring(olu.get(FILES[2]).get_data(as_text=True))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert len(root.findall(".//g:node", space)) == len(drawing["x"])
    assert len(root.findall(".//g:edge", space)) == len(links)


def test_nobody_unnamed_or_absent_is_anywhere(community, visitor):
    olu = visitor("olu")
    for path in (*ALL, "/network/?q=soul", "/network/?person=person-301"):
        text = olu.get(path).get_data(as_text=True)
        assert "Soul" not in text, path
        assert "Carol" not in text, path
        assert "person-2" not in text, path
    assert not olu.see("/network/?person=person-201").select("#person, tr.is-chosen")


def test_the_unnamed_are_one_crowd_with_its_links_in_round_numbers(community, visitor):
    drawing = visitor("olu").json("/api/v1/network/")["drawing"]
    assert drawing["crowds"] == [[1, 10]]
    links = visitor("olu").get("/network/links.csv").get_data(as_text=True)
    name = "About 10 more without names: Lived experience"
    assert f"Person Number101,connection,{name},10" in links


def links(organiser):
    """From, link and to of each line of the file."""
    file = organiser.get("/network/links.csv").get_data(as_text=True)
    return {tuple(line.split(",")[:3]) for line in file.splitlines()[1:]}


def test_a_tie_between_the_pair_alone_is_nowhere(community, visitor):
    olu = visitor("olu")
    assert "Person Number104" in olu.get("/network/?person=person-103").get_data(
        as_text=True
    )
    before = links(olu)
    db.session.execute(
        update(Connection)
        .where(Connection.a_id == 103, Connection.b_id == 104)
        .values(b_audience=TieAudience.PAIR)
    )
    db.session.commit()
    assert before - links(olu) == {
        ("Person Number103", "connection", "Person Number104")
    }


def test_a_withdrawn_consent_is_gone_on_the_next_request(community, visitor):
    olu = visitor("olu")
    assert "Person Number101" in olu.see("/network/").main
    consent(101, MapConsent.ABSENT)
    db.session.commit()
    for path in ALL:
        assert "Person Number101" not in olu.get(path).get_data(as_text=True), path


def test_below_eight_consents_it_says_how_to_ask_instead(app, visitor):
    consent(4, MapConsent.ABSENT)
    db.session.commit()
    page = visitor("olu").see("/network/")
    assert "The map begins when 8 people agreed" in page.main
    assert "Alice" not in page.main
    assert not page.select("network-map, tbody tr")
    record = visitor("olu").json("/api/v1/network/")
    assert record["drawing"] is None
    assert record["figures"]["people"] == 0
    assert len(visitor("olu").get("/network/people.csv").data.splitlines()) == 1


@pytest.mark.parametrize("sort", ["name", "kind", "ties", "projects", "reach", "group"])
def test_a_sorted_table_says_so_and_turns_round(community, visitor, sort):
    page = visitor("olu").see(f"/network/?sort={sort}")
    head = page.select("th[aria-sort]")
    assert [one["aria-sort"] for one in head] == ["ascending"]
    turned = visitor("olu").see(head[0].a["href"].split("#")[0])
    assert turned.select("th[aria-sort]")[0]["aria-sort"] == "descending"
    if sort in ("ties", "projects", "reach"):
        place = ["ties", "projects", "reach"].index(sort) + 2
        cells = [int(cell) for cell in page.texts(f"tbody td:nth-of-type({place})")]
        assert cells == sorted(cells)


def test_the_legend_filters_the_table_by_shape(community, visitor):
    page = visitor("olu").see("/network/?shape=1")
    assert set(page.texts("tbody .kind")) == {"Carer"}
    ticked = [
        box["value"] for box in page.select("[name=shape]") if box.has_attr("checked")
    ]
    assert ticked == ["1"]
    both = visitor("olu").see("/network/?shape=1&shape=2")
    assert set(both.texts("tbody .kind")) == {"Carer", "Clinician"}
    assert "people of the kinds: Lived experience and Clinical" in both.main
    assert len(visitor("olu").see("/network/?shape=nonsense").select("tbody tr")) == 13


def test_somebody_is_found_by_parts_of_the_name_and_nobody_said_kindly(
    community, visitor
):
    assert visitor("olu").see("/network/?q=lea+NOV").texts("tbody th") == ["Lea Novak"]
    page = visitor("olu").see("/network/?q=zzz")
    assert "Nobody fits all of that" in page.main


def test_a_chosen_person_comes_with_all_that_is_around_in_words(community, visitor):
    page = visitor("olu").see("/network/?person=person-102")
    around = page.select("#person")[0]
    assert around.h2.get_text() == "Person Number102"
    assert [a.get_text() for a in around.select("dd a[data-person]")] == [
        "Person Number101", "Person Number103",
    ]  # fmt: skip
    assert "2 people one step away" in around.get_text()
    assert page.select("tr.is-chosen")


def test_projects_are_nodes_with_a_table_of_their_own(community, visitor):
    page = visitor("olu").see("/network/?show=projects&sort=-people")
    assert page.texts("tbody th") == ["Pain cafe", "Walking together"]
    assert page.texts("tbody td:nth-of-type(2)") == ["3", "2"]


def test_fifty_stand_on_a_page_and_the_pages_hold_everybody_once(app, visitor):
    for number in range(400, 500):
        add(number)
    db.session.commit()
    olu = visitor("olu")
    seen = []
    for number in (1, 2, 3):
        seen += olu.see(f"/network/?sort=-reach&page={number}").texts("tbody th")
    assert len(seen) == len(set(seen)) == 107
    assert olu.see("/network/?page=4", status=404)
    assert olu.see("/network/?page=0", status=404)


def test_it_takes_few_statements_the_first_time_and_three_after(
    community, visitor, statements
):
    olu = visitor("olu")
    for path, first, then in (("/network/", 10, 3), ("/api/v1/network/", 3, 3)):
        with statements() as found:
            olu.get(path)
        assert len(found) <= first, found
        with statements() as found:
            olu.get(path)
        assert len(found) <= then, found


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_noted_in_the_audit_trail(community, visitor, path):
    response = visitor("olu").get(path)
    assert "attachment" in response.headers["Content-Disposition"]
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.act, event.actor) == (Act.EXPORT, mark_of(6))
    assert event.object_kind == "network"


def test_files_are_given_twenty_times_a_day(community, visitor, at):
    at("2017-11-01 12:00")
    olu = visitor("olu")
    for number in range(20):
        assert olu.get(FILES[number % 3]).status_code == 200
    assert olu.get(FILES[0]).status_code == 429
    at("2017-11-02 12:00")
    assert visitor("olu").get(FILES[0]).status_code == 200


def test_graphml_says_when_and_for_whom_it_was_made(community, visitor, at):
    at("2017-11-01 12:00")
    response = visitor("olu").get("/network/network.graphml")
    assert response.mimetype == "application/graphml+xml"
    text = response.get_data(as_text=True)
    assert "2017-11-01T12:00+00:00" in text
    assert "Olu Adeyemi" in text
    assert "network-2017-11-01.graphml" in response.headers["Content-Disposition"]


def test_hostile_names_harm_neither_file_nor_page(community, visitor):
    name = "=cmd|'/c calc'!A1</script>\x07&"
    db.session.execute(update(Member).where(Member.id == 103).values(name=name))
    from community.matching import snapshot

    snapshot.bump()
    db.session.commit()
    olu = visitor("olu")
    ElementTree.fromstring(olu.get("/network/network.graphml").get_data(as_text=True))
    assert "\n'=cmd" in olu.get("/network/people.csv").get_data(as_text=True).replace(
        '"', ""
    )
    assert "</script>&" not in olu.get("/network/").get_data(as_text=True)


def test_a_kind_shown_to_connections_alone_is_not_shown_here(community, visitor):
    add(107, kind="designer", kind_audience=Audience.CONNECTIONS)
    db.session.commit()
    page = visitor("olu").see("/network/?q=number107")
    assert page.texts("tbody td:nth-of-type(1)") == [""]
