"""Atom feeds of news, as RFC 4287 has them."""

import re
from datetime import datetime
from xml.etree.ElementTree import fromstring

import pytest
from sqlalchemy import update

from community.core.access import Audience
from community.core.db import db
from community.programme.models import Readers, UpdateState
from community.projects.models import Project, ProjectSlug
from tests.programme.news import picture, put

PROJECT, LAB = "/projects/project-1/updates.atom", "/news.atom"
A = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated")


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")


def save(*args, **values):
    row = put(*args, readers=values.pop("readers", Readers.PUBLIC), **values)
    db.session.commit()
    return row


def read(visitor, path=PROJECT, who=None):
    response = visitor(who).get(path)
    assert response.status_code == 200
    return check(response)


def check(response):
    """Return the feed, held to the rules of the format."""
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = fromstring(response.get_data())
    assert feed.tag == f"{A}feed"
    parts = [feed, *feed.iter(f"{A}entry")]
    for part in parts:
        for name in ONCE:
            assert len(part.findall(f"{A}{name}")) == 1, name
        for name in ("updated", "published"):
            for moment in part.findall(f"{A}{name}"):
                assert RFC3339.fullmatch(moment.text)
                datetime.fromisoformat(moment.text)
        alternates = part.findall(f"{A}link[@rel='alternate']")
        assert len({(one.get("type"), one.get("hreflang")) for one in alternates}) == 1
        for link in part.findall(f"{A}link"):
            assert link.get("href").startswith("http")
    assert feed.findall(f"{A}author"), "one author stands for all entries"
    ids = [part.findtext(f"{A}id") for part in parts]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert all(element.tag.startswith(A) for element in feed.iter())
    return feed


def entries(feed):
    return feed.findall(f"{A}entry")


def test_it_brings_the_newest_first_with_all_their_words(visitor, at):
    save("Older")
    at("2017-09-02 12:00")
    row = save("Newer & <better>", body="Nine **came** & went.")
    row.slug = "a-slug"
    picture(row, alt='A "full" room')
    db.session.commit()
    feed = read(visitor)
    assert feed.findtext(f"{A}title") == "News of Pain cafe"
    assert feed.findtext(f"{A}author/{A}name") == "Pain cafe", "never a person's name"
    first, second = entries(feed)
    assert first.findtext(f"{A}title") == "Newer & <better>"
    assert second.findtext(f"{A}title") == "Older"
    content = first.find(f"{A}content")
    assert content.get("type") == "html"
    assert content.text.startswith("<p>Nine <strong>came</strong> &amp; went.</p>")
    assert 'alt="A &#34;full&#34; room"' in content.text
    assert 'src="http' in content.text
    (link,) = first.findall(f"{A}link")
    assert link.get("href").endswith("/updates/a-slug")
    assert first.findtext(f"{A}published") == "2017-09-02T12:00:00Z"
    assert feed.findtext(f"{A}updated") == "2017-09-02T12:00:00Z"
    (own,) = feed.findall(f"{A}link[@rel='self']")
    assert own.get("href").endswith(PROJECT)
    assert feed.get(f"{XML}lang") == "en"


def test_an_edit_moves_updated_and_nothing_else(visitor, at):
    row = save()
    (before,) = entries(read(visitor))
    at("2017-09-09 12:00")
    row.body, row.edited_at = "Ten came.", datetime.fromisoformat("2017-09-09T12:00Z")
    db.session.commit()
    feed = read(visitor)
    (after,) = entries(feed)
    for name in ("id", "published"):
        assert after.findtext(f"{A}{name}") == before.findtext(f"{A}{name}")
    assert after.findtext(f"{A}updated") == "2017-09-09T12:00:00Z"
    assert feed.findtext(f"{A}updated") == "2017-09-09T12:00:00Z"


def test_only_what_everybody_may_read_is_in_it_whoever_asks(visitor):
    save("Public")
    for readers in (Readers.TEAM, Readers.FOLLOWERS, Readers.MEMBERS):
        save(readers.value, readers=readers)
    for state in (UpdateState.DRAFT, UpdateState.SCHEDULED, UpdateState.WITHDRAWN):
        save(state.value, state=state)
    answers = {visitor(who).get(PROJECT).get_data() for who in (None, "dai", "lea")}
    assert len(answers) == 1
    assert [one.findtext(f"{A}title") for one in entries(read(visitor))] == ["Public"]


def test_a_project_for_members_has_no_feed(visitor):
    for who in (None, "alice", "bob"):
        assert visitor(who).get("/projects/project-2/updates.atom").status_code == 404
    save("Public")
    this = update(Project).where(Project.id == 1)
    db.session.execute(this.values(audience=Audience.MEMBERS))
    db.session.commit()
    assert visitor("lea").get(PROJECT).status_code == 404


def test_the_lab_has_its_own(visitor):
    assert entries(read(visitor, LAB)) == []
    save("Of the cafe")
    save("Of the Lab", None)
    save("For members", None, readers=Readers.MEMBERS)
    feed = read(visitor, LAB)
    assert [one.findtext(f"{A}title") for one in entries(feed)] == ["Of the Lab"]


@pytest.mark.parametrize("path", [PROJECT, LAB])
def test_no_cookie_is_asked_for_or_set(visitor, path):
    response = visitor("alice").get(path)
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_what_did_not_change_is_not_sent_again(visitor):
    row = save()
    first = visitor().get(PROJECT)
    known = {"If-None-Match": first.headers["ETag"]}
    again = visitor().get(PROJECT, headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    row.body, row.edited_at = "Ten.", datetime.fromisoformat("2017-09-09T12:00Z")
    db.session.commit()
    assert visitor().get(PROJECT, headers=known).status_code == 200


def test_what_was_written_before_it_came_out_is_as_new_as_its_coming_out(visitor):
    written = datetime.fromisoformat("2017-08-01T12:00Z")
    save("Written long before", edited_at=written)
    feed = read(visitor)
    (entry,) = entries(feed)
    assert entry.findtext(f"{A}updated") == "2017-09-01T12:00:00Z"
    assert feed.findtext(f"{A}updated") == "2017-09-01T12:00:00Z"


def test_withdrawn_news_change_the_tag_of_the_feed(visitor):
    save("Stays")
    row = save("Goes")
    first = visitor().get(PROJECT)
    row.state = UpdateState.WITHDRAWN
    db.session.commit()
    known = {"If-None-Match": first.headers["ETag"]}
    again = visitor().get(PROJECT, headers=known)
    assert again.status_code == 200
    assert len(entries(check(again))) == 1


def test_an_old_address_of_a_project_leads_to_its_feed(visitor):
    db.session.add(ProjectSlug(slug="old-cafe", project_id=1))
    db.session.commit()
    response = visitor().get("/projects/old-cafe/updates.atom")
    assert (response.status_code, response.location) == (301, PROJECT)


def test_signs_that_xml_does_not_know_do_not_break_it(visitor):
    save("Bell \x07 and \x0b", body="One \x1f two \ufffe 🎈")
    (entry,) = entries(read(visitor))
    assert entry.findtext(f"{A}title") == "Bell  and "
    assert "🎈" in entry.findtext(f"{A}content")


def test_it_holds_the_last_twenty(visitor):
    for number in range(23):
        put(f"N{number:02}", readers=Readers.PUBLIC)
    db.session.commit()
    feed = read(visitor)
    assert len(entries(feed)) == 20
    assert entries(feed)[0].findtext(f"{A}title") == "N22"


@pytest.mark.parametrize("page", ["/projects/project-1/updates/", "/news/"])
def test_pages_say_where_it_is(visitor, page):
    (link,) = visitor().see(page).select("link[rel=alternate]")
    assert link["type"] == "application/atom+xml"
    check(visitor().get(link["href"]))
