"""The pages of surveys: the list, what was found, answering without a script."""

import re

import pytest

from community.core import clock
from community.core.db import db
from community.surveys import answering, commands
from community.surveys.loading import SLUG, load_survey
from community.surveys.models import Method
from tests.cast import CAST
from tests.surveys.making import OLU, answered, draft, given, opened, published

ALICE = CAST["alice"].viewer
KNOWN = f"/surveys/{SLUG}"


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-12-01 12:00")


def known():
    from community.vocabulary.commands import load_terms

    load_terms()
    load_survey()
    db.session.commit()


def save(row):
    db.session.commit()
    return f"/surveys/{row.slug}"


# ---------------------------------------------------------------- the known survey
def test_the_list_says_who_asked_and_how_many(visitor):
    known()
    page = visitor().see("/surveys/")
    assert "YouGov" in page.main
    assert "2,666 people" in page.main
    assert KNOWN in page.links()


def test_an_empty_list_says_what_to_do(visitor):
    assert "Nothing was found yet" in visitor().see("/surveys/").main


def test_the_table_says_what_is_known_and_what_is_not(visitor):
    known()
    page = visitor().see(KNOWN)
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("table tbody tr")
    ]
    no = "not known to us"
    assert [row[1:] for row in rows] == [
        ["1 of 12", "1 of 12", no], ["2 of 12", "2 of 12", no],
        ["4 of 12", "9 of 12", no], [no, no, no],
    ]  # fmt: skip
    assert rows[3][0] == "9 more whose names are not known to us"
    heads = page.texts("table thead th")
    assert all("number not known" in head for head in heads[1:])
    assert "the days of asking are not known to us" in page.main
    assert " 0 " not in page.main, "what is unknown is never nought"


def test_the_chart_says_the_same_as_its_table(visitor):
    known()
    page = visitor().see(KNOWN)
    strips = page.select("svg.plot[role=img]")
    assert [strip.select_one("title").get_text() for strip in strips] == [
        "Confidence in the quality of the service",
        "Belief that it will improve health and wellbeing",
        "Meeting people with similar experiences",
    ]  # fmt: skip
    assert strips[2].select_one("desc").get_text() == (
        "People who had used peer support: 4; People who had not used it: 9; "
        "Health professionals: not known to us"
    )
    words = [mark.get_text() for mark in page.select(".plot .plot-shape text")]
    assert words == ["1", "1", "2", "2", "4", "9"]
    better, worse = strips[2].select(".plot-shape")
    assert better["class"] != worse["class"], "each group has its own shape"
    assert better["y"] != worse["y"], "and its own height"
    assert float(better["x"].rstrip("%")) < float(worse["x"].rstrip("%"))


def test_it_has_a_canonical_address_and_a_twin(visitor):
    known()
    page = visitor().see(KNOWN)
    assert page.select("link[rel=canonical]")[0]["href"] == f"http://localhost{KNOWN}"
    told = visitor().json(f"/api/v1{KNOWN}")
    assert told["survey"]["n"] == 2666
    assert told["table"]["nameless"] == 9
    assert told["table"]["items"][2]["found"][1]["rank"] == 9
    assert told["table"]["items"][2]["found"][2] is None
    assert "chart" not in told


# ---------------------------------------------------------------- who sees what
@pytest.mark.parametrize(
    ("make", "seen"),
    [(draft, {"olu"}), (opened, {"alice", "olu"}), (published, {None, "alice", "olu"})],
)
def test_a_survey_is_seen_by_whom_it_is_for(visitor, make, seen):
    row = published(none=9) if make is published else make()
    path = save(row)
    for who in (None, "alice", "olu"):
        assert visitor(who).get(path).status_code == (200 if who in seen else 404), who


def test_no_figure_is_told_before_they_are_published(visitor):
    row = opened()
    answered(row, carer=12, none=12)
    commands.close(OLU, row)
    path = save(row)
    for who in ("alice", "olu"):
        page = visitor(who).see(path)
        assert not page.select("table")
        assert "25" not in page.main
        assert visitor(who).json(f"/api/v1{path}")["survey"]["n"] is None


def test_figures_by_kind_are_of_nine_or_more_and_rounded(visitor):
    path = save(published(carer=22, clinician=14, patient=3, none=4))
    page = visitor().see(path)
    assert page.texts("table thead th")[1:] == [
        "Everybody who answered about 45 people", "Carer about 20 people",
        "All others together about 20 people",
    ]  # fmt: skip
    assert "Patient" not in page.main
    assert "about 45 people" in page.main
    assert len(page.select("table tbody tr")) == 4
    told = visitor().json(f"/api/v1{path}")
    assert [one["base"] for one in told["table"]["groups"]] == [45, 20, 20]


def test_ratings_are_shown_as_means(visitor):
    row = opened(method=Method.RATING, shows=5)
    answered(row, none=9)
    commands.close(OLU, row)
    commands.publish(OLU, row)
    page = visitor().see(save(row))
    assert re.search(r"mean \d(\.\d)? \(spread \d(\.\d)?\), 1 of 4", page.main)
    assert "standard deviation" in page.main


# ---------------------------------------------------------------- answering
def filled(page, most=0, least=1):
    """Fill a form as somebody would who takes the same places in each question."""
    found = {"agree": "y", "words": page.select("input[name=words]")[0]["value"]}
    names = {field["name"] for field in page.select("fieldset input[type=radio]")}
    for name in sorted(names):
        values = [one["value"] for one in page.select(f"input[name={name}]")]
        if name != "counted_as":
            found[name] = values[least if name.startswith("worst") else most]
    return found


def test_a_member_answers_on_one_page_and_finds_their_answer_again(visitor):
    row = opened()
    path = save(row)
    alice = visitor("alice")
    page = alice.see(f"{path}/answer")
    assert "I agree that my answers are counted." in page.main
    assert not page.select("input[name=agree]")[0].has_attr("checked")
    sent = filled(page) | {"counted_as": "carer"}
    after = alice.post(f"{path}/answer", sent)
    assert "Thank you" in after.main
    page = alice.see(f"{path}/answer")
    for name, value in sent.items():
        if name not in ("agree", "words"):
            chosen = page.select(f"input[name={name}][checked]")
            assert [one["value"] for one in chosen] == [value]
    assert "You answered" in alice.see("/surveys/").main
    assert "You answered" not in visitor("bob").see("/surveys/").main


def test_ratings_have_a_row_of_steps_for_each_thing(visitor):
    path = save(opened(method=Method.RATING, shows=5))
    alice = visitor("alice")
    page = alice.see(f"{path}/answer")
    assert len(page.select("#questions fieldset")) == 4
    assert len(page.select("#questions input[type=radio]")) == 20
    sent = filled(page, most=2)
    legends = page.texts("#questions legend")
    bare = {name: value for name, value in sent.items() if "item_" not in name}
    wrong = alice.post(f"{path}/answer", bare)
    assert wrong.texts("[role=alert] a") == [f"{one}: Choose one" for one in legends]
    assert "Thank you" in alice.post(f"{path}/answer", sent).main


def test_nothing_typed_is_lost_when_something_is_missing(visitor):
    path = save(opened())
    alice = visitor("alice")
    sent = filled(alice.see(f"{path}/answer"))
    sent["worst_0"] = sent["best_0"]
    del sent["best_1"], sent["agree"]
    page = alice.post(f"{path}/answer", sent)
    assert page.status == 422
    assert page.select("title")[0].get_text().startswith("Error")
    links = page.links("[role=alert] a")
    assert links[0] == "#agree"
    assert set(links) == {"#agree", "#worst_0", "#best_1"}
    wheres = [one.split(":")[0] for one in page.texts("[role=alert] a")[1:]]
    assert {one.split(", ")[1] for one in wheres} == {"Matters most", "Matters least"}
    for where, link in zip(wheres, links[1:], strict=True):
        number = where.split(",")[0].removeprefix("Question ")
        (legend,) = page.select(f"fieldset:has({link}) legend, fieldset{link} legend")
        assert legend.get_text().startswith(f"Question {number} of ")
    for link in links:
        assert page.select(link), f"{link} leads nowhere"
    assert "Most and least are two different things" in page.main
    for name in ("best_0", "worst_0", "worst_1", "best_2", "worst_3"):
        assert page.select(f"input[name={name}][checked]")[0]["value"] == sent[name]
    assert answering.own_answer(ALICE, 1) is None


def test_the_order_is_each_members_own_and_stays(visitor):
    path = save(opened())

    def order(who):
        page = visitor(who).see(f"{path}/answer")
        fields = page.select("#questions input[type=radio]")
        return [(one["name"], one["value"]) for one in fields]

    found = {who: order(who) for who in ("alice", "bob", "dai", "lea")}
    assert order("alice") == found["alice"]
    assert len({tuple(one) for one in found.values()}) > 1
    assert len({frozenset(one) for one in found.values()}) == 1


def test_one_chooses_among_ones_own_kinds_alone(visitor):
    path = save(opened())
    page = visitor("alice").see(f"{path}/answer")
    offered = [one["value"] for one in page.select("input[name=counted_as]")]
    assert offered == ["carer", ""]
    sent = filled(page) | {"counted_as": "clinician"}
    assert visitor("alice").post(f"{path}/answer", sent).status == 422


def test_an_answer_is_deleted_and_given_anew(visitor):
    row = opened()
    answering.answer(ALICE, row.slug, given(row))
    path = save(row)
    alice = visitor("alice")
    assert "is deleted" in alice.post(f"{path}/withdraw").main
    page = alice.see(f"{path}/answer")
    assert not page.select("#questions input[checked]")
    assert alice.post(f"{path}/withdraw").status == 409


def test_what_is_closed_leads_to_its_page_where_an_answer_can_be_deleted(visitor, at):
    row = opened()
    answering.answer(ALICE, row.slug, given(row))
    path = save(row)
    at("2017-12-16 00:10")
    alice = visitor("alice")
    page = alice.see(f"{path}/answer", follow=True)
    assert page.h1 == "What helps us"
    assert f"{path}/answer" not in page.links()
    assert page.select(f"form[action='{path}/withdraw']")
    assert not visitor("bob").see(path).select(f"form[action='{path}/withdraw']")
    assert "takes no more answers" in page.main


@pytest.mark.parametrize("who", [None, "alice", "olu"])
def test_pages_take_ten_statements_at_most(visitor, statements, who):
    known()
    row = published(carer=12, none=12)
    path, other = save(row), save(opened())
    browser = visitor(who)
    paths = ["/surveys/", KNOWN, path, "/factors/", "/factors/quality"]
    for each in [*paths, *([f"{other}/answer"] if who else [])]:
        with statements() as found:
            browser.see(each)
        assert len(found) <= 10, (each, found)


def test_a_closing_day_is_told(visitor):
    path = save(opened())
    assert clock.today().isoformat() == "2017-12-01"
    assert "open until 15 December 2017" in visitor("alice").see("/surveys/").main
    assert "It is open until 15 December 2017." in visitor("alice").see(path).main
