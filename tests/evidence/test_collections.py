"""Collections: who sees them, who changes them, and their order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.core.access import VISITOR
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.evidence import collections
from community.evidence.collections_queries import collection_view, to_add_to
from community.evidence.collections_queries import collections as listed
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
)
from tests.cast import CAST
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

ALICE = CAST["alice"].viewer
READERS = [VISITOR, ALICE, CAST["olu"].viewer]


@pytest.fixture(autouse=True)
def _then(app):
    make_curator()


def filled(*titles, out=True):
    row = collections.make(CURATOR, "For a start", "Three to begin with")
    for title in titles:
        collections.add(CURATOR, row, resource(title), f"About {title}")
    if out:
        collections.put_out(CURATOR, row)
    return row


def order(row, viewer=CURATOR):
    return [item.title for item in collection_view(viewer, row).items]


def item(row, slug):
    return collections.item_of(CURATOR, row, slug)


# ---------------------------------------------------------------- who sees it
@pytest.mark.parametrize("viewer", READERS)
def test_a_draft_is_for_curators_alone(viewer):
    row = filled("One", out=False)
    assert [one.slug for one in listed(CURATOR)] == [row.slug]
    assert listed(viewer) == ()
    with pytest.raises(NotFound):
        collections.reach(viewer, row.slug)
    assert collection_view(viewer, row).items == ()
    collections.put_out(CURATOR, row)
    assert [one.number for one in listed(viewer)] == [1]
    assert order(row, viewer) == ["One"]
    collections.take_in(CURATOR, row)
    assert listed(viewer) == ()


@pytest.mark.parametrize("viewer", READERS)
def test_what_is_archived_is_in_no_collection_for_readers(viewer):
    row = filled("One", "Two")
    old = db.session.scalars(unscoped("test", Resource).filter_by(slug="one")).one()
    old.state = ResourceState.ARCHIVED
    db.session.flush()
    assert order(row, viewer) == ["Two"]
    assert [one.number for one in listed(viewer)] == [1]
    every = collection_view(CURATOR, row, everything=True).items
    assert [(one.title, one.shown) for one in every] == [("One", False), ("Two", True)]


ACTS = {
    "make": lambda who, row: collections.make(who, "Mine"),
    "reword": lambda who, row: collections.reword(who, row, "A", "", row.version),
    "put out": collections.put_out,
    "take in": collections.take_in,
    "discard": collections.discard,
    "add": lambda who, row: collections.add(who, row, resource("New")),
    "word": lambda who, row: collections.word(who, row, item(row, "one"), "x"),
    "take out": lambda who, row: collections.take_out(who, row, item(row, "one")),
    "shift": lambda who, row: collections.shift(who, row, item(row, "one"), up=True),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("viewer", READERS)
def test_curators_alone_change_it(act, viewer):
    row = filled("One")
    with pytest.raises(Forbidden):
        ACTS[act](viewer, row)


# ---------------------------------------------------------------- what is refused
def test_an_empty_one_does_not_come_out():
    row = filled(out=False)
    with pytest.raises(Refused):
        collections.put_out(CURATOR, row)


def test_steps_fit_where_it_stands():
    row = filled("One")
    with pytest.raises(Refused):
        collections.put_out(CURATOR, row)
    collections.take_in(CURATOR, row)
    assert row.state is CollectionState.DRAFT
    with pytest.raises(Refused):
        collections.take_in(CURATOR, row)


@pytest.mark.parametrize("state", [s for s in ResourceState if s.value != "published"])
def test_only_what_is_in_the_hub_is_added(state):
    row = collections.make(CURATOR, "Empty")
    with pytest.raises(Refused):
        collections.add(CURATOR, row, resource("Not out", state))


def test_a_resource_is_in_it_once():
    row = filled("One")
    one = collections.item_of(CURATOR, row, "one")
    again = db.session.scalars(unscoped("test", Resource).filter_by(slug="one")).one()
    with pytest.raises(Refused, match="already"):
        collections.add(CURATOR, row, again)
    assert one.id
    assert to_add_to(CURATOR, again) == ()


def test_the_second_of_two_windows_is_a_conflict():
    row = filled("One")
    before = row.version
    collections.reword(CURATOR, row, "First", "", before)
    with pytest.raises(Conflict):
        collections.reword(CURATOR, row, "Second", "", before)
    assert row.title == "First"


@pytest.mark.parametrize("title", ["", "  ", "x" * 121])
def test_it_has_a_title(title):
    with pytest.raises(Refused):
        collections.make(CURATOR, title)


def test_deleting_it_leaves_its_resources():
    row = filled("One", "Two")
    collections.discard(CURATOR, row)
    for entity, number in ((Collection, 0), (CollectionItem, 0), (Resource, 2)):
        found = db.session.scalars(unscoped("test", entity.id)).all()
        assert len(found) == number, entity


# ---------------------------------------------------------------- the order
@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=8))
def test_moves_do_what_they_do_to_a_list(moves):
    names = ["aa", "bb", "cc", "dd"]
    with db.session.begin_nested() as kept:
        row = collections.make(CURATOR, "Order")
        for name in names:
            there = unscoped("test", Resource).filter_by(slug=name)
            made = db.session.scalar(there) or _plain(name)
            collections.add(CURATOR, row, made)
        for number, up in moves:
            name = ["aa", "bb", "cc", "dd"][number]
            collections.shift(CURATOR, row, item(row, name), up)
            at = names.index(name)
            to = max(0, at - 1) if up else min(3, at + 1)
            names[at], names[to] = names[to], names[at]
        assert order(row) == names
        kept.rollback()
    db.session.expire_all()


def _plain(name):
    row = Resource(
        slug=name, title=name, folded=name, type="guide", state=ResourceState.PUBLISHED
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_words_to_a_resource_are_kept():
    row = filled("One", "Two")
    collections.word(CURATOR, row, item(row, "two"), "  The best\n of all ")
    assert [one.words for one in collection_view(VISITOR, row).items] == [
        "About One", "The best of all",
    ]  # fmt: skip
    with pytest.raises(Refused):
        collections.word(CURATOR, row, item(row, "two"), "x" * 301)
    collections.take_out(CURATOR, row, item(row, "one"))
    assert order(row) == ["Two"]
    with pytest.raises(NotFound):
        item(row, "one")
