"""`/network/views/`: ways of looking at the map, kept and opened again."""

from urllib.parse import urlsplit

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.network import kept_views as views
from community.network.models import MapView
from community.network.view import View
from tests.network.map_world import OLU

ASKED = "colour=place&shape=1&shape=2"


def kept(**how):
    key = views.keep(OLU, "Kinds", View(shape=("1", "2")), shared=False, **how).key
    db.session.commit()
    return key


def rows():
    return db.session.scalars(unscoped("snapshot", MapView)).all()


def test_without_a_view_it_says_how_to_make_one(app, visitor):
    page = visitor("olu").see("/network/views/")
    assert page.h1 == "Saved views"
    assert "No view is kept yet" in page.main
    assert "/network/" in page.links()
    assert not page.select("form#keep, [name=title]")


def test_what_was_open_is_kept_with_its_title_and_without_names(app, visitor):
    olu = visitor("olu")
    page = olu.see(f"/network/views/?{ASKED}&q=lea&person=lea-5")
    assert "people of the kinds Lived experience and Clinical; coloured" in page.main
    asked = page.select("[name=asked]")[0]["value"]
    assert "lea" not in asked
    done = olu.post("/network/views/", {"asked": asked, "title": "Who is where"})
    assert "You keep “Who is where”" in done.main
    link = done.select(".row-list a")[0]["href"]
    there = olu.get(link).headers["Location"]
    assert urlsplit(there).path == "/network/"
    assert sorted(urlsplit(there).query.split("&")) == sorted(ASKED.split("&"))


def test_a_view_needs_a_title(app, visitor):
    page = visitor("olu").post("/network/views/", {"asked": ASKED, "title": " "})
    assert page.status == 422
    assert "Enter a title" in page.main
    assert page.select("[name=asked]")[0]["value"] == "shape=1&shape=2&colour=place"
    assert not rows()


def test_a_view_is_changed_and_shared(app, visitor):
    key, olu = kept(), visitor("olu")
    page = olu.see(f"/network/views/{key}")
    assert page.select("[name=title]")[0]["value"] == "Kinds"
    olu.post(f"/network/views/{key}", {"title": "By kind", "shared": "y"})
    page = olu.see("/network/views/")
    assert "By kind" in page.main
    assert "For all organisers" in page.main
    assert olu.post(f"/network/views/{key}", {"title": ""}).status == 422


def test_a_deleted_view_can_come_back_with_its_link(app, visitor):
    key, olu = kept(), visitor("olu")
    page = olu.post(f"/network/views/{key}/delete")
    assert "The view is deleted" in page.main
    assert olu.get(f"/network/view/{key}").status_code == 404
    gone = page.select("#undo [name=gone]")[0]["value"]
    back = olu.post("/network/views/undo", {"gone": gone})
    assert "“Kinds” is back." in back.main
    assert olu.get(f"/network/view/{key}").status_code == 302
    assert olu.post("/network/views/undo", {"gone": gone}).status == 404


@pytest.mark.parametrize("gone", ["", "forged", "WzYsIHt9XQ.aaa.bbb"])
def test_nothing_comes_back_by_a_forged_word(app, visitor, gone):
    assert visitor("olu").post("/network/views/undo", {"gone": gone}).status == 404
    assert not rows()


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("ada", 403), (None, 302)])
def test_only_organisers_open_a_view(app, visitor, who, status):
    key = kept()
    for path in ("/network/views/", f"/network/view/{key}", f"/network/views/{key}"):
        assert visitor(who).get(path).status_code == status


def test_it_is_json_too_and_takes_few_statements(app, visitor, statements):
    key, olu = kept(), visitor("olu")
    record = olu.json("/api/v1/network/views/")
    assert [one["key"] for one in record["views"]["items"]] == [key]
    with statements() as found:
        olu.see("/network/views/")
    assert len(found) <= 10, found


def test_hostile_words_stay_words(app, visitor):
    olu = visitor("olu")
    title = "<script>alert(1)</script>"
    done = olu.post("/network/views/", {"asked": "place=<b>&dim=yes", "title": title})
    assert not done.select("main script, main b")
    assert title in done.main
