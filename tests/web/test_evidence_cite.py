"""Citing on the pages, and files to take away."""

import pytest

from community.core.db import db, start_writing
from community.evidence.models import ResourceState, ResourceType
from community.evidence.references import bibtex, ris, table
from tests.curating import make_curator
from tests.evidence.making import resource

READ = {"ris": ris.read_file, "bib": bibtex.read_file, "csv": table.read_file}


@pytest.fixture(autouse=True)
def _there(app, at):
    at("2018-06-01 12:00")
    make_curator()
    start_writing()
    resource(
        "Tea & <b>talk</b>",
        authors=("Bott, Sue", "Carr, Ann"),
        year=2012,
        publisher="Mind",
    )
    resource("Cake", ResourceState.ARCHIVED)
    resource("Secret cake", ResourceState.SUBMITTED)
    db.session.commit()


def titles(response, ending: str) -> list[str]:
    rows = READ[ending](response.get_data(as_text=True), ResourceType.GUIDE)
    return [row.facts.title for row in rows]


def test_a_page_says_how_to_cite(visitor):
    page = visitor().see("/evidence/tea-b-talk-b/cite")
    assert page.h1 == "How to cite it"
    assert page.texts("main .lead") == ["Tea & <b>talk</b>"]
    assert [one.get_text() for one in page.select("[data-copy]")] == [
        "Bott, S. and Carr, A. (2012) Tea & <b>talk</b>. Mind.",
        "Bott, S., & Carr, A. (2012). Tea & <b>talk</b>. Mind.",
    ]
    assert page.texts("[data-copy] em") == ["Tea & <b>talk</b>", "Tea & <b>talk</b>."]
    assert page.select("[data-copy]")[0]["data-copy"].endswith("Mind.")
    assert {"/evidence/tea-b-talk-b.ris", "/evidence/tea-b-talk-b.bib"} <= set(
        page.links()
    )
    record = visitor().json("/api/v1/evidence/tea-b-talk-b/cite")
    assert record["cited"][0]["plain"].startswith("Bott, S. and Carr")


def test_what_is_unknown_is_said(visitor):
    page = visitor().see("/evidence/cake/cite")
    assert "its authors, its year, who published it" in page.main


def test_the_resource_leads_there(visitor):
    assert (
        "/evidence/tea-b-talk-b/cite" in visitor().see("/evidence/tea-b-talk-b").links()
    )


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_one_goes_out_as_a_file(visitor, ending: str):
    found = visitor().get(f"/evidence/tea-b-talk-b.{ending}")
    assert titles(found, ending) == ["Tea & <b>talk</b>"]
    assert f"tea-b-talk-b.{ending}" in found.headers["Content-Disposition"]
    assert visitor().get(f"/evidence/secret-cake.{ending}").status_code == 404
    assert visitor("dai").get(f"/evidence/secret-cake.{ending}").status_code == 200
    assert visitor().get("/evidence/secret-cake/cite").status_code == 404


@pytest.mark.parametrize("ending", READ)
def test_a_search_goes_out_as_it_was_found(visitor, ending: str):
    for who in (None, "dai"):
        found = visitor(who).get(f"/evidence.{ending}")
        assert titles(found, ending) == ["Tea & <b>talk</b>"]
    resource("Milk and tea", type=ResourceType.GUIDE)
    found = visitor().get(f"/evidence.{ending}?q=tea&type=guide")
    assert titles(found, ending) == ["Milk and tea"]


def test_nothing_found_is_an_empty_file(visitor):
    assert visitor().get("/evidence.ris?q=xylophone").get_data() == b""
    assert visitor().get("/evidence.csv?q=xylophone").get_data().count(b"\n") == 1
