"""What stands behind the "?" of the map's address: read, written, read again."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from community.network import view as looks
from community.network.view import FILTERS, View

words = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
codes = st.lists(words, max_size=3, unique=True).map(tuple)
VIEWS = st.builds(
    View,
    show=st.sampled_from(looks.SHOWN),
    q=st.just("") | words,
    sort=st.sampled_from(("name", "-ties", "group")),
    layers=st.sets(st.sampled_from(looks.LAYERS), min_size=1).map(
        lambda some: tuple(one for one in looks.LAYERS if one in some)
    ),
    projected=st.booleans(),
    shape=st.sampled_from(((), ("1",), ("2", "0"))),
    **dict.fromkeys(FILTERS[1:], codes),
    dim=st.booleans(),
    colour=st.sampled_from(looks.COLOURS),
    mark=st.sampled_from(looks.COLOURS),
    size=st.sampled_from(looks.SIZES),
    cluster=st.sampled_from(looks.CLUSTERS),
    person=st.just("") | words,
    steps=st.sampled_from(looks.STEPS),
    on=st.sampled_from(("", "7")),
)


def read(address: str) -> View:
    return View.read(MultiDict(parse_qsl(address, keep_blank_values=True)))


@given(VIEWS)
def test_an_address_says_all_of_a_view(view):
    assert read(urlencode(view.args(), doseq=True)) == view


def test_the_usual_view_needs_no_address():
    assert read("") == View()
    assert View().args() == {}


@pytest.mark.parametrize(
    "address",
    [
        "show=nothing", "layers=walls", "colour=diabetes", "mark=x", "size=-1",
        "cluster=tag%20", "steps=x", "steps=0", "on=yesterday", "projected=1", "dim=on",
        "page=x", "shape=9", "shape=one", "sort=", "q=+++", "place=", "no=thing",
        "&".join(f"shape={shape}" for shape in looks.SHAPES),
    ],
)  # fmt: skip
def test_what_is_said_wrongly_counts_as_not_said(address):
    found = read(address)
    assert found.args() in ({}, {"cluster": "tag"}), found


def test_no_more_than_three_steps_and_no_long_words():
    assert read("steps=9").steps == 3
    assert len(read("q=" + "x" * 500).q) == looks.MOST
    assert read("place=" + "x" * 500).place == ()


def test_the_page_is_said_only_when_asked():
    view = View(page=4, q="lea")
    assert view.args() == {"q": "lea"}
    assert view.args(page=2) == {"q": "lea", "page": 2}


def test_without_filters_the_looks_stay():
    view = View(q="lea", shape=("1",), tag=("x",), colour="place", person="lea")
    assert view.filtered
    assert view.unfiltered() == {"colour": "place", "person": "lea"}
    assert not View(colour="place").filtered
