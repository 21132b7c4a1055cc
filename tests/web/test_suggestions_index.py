"""`/suggestions/`: cards with reasons, acting on them, and putting them aside."""

import pytest

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.graph import rerank
from community.members.models import MemberTag, Relation
from tests.cast import CAST
from tests.matching.ways import part, say

PATH = "/suggestions/"


def names(page) -> list[str]:
    return [link.get_text() for link in page.select("main .card h3 a")]


def test_asks_strangers_to_sign_in(visitor):
    assert visitor().get(PATH).status_code == 302


def test_greets_by_name_and_says_why(visitor):
    page = visitor("alice").see(PATH)
    assert page.h1 == "People who get it, Alice"
    assert "Why Dai? Would like help with group facilitation" in page.main
    assert page.texts(".why .thread")[0] == "You Lea Novak Pain cafe Dai Prosser"
    assert "/members/lea-5" in page.links(".why .thread a")
    assert "/connections/hello/dai-4?from=suggestion" in page.links()
    assert "/projects/project-1/offer" in page.links()


def test_what_one_shares_shines(visitor):
    page = visitor("alice").see(PATH)
    assert set(page.texts(".tag--shared")) >= {"Evaluation", "Group facilitation"}


def test_a_small_community_shows_the_newest_under_their_own_heading(visitor):
    page = visitor("olu").see(PATH)
    headings = page.texts("main h2")
    assert "New here" in headings
    assert "Newest projects" in headings
    assert "Nobody to suggest yet" in headings
    assert "They are not picked for you" in page.main


def test_says_what_to_add(visitor):
    page = visitor("lea").see(PATH)
    assert "Say what you can offer" in page.main
    assert "Something just for you" in page.main
    assert "Something just for you" not in visitor("alice").see(PATH).main


@pytest.mark.parametrize("who", ["alice", "carol", "olu"])
def test_takes_ten_statements_at_most(visitor, statements, who):
    reader = visitor(who)
    with statements() as found:
        reader.see(PATH)
    assert len(found) <= 10


def test_ten_also_when_the_graph_is_built_anew(visitor, statements):
    reader = visitor("alice")
    say(4, "storytelling", Relation.SEEKS)
    with statements() as found:
        reader.see(PATH)
    assert len(found) <= 10


def test_ten_also_after_something_was_put_aside(visitor, statements):
    reader = visitor("alice")
    page = dismiss(reader, slug="dai-4", reason="not my topic")
    path = page.response.request.full_path
    assert "undo=" in path
    with statements() as found:
        reader.see(path)
    assert len(found) <= 10


def test_who_is_there_for_the_community_is_marked_in_words(visitor, monkeypatch):
    def placed(found, _tags, _published, _asker, _policy, limit, _draw, _resting):
        slots = ("usual", "bridge", "newcomer")
        return [
            rerank.Placed(one, slot)
            for one, slot in zip(found[:limit], slots, strict=False)
        ]

    say(8, "evaluation", Relation.OFFERS)
    monkeypatch.setattr(rerank, "rerank", placed)
    page = visitor("alice").see(PATH)
    first, second, third = page.select("main .grid")[0].select(".card")[:3]
    assert not first.select(".badge")
    assert [one.get_text() for one in second.select(".badge")] == ["A new perspective"]
    assert [one.get_text() for one in third.select(".badge")] == ["New here"]
    found = visitor("alice").json("/api/v1/suggestions/")
    assert [one["slot"] for one in found["people"][:3]] == [
        "usual", "bridge", "newcomer"
    ]  # fmt: skip


def test_the_links_of_a_suggestion_say_where_one_came_from(visitor):
    page = visitor("alice").see(PATH)
    found = page.links("main .card h3 a")
    assert "/members/dai-4?from=suggestion" in found
    assert "/projects/project-1?from=suggestion" in found
    new = visitor("olu").see(PATH).links("main .card h3 a")
    assert new
    assert not [one for one in new if "from=" in one], "these are no suggestions"


def test_the_same_as_json(visitor):
    found = visitor("alice").json("/api/v1/suggestions/")
    first = found["people"][0]
    assert first["card"]["name"] == "Dai Prosser"
    assert "Offers Evaluation, which you seek." in [
        one["text"] for one in first["why"]["sentences"]
    ]
    assert [step["kind"] for step in first["why"]["thread"]] == [
        "you", "person", "project", "person"
    ]  # fmt: skip


def test_somebody_blocked_is_nowhere_on_the_page(visitor):
    part(1, 4)
    assert "Dai" not in visitor("alice").see(PATH).html
    assert "Alice" not in visitor("dai").see(PATH).main


def test_a_private_tag_shows_to_its_owner_only(visitor):
    say(7, "storytelling", Relation.OFFERS, Audience.ME)
    say(8, "storytelling", Relation.SEEKS)
    assert "Storytelling" in visitor("ada").see(PATH).main
    assert "Ada" not in visitor("mo").see(PATH).main.split("New here")[0]


# ---------------------------------------------------------------- not for me
def dismiss(reader, **fields):
    return reader.post("/suggestions/dismiss", {"subject": "person", **fields})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"reason": "not for me"}, "will not be suggested again"),
        ({"reason": "not my topic"}, "what you have in common counts less"),
        ({"reason": "know them already"}, "You know Dai Prosser already"),
        ({"reason": "no time now", "until": "1"}, "again from 1 October 2017"),
        ({"until": "1"}, "again from 1 October 2017"),
        ({"until": "3"}, "suggested again from 1 December 2017"),
        ({"until": "day", "day": "2017-09-15"}, "again from 15 September 2017"),
        ({"until": "2017-09-15"}, "suggested again from 15 September 2017"),
    ],
)
def test_not_for_me_is_remembered_and_can_be_undone(visitor, at, fields, says):
    at("2017-09-01 12:00")
    reader = visitor("alice")
    page = dismiss(reader, slug="dai-4", **fields)
    assert says in page.main
    assert "Dai Prosser" not in names(page)
    undo = page.select("#undo form")[0]["action"]
    assert "Dai Prosser" in names(reader.post(undo))


def test_knowing_somebody_already_offers_to_say_so(visitor):
    reader = visitor("alice")
    page = dismiss(reader, slug="dai-4", reason="know them already")
    assert page.links("#undo a") == ["/connections/hello/dai-4?from=suggestion"]
    assert reader.see(page.links("#undo a")[0]).h1 == "Say hello to Dai Prosser"
    page = dismiss(reader, slug="bob-2", reason="not my topic")
    assert page.links("#undo a") == []


def test_each_card_offers_the_reasons_that_there_are(visitor):
    page = visitor("alice").see(PATH)
    offered = {
        kind: {
            button["value"]
            for form in page.select("form.later__form")
            for button in form.select("[name=reason]")
            if form.select(f"[name=subject][value={kind}]")
        }
        for kind in ("person", "project")
    }
    assert offered["project"] == {"not my topic", "not for me"}
    assert offered["person"] == offered["project"] | {"know them already"}


@pytest.mark.parametrize("reason", ["know them already", "because"])
def test_a_reason_that_there_is_not_is_refused(visitor, reason):
    fields = {"subject": "project", "slug": "project-1", "reason": reason}
    page = visitor("alice").post("/suggestions/dismiss", fields)
    assert page.status == 422
    assert "Choose why" in page.texts(".summary")[0]
    assert "Pain cafe" in names(page)


def test_the_list_of_what_was_put_aside_says_why(visitor, at):
    at("2017-09-01 12:00")
    reader = visitor("alice")
    dismiss(reader, slug="dai-4", reason="not my topic")
    dismiss(reader, slug="bob-2", reason="know them already")
    dismiss(reader, slug="project-1", reason="not for me", subject="project")
    assert reader.see("/suggestions/aside").texts("main li .muted") == [
        "Not for me. Links through it count less.",
        "You know them already.",
        "Not my topic. What you have in common counts less.",
    ]


@pytest.mark.parametrize("day", ["", "2017-09-01", "2016-01-01", "soon"])
def test_a_day_that_is_over_is_refused_beside_its_field(visitor, at, day):
    at("2017-09-01 12:00")
    page = dismiss(visitor("alice"), slug="dai-4", until="day", day=day)
    assert page.status == 422
    assert page.select("details.later[open] .field__error")
    assert page.select("#day-person-4")[0]["value"] == day
    assert "Dai Prosser" in names(page)


def test_a_project_is_put_aside_and_listed_and_restored(visitor, at):
    at("2017-09-01 12:00")
    reader = visitor("alice")
    fields = {"subject": "project", "slug": "project-1", "until": "3"}
    page = reader.post("/suggestions/dismiss", fields)
    assert "Pain cafe" not in names(page)
    page = reader.see("/suggestions/aside")
    assert "Pain cafe No time until 1 December 2017" in page.main
    page = reader.post(page.select("main form")[0]["action"], {"back": "aside"})
    assert "Nothing is put aside" in page.main


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "thing", "slug": "dai-4", "reason": "not for me"},
        {"subject": "person", "slug": "pat-9", "reason": "not for me"},
        {"subject": "project", "slug": "project-3", "reason": "not for me"},
    ],
)
def test_what_is_not_there_cannot_be_put_aside(visitor, fields):
    assert visitor("alice").post("/suggestions/dismiss", fields).status == 404


def test_nobody_restores_for_another(visitor, at):
    at("2017-09-01 12:00")
    page = dismiss(visitor("alice"), slug="dai-4", reason="not for me")
    undo = page.select("#undo form")[0]["action"]
    assert visitor("bob").post(undo).status == 404


@pytest.mark.parametrize("who", [None, "alice"])
def test_how_suggestions_work_is_for_anyone(visitor, who):
    page = visitor(who).see("/suggestions/how")
    assert page.h1 == "How suggestions work"
    assert "What does not count" in page.main


def test_a_title_is_no_first_name(visitor, app):
    from sqlalchemy import update

    from community.members.models import Member

    db.session.execute(
        update(Member)
        .where(Member.id == CAST["alice"].id)
        .values(name="Dr Alice Marsh")
    )
    db.session.commit()
    assert visitor("alice").see(PATH).h1 == "People who get it, Dr Alice Marsh"


def test_who_says_neither_offers_nor_seeks_is_asked_for_three_words(visitor):
    asked = "Say in three words what you offer and seek."
    assert asked not in visitor("alice").see(PATH).main
    mine = unscoped("test", MemberTag).where(MemberTag.member_id == 1)
    for tag in db.session.scalars(mine):
        tag.relation = Relation.LEARNING
    db.session.commit()
    page = visitor("alice").see(PATH)
    assert page.select("main h3")
    assert asked in page.texts("#wordless p")[0]
    assert page.links("#wordless a") == ["/members/me/edit#tags"]


def test_says_that_a_request_waits(visitor):
    link = "main a[href='/connections/requests/']"
    assert visitor("bob").see("/suggestions/").texts(link) == []
    visitor("alice").post("/connections/hello/bob-2", {"message": "Good morning"})
    page = visitor("bob").see("/suggestions/")
    assert page.texts(link) == ["1 request waits for your answer"]
