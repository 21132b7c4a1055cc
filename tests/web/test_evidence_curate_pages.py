"""What curators do on their pages: the queue, one record, its past."""

from datetime import date

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.evidence import commands, curation
from community.evidence.facts import ResourceFacts
from community.evidence.models import Resource, ResourceState, ResourceType
from community.evidence.record import facts_of, reach
from tests.cast import CAST
from tests.curating import CURATOR, make_curator
from tests.evidence.making import resource

QUEUE = "/evidence/curate/"
ALICE = CAST["alice"].viewer
OUT = {
    "sentence": "Tea helps", "strength": "early", "strength_reason": "One study",
    "owner": "4", "review_by": "2018-09-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-09-01 12:00")
    make_curator()


@pytest.fixture
def sent():
    start_writing()
    facts = ResourceFacts("Peer tea", ResourceType.GUIDE, tags=("evaluation",))
    row = commands.submit(ALICE, facts)
    db.session.commit()
    return row


def now(slug):
    db.session.rollback()
    row = db.session.scalars(unscoped("test", Resource).filter_by(slug=slug)).one()
    db.session.refresh(row)
    return row


def path(row, page=""):
    return f"{QUEUE}{row.slug}{page}"


# ---------------------------------------------------------------- the queue
def test_the_queue_has_its_parts_with_their_counts(visitor, sent):
    page = visitor("dai").see(QUEUE)
    assert page.texts(".tabs a")[0] == "New (1)"
    assert len(page.select(".tabs a")) == len(curation.TABS)
    assert path(sent) in page.links()
    for show in curation.TABS:
        found = visitor("dai").see(f"{QUEUE}?show={show}")
        assert found.select(".tabs [aria-current=page]")
    assert visitor("dai").get(f"{QUEUE}?show=moon").status_code == 404
    assert visitor("dai").get(f"{QUEUE}?page=9").status_code == 404


@pytest.mark.parametrize("who", ["alice", "olu", "ada", "mo"])
@pytest.mark.parametrize("page", ["", "/edit", "/history", "/collect"])
def test_it_is_for_curators_alone(visitor, sent, who, page):
    assert visitor(who).get(QUEUE).status_code == 403
    assert visitor(who).get(path(sent, page)).status_code == 403


def test_many_wait_on_pages(visitor):
    for number in range(curation.SIZE + 1):
        resource(f"Tea {number}", ResourceState.SUBMITTED)
    assert "Page 1 of 2" in visitor("dai").see(QUEUE).main
    assert len(visitor("dai").see(f"{QUEUE}?page=2").select("main .row")) == 1


def test_its_statements_do_not_grow(visitor, statements):
    looks = visitor("dai")

    def number():
        looks.see(f"{QUEUE}?show=owner")
        with statements() as found:
            looks.see(f"{QUEUE}?show=owner")
        return len(found)

    resource("One", row={"owner_id": 1})
    few = number()
    for name in ("Two", "Three", "Four"):
        resource(name, row={"owner_id": 2})
    assert number() <= few
    assert few <= 10


# ---------------------------------------------------------------- one record
def test_a_record_shows_what_was_sent_and_what_can_be_done(visitor, sent):
    resource("Peer tea", year=2001)
    page = visitor("dai").see(path(sent))
    assert page.h1 == "Peer tea"
    for words in ("Guide", "Evaluation", "Alice Marsh", "Waiting for a curator"):
        assert words in page.main
    assert f"{QUEUE}peer-tea" in page.links(), "what is much like it"
    assert page.select("#publish form")
    assert page.select("#decline form")
    assert not page.select("#care")


def test_taking_up_giving_back(visitor, sent):
    found = visitor("dai").post(path(sent, "/step"), {"step": "take up"})
    assert "You look at it now" in found.main
    found = visitor("dai").see(f"{QUEUE}?show=taken")
    assert "Dai Prosser looks at it" in found.main
    visitor("dai").post(path(sent, "/step"), {"step": "give back"})
    assert now(sent.slug).state is ResourceState.SUBMITTED
    assert visitor("dai").post(path(sent, "/step"), {"step": "moon"}).status == 404
    assert visitor("dai").post(path(sent, "/step"), {"step": "archive"}).status == 422


def test_it_is_published(visitor, sent):
    version = {"version": str(sent.version)}
    found = visitor("dai").post(path(sent, "/publish"), OUT | version)
    assert "It is in the hub." in found.main
    row = now(sent.slug)
    assert (row.state, row.owner_id, row.review_by) == (
        ResourceState.PUBLISHED, 4, date(2018, 9, 1),
    )  # fmt: skip
    assert "Tea helps" in visitor().see(f"/evidence/{sent.slug}").main


@pytest.mark.parametrize(
    "wrong",
    [{"sentence": ""}, {"strength": "moon"}, {"strength_reason": ""}, {"owner": "1"},
     {"owner": "x"}, {"review_by": "2017-09-01"}, {"review_by": "soon"},
     {"version": "99"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor, sent, wrong):
    data = OUT | {"version": str(sent.version), "sentence": "Coffee", **wrong}
    found = visitor("dai").post(path(sent, "/publish"), data)
    assert found.status == 422
    assert found.select(".summary")
    assert found.select("#sentence")[0].get("value", "") == data["sentence"]
    assert now(sent.slug).state is ResourceState.SUBMITTED


def test_it_is_not_taken_in_with_a_reason(visitor, sent):
    assert visitor("dai").post(path(sent, "/decline"), {"reason": ""}).status == 422
    found = visitor("dai").post(path(sent, "/decline"), {"reason": "Not about peers"})
    assert "Not taken into the hub" in found.main
    assert "Not about peers" in found.main
    found = visitor("dai").post(path(sent, "/step"), {"step": "reopen"})
    assert "A curator is looking at it" in found.main


def test_who_looks_after_it_and_until_when(visitor):
    row = resource("Tea", row={"review_by": date(2017, 8, 1)})
    page = visitor("dai").see(path(row))
    assert "Review overdue" in page.main
    care = {"care-owner": "4", "care-review_by": "2018-01-01"}
    found = visitor("dai").post(path(row, "/care"), care)
    assert "1 January 2018" in found.main
    assert "Review overdue" not in found.main
    wrong = care | {"care-review_by": "2017-01-01"}
    assert visitor("dai").post(path(row, "/care"), wrong).status == 422
    visitor("dai").post(path(row, "/step"), {"step": "reviewed"})
    assert now(row.slug).review_by == date(2018, 9, 1)


@pytest.mark.parametrize(
    ("step", "words"),
    [("feature", "Do not show it first"), ("archive", "Put it back")],
)
def test_one_press_and_back(visitor, step, words):
    row = resource("Tea")
    found = visitor("dai").post(path(row, "/step"), {"step": step})
    assert words in found.main
    back = {"feature": "do not feature", "archive": "put back"}[step]
    found = visitor("dai").post(path(row, "/step"), {"step": back})
    assert words not in found.main


def test_a_broken_link_is_said_in_words(visitor):
    row = resource("Tea", row={"link_problem": "status 404"})
    page = visitor("dai").see(f"{QUEUE}?show=links")
    assert "The page is not there any more" in page.main
    assert path(row) in page.links()


def test_whom_the_curator_does_not_see_is_not_named(visitor):
    start_writing()
    facts = ResourceFacts("Hidden tea", ResourceType.GUIDE)
    row = commands.submit(CAST["carol"].viewer, facts)
    db.session.commit()
    for page in ("", "/history"):
        assert "Carol" not in visitor("dai").see(path(row, page)).html


def test_a_title_from_outside_stays_words(visitor):
    row = resource('<b>"Tea"</b>', ResourceState.SUBMITTED)
    page = visitor("dai").see(path(row))
    assert page.h1 == '<b>"Tea"</b>'


# ---------------------------------------------------------------- changing it
def form_of(page):
    """Return what the form of a page holds, as a browser would send it."""
    form = page.select("main form[method=post]")[0]
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind, name = field.get("type"), field["name"]
        if field.name == "select":
            chosen = field.select("option[selected]")
            data[name] = chosen[0]["value"] if chosen else ""
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\r\n").strip("\n")
        elif kind != "checkbox":
            data[name] = field.get("value", "")
        elif field.has_attr("checked"):
            data.setdefault(name, []).append(field["value"])
    data.pop("csrf_token")
    return data


FULL = {
    "authors": ("Bott, Sue", "Okoro, B"), "year": 2016, "publisher": "Tea House",
    "doi": "10.1000/tea", "address": "https://example.org/tea", "about_only": True,
    "note": "Free", "sentence": "Tea helps", "summary": "One.\n\nTwo.",
    "licence": "CC BY 4.0", "tags": ("evaluation", "storytelling"),
    "factors": ("benefit", "quality"), "audiences": ("Carers", "Nurses"),
    "settings": ("Online",),
}  # fmt: skip


def test_the_form_holds_all_and_changes_what_was_changed_alone(visitor):
    row = resource("Tea", **FULL)
    before = facts_of(CURATOR, row)
    sent = form_of(visitor("dai").see(path(row, "/edit")))
    assert visitor("dai").post(path(row, "/edit"), sent | {"why": "x"}).status == 422
    sent |= {"year": "2017", "why": "It came out later"}
    found = visitor("dai").post(path(row, "/edit"), sent)
    assert found.h1 == "Tea"
    after = facts_of(CURATOR, now(row.slug))
    assert {**vars(after), "year": 2016} == vars(before)


def test_topics_are_taken_away_and_added(visitor):
    row = resource("Tea", **FULL)
    sent = form_of(visitor("dai").see(path(row, "/edit")))
    sent |= {"tags": ["evaluation"], "tag_1": "mentoring", "why": "Better"}
    visitor("dai").post(path(row, "/edit"), sent)
    assert facts_of(CURATOR, now(row.slug)).tags == ("evaluation", "peer-mentoring")


def test_the_second_of_two_windows_sees_both_texts(visitor):
    row = resource("Tea", **FULL)
    first = form_of(visitor("dai").see(path(row, "/edit")))
    second = dict(first)
    visitor("dai").post(
        path(row, "/edit"), first | {"title": "Coffee", "tags": [], "why": "One"}
    )
    found = visitor("dai").post(
        path(row, "/edit"), second | {"title": "Cocoa", "why": "Two"}
    )
    assert found.status == 409
    assert "Somebody was faster" in found.main
    assert "Coffee" in " ".join(found.texts("main dl dd"))
    assert found.select("#title")[0]["value"] == "Cocoa"
    assert now(row.slug).title == "Coffee"
    again = form_of(found)
    assert again["why"] == "Two"
    assert visitor("dai").post(path(row, "/edit"), again).h1 == "Cocoa"
    assert facts_of(CURATOR, now(row.slug)).tags == ("evaluation", "storytelling")


def test_the_doi_of_another_record_is_refused_with_a_link(visitor):
    resource("Other", doi="10.1000/other")
    row = resource("Tea", **FULL)
    sent = form_of(visitor("dai").see(path(row, "/edit")))
    sent |= {"doi": "10.1000/OTHER", "why": "x"}
    found = visitor("dai").post(path(row, "/edit"), sent)
    assert found.status == 422
    assert "/evidence/other" in found.links()


# ---------------------------------------------------------------- its past
def test_versions_are_compared_and_brought_back(visitor):
    row = resource("Tea", **FULL)
    sent = form_of(visitor("dai").see(path(row, "/edit")))
    visitor("dai").post(
        path(row, "/edit"),
        sent | {"title": "Coffee", "tags": ["evaluation"], "why": "Better words"},
    )
    page = visitor("dai").see(path(row, "/history"))
    assert "Better words" in page.main
    assert page.texts("#differences h3") == ["Title", "Topics"]
    assert "Dai Prosser" in page.main
    same = visitor("dai").see(path(row, "/history") + "?one=2&two=2")
    assert "These two say the same." in same.main
    for wrong in ("?one=9", "?two=9"):
        assert visitor("dai").get(path(row, "/history") + wrong).status_code == 404
    back = {"number": "1", "version": page.select("[name=version]")[0]["value"]}
    found = visitor("dai").post(path(row, "/history"), back)
    assert "It says again what version 1 said." in found.main
    assert now(row.slug).title == "Tea"
    assert visitor("dai").post(path(row, "/history"), back).status == 409
    nine = back | {"number": "9"}
    assert visitor("dai").post(path(row, "/history"), nine).status == 404


def test_who_did_what_is_there_for_curators(visitor, sent):
    visitor("dai").post(path(sent, "/step"), {"step": "take up"})
    page = visitor("dai").see(path(sent, "/history"))
    deeds = page.texts("#deeds li")
    assert "Taken up" in deeds[0]
    assert "Dai Prosser" in deeds[0]
    assert "Alice Marsh" in deeds[1]
    assert reach(CURATOR, sent.slug)
