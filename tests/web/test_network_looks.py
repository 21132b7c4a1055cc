"""`/network/` looked at in other ways: tables, layers, filters, days, steps, names."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from community.core.access import Audience
from community.core.db import db
from community.members.models import MapConsent, Relation
from community.network.models import MapGroup, MapSnapshot, Reason
from community.network.snapshots import taking
from community.network.view import View
from tests.cast import connect, join
from tests.network.map_world import add, belong, consent, tag

API = "/api/v1/network/"


@pytest.fixture
def community(app):
    """Carers know each other, clinicians too; one tie joins both."""
    for number in range(101, 113):
        add(number, kind="carer" if number < 107 else "clinician", nation="wls")
    for number in range(201, 212):
        add(number, MapConsent.UNNAMED, kind="patient", name=f"Secret Soul{number}")
        connect(101, number)
    ring = [(n, n + 1) for n in range(101, 112)] + [(101, 106), (107, 112), (102, 105)]
    for a, b in ring:
        connect(a, b)
    tag(102, "storytelling", Relation.SEEKS)
    belong(103, "Acorn House")
    belong(104, "Acorn House")
    join(1, 101)
    db.session.commit()


def rows(page):
    return [
        tuple(cell.get_text(" ", strip=True) for cell in row.select("th, td"))
        for row in page.select("#results tbody tr")
    ]


def drawing(visitor, address=""):
    return visitor("olu").json(API + address)["drawing"]


# ---------------------------------------------------------------- in words
def test_it_says_which_kinds_reach_which_through_whom(community, visitor):
    lead = visitor("olu").see("/network/").select("p.lead")[0].get_text()
    said = "“Carer” reaches “Clinician” through 1 person only: Person Number10"
    assert said in lead


def test_every_figure_has_a_sentence_and_what_it_was(community, visitor, at):
    at("2017-11-03 12:00")
    assert not re.search("before", visitor("olu").see("/network/").main)
    taking.take(Reason.NIGHTLY)
    db.session.commit()
    page = visitor("olu").see("/network/")
    assert "“Before” is the last snapshot, 3 November 2017" in page.main
    assert "about 20 before; " in page.main
    record = visitor("olu").json(API)
    assert all(one["words"] and one["value"] for one in record["said"])
    codes = [one["code"] for one in record["said"]]
    assert len(set(codes)) == len(codes) == 19
    assert len(page.select(".map-all [id^=figure-]")) == 19
    assert [one["before"] for one in record["said"][:2]] == ["about 20", "about 15"]


# ---------------------------------------------------------------- tables
def test_the_table_of_links_holds_each_line_of_the_drawing(community, visitor):
    page = visitor("olu").see("/network/?show=ties")
    found, sent = rows(page), drawing(visitor)
    assert len(found) == len(sent["ends"]) == len(sent["weight"])
    assert ("Person Number101", "connection", "Person Number102", "1", "No") in found
    assert ("Person Number106", "connection", "Person Number107", "1", "Yes") in found
    assert ("Person Number101", "works on", "Pain cafe", "1", "–") in found
    crowd = "About 10 more without names: Lived experience"
    assert ("Person Number101", "connection", crowd, "10", "–") in found
    assert f"{len(found)} links" in page.main
    record = visitor("olu").json(API + "?show=ties")
    assert record["links"]["total"] == len(found)
    assert record["people"] is None


def test_the_table_of_groups_leads_to_the_people_of_each(community, visitor):
    page = visitor("olu").see("/network/?show=groups")
    people = {row[0]: int(row[2]) for row in rows(page)}
    assert len(people) > 1
    link = page.select("#results tbody th a")[0]
    there = visitor("olu").see(link["href"].split("#")[0].replace("show=groups", ""))
    assert len(rows(there)) == people[link.get_text()]


def test_people_have_their_measures_and_columns_say_what_they_mean(community, visitor):
    page = visitor("olu").see("/network/?sort=-between")
    heads = [one.get_text(strip=True).rstrip(" ↓↑") for one in page.select("thead th")]
    assert heads == [
        "Name", "Kind", "Connections", "Projects", "Within two steps", "Links others",
        "Nearness", "Same circle", "Contacts who know each other", "Core", "Group",
        "Place",
    ]  # fmt: skip
    assert len(page.select("thead th[title]")) == 9
    between = [float(row[5].rstrip("%")) for row in rows(page)]
    assert between == sorted(between, reverse=True)
    assert between[0] > 0


# ---------------------------------------------------------------- filters
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("organisation=acorn-house", ["Person Number103", "Person Number104"]),
        ("tag=storytelling", ["Person Number102"]),
        ("tag=storytelling&organisation=acorn-house", []),
        ("place=south-west", ["Alice Marsh"]),
        ("place=wls&shape=3", ["Dai Prosser"]),
        ("phase=develop&place=wls", [
            "Bob Okoro", "Dai Prosser", "Person Number101",
        ]),
        ("phase=nonsense", []),
        ("tag=diabetes", []),
    ],
)  # fmt: skip
def test_a_filter_narrows_table_and_drawing_alike(community, visitor, address, names):
    page = visitor("olu").see("/network/?" + address)
    assert page.texts("#results tbody th") == names
    sent = drawing(visitor, "?" + address)
    assert sent["names"][: sent["people"]] == names
    for link in page.select('#results a[href*=".csv"], #results a[href*=".graphml"]'):
        asked = parse_qsl(urlsplit(link["href"]).query)
        assert sorted(asked) == sorted(parse_qsl(address))


def test_filters_count_whom_they_would_show(community, visitor):
    page = visitor("olu").see("/network/?shape=1")
    label = page.select('label[for="organisation-acorn-house"]')[0]
    assert label.get_text(" ", strip=True) == "Acorn House 2"
    there = visitor("olu").see("/network/?shape=1&organisation=acorn-house")
    assert len(rows(there)) == 2
    assert there.select("#organisation-acorn-house")[0].has_attr("checked")
    assert "organisation: Acorn House" in there.main
    clear = there.select("#results a:-soup-contains('Clear all filters')")[0]
    assert urlsplit(clear["href"]).query == ""


def test_dimming_keeps_the_others_in_sight_but_out_of_the_table(community, visitor):
    address = "?organisation=acorn-house&dim=yes"
    assert len(rows(visitor("olu").see("/network/" + address))) == 2
    sent = drawing(visitor, address)
    assert len(sent["x"]) == len(drawing(visitor)["x"])
    assert len(sent["faint"]) == len(sent["x"]) - 2


# ---------------------------------------------------------------- layers and looks
def test_skills_and_organisations_are_layers_of_their_own(community, visitor):
    address = "?layers=people&layers=tags&layers=organisations"
    found = rows(visitor("olu").see(f"/network/{address}&show=ties"))
    assert ("Person Number102", "looks for", "Storytelling", "1", "–") in found
    assert ("Person Number103", "belongs to", "Acorn House", "1", "–") in found
    sent = drawing(visitor, address)
    assert ["acorn-house", "Acorn House", 2] in sent["organisations"]
    assert sent["projects"] == 0


def test_people_are_joined_directly_by_what_they_share(community, visitor):
    address = "?layers=people&layers=organisations&projected=yes&show=ties"
    found = rows(visitor("olu").see("/network/" + address))
    shared = [row for row in found if row[1] == "have in common"]
    assert shared == [
        ("Person Number103", "have in common", "Person Number104", "1", "No")
    ]


def test_nothing_sensitive_is_anywhere(community, visitor):
    tag(104, "diabetes", audience=Audience.MEMBERS)
    db.session.commit()
    every = "layers=people&layers=tags&layers=projects&cluster=tag&colour=group"
    for path in ("/network/", API):
        text = visitor("olu").get(f"{path}?{every}&q=").get_data(as_text=True)
        assert "iabetes" not in text


def test_the_form_holds_what_was_chosen_and_works_without_a_script(community, visitor):
    address = (
        "layers=people&colour=place&mark=group&size=between&cluster=tag&dim=yes"
        "&person=person-101&steps=2&show=ties&sort=-number"
    )
    page = visitor("olu").see("/network/?" + address)
    form = page.select("form.map-form")[0]
    assert form["method"] == "get"
    assert form.select("button[type=submit]")
    told = [
        (field["name"], field["value"])
        for field in form.select("input[name][value]")
        if field.has_attr("checked") or field["type"] == "hidden"
    ]
    told += [
        (field["name"], field.select("option[selected]")[0]["value"])
        for field in form.select("select")
        if field.select("option[selected]")
    ]
    shapes = {("shape", str(shape)) for shape in range(7)}
    assert set(told) - shapes == set(parse_qsl(address))
    known = set(View.__dataclass_fields__)
    named = {field["name"] for field in form.select("[name]")}
    assert named <= known


@pytest.mark.parametrize("field", ["place", "phase", "organisation", "group"])
def test_the_drawing_holds_what_it_is_coloured_by(community, visitor, field):
    sent = drawing(visitor, f"?colour={field}")
    assert [one["name"] for one in sent["fields"]] == [field]
    assert len(set(sent["fields"][0]["of"])) > 1
    assert drawing(visitor)["fields"] == []


# ---------------------------------------------------------------- around somebody
def test_steps_around_somebody_are_lists_with_introductions(community, visitor):
    page = visitor("olu").see("/network/?person=person-103&steps=3")
    around = page.select("#person")[0]
    heads = [one.get_text(strip=True) for one in around.select("dt")]
    assert heads == ["Connections", "Projects", "2 steps away", "3 steps away"]
    links = around.select('a[href*="/network/weave/"]')
    assert {parse_qsl(urlsplit(one["href"]).query)[0][1] for one in links} >= {
        "person-103,person-101", "person-103,person-105",
    }  # fmt: skip
    one = visitor("olu").see("/network/?person=person-103").select("#person")[0]
    assert not one.select('a[href*="/network/weave/"]')


# ---------------------------------------------------------------- other days
def test_a_day_in_the_past_shows_who_was_there_and_still_agrees(community, visitor, at):
    at("2017-11-03 12:00")
    taking.take(Reason.ASKED)
    day = db.session.scalars(select(MapSnapshot.id)).one()
    at("2017-11-05 12:00")
    add(120, name="Late Comer")
    consent(104, MapConsent.ABSENT)
    db.session.commit()
    today = visitor("olu").see("/network/")
    assert "Late Comer" in today.main
    assert [one["value"] for one in today.select("#look-on option")] == ["", str(day)]
    page = visitor("olu").see(f"/network/?on={day}")
    assert "Late Comer" not in page.main
    assert "Person Number104" not in page.main
    assert "Person Number103" in page.main
    assert "This is the map of 3 November 2017, with those who" in page.main
    assert page.select("#look-on option[selected]")[0]["value"] == str(day)
    sent = drawing(visitor, f"?on={day}")
    assert "Late Comer" not in sent["names"]
    assert visitor("olu").get(f"/network/?on={day + 1}").status_code == 404


def test_a_group_goes_by_its_name(community, visitor):
    taking.take(Reason.NIGHTLY)
    for row in db.session.scalars(select(MapGroup)):
        row.name = f"Harbour {row.id}"
    db.session.commit()
    page = visitor("olu").see("/network/?show=groups")
    names = page.texts("#results tbody th")
    assert names
    assert all(name.startswith("Harbour ") for name in names)
    sent = drawing(visitor, "?colour=group")
    assert set(sent["fields"][0]["values"][1:]) == set(names)
    assert visitor("olu").json(API)["names"]


def test_a_day_in_the_past_takes_no_more_statements(community, visitor, statements):
    taking.take(Reason.NIGHTLY)
    db.session.commit()
    olu = visitor("olu")
    for first, then in ((10, 3), (3, 3)):
        with statements() as found:
            olu.get("/network/?on=1")
        assert len(found) <= first, found
        with statements() as found:
            olu.get("/network/?on=1")
        assert len(found) <= then, found
