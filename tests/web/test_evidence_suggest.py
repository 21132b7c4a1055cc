"""Suggesting a resource, and reading what came of it."""

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.evidence import deciding
from community.evidence.models import (
    Resource,
    ResourceState,
    ResourceTag,
    ResourceWord,
)
from community.evidence.record import facts_of, reach
from tests.cast import CAST
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

PAGE, MINE = "/evidence/suggest", "/evidence/mine"
SENT = {
    "title": "Peer tea", "type": "guide", "authors": "Bott, Sue\r\n\r\nOkoro, B",
    "year": "2016", "publisher": "Tea House", "doi": "https://doi.org/10.1000/TEA",
    "address": "https://example.org/tea", "audiences": "Carers\r\nNurses",
    "settings": "Online", "tag_1": "impact evaluation", "tag_2": "evaluation",
    "factors": ["quality"], "sentence": "Tea helps.", "summary": "It does.",
}  # fmt: skip


def kept():
    db.session.rollback()
    return db.session.scalars(unscoped("test", Resource).order_by(Resource.id)).all()


def test_all_of_it_is_kept(visitor):
    page = visitor("bob").see(PAGE)
    assert page.h1 == "Suggest a resource"
    assert "Never paste an abstract" in page.main
    found = visitor("bob").post(PAGE, SENT)
    assert found.h1 == "What I suggested"
    assert "Peer tea" in found.main
    assert "Waiting for a curator" in found.main
    (row,) = kept()
    said = facts_of(CURATOR, row)
    assert said.authors == ("Bott, Sue", "Okoro, B")
    assert (said.doi, said.year, said.tags) == ("10.1000/tea", 2016, ("evaluation",))
    assert (said.audiences, said.settings) == (("Carers", "Nurses"), ("Online",))
    assert (said.factors, said.sentence) == (("quality",), "Tea helps.")


def test_a_title_and_a_type_are_enough(visitor):
    found = visitor("bob").post(PAGE, {"title": "Peer tea", "type": "story"})
    assert found.h1 == "What I suggested"
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"title": ""}, "title"), ({"title": "x" * 401}, "title"), ({"type": ""}, "type"),
     ({"type": "poem"}, "type"), ({"year": "last"}, "year"), ({"year": "20"}, "year"),
     ({"doi": "tea"}, "doi"), ({"address": "javascript:alert(1)"}, "address"),
     ({"address": "tea"}, "address"), ({"tag_2": "knitting"}, "tag_2"),
     ({"audiences": "x" * 81}, "audiences"), ({"sentence": "x" * 281}, "sentence"),
     ({"summary": "x" * 6001}, "summary"), ({"factors": ["moon"]}, "factors"),
     ({"authors": "x" * 201}, "authors")],
)  # fmt: skip
def test_a_mistake_stands_at_its_field_and_keeps_what_was_typed(visitor, wrong, where):
    found = visitor("bob").post(PAGE, SENT | wrong)
    assert found.status == 422
    assert found.select(".summary a")[0]["href"] == f"#{where}"
    kept_words = found.select("#authors")[0].get_text().strip()
    typed = {**SENT, **wrong}["authors"]
    assert kept_words.split() == typed.split()
    assert kept() == []


@pytest.mark.parametrize("year", ["1700", "2999"])
def test_a_year_that_cannot_be_is_refused(visitor, year):
    found = visitor("bob").post(PAGE, SENT | {"year": year})
    assert found.status == 422
    assert "four digits" in found.main


def test_a_known_doi_leads_to_what_is_there(visitor):
    resource("Tea, the first", doi="10.1000/tea")
    found = visitor("bob").post(PAGE, SENT)
    assert found.status == 422
    assert "/evidence/tea-the-first" in found.links()
    assert not found.select("[name=another]")
    assert visitor("bob").post(PAGE, SENT | {"another": "y"}).status == 422
    assert len(kept()) == 1


def test_the_same_title_is_asked_about_and_the_member_goes_on(visitor):
    resource("Peer tea", year=2016)
    sent = SENT | {"doi": ""}
    found = visitor("bob").post(PAGE, sent)
    assert found.status == 422
    assert "Is it this one?" in found.main
    assert "/evidence/peer-tea" in found.links()
    assert found.select("#title")[0]["value"] == "Peer tea"
    found = visitor("bob").post(PAGE, sent | {"another": "y"})
    assert found.h1 == "What I suggested"
    assert len(kept()) == 2


def test_what_somebody_else_suggested_is_not_shown(visitor):
    visitor("alice").post(PAGE, SENT)
    found = visitor("bob").post(PAGE, SENT | {"title": "Another title"})
    assert found.status == 422
    assert "Peer tea" not in found.main
    assert "Alice" not in found.main
    assert "curators know of it" in found.main


def test_each_sees_their_own_alone(visitor):
    visitor("alice").post(PAGE, SENT)
    assert "Peer tea" in visitor("alice").see(MINE).main
    page = visitor("bob").see(MINE)
    assert "You have not suggested anything yet" in page.main
    (row,) = kept()
    assert visitor("bob").post(f"{MINE}/{row.slug}/withdraw").status == 404
    (line,) = visitor("alice").json("/api/v1/evidence/mine")["suggested"]
    assert line["title"] == "Peer tea"


def test_it_is_taken_back(visitor):
    visitor("alice").post(PAGE, SENT)
    (row,) = kept()
    found = visitor("alice").post(f"{MINE}/{row.slug}/withdraw")
    assert "Taken back" in found.main
    assert not found.select("main form")
    assert visitor("alice").post(f"{MINE}/{row.slug}/withdraw").status == 422


def test_why_not_is_read_and_what_is_out_is_linked(visitor):
    make_curator()
    visitor("alice").post(PAGE, SENT)
    (row,) = kept()
    start_writing()
    deciding.decline(CURATOR, reach(CURATOR, row.slug), "Not about peers")
    db.session.commit()
    page = visitor("alice").see(MINE)
    assert "Not about peers" in page.main
    assert "Not taken into the hub" in page.main
    kept()[0].state = ResourceState.PUBLISHED
    db.session.commit()
    assert f"/evidence/{row.slug}" in visitor("alice").see(MINE).links()


@pytest.mark.parametrize("word", ["diabetes", "type 1 diabetes"])
def test_a_synonym_becomes_the_approved_tag(visitor, word):
    visitor("alice").post(PAGE, SENT | {"tag_1": word, "tag_2": ""})
    assert len(db.session.scalars(unscoped("test", ResourceTag)).all()) == 1
    assert len(db.session.scalars(unscoped("test", ResourceWord)).all()) == 3


def test_visitors_sign_in_first(visitor):
    response = visitor().get(PAGE)
    assert response.status_code == 302
    assert CAST["alice"].name not in response.get_data(as_text=True)
