"""The directory of people: who is listed, narrowed how, said in which sentence."""

import pytest
from sqlalchemy import update

from community.core.access import Audience
from community.core.db import db
from community.core.visible import find
from community.members.models import Member, MemberKind
from community.safeguarding import muting
from tests.cast import CAST
from tests.web.test_home import crowd

ALL = ["Ada Quill", "Alice Marsh", "Bob Okoro", "Dai Prosser", "Lea Novak",
       "Mo Rahman", "Olu Adeyemi"]  # fmt: skip


def names(page):
    return page.texts("#results li h3")


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("bob", ALL),
        ("alice", sorted([*ALL, "Carol Finch"])),  # Alice knows Carol
        ("carol", sorted([*ALL, "Carol Finch"])),
        ("olu", ALL),
    ],
)
def test_shows_only_those_who_may_be_seen(visitor, who, shown):
    page = visitor(who).see("/members/")
    assert names(page) == shown
    assert page.texts("[data-said]") == [f"{len(shown)} people"]


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("pat", 302)])
def test_is_for_members(visitor, who, status):
    assert visitor(who).get("/members/").status_code == status


@pytest.mark.parametrize(
    ("asked", "sentence", "found"),
    [
        ("q=bob", "1 person with “bob”", ["Bob Okoro"]),
        ("kind=clinician", "1 clinician", ["Bob Okoro"]),
        (
            "kind=clinician&offers=evaluation",
            "1 clinician who offers evaluation",
            ["Bob Okoro"],
        ),
        (
            "offers=evaluation",
            "2 people who offer evaluation",
            ["Bob Okoro", "Dai Prosser"],
        ),
        (
            "offers=evaluation&offers=facilitation&place=wls",
            "2 people who offer evaluation or group facilitation in Wales",
            ["Bob Okoro", "Dai Prosser"],
        ),
        (
            "kind=designer&kind=charity",
            "2 people who say they are: Designer or Charity representative",
            ["Dai Prosser", "Lea Novak"],
        ),
        (
            "seeks=evaluation",
            "1 person who wants help with evaluation",
            ["Alice Marsh"],
        ),
        ("q=walking", "1 person with “walking”", ["Alice Marsh"]),
        ("q=impact evaluation", "3 people with “impact evaluation”",
         ["Alice Marsh", "Bob Okoro", "Dai Prosser"]),
    ],
)  # fmt: skip
def test_filters_narrow_and_the_sentence_says_how(visitor, asked, sentence, found):
    page = visitor("lea").see(f"/members/?{asked}")
    assert page.texts("[data-said]") == [sentence]
    assert names(page) == found


def test_a_hidden_kind_is_no_filter(visitor):
    page = visitor("alice").see("/members/?kind=clinician")
    assert "Olu Adeyemi" not in names(page), "she keeps her kind to herself"
    own = visitor("olu").see("/members/?kind=clinician")
    assert "Olu Adeyemi" in names(own)


def test_facets_count_given_the_other_filters(visitor):
    page = visitor("lea").see("/members/?offers=evaluation")
    kinds = page.texts("label[for^=kind-]")
    assert kinds == ["Clinician 1", "Designer 1"]
    offers = page.texts("label[for^=offers-]")
    assert offers[0] == "Evaluation 2"
    assert page.texts(".fold > summary") == ["Filters (1)"]


def test_a_choice_stays_with_nobody_left_for_it(visitor):
    page = visitor("lea").see("/members/?offers=facilitation&place=wls")
    assert page.texts("label[for^=offers-]")[0] == "Group facilitation 0"
    assert page.texts("[data-said]") == [
        "0 people who offer group facilitation in Wales"
    ]


@pytest.mark.parametrize(("who", "count"), [("lea", []), ("alice", ["Storytelling 1"])])
def test_facets_count_nobody_whom_one_may_not_list(visitor, who, count):
    page = visitor(who).see("/members/")  # only Carol tells stories; Alice knows her
    assert page.texts("label[for=offers-storytelling]") == count


def test_a_wrong_word_says_what_to_do(visitor):
    page = visitor("alice").see("/members/?q=zzz")
    assert page.texts(".empty h2") == ["Nobody fits all of that"]
    assert "/members/" in page.links(".empty a")


def test_filters_can_be_cleared_and_csv_is_for_organisers(visitor):
    path = "/members/?kind=clinician&q=bob"
    assert "Clear all filters" in visitor("alice").see(path).texts("#results a")
    assert "Download as CSV" not in visitor("alice").see(path).main
    olu = visitor("olu")
    assert "Download as CSV" in olu.see(path).main
    lines = olu.get("/members/export.csv?kind=clinician").get_data(as_text=True)
    assert "Bob Okoro" in lines
    assert "@" not in lines
    assert visitor("alice").get("/members/export.csv").status_code == 403


def test_the_export_holds_whom_the_organiser_muted(visitor):
    olu = CAST["olu"].viewer
    muting.mute(olu, find(olu, Member, Member.id == 2))
    db.session.commit()
    assert "Bob Okoro" not in visitor("olu").see("/members/?q=bob").main
    lines = visitor("olu").get("/members/export.csv").get_data(as_text=True)
    assert "Bob Okoro" in lines


def test_pages_hold_everybody_once(visitor):
    crowd(60)
    alice = visitor("alice")
    seen, path = [], "/members/?sort=newest"
    while path:
        page = alice.see(path)
        seen += names(page)
        following = page.select("a[rel=next]")
        path = following[0]["href"] if following else ""
    assert len(seen) == len(set(seen)) == 68
    assert "sort=newest" in page.select("a[rel=prev]")[0]["href"]
    alice.see("/members/?page=0", 404)


def test_the_first_visible_kind_gives_colour_and_shape(visitor):
    db.session.add(MemberKind(member_id=2, code="carer", audience=Audience.ME, rank=-1))
    db.session.commit()
    seen = visitor("alice").see("/members/?q=bob").select("#results .face")[0]
    own = visitor("bob").see("/members/?q=bob").select("#results .face")[0]
    assert (seen["data-kind"], own["data-kind"]) == ("2", "1")


def test_it_needs_at_most_ten_statements(visitor, statements):
    alice = visitor("alice")
    with statements() as found:
        alice.see("/members/?kind=clinician&offers=evaluation&q=bob")
    assert len(found) <= 10


def test_the_same_as_json(visitor):
    found = visitor("alice").json("/api/v1/members/?q=bob")
    assert [one["name"] for one in found["people"]["items"]] == ["Bob Okoro"]
    assert "email" not in str(found)


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "<b>", "a" * 300])
def test_odd_words_break_nothing(visitor, q):
    assert visitor("alice").get("/members/", query_string={"q": q}).status_code == 200


def test_people_who_rest_or_wait_are_not_listed(visitor):
    assert CAST["pat"].name not in names(visitor("olu").see("/members/"))
    db.session.execute(update(Member).where(Member.id == 2).values(listed=False))
    db.session.commit()
    assert "Bob Okoro" not in names(visitor("olu").see("/members/"))
