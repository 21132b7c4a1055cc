"""Files of what is on screen: read again by others' programs, they say the same."""

import io
import json
import re
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.network.about import Value
from community.network.columns import Columns, columns
from community.network.crowds import Crowd
from community.network.facts import About
from community.network.figures import Figures, Link, MapPerson, MapProject
from community.network.files.blueprint import blueprint
from community.network.files.gexf import gexf
from community.network.files.graphml import graphml
from community.network.files.labels import FONT, labels_of, width_of
from community.network.files.picture import picture_of
from community.network.files.sheet import Made, Sheet, sheet_of
from community.network.files.svg import SHAPES, Words, svg
from community.network.maps import Network
from community.network.shown import shown
from community.network.view import CLUSTERS, COLOURS, LAYERS, SIZES, View

MADE = Made("Olu <Adeyemi>", "2017-11-01T12:00+00:00", "Made for Olu. Keep it.")
WORDS = Words("Map", "All.", "2.", dict.fromkeys(range(10), "kind"), "-", "-", "", {})
NASTY = st.text(max_size=12) | st.sampled_from(
    ["<b>", "a&b", "\x07", "=cmd", "Łę", '"']
)
VIEWS = st.builds(
    View,
    layers=st.lists(st.sampled_from(LAYERS), min_size=1, unique=True).map(tuple),
    projected=st.booleans(),
    colour=st.sampled_from(COLOURS),
    size=st.sampled_from(SIZES),
    cluster=st.sampled_from(CLUSTERS),
    shape=st.lists(st.sampled_from("0123456"), max_size=2, unique=True).map(tuple),
    dim=st.booleans(),
    person=st.sampled_from(["", "s0", "nobody"]),
    steps=st.sampled_from([1, 2, 3]),
)
FIGURES = Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@st.composite
def maps(draw):
    """Draw a small map with tags, places, projects, a crowd, parallel links."""
    values = st.lists(
        st.sampled_from([Value(0, code, code.title()) for code in ("a", "b", "c")]),
        max_size=2, unique=True,
    ).map(tuple)  # fmt: skip
    number = draw(st.integers(0, 9))
    people = tuple(
        MapPerson(
            one, f"s{one}", draw(NASTY), "", "Carer", draw(st.integers(0, 6)),
            0, 0, draw(st.integers(0, 9)), draw(st.integers(0, 3)),
            about=About(offers=draw(values), seeks=draw(values),
                        organisations=draw(values), teams=(7,)),
        )
        for one in range(number)
    )  # fmt: skip
    projects = (MapProject(7, "project", draw(NASTY), number, 1),) if number else ()
    crowds = (Crowd(-1, 10),) if number and draw(st.booleans()) else ()
    ends = st.tuples(st.integers(0, number - 1), st.integers(0, number - 1))
    pairs = draw(st.sets(ends.filter(lambda two: two[0] < two[1]))) if number else ()
    links = [Link(a, b, "tie") for a, b in sorted(pairs)]
    links += [Link(one, number, "membership") for one in range(0, number, 2)]
    links += [Link(0, number + 1, "tie", 10)] if crowds else []
    return Network(False, people, projects, crowds, tuple(links), FIGURES)


def taken(network, view) -> tuple[Sheet, Columns, object]:
    found = shown(network, view)
    places = np.random.default_rng(7).random((network.size, 2))
    drawn = columns(found, places)
    part = found.network
    names = [
        *(one.name for one in part.people), *(one.title for one in part.projects),
        *("crowd" for _one in part.crowds), *(one.label for one in part.tags),
        *(one.label for one in part.organisations),
    ]  # fmt: skip
    return sheet_of(found, drawn, names, MADE), (found, drawn, names)


def ends(sheet):
    return sorted(
        (
            *sorted((sheet.nodes[one.a].key, sheet.nodes[one.b].key)),
            one.kind,
            one.number,
        )
        for one in sheet.edges
    )


def edges_of(graph):
    return sorted(
        (*sorted((a, b)), data["kind"], data["number"])
        for a, b, data in graph.edges(data=True)
    )


@settings(max_examples=40)
@given(maps(), VIEWS)
def test_graphml_is_read_again_as_it_was(network, view):
    sheet, _ = taken(network, view)
    text = graphml(sheet).encode()
    graph = nx.read_graphml(io.BytesIO(text), force_multigraph=True)
    assert [*graph] == [one.key.replace(" ", ":") for one in sheet.nodes]
    assert all(re.fullmatch(r"[\w.:-]+", one) for one in graph), "as NMTOKEN allows"
    for one in sheet.nodes:
        about = graph.nodes[one.key.replace(" ", ":")]
        assert (about["type"], about["x"], about["y"]) == (one.layer, one.x, one.y)
        lines = one.label.replace("\r\n", "\n").replace("\r", "\n")
        assert (about.get("label") or "") == lines
    assert edges_of(graph) == [
        (a.replace(" ", ":"), b.replace(" ", ":"), *rest) for a, b, *rest in ends(sheet)
    ]
    assert graph.graph["generated_for"] == MADE.by
    assert graph.graph["note"] == MADE.words


@settings(max_examples=40)
@given(maps(), VIEWS)
def test_gexf_is_read_again_as_it_was(network, view):
    sheet, _ = taken(network, view)
    text = gexf(sheet)
    graph = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    assert [*graph] == [one.key for one in sheet.nodes]
    for one in sheet.nodes:
        about = graph.nodes[one.key]
        assert (about["type"], about["faint"]) == (one.layer, one.faint)
        assert about["label"] == one.label
        assert about["viz"]["position"]["x"] == pytest.approx(1000 * one.x, abs=0.06)
    read = sorted(
        (*sorted((a, b)), data["label"], int(data["weight"]))
        for a, b, data in graph.edges(data=True)
    )
    assert read == ends(sheet)
    root = ElementTree.fromstring(text)
    space = {"g": "http://gexf.net/1.3"}
    assert root.get("version") == "1.3"
    assert len(root.findall(".//g:edge", space)) == len(sheet.edges)
    assert root.find(".//g:creator", space).text == MADE.by
    assert root.find(".//g:description", space).text == MADE.words


@settings(max_examples=40)
@given(maps(), VIEWS)
def test_the_blueprint_holds_what_the_drawing_holds(network, view):
    sheet, (_found, drawn, names) = taken(network, view)
    found = json.loads(blueprint(sheet))
    assert found["made"] == {"for": MADE.by, "at": MADE.at, "note": MADE.words}
    assert len(found["elements"]) == len(drawn.x) == len(names)
    ids = [one["id"] for one in found["elements"]]
    assert len(set(ids)) == len(ids)
    place = {key: number for number, key in enumerate(ids)}
    links = sorted(
        tuple(sorted((place[one["from"]], place[one["to"]])))
        for one in found["connections"]
    )
    assert links == drawn_links(drawn)


def drawn_links(drawn):
    """The links of the columns, as the browser reads them."""
    found, ends = [], iter(drawn.ends)
    for node, number in enumerate(drawn.links):
        last = node
        for _one in range(number):
            last += next(ends)
            found.append((node, last))
    return sorted(found)


@settings(max_examples=60)
@given(maps(), VIEWS)
def test_a_picture_is_whole_xml_without_styles_or_programs(network, view):
    _sheet, (found, drawn, names) = taken(network, view)
    picture = picture_of(found, drawn, names)
    text = svg(picture, WORDS, MADE)
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root[0].tag == f"{space}title"
    assert MADE.words in root[1].text
    assert MADE.words in "".join(one.text or "" for one in root.iter(f"{space}text"))
    assert not [one for one in root.iter() if one.get("style") or one.get("class")]
    assert {one.tag for one in root.iter()} <= {
        space + name
        for name in ("svg", "title", "desc", "rect", "g", "path", "circle", "text")
    }
    assert len(picture.marks) == len(names)
    assert len(picture.labels) + picture.unnamed == sum(
        not one.faint for one in picture.marks
    )
    assert text == svg(picture_of(found, drawn, names), WORDS, MADE)


@settings(max_examples=60)
@given(maps(), VIEWS)
def test_names_cover_neither_each_other_nor_a_mark_nor_the_edge(network, view):
    _sheet, (found, drawn, names) = taken(network, view)
    picture = picture_of(found, drawn, names)
    boxes = [
        (one.left, one.top, one.left + one.wide, one.top + one.high)
        for one in picture.labels
    ]
    for number, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= picture.width
        assert box[3] <= picture.height
        assert all(apart(box, other) for other in boxes[:number])
        for one in picture.marks:
            mark = (one.x - one.r, one.y - one.r, one.x + one.r, one.y + one.r)
            assert apart(box, mark)


def apart(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_colours_tell_six_values_apart_and_shapes_tell_them_too():
    people = tuple(
        MapPerson(n, f"s{n}", f"P{n}", "", "", 0, 0, 0, 0, 1 + n % 8) for n in range(40)
    )
    network = Network(False, people, (), (), (), FIGURES)
    _sheet, (found, drawn, names) = taken(network, View(colour="group"))
    picture = picture_of(found, drawn, names)
    for one, person in zip(picture.marks, people, strict=True):
        assert one.shape == one.colour == (person.group if person.group < 7 else 0)
    assert picture.legend == (*((n, str(n)) for n in range(1, 7)), (0, ""))


def test_a_chosen_person_stands_out_with_whoever_is_near():
    people = tuple(
        MapPerson(n, f"s{n}", f"P{n}", "", "", 1, 0, 0, 0, 1) for n in range(5)
    )
    links = tuple(Link(n, n + 1, "tie") for n in range(4))
    network = Network(False, people, (), (), links, FIGURES)
    for steps in (1, 2, 3):
        _, (found, drawn, names) = taken(network, View(person="s0", steps=steps))
        marks = picture_of(found, drawn, names).marks
        assert [one.faint for one in marks] == [n > steps for n in range(5)]


def test_clusters_stand_apart_and_hold_their_people():
    people = tuple(
        MapPerson(n, f"s{n}", f"P{n}", "", "", 1, 0, 0, 0, 1 + n % 3) for n in range(60)
    )
    network = Network(False, people, (), (), (), FIGURES)
    _, (found, drawn, names) = taken(network, View(cluster="group"))
    picture = picture_of(found, drawn, names)
    assert {one.words for one in picture.circles} == {"1", "2", "3"}
    for number, one in enumerate(picture.circles):
        for other in picture.circles[:number]:
            away = np.hypot(one.x - other.x, one.y - other.y)
            assert away >= 0.99 * (one.r + other.r)
        inside = [
            mark
            for mark, person in zip(picture.marks, people, strict=True)
            if str(person.group) == one.words
        ]
        assert all(np.hypot(m.x - one.x, m.y - one.y) <= one.r for m in inside)


def test_a_large_map_gets_a_larger_sheet_in_good_time():
    people = tuple(
        MapPerson(n, f"s{n}", f"Person Number{n}", "", "", n % 7, 0, 0, 0, 1)
        for n in range(2000)
    )
    network = Network(False, people, (), (), (), FIGURES)
    _, (found, drawn, names) = taken(network, View())
    picture = picture_of(found, drawn, names)
    assert picture.scale > 2
    assert len(picture.labels) > 600


@given(st.text(max_size=20))
def test_the_width_of_words_grows_with_each_letter(words):
    assert width_of(words + "x") > width_of(words) >= 0
    assert width_of(words) <= 1.05 * FONT * len(words)


def test_every_shape_stays_within_its_reach():
    for draw in SHAPES.values():
        assert draw(10, 10, 5).startswith("M")


def test_no_name_has_room_where_all_stand_on_one_spot():
    places = np.full((30, 2), 50.0)
    found = labels_of(range(30), ["Name"] * 30, places, np.full(30, 5.0), (100, 100))
    assert 1 <= len(found) < 10
