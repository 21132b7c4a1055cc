"""The sitemap: pages that anybody may read, none that anybody may not, no person."""

from xml.etree import ElementTree

import pytest

from community.core import clock
from community.core.db import db
from community.essays.loading import load_essays
from community.evidence.loading import load_evidence
from community.programme.models import Readers, Update, UpdateState
from community.surveys.loading import load_survey
from tests.cast import CAST
from tests.privacy import stage
from tests.programme.steering import draft, running

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def listed(visitor):
    """Return every address of the sitemap with the day on which it changed."""
    answer = visitor.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.get_data())
    return {
        one.findtext("s:loc", "", SPACE).removeprefix("http://localhost"): one.findtext(
            "s:lastmod", "", SPACE
        )
        for one in root
    }


def ship():
    """Load evidence, essays and the survey as they are shipped."""
    load_evidence()
    load_essays()
    load_survey()
    db.session.commit()


def test_it_lists_what_is_public(visitor):
    ship()
    running()
    found = listed(visitor())
    for path in (
        "/", "/programme/", "/programme/warm-homes", "/programme/areas/paying-late",
        "/evidence/", "/essays/", "/surveys/", "/factors/", "/impact/", "/news/",
        "/projects/", "/projects/project-1", "/about",
    ):  # fmt: skip
        assert path in found
    assert len([one for one in found if one.startswith("/evidence/")]) > 100
    assert found["/programme/warm-homes"] == clock.today().isoformat()


@pytest.mark.parametrize("who", [None, "alice", "olu"])
def test_it_says_the_same_to_everybody(visitor, who):
    stage.fill()
    assert listed(visitor(who)) == listed(visitor())


def test_it_tells_nothing_of_people_and_of_what_is_not_public(visitor):
    stage.fill()
    draft()
    for number, readers, state in (
        (91, Readers.MEMBERS, UpdateState.PUBLISHED),
        (92, Readers.PUBLIC, UpdateState.DRAFT),
    ):
        db.session.add(
            Update(id=number, slug=f"secret-{number}", title="Secret", body="Secret",
                   readers=readers, state=state, published_at=clock.now())
        )  # fmt: skip
    db.session.commit()
    found = listed(visitor())
    words = visitor().get("/sitemap.xml").get_data(as_text=True)
    assert "/members/" not in words
    assert not [one for one in CAST.values() if one.slug in words]
    for hidden in ("secret", "cold-cellars", "warm-homes-", "project-3", "project-4"):
        assert hidden not in words, hidden
    assert "/updates/update-1" in found
    assert "/updates/update-2" not in found


def test_every_address_opens_for_a_visitor_and_says_that_it_is_the_one(visitor):
    stage.fill()
    ship()
    nobody = visitor()
    evidence = 0
    found = listed(nobody)
    for path in found:
        if path.startswith("/evidence/") and path.count("/") == 2:
            evidence += 1
            if evidence > 4:
                continue
        page = nobody.see(path)
        assert not page.select("meta[name=robots]"), path
        (link,) = page.select("link[rel=canonical]")
        if path != "/programme/":  # where there is one alone, it is that one
            assert link["href"] == f"http://localhost{path}"
        assert link["href"].removeprefix("http://localhost") in found
        (own,) = page.select("meta[property='og:url']")
        assert own["content"] == link["href"]
        for name in ("og:title", "og:description", "og:type", "og:image"):
            assert page.select(f"meta[property='{name}']"), (path, name)


def test_pages_that_are_not_public_tell_other_sites_nothing(visitor):
    stage.fill()
    for who, path in (
        ("alice", "/members/"), ("alice", "/projects/project-3"), ("olu", "/organise/"),
        ("lea", "/updates/update-2"), ("olu", "/programme/cold-cellars"),
        ("alice", "/suggestions/"), (None, "/sign-in"), ("alice", "/members/alice-1"),
    ):  # fmt: skip
        answer = visitor(who).get(path)
        words = answer.get_data(as_text=True)
        assert "og:title" not in words, path
        if answer.status_code == 200:
            assert 'content="noindex"' in words, path


def test_it_takes_two_statements(visitor, statements):
    nobody = visitor()
    with statements() as found:
        nobody.get("/sitemap.xml")
    assert len(found) <= 2
