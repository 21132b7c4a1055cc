"""Collections on their pages: read by anybody, kept by curators, without JavaScript."""

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.evidence import collections
from community.evidence.models import Collection
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

ALL = "/evidence/collections/"


@pytest.fixture(autouse=True)
def _then(app):
    make_curator()


@pytest.fixture
def row():
    start_writing()
    made = collections.make(CURATOR, "For a start", "Begin here.")
    for title in ("One", "Two"):
        found = resource(title, sentence=f"{title} says so")
        collections.add(CURATOR, made, found, f"Why {title}")
    db.session.commit()
    return made


def order(page):
    return page.texts("#items h3")


def test_a_collection_is_begun_filled_and_published(visitor):
    assert "There is no collection yet" in visitor().see(ALL).main
    dai = visitor("dai")
    assert dai.see(f"{ALL}new").h1 == "Begin a collection"
    assert dai.post(f"{ALL}new", {"title": " "}).status == 422
    found = dai.post(f"{ALL}new", {"title": "For a start", "intro": "Begin here."})
    assert found.h1 == "Change “For a start”"
    (slug,) = db.session.scalars(unscoped("test", Collection.slug))
    thing = resource("One", sentence="One says so")
    collect = f"/evidence/curate/{thing.slug}/collect"
    assert "For a start" in dai.see(collect).main
    found = dai.post(collect, {"collection": slug, "words": "Short"})
    assert order(found) == ["One"]
    assert visitor().get(f"{ALL}{slug}").status_code == 404
    dai.post(f"{ALL}{slug}/out", {"out": "1"})
    page = visitor().see(f"{ALL}{slug}")
    assert page.h1 == "For a start"
    for words in ("Begin here.", "One says so", "Short"):
        assert words in page.main
    assert f"{ALL}{slug}" in visitor().see(ALL).links()
    assert visitor().json(f"/api/v1{ALL}{slug}")["collection"]["items"][0]["words"]
    dai.post(f"{ALL}{slug}/out")
    assert visitor().get(f"{ALL}{slug}").status_code == 404


def test_the_order_is_changed_by_presses(visitor, row):
    dai, items = visitor("dai"), f"{ALL}{row.slug}/items"
    page = dai.see(f"{ALL}{row.slug}/edit")
    assert order(page) == ["One", "Two"]
    assert "Up" not in page.texts("#items li")[0].split()
    found = dai.post(items, {"resource": "two", "act": "up"})
    assert order(found) == ["Two", "One"]
    found = dai.post(items, {"resource": "two", "act": "down"})
    assert order(found) == ["One", "Two"]
    found = dai.post(items, {"resource": "two", "act": "words", "words": "Anew"})
    assert found.select("#words-two")[0]["value"] == "Anew"
    found = dai.post(items, {"resource": "one", "act": "out"})
    assert order(found) == ["Two"]
    assert dai.post(items, {"resource": "two", "act": "moon"}).status == 404
    assert dai.post(items, {"resource": "one", "act": "up"}).status == 404


def test_a_second_window_is_told(visitor, row):
    path = f"{ALL}{row.slug}/edit"
    sent = {"title": "New", "intro": "", "version": row.version}
    assert visitor("dai").post(path, sent).h1 == "Change “New”"
    found = visitor("dai").post(path, sent | {"title": "Newer"})
    assert found.status == 422
    assert found.select("#title")[0]["value"] == "Newer"


def test_deleting_is_asked_first(visitor, row):
    path = f"{ALL}{row.slug}/delete"
    page = visitor("dai").see(path)
    assert "stay in the hub" in page.main
    assert db.session.scalars(unscoped("test", Collection.id)).all()
    found = visitor("dai").post(path)
    assert found.h1 == "Collections"
    assert not db.session.scalars(unscoped("test", Collection.id)).all()
    assert visitor().see("/evidence/one").status == 200


def test_what_is_in_all_of_them_is_added_to_none(visitor, row):
    found = visitor("dai").post(
        "/evidence/curate/one/collect", {"collection": row.slug}
    )
    assert found.status == 422
    assert "already" in found.main
    page = visitor("dai").see("/evidence/curate/one/collect")
    assert "no collection that it could be added to" in page.main


@pytest.mark.parametrize("who", ["alice", "olu", None])
def test_readers_see_nothing_to_change(visitor, row, who):
    start_writing()
    collections.put_out(CURATOR, collections.reach(CURATOR, row.slug))
    db.session.commit()
    for path in (ALL, f"{ALL}{row.slug}"):
        page = visitor(who).see(path)
        assert not [one for one in page.links() if one.endswith(("/edit", "/new"))]
