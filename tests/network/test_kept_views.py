"""Kept views: whose they are, what they remember, and what they never do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from community.core.access import Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.network import kept_views as views
from community.network.models import MapView
from community.network.view import CLUSTERS, COLOURS, SHOWN, SIZES, View
from tests.cast import CAST
from tests.network.map_world import OLU

LEA = replace(CAST["lea"].viewer, roles=frozenset({Role.ORGANISER}))
ALICE = CAST["alice"].viewer
PLACES = View(place=("wales", "scotland"), colour="place", on="3")


def number_of_views():
    return len(db.session.scalars(unscoped("snapshot", MapView)).all())


def titles(viewer):
    return [one.title for one in views.page_of_views(viewer).items]


def test_a_view_comes_back_as_it_was(app):
    row = views.keep(OLU, "  Places   by colour ", PLACES, shared=False)
    assert row.title == "Places by colour"
    assert views.view_of(views.reach(OLU, row.key).asked) == PLACES


@given(
    st.builds(
        View,
        show=st.sampled_from(SHOWN),
        layers=st.sampled_from([("people",), ("people", "tags")]),
        projected=st.booleans(),
        place=st.lists(st.text(min_size=1, max_size=20), unique=True).map(tuple),
        tag=st.lists(st.text(min_size=1, max_size=20), unique=True).map(tuple),
        dim=st.booleans(),
        colour=st.sampled_from(COLOURS),
        size=st.sampled_from(SIZES),
        cluster=st.sampled_from(CLUSTERS),
        q=st.text(max_size=20),
        person=st.text(max_size=20),
        steps=st.sampled_from([1, 2, 3]),
    )
)
def test_what_is_kept_is_all_but_names(view):
    again = views.view_of(views.kept(view))
    assert again == replace(view, q="", person="", steps=1)


def test_only_its_owner_sees_a_view_until_it_is_shared(app):
    mine = views.keep(OLU, "Mine", PLACES, shared=False)
    views.keep(OLU, "Ours", PLACES, shared=True)
    assert titles(OLU) == ["Ours", "Mine"]
    assert titles(LEA) == ["Ours"]
    with pytest.raises(NotFound):
        views.reach(LEA, mine.key)


@pytest.mark.parametrize("what", ["keep", "list", "open", "change", "drop"])
def test_a_member_who_does_not_organise_has_no_views(app, what):
    key = views.keep(OLU, "Ours", PLACES, shared=True).key
    with pytest.raises(Forbidden):
        {
            "keep": lambda: views.keep(ALICE, "x", PLACES, shared=True),
            "list": lambda: views.page_of_views(ALICE),
            "open": lambda: views.reach(ALICE, key),
            "change": lambda: views.change(ALICE, key, title="x", shared=True),
            "drop": lambda: views.drop(ALICE, key),
        }[what]()


@pytest.mark.parametrize("what", ["change", "drop"])
def test_a_shared_view_is_changed_by_its_owner_alone(app, what):
    key = views.keep(OLU, "Ours", PLACES, shared=True).key
    how = {"change": {"title": "x", "shared": False}, "drop": {}}[what]
    with pytest.raises(Forbidden):
        getattr(views, what)(LEA, key, **how)
    assert titles(LEA) == ["Ours"]


def test_a_deleted_view_comes_back_under_its_address_and_once(app):
    key = views.keep(OLU, "Mine", PLACES, shared=True).key
    gone = views.drop(OLU, key)
    assert number_of_views() == 0
    views.bring_back(OLU, gone)
    assert views.view_of(views.reach(OLU, key).asked) == PLACES
    with pytest.raises(NotFound):
        views.bring_back(OLU, gone)


@pytest.mark.parametrize("title", ["", "   ", "x" * 81])
def test_a_title_is_needed_and_short(app, title):
    with pytest.raises(Refused):
        views.keep(OLU, title, PLACES, shared=False)
    assert number_of_views() == 0


def test_an_organiser_keeps_so_many_and_no_more(app, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    for number in range(2):
        views.keep(OLU, f"View {number}", PLACES, shared=False)
    with pytest.raises(Refused):
        views.keep(OLU, "One more", PLACES, shared=False)
    views.keep(LEA, "Another's", PLACES, shared=False)


def test_keys_say_nothing_and_acts_are_noted_without_titles(app):
    row = views.keep(OLU, "Secret title", PLACES, shared=False)
    assert len(row.key) == views.KEY
    views.change(OLU, row.key, title="Other", shared=True)
    views.drop(OLU, row.key)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [one.note for one in events] == ["kept", "changed", "deleted"]
    assert {one.act for one in events} == {Act.NETWORK}
