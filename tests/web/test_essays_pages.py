"""The pages of essays: the series, one essay, how it changed, its feed."""

from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from community.core.db import db
from community.essays import commands, publishing
from community.essays.commands import Said
from community.essays.loading import SIX, load_essays
from community.essays.models import EssayState
from community.evidence.models import Resource, ResourceState, ResourceType
from tests.cast import CAST
from tests.essays.making import (
    OLU,
    drafted,
    figure,
    planned,
    published,
    revised,
    series,
    signed,
)

A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def save(row):
    db.session.commit()
    return row


# ---------------------------------------------------------------- the six
@pytest.fixture
def six(app):
    for one in SIX:
        if one.key:
            db.session.add(
                Resource(
                    slug=f"r-{one.key}", key=one.key, title=one.title, folded="x",
                    type=ResourceType.ESSAY, state=ResourceState.PUBLISHED,
                )
            )  # fmt: skip
    db.session.flush()
    load_essays()
    db.session.commit()


def test_the_six_of_the_lab_stand_in_their_order(six, visitor):
    page = visitor().see("/essays/")
    titles = page.texts("main h3")
    assert titles[:5] == [f"Essay {one.number}: {one.title}" for one in SIX[:5]]
    assert titles[5:] == ["Essay 6: not known to us"]
    assert [one.title for one in SIX][3:] == ["Impact that counts", SIX[4].title, ""]
    assert page.main.count("May 2018") == 3
    assert page.main.count("August 2018") == 1
    assert "No page that we saw names it." in page.main


@pytest.mark.parametrize("one", SIX[:5], ids=lambda one: str(one.number))
def test_each_of_them_leads_to_where_it_stands(six, visitor, one):
    page = visitor().see(f"/essays/{one.slug}")
    assert page.h1 == one.title
    assert one.link in page.links()
    assert f"/evidence/r-{one.key}" in page.links()
    assert "Q Improvement Lab" in page.main
    assert not page.select(".essay-text"), "their text is not ours"


def test_the_sixth_says_that_it_is_not_known(six, visitor):
    page = visitor().see("/essays/the-sixth-lab-essay")
    assert page.h1 == "Essay 6: not known to us"
    assert "no page that we saw names it" in page.main
    assert not [link for link in page.links() if link.startswith("http")]


def test_they_come_once_whatever_editors_make_of_them(six, visitor):
    row = commands.of(OLU, "impact-that-counts")
    publishing.withdraw(OLU, row, row.version)
    publishing.discard(OLU, row, row.version)
    gone = commands.of(OLU, "the-sixth-lab-essay")
    gone.title = "Found it"
    db.session.flush()
    load_essays()
    db.session.commit()
    page = visitor().see("/essays/")
    assert len(page.select("main h3")) == 5
    assert "Found it" in page.main
    assert "Impact that counts" not in page.main


def test_a_record_that_comes_later_is_tied_then(visitor):
    load_essays()
    for key in ("qlab2018impact",):
        db.session.add(
            Resource(
                slug="later", key=key, title="Impact that counts", folded="x",
                type=ResourceType.ESSAY, state=ResourceState.PUBLISHED,
            )
        )  # fmt: skip
    db.session.flush()
    load_essays()
    db.session.commit()
    assert "/evidence/later" in visitor().see("/essays/impact-that-counts").links()


# ---------------------------------------------------------------- the list
def test_planned_ones_are_shown_as_due(visitor):
    one = series()
    planned("Later", of=one, number=2, due=date(2027, 8, 1))
    planned("Late", of=one, number=3, due=date(2017, 7, 1))
    save(planned("Some day", of=one, number=4))
    page = visitor().see("/essays/")
    assert "Due August 2027" in page.main
    assert "Was due in July 2017, and is late" in page.main
    assert "Planned, without a day yet" in page.main


def test_the_list_says_who_wrote_it_when_and_how_long_it_takes(visitor):
    row = published(body="word " * 500)
    signed(row, "Ann Example")
    save(signed(row, "Bob Okoro", "bob"))
    page = visitor().see("/essays/")
    assert "Ann Example, Bob Okoro" in page.main
    assert "1 September 2017" in page.main
    assert "3 minutes to read" in page.main
    assert "/members/bob-2" in page.links()


def test_an_empty_list_says_so(visitor):
    assert "No essays yet" in visitor().see("/essays/").main
    assert "Begin a series first" in visitor("olu").see("/essays/").main


@pytest.mark.parametrize(
    ("who", "sees"), [(None, False), ("alice", False), ("olu", True)]
)
def test_what_is_in_hand_is_for_editors(visitor, who, sees):
    row = save(drafted("Half done"))
    publishing.withdraw(OLU, row, row.version)
    db.session.commit()
    page = visitor(who).see("/essays/")
    assert ("Half done" in page.main) is sees
    assert ("/essays/write" in page.links()) is sees


def test_the_list_is_json_too(visitor):
    save(published(number=2))
    found = visitor().json("/api/v1/essays/")
    (one,) = found["series"][0]["essays"]
    assert (one["number"], one["title"], one["state"]) == (
        2,
        "A long walk",
        "published",
    )
    assert set(found) == {"series"}


# ---------------------------------------------------------------- one of them
def test_an_essay_is_there_with_all_that_belongs_to_it(visitor):
    body = (
        "![](figure-1)\n\n## More\n\nOne.[^1]\n\n> pull: Big\n\n### Sub\n\n[^1]: Two."
    )
    row = drafted(body=body, number=1)
    figure(row)
    publishing.publish(OLU, row, row.version)
    save(signed(row, "Ann Example"))
    page = visitor().see("/essays/a-long-walk")
    assert page.h1 == "A long walk"
    for said in ("In short", "Ann Example", "1 September 2017", "1 minute to read"):
        assert said in page.main
    assert page.texts(".toc a") == ["More", "Sub", "Notes"]
    for link in page.select(".toc a, .essay-text a[href^='#']"):
        assert page.soup.find(id=link["href"][1:]), link
    assert page.select(".essay-text figure img")[0]["alt"] == "A tree"
    assert page.texts(".pull") == ["Big"]
    assert "This is the first version, of 1 September 2017." in page.main


def test_it_can_be_found_and_shown_elsewhere(visitor):
    save(published())
    page = visitor().see("/essays/a-long-walk")
    assert page.select("link[rel=canonical]")[0]["href"].endswith("/essays/a-long-walk")
    found = {one["property"]: one["content"] for one in page.select("meta[property]")}
    assert found["og:title"] == "A long walk"
    assert found["og:description"] == "In short"
    assert found["og:type"] == "article"
    assert not page.select("meta[name=robots]")
    assert page.select("link[rel=alternate]")[0]["href"] == "/essays.atom"


def test_before_and_next_lead_through_the_series(visitor):
    one = series()
    for number, title in enumerate("ABC", 1):
        planned(title, of=one, number=number)
    db.session.commit()
    page = visitor().see("/essays/b")
    assert [link["href"] for link in page.select(".steps-nav a")] == [
        "/essays/a", "/essays/c",
    ]  # fmt: skip


@pytest.mark.parametrize("state", [EssayState.DRAFT, EssayState.IN_REVIEW])
@pytest.mark.parametrize("who", [None, "alice", "olu"])
def test_what_is_not_out_has_no_page(visitor, state, who):
    row = drafted()
    row.state = state
    save(row)
    for path in ("/essays/a-long-walk", "/api/v1/essays/a-long-walk"):
        assert visitor(who).get(path).status_code == 404
    assert visitor(who).get("/essays/a-long-walk/versions").status_code == 404


def test_the_text_of_a_planned_one_is_nowhere(visitor):
    save(drafted(body="A secret tulip", due=date(2027, 8, 1)))
    for path in ("/essays/", "/essays/a-long-walk", "/essays.atom"):
        for who in (None, "alice"):
            assert "tulip" not in visitor(who).get(path).get_data(as_text=True)
    page = visitor().see("/essays/a-long-walk")
    assert "Due August 2027" in page.texts("main h2")
    assert "tulip" not in str(visitor().json("/api/v1/essays/a-long-walk"))


def test_newer_words_are_not_read_before_they_are_out(visitor):
    row = published()
    commands.save(OLU, row, Said("Tulip", "Tulip", "A tulip"), row.version)
    db.session.commit()
    for path in ("/essays/", "/essays/a-long-walk", "/essays/a-long-walk/versions"):
        assert "ulip" not in visitor("alice").get(path).get_data(as_text=True)


# ---------------------------------------------------------------- versions
def test_readers_see_what_changed(visitor, at):
    row = published(body="We met twice.")
    at("2017-10-01 12:00")
    save(revised(row, "We met often.", "The count was wrong"))
    page = visitor().see("/essays/a-long-walk")
    assert "version 2, changed on 1 October 2017" in page.main
    assert "The count was wrong" in page.main
    page = visitor().see("/essays/a-long-walk/versions")
    assert page.texts("main h3") == [
        "Version 2, 1 October 2017", "Version 1, 1 September 2017",
    ]  # fmt: skip
    assert page.texts("ins") == ["[added:] often [end]"]
    assert page.texts("del") == ["[taken out:] twice [end]"]


def test_any_two_versions_can_be_compared(visitor):
    row = published(body="One.")
    revised(row, "Two.")
    save(revised(row, "Three."))
    path = "/essays/a-long-walk/versions"
    page = visitor().see(f"{path}?older=1&newer=3")
    assert "One" in page.texts("del")[0]
    assert visitor().see(f"{path}?older=3&newer=1").texts("del") == page.texts("del")
    assert "Choose two different" in visitor().see(f"{path}?older=2&newer=2").main
    for odd in ("?older=0&newer=99", "?older=x", "?older=99999999999999999999"):
        visitor().see(path + odd)
    assert visitor().json(f"/api/v1{path}")["newer"]["edition"] == 3


def test_one_version_is_nothing_to_compare(visitor):
    save(published())
    page = visitor().see("/essays/a-long-walk/versions")
    assert "It has not changed since." in page.main


# ---------------------------------------------------------------- pictures
def test_a_picture_is_given_with_its_essay(visitor, data_dir):
    folder = data_dir / "photos"
    folder.mkdir(exist_ok=True)
    row = drafted(body="![](figure-1)")
    save(figure(row))
    name = f"{row.slug}-1.webp"
    (folder / name).write_bytes(b"RIFF")
    path = f"/essays/{row.slug}/figures/{name}"
    assert visitor().get(path).status_code == 404
    assert visitor("olu").get(path).status_code == 200
    publishing.publish(OLU, row, row.version)
    db.session.commit()
    found = visitor().get(path)
    assert (found.status_code, found.mimetype) == (200, "image/webp")
    assert found.headers["Cache-Control"] == "public, max-age=300"
    for odd in (f"/essays/other/figures/{name}", f"/essays/{row.slug}/figures/x.webp"):
        assert visitor().get(odd).status_code == 404


# ---------------------------------------------------------------- the feed
def test_the_feed_brings_what_can_be_read_here(six, visitor, at):
    row = published(body="![](figure-1) **One**.")
    figure(row, out=True)
    signed(row, "Ann Example")
    planned("Later", of=series())
    at("2017-10-01 12:00")
    save(revised(row, "![](figure-1) **Two**."))
    response = visitor().get("/essays.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = fromstring(response.get_data())
    (entry,) = feed.findall(f"{A}entry")
    assert entry.findtext(f"{A}title") == "A long walk"
    assert entry.findtext(f"{A}published") == "2017-09-01T12:00:00Z"
    assert entry.findtext(f"{A}updated") == "2017-10-01T12:00:00Z"
    assert entry.findtext(f"{A}author/{A}name") == "Ann Example"
    html = entry.findtext(f"{A}content")
    assert "<strong>Two</strong>" in html
    assert 'src="http' in html
    known = {"If-None-Match": response.headers["ETag"]}
    assert visitor().get("/essays.atom", headers=known).status_code == 304


def test_the_sitemap_knows_what_everybody_reads(visitor):
    save(published())
    row = save(drafted("Hidden"))
    publishing.withdraw(OLU, row, row.version)
    db.session.commit()
    found = visitor().get("/sitemap.xml").get_data(as_text=True)
    assert "/essays/a-long-walk<" in found
    assert "/essays/<" in found
    assert "hidden" not in found


# ---------------------------------------------------------------- people
@pytest.mark.parametrize(("who", "linked"), [(None, False), ("alice", True)])
def test_an_author_is_a_link_for_whoever_sees_them(visitor, who, linked):
    save(signed(published(), "D. Prosser", "dai"))
    page = visitor(who).see("/essays/a-long-walk")
    assert "D. Prosser" in page.main
    assert ("/members/dai-4" in page.html) is linked


def test_a_profile_shows_what_somebody_wrote(visitor):
    save(signed(published(), "Bob Okoro", "bob"))
    for who in (None, "alice", "bob"):
        page = visitor(who).see("/members/bob-2")
        assert "Essays" in page.texts("main h2")
        assert "/essays/a-long-walk" in page.links()
    assert (
        visitor().json("/api/v1/members/bob-2")["essays"][0]["title"] == "A long walk"
    )
    assert "Essays" not in visitor("bob").see("/members/alice-1").texts("main h2")
    assert "Essays" in visitor("bob").see("/members/bob-2/as/visitor").texts("main h2")


def test_one_takes_ones_profile_away(visitor):
    save(signed(published(), "D. Prosser", "dai"))
    dai = visitor("dai")
    assert dai.see("/essays/a-long-walk").select("form[action$='/untie']")
    page = dai.post("/essays/a-long-walk/untie")
    assert "does not lead to your profile any more" in page.main
    assert "/members/dai-4" not in visitor("alice").see("/essays/a-long-walk").links()
    assert not visitor("alice").see("/essays/a-long-walk").select("form[action$=untie]")
    assert visitor("alice").post("/essays/a-long-walk/untie").status == 404
    assert CAST["dai"].slug not in visitor("olu").see("/essays/a-long-walk/edit").main
