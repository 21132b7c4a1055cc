"""The public map on other sites: `/network/embeds/` and `/embed/<token>`."""

import re

import pytest

from community.core.db import db
from community.members.models import MapConsent
from community.network import embeds
from tests.network.map_world import OLU, add, consent, night

SITES = "https://example.org\nhttps://b.example"


@pytest.fixture
def key(app):
    made = embeds.make(OLU, "Charity", SITES)
    db.session.commit()
    return made


@pytest.fixture
def crowd(app):
    for number in range(101, 111):
        add(number, MapConsent.UNNAMED, kind="carer", nation="wls")
    add(120, MapConsent.NAMED, kind="clinician", nation="wls", name="Secret Soul")
    night()


def end():
    embeds.end(OLU, embeds.keys(OLU)[0].id)
    db.session.commit()


def test_a_key_is_made_for_named_sites_and_shown_once(app, visitor):
    olu = visitor("olu")
    assert "No other site shows the map yet" in olu.see("/network/embeds/").main
    page = olu.post("/network/embeds/", {"title": "Charity", "sites": SITES})
    code = page.select("#embed-code")[0].get_text()
    address = re.search(r'src="http[^"]+(/embed/[\w-]{32})"', code)[1]
    assert visitor().get(address).status_code == 200
    assert address not in olu.get("/network/embeds/").get_data(as_text=True)
    assert "https://example.org, https://b.example" in olu.see("/network/embeds/").main


@pytest.mark.parametrize("sites", ["", "http://example.org", "*", "https://a.org/x"])
def test_a_wrong_site_is_named_at_its_field(app, visitor, sites):
    page = visitor("olu").post("/network/embeds/", {"title": "Charity", "sites": sites})
    assert page.status == 422
    assert page.select("#sites-error")
    assert not embeds.keys(OLU)


def test_the_map_opens_without_a_cookie_inside_the_named_sites_alone(
    key, crowd, visitor
):
    response = visitor().get(f"/embed/{key}")
    head = response.headers
    assert response.status_code == 200
    assert "Set-Cookie" not in head
    policy = head["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://example.org https://b.example")
    assert "script-src" not in policy
    assert head["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert head["Cache-Control"] == "public, no-cache"


def test_it_shows_the_public_map_and_nobody(key, crowd, visitor):
    page = visitor().see(f"/embed/{key}")
    assert "about 10" in page.main
    assert "Secret Soul" not in page.html
    assert not page.select("script, form, nav")
    public = visitor().see("/map/")
    assert page.texts("tbody td") == public.texts("tbody td")


def test_who_agrees_counts_there_from_the_next_snapshot_on(key, crowd, visitor):
    before = visitor().get(f"/embed/{key}").data
    for number in range(201, 209):
        add(number, MapConsent.UNNAMED, kind="carer", nation="wls")
    db.session.commit()
    assert visitor().get(f"/embed/{key}").data == before
    night()
    assert "about 20" in visitor().see(f"/embed/{key}").main


def test_it_is_the_same_for_everybody_whoever_is_signed_in(key, crowd, visitor):
    for theme in (None, "dark"):
        asked = f"/embed/{key}" + (f"?theme={theme}" if theme else "")
        olu = visitor("olu")
        olu.client.set_cookie("theme", "light")
        assert olu.get(asked).data == visitor().get(asked).data
    assert 'data-theme="dark"' in visitor().get(asked).get_data(as_text=True)
    hostile = visitor().get(f'/embed/{key}?theme="><b>').get_data(as_text=True)
    assert 'data-theme="auto"' in hostile


def test_whoever_has_it_as_it_is_gets_it_from_their_own_store(key, crowd, visitor):
    tag = visitor().get(f"/embed/{key}").headers["ETag"]
    again = visitor().get(f"/embed/{key}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    end()
    gone = visitor().get(f"/embed/{key}", headers={"If-None-Match": tag})
    assert gone.status_code == 410


def test_an_ended_key_says_so_at_once_and_an_unknown_one_is_not_found(key, visitor):
    visitor("olu").post("/network/embeds/1/end")
    page = visitor().see(f"/embed/{key}", status=410)
    assert page.h1 == "This map is not shown any more"
    assert page.response.headers["Cache-Control"] == "no-store"
    unknown = visitor().see("/embed/unknown", status=404)
    assert (
        "frame-ancestors 'none'" in unknown.response.headers["Content-Security-Policy"]
    )
    assert "Ended on" in visitor("olu").see("/network/embeds/").main


def test_below_eight_it_says_that_there_is_nothing_yet(key, visitor):
    for number in (1, 2, 4, 5):
        consent(number, MapConsent.ABSENT)
    db.session.commit()
    page = visitor().see(f"/embed/{key}")
    assert "There is nothing to show yet" in page.main
    assert not page.select("table")


def test_looking_notes_the_day_and_nothing_else(key, visitor, at):
    at("2017-11-01 12:00")
    visitor().get(f"/embed/{key}")
    db.session.expire_all()
    assert str(embeds.keys(OLU)[0].used_on) == "2017-11-01"
    assert (
        "Last shown on 1 November 2017" in visitor("olu").see("/network/embeds/").main
    )


def test_it_takes_few_statements(key, crowd, visitor, statements):
    with statements() as found:
        visitor().get(f"/embed/{key}")
    assert len(found) <= 8, found
    olu = visitor("olu")
    with statements() as found:
        olu.see("/network/embeds/")
    assert len(found) <= 10, found


def test_no_other_page_may_stand_in_a_page_of_another_site(app):
    framed = {name for name, view in app.view_functions.items() if view.door.framed}
    assert framed == {"network.embedded"}
