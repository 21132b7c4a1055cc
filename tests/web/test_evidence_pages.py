"""The pages of the Evidence Hub: the search, one resource, the feed of a search."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from community.core.db import db
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
    ResourceTalker,
    ResourceUse,
    Strength,
)
from tests.cast import CAST
from tests.curating import make_curator
from tests.evidence import newcomers
from tests.evidence.making import resource
from tests.web.test_updates_feeds import A, check, entries

HOME, FEED = "/evidence/", "/evidence.atom"
ARCHIVED = ResourceState.ARCHIVED


@pytest.fixture
def few(app):
    """Three resources that differ in everything."""
    resource(
        "Mentors for diabetes", tags=("diabetes", "peer-mentoring"), year=2019,
        audiences=("commissioners", "GPs"), settings=("online",),
        authors=("Marsh, Al",), sentence="Mentors helped.", strength=Strength.EARLY,
        strength_reason="One small study", factors=("quality",),
    )  # fmt: skip
    resource("Telling stories", tags=("storytelling",), year=2004, audiences=("GPs",))
    resource("How to evaluate", tags=("evaluation",), address="https://a.example/x")


def titles(page):
    return page.texts("#results h3")


# ---------------------------------------------------------------- the search
@pytest.mark.usefixtures("few")
def test_anybody_reads_all_that_is_out(visitor):
    page = visitor().see(HOME)
    assert titles(page) == [
        "Mentors for diabetes",
        "Telling stories",
        "How to evaluate",
    ]
    assert page.texts("[data-said]") == ["3 resources"]
    assert page.h1 == "Evidence Hub"


@pytest.mark.usefixtures("few")
def test_a_card_says_what_it_says_for_whom_and_how_far_to_rely_on_it(visitor):
    page = visitor().see(HOME)
    first, second, _third = page.texts("#results .card")
    for words in (
        "Mentors helped.", "commissioners, GPs", "Marsh, Al", "2019",
        "Early: One small study", "Not yet reviewed", "Diabetes", "Review of studies",
    ):  # fmt: skip
        assert words in first
    assert "Nobody has written this yet." in second
    assert "Not yet judged" in second


@pytest.mark.usefixtures("app")
def test_whoever_wrote_and_published_it_is_named_once(visitor):
    resource("Guide", authors=("Mind",), publisher="Mind", year=2012)
    resource("Trial", authors=("Marsh, Al", "et al."), publisher="A journal", year=2001)
    guide, trial = visitor().see(HOME).select(".resource__source")
    assert guide.get_text() == "Mind, 2012"
    assert trial.get_text() == "Marsh, Al and others. A journal, 2001"
    (banner,) = visitor().see("/evidence/guide").texts(".banner")
    assert banner.count("Mind") == 1
    (banner,) = visitor().see("/evidence/trial").texts(".banner")
    assert "Marsh, Al and others" in banner


@pytest.mark.usefixtures("few")
def test_a_list_without_anything_is_not_offered_to_take_away(visitor):
    nobody = visitor()
    assert nobody.see(HOME).select("a[href^='/evidence.ris']")
    assert not nobody.see(f"{HOME}?q=zzzqqq").select("a[href^='/evidence.ris']")


def test_what_is_overdue_or_chosen_says_so(visitor, at):
    at("2026-01-02 12:00")
    resource("Late", row={"review_by": date(2026, 1, 1)})
    resource("Due", row={"review_by": date(2026, 1, 2)})
    resource("Chosen", row={"featured": True}, year=1900)
    first, *others = visitor().see(HOME).texts("#results .card")
    assert "Chosen by curators" in first
    late = next(one for one in others if "Late" in one)
    due = next(one for one in others if "Due" in one)
    assert "Review overdue since 1 January 2026" in late
    assert "overdue" not in due
    assert "by 2 January 2026" in due


@pytest.mark.usefixtures("few")
def test_filters_stand_in_the_sentence_and_the_address_and_can_be_cleared(visitor):
    page = visitor().see(f"{HOME}?audience=gps&years=2010&q=mentor")
    assert titles(page) == ["Mentors for diabetes"]
    (said,) = page.texts("[data-said]")
    assert said == "1 resource for GPs from 2010 to 2019 with “mentor”"
    assert HOME in page.links("#results a")
    ticked = {box["value"] for box in page.select("input[checked]")}
    assert ticked == {"gps", "2010"}


@pytest.mark.usefixtures("few")
def test_the_form_needs_no_script(visitor):
    (form,) = visitor().see(HOME).select("form[data-live]")
    assert form["method"] == "get"
    assert form["action"] == HOME
    names = {field["name"] for field in form.select("[name]")}
    assert names == {
        "q", "sort", "topic", "type", "audience", "setting", "strength", "factor",
        "years", "review",
    }  # fmt: skip
    assert form.select("button")


@pytest.mark.usefixtures("few")
def test_counts_change_with_the_search(visitor):
    before = visitor().see(HOME).texts("label[for=audience-gps]")
    after = visitor().see(f"{HOME}?q=stories").texts("label[for=audience-gps]")
    assert (before, after) == (["GPs 2"], ["GPs 1"])


@pytest.mark.usefixtures("few")
def test_nothing_found_says_what_to_do_and_a_guess_says_so(visitor):
    page = visitor().see(f"{HOME}?q=zebra")
    assert "Take a filter away" in page.main
    page = visitor().see(f"{HOME}?q=diabates")
    assert titles(page) == ["Mentors for diabetes"]
    assert "“diabetes” was looked for" in page.main


def test_an_empty_hub_says_what_to_do(visitor):
    assert "The hub is empty" in visitor().see(HOME).main


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=9", "page=-1"],
)
def test_pages_beyond_the_end_are_not_there(visitor, query):
    visitor().see(f"{HOME}?{query}", 404)


@pytest.mark.parametrize(
    "query", ["page=x", "sort=x", "type=x&years=x&review=x", "q=%00"]
)  # fmt: skip
def test_odd_addresses_do_no_harm(visitor, query):
    assert visitor().get(f"{HOME}?{query}").status_code in (200, 400)


def test_pages_keep_their_filters_and_end(visitor):
    for number in range(23):
        resource(f"Study {number:02}", audiences=("GPs",))
    page = visitor().see(f"{HOME}?audience=gps&sort=title")
    assert len(titles(page)) == 20
    (following,) = page.links("a[rel=next]")
    assert "audience=gps" in following
    assert titles(visitor().see(following)) == ["Study 20", "Study 21", "Study 22"]


def test_collections_stand_there_while_nothing_is_asked(visitor):
    row = resource("A study")
    for state in CollectionState:
        made = Collection(slug=state.value, title=f"Our {state.value}", state=state)
        db.session.add(made)
        db.session.flush()
        db.session.add(CollectionItem(collection_id=made.id, resource_id=row.id))
    db.session.commit()
    make_curator()
    for who in (None, "dai"):
        page = visitor(who).see(HOME)
        assert page.texts("#results .tags .tag")[:1] == ["Our published 1"]
        assert "Our draft" not in page.main
    assert "Our published" not in visitor().see(f"{HOME}?q=study").main


@pytest.mark.usefixtures("few")
def test_the_same_is_there_for_programs(visitor):
    found = visitor().json("/api/v1/evidence/?q=diabetes")
    (one,) = found["resources"]["items"]
    assert one["title"] == "Mentors for diabetes"
    assert one["audiences"] == ["commissioners", "GPs"]
    assert "id" not in one
    assert found["sentence"] == "1 resource with “diabetes”"


@pytest.mark.usefixtures("few")
def test_the_hub_may_be_shared_and_found(visitor):
    page = visitor().see(f"{HOME}?q=stories")
    (canonical,) = page.select("link[rel=canonical]")
    assert canonical["href"] == "http://localhost/evidence/?q=stories"
    assert page.select("meta[property='og:title']")
    assert not page.select("meta[name=robots]")


# ---------------------------------------------------------------- one resource
def test_a_page_says_all_that_is_known(visitor):
    row = resource(
        "Mentors", sentence="They helped.", summary="More **of it**.",
        note="A preprint", licence="CC BY 4.0", settings=("online",),
        doi="10.1000/xyz", year=2019,
        factors=("quality",), publisher="A press", authors=("Marsh, Al", "Okoro, Bo"),
        row={"owner_id": CAST["bob"].id},
    )  # fmt: skip
    page = visitor().see(f"/evidence/{row.slug}")
    assert page.h1 == "Mentors"
    for words in (
        "They helped.", "More of it", "A preprint", "CC BY 4.0", "online", "A press",
        "10.1000/xyz", "Confidence in the quality", "Marsh, Al; Okoro, Bo", "Bob Okoro",
    ):  # fmt: skip
        assert words in page.main
    assert page.select("link[rel=canonical]")
    assert (
        page.select("meta[property='og:description']")[0]["content"] == "They helped."
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"address": "https://www.a.example/x"}, "Read it on a.example"),
        (
            {"address": "https://a.example/x", "about_only": True},
            "A page about it, on a.example",
        ),
        ({"doi": "10.1000/xyz"}, "its DOI leads there"),
        ({}, "We know no address of it on the web. Its title"),
    ],
)
def test_it_says_where_its_address_leads(visitor, facts, says):
    row = resource("A study", **facts)
    assert says in visitor().see(f"/evidence/{row.slug}").main


def test_what_is_missing_is_said_plainly(visitor):
    row = resource("A study")
    page = visitor().see(f"/evidence/{row.slug}")
    for words in ("Nobody has written this yet.", "Not yet judged", "Not yet reviewed"):
        assert words in page.main


def test_who_works_with_it_is_shown_to_whoever_may_see_them(visitor):
    row = resource("A study")
    for project, words in ((1, "Its questions"), (2, "Its map"), (3, "Its draft")):
        db.session.add(ResourceUse(resource_id=row.id, project_id=project, words=words))
    for who in ("bob", "carol"):
        talker = ResourceTalker(resource_id=row.id, member_id=CAST[who].id)
        talker.audience, talker.words = "members", f"Ask {who}"
        db.session.add(talker)
    db.session.commit()
    page = visitor().see(f"/evidence/{row.slug}").main
    assert "Its questions" in page
    for words in ("Its map", "Its draft", "Bob", "Carol", "Ask bob"):
        assert words not in page
    page = visitor("dai").see(f"/evidence/{row.slug}").main
    assert "Its map" in page
    assert "Ask bob" in page
    for words in ("Its draft", "Carol", "Ask carol"):
        assert words not in page
    assert "Ask carol" in visitor("alice").see(f"/evidence/{row.slug}").main


def test_a_collection_that_holds_it_is_named_when_it_is_out(visitor):
    row = resource("A study")
    for state in CollectionState:
        made = Collection(slug=state.value, title=f"Our {state.value}", state=state)
        db.session.add(made)
        db.session.flush()
        item = CollectionItem(collection_id=made.id, resource_id=row.id, words="First")
        db.session.add(item)
    db.session.commit()
    page = visitor().see(f"/evidence/{row.slug}").main
    assert "Our published" in page
    assert "Our draft" not in page


def test_similar_ones_are_named_with_what_is_alike(visitor):
    row = resource("Diabetes mentors", tags=("diabetes", "peer-mentoring"))
    resource("Mentoring in diabetes", tags=("diabetes", "peer-mentoring"))
    resource("Something else", tags=("storytelling",))
    (similar,) = visitor().see(f"/evidence/{row.slug}").texts("#similar")
    assert "Mentoring in diabetes" in similar
    assert "Also about Diabetes, Peer mentoring" in similar
    assert "Something else" not in similar


def test_what_is_archived_says_so_and_is_not_to_be_found(visitor):
    row = resource("Old mentors", ARCHIVED)
    resource("New mentors")
    page = visitor().see(f"/evidence/{row.slug}")
    assert "This is in the archive." in page.main
    assert page.texts("#similar a") == ["New mentors"]
    assert page.select("meta[name=robots]")[0]["content"] == "noindex"
    assert titles(visitor().see(f"{HOME}?q=mentors")) == ["New mentors"]


@pytest.mark.parametrize(
    "state", [one for one in ResourceState if one not in ("published", "archived")]
)
def test_what_is_not_out_is_for_whoever_sent_it_in_and_curators(visitor, state):
    row = resource("A study", state, {"submitted_by_id": CAST["alice"].id})
    make_curator()
    for who, status in ((None, 404), ("bob", 404), ("alice", 200), ("dai", 200)):
        visitor(who).see(f"/evidence/{row.slug}", status)
    page = visitor("alice").see(f"/evidence/{row.slug}")
    assert "Only you and the curators see this page." in page.main
    assert page.select("meta[name=robots]")


def test_words_of_others_are_never_markup(visitor):
    row = resource(
        "<b>T</b>", sentence="<i>s</i>", summary="<script>x</script>", publisher="<u>",
        authors=("<a>",), audiences=("<q>",), strength_reason="<s>", licence="<em>",
    )  # fmt: skip
    for path in (f"/evidence/{row.slug}", HOME):
        html = visitor().see(path).html
        assert not re.search("<b>T|<i>s|<script>x|<u>|<a>|<q>|<s>|<em>", html)


# ---------------------------------------------------------------- its cost
@pytest.mark.parametrize("who", [None, "alice"])
def test_takes_ten_statements_at_most_after_a_change_too(visitor, statements, who):
    newcomers.load()
    browser = visitor(who)
    slug = db.session.get_one(Resource, 1, execution_options={"unscoped": "test"}).slug
    for path in (
        HOME,
        f"{HOME}?q=referral&audience=commissioners",
        f"/evidence/{slug}",
    ):
        for _again in range(2):
            with statements() as found:
                browser.get(path)
            assert len(found) <= 10, found


# ---------------------------------------------------------------- the feed
def test_a_search_is_a_feed_with_the_newest_first(visitor, at):
    for day, title in ((1, "Old mentors"), (2, "New & mentors"), (3, "Other")):
        at(f"2026-01-0{day} 12:00")
        resource(
            title, sentence="It <helps>.", authors=("Marsh, Al",),
            row={"published_at": date_time(day)},
        )  # fmt: skip
    feed = check(visitor().get(f"{FEED}?q=mentors"))
    assert [one.findtext(f"{A}title") for one in entries(feed)] == [
        "New & mentors", "Old mentors",
    ]  # fmt: skip
    assert feed.findtext(f"{A}title").endswith(": with “mentors”")
    assert feed.findtext(f"{A}updated") == "2026-01-02T12:00:00Z"
    (own,) = feed.findall(f"{A}link[@rel='self']")
    assert parse_qs(urlsplit(own.get("href")).query) == {"q": ["mentors"]}
    first = entries(feed)[0]
    assert first.findtext(f"{A}author/{A}name") == "Marsh, Al"
    assert first.find(f"{A}content").text.startswith("<p>It &lt;helps&gt;.</p>")


def date_time(day):
    from datetime import UTC, datetime

    return datetime(2026, 1, day, 12, tzinfo=UTC)


def test_the_feed_is_the_same_whoever_asks_and_may_be_kept(visitor):
    resource("Out", row={"published_at": date_time(1)})
    for state in (one for one in ResourceState if one != "published"):
        resource(state.value, state, {"published_at": date_time(2)})
    make_curator()
    answers = {visitor(who).get(FEED).get_data() for who in (None, "alice", "dai")}
    assert len(answers) == 1
    response = visitor().get(FEED)
    (only,) = entries(check(response))
    assert only.findtext(f"{A}title") == "Out"
    again = visitor().get(FEED, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_no_day_hides_what_came_into_the_feed_since_it_was_read(visitor, at):
    """What is new may have been written before, as what comes back always was."""
    at("2026-01-01 12:00")
    archived = resource("Comes back", ARCHIVED, {"published_at": date_time(1)})
    waits = resource("Waits", ResourceState.SUBMITTED)
    at("2026-01-02 12:00")
    resource("Out", row={"published_at": date_time(2)})
    first = visitor().get(FEED)
    seen = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": "Fri, 02 Jan 2026 12:00:00 GMT",
    }
    assert visitor().get(FEED, headers=seen).status_code == 304
    del seen["If-None-Match"]
    waits.state, waits.published_at = ResourceState.PUBLISHED, date_time(3)
    db.session.commit()
    feed = check(visitor().get(FEED, headers=seen))
    assert entries(feed)[0].findtext(f"{A}title") == "Waits"
    assert feed.findtext(f"{A}updated") == "2026-01-03T12:00:00Z"
    seen["If-Modified-Since"] = "Sat, 03 Jan 2026 12:00:00 GMT"
    archived.state = ResourceState.PUBLISHED
    db.session.commit()
    assert len(entries(check(visitor().get(FEED, headers=seen)))) == 3


def test_a_feed_of_nothing_is_a_feed(visitor):
    assert entries(check(visitor().get(f"{FEED}?q=zebra&type=trial&page=7"))) == []
