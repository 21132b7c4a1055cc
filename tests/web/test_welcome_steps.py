"""The first visit: five steps, each skippable but the rules, then suggestions."""

import pytest
from sqlalchemy import select, update

from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    Invitation,
    InvitationKind,
)
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import (
    MapConsent,
    Member,
    MemberKind,
    MemberPlace,
    MemberTag,
)
from tests.cast import CAST, tag_id

ALICE = CAST["alice"].id


@pytest.fixture
def newcomer(visitor):
    """Alice, as if she came for the first time and had said nothing."""
    for table in (MemberKind, MemberPlace, MemberTag):
        db.session.execute(table.__table__.delete().where(table.member_id == ALICE))
    db.session.execute(
        update(Account).where(Account.id == ALICE).values(first_visit_done=False)
    )
    db.session.execute(
        update(Member).where(Member.id == ALICE).values(map_consent=MapConsent.ABSENT)
    )
    db.session.commit()
    return visitor("alice")


@pytest.fixture
def agreed(newcomer):
    """The newcomer, after the rules."""
    newcomer.post("/welcome/rules", {"rules": "yes", "adult": "yes"}, follow=False)
    return newcomer


def rows(table, *columns):
    db.session.rollback()
    found = unscoped("check", *columns).where(table.member_id == ALICE)
    return [tuple(row) for row in db.session.execute(found)]


def test_it_begins_with_the_rules(newcomer):
    page = newcomer.see("/welcome/", follow=True)
    assert page.h1 == "Welcome, Alice"
    assert page.texts(".steps [aria-current]") == ["House rules"]


@pytest.mark.parametrize("step", ["kind", "tags", "place", "map"])
def test_nothing_goes_on_before_the_rules(newcomer, step):
    assert newcomer.get(f"/welcome/{step}").headers["Location"] == "/welcome/rules"
    sent = newcomer.post(f"/welcome/{step}", {"skip": "yes"}, follow=False)
    assert sent.response.headers["Location"] == "/welcome/rules"


@pytest.mark.parametrize(
    ("sent", "where"),
    [({}, "rules"), ({"rules": "yes"}, "adult"), ({"skip": "yes"}, "rules")],
)
def test_the_rules_and_the_age_are_needed(newcomer, sent, where):
    page = newcomer.post("/welcome/rules", sent)
    assert page.status == 422
    assert page.links(".summary a") == [f"#{where}"]
    assert page.select(f"#{where}[aria-invalid]")
    assert bool(page.select("#rules[checked]")) == ("rules" in sent)


def test_accepting_the_rules_is_kept_as_a_consent(agreed):
    db.session.rollback()
    kept = db.session.scalars(select(Consent).where(Consent.account_id == ALICE)).all()
    assert [row.purpose for row in kept] == [ConsentPurpose.RULES]
    assert agreed.see("/welcome/", follow=True).h1 == "What are you here as?"


@pytest.mark.parametrize(
    ("button", "audience"),
    [("members", Audience.MEMBERS), ("me", Audience.ME), ("public", Audience.ME)],
)
def test_everybody_chooses_who_sees_the_kind_by_two_equal_buttons(
    agreed, button, audience
):
    page = agreed.see("/welcome/kind")
    buttons = page.select("main button[name=audience]")
    assert [found["value"] for found in buttons] == ["members", "me"]
    assert buttons[0]["class"] == buttons[1]["class"]
    agreed.post("/welcome/kind", {"kind": ["carer", "patient"], "audience": button})
    assert rows(MemberKind, MemberKind.code, MemberKind.audience) == [
        ("carer", audience),
        ("patient", audience),
    ]


def test_three_words_become_tags_and_a_synonym_gives_the_approved_one(agreed):
    page = agreed.post(
        "/welcome/tags",
        {
            "tag-1": "impact evaluation", "relation-1": "seeks",
            "tag-2": "Storytelling", "relation-2": "learning",
            "tag-3": "whittling", "relation-3": "offers",
        },
    )  # fmt: skip
    assert page.h1 == "Where are you?"
    assert "“impact evaluation” is called Evaluation here." in page.main
    assert "“Whittling” is new here." in page.main
    said = rows(MemberTag, MemberTag.tag_id, MemberTag.relation, MemberTag.audience)
    assert (tag_id("evaluation"), "seeks", Audience.MEMBERS) in said
    assert (tag_id("storytelling"), "learning", Audience.MEMBERS) in said
    assert [one[2] for one in said].count(Audience.ME) == 1, "the new word"


def test_no_sensitive_word_is_offered(agreed):
    offered = {
        one["value"] for one in agreed.see("/welcome/tags").select("datalist option")
    }
    assert "Evaluation" in offered
    assert "Diabetes" not in offered
    found = agreed.json("/api/v1/tags/?everyday=yes&q=diabetes")
    assert found["tags"] == []
    assert agreed.json("/api/v1/tags/?q=diabetes")["tags"]


def test_a_sensitive_word_that_is_typed_stays_private(agreed):
    agreed.post("/welcome/tags", {"tag-1": "diabetes", "relation-1": "seeks"})
    assert rows(MemberTag, MemberTag.audience) == [(Audience.ME,)]


def test_a_place_is_kept(agreed):
    agreed.post("/welcome/place", {"nation": "eng", "region": "south-west"})
    assert rows(MemberPlace, MemberPlace.nation, MemberPlace.region) == [
        ("eng", "south-west")
    ]


@pytest.mark.parametrize(
    ("step", "where"),
    [("kind", "kind"), ("tags", "tag-1"), ("place", "nation"), ("map", "map-named")],
)
def test_an_empty_answer_says_what_to_do(agreed, step, where):
    page = agreed.post(f"/welcome/{step}", {})
    assert page.status == 422
    assert page.links(".summary a") == [f"#{where}"]
    assert page.select(f"#{where}")
    assert page.soup.title.get_text().startswith("Error: ")


@pytest.mark.parametrize("consent", list(MapConsent))
def test_the_map_is_asked_with_nothing_ticked(agreed, consent):
    page = agreed.see("/welcome/map")
    assert len(page.select("input[name=map]")) == 3
    assert not page.select("input[name=map][checked]")
    sent = agreed.post("/welcome/map", {"map": consent.value}, follow=False)
    assert sent.response.headers["Location"] == "/suggestions/"
    db.session.rollback()
    found = unscoped("check", Member.map_consent).where(Member.id == ALICE)
    assert db.session.scalar(found) is consent


def test_all_but_the_rules_can_be_passed_by(agreed):
    places = [
        agreed.post(f"/welcome/{step}", {"skip": "yes"}, follow=False)
        for step in ("kind", "tags", "place", "map")
    ]
    assert [page.response.headers["Location"] for page in places] == [
        "/welcome/tags", "/welcome/place", "/welcome/map", "/suggestions/",
    ]  # fmt: skip
    assert agreed.get("/welcome/").headers["Location"] == "/suggestions/"
    assert agreed.get("/welcome/kind").headers["Location"] == "/members/me/edit"
    assert not rows(MemberKind, MemberKind.code)


def test_one_may_go_back_and_find_what_one_said(agreed):
    agreed.post("/welcome/kind", {"kind": ["carer"], "audience": "me"})
    assert "/welcome/kind" in agreed.see("/welcome/tags").links()
    ticked = agreed.see("/welcome/kind").select("input[name=kind][checked]")
    assert [one["value"] for one in ticked] == ["carer"]


def test_a_trusted_invitation_fills_kind_and_place_in(agreed):
    db.session.add(
        Invitation(
            kind=InvitationKind.TRUSTED, token_hash="0" * 64, email=CAST["alice"].email,
            preset={"kind": "designer", "nation": "eng", "region": "south-west"},
            ends_at=clock.now(), used_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    kind = agreed.see("/welcome/kind").select("input[name=kind][checked]")
    assert [one["value"] for one in kind] == ["designer"]
    place = agreed.see("/welcome/place").select("main option[selected]")
    assert [one["value"] for one in place] == ["eng", "south-west"]


def test_clinicians_are_asked_for_conditions_afterwards(agreed):
    agreed.post("/welcome/kind", {"kind": ["clinician"], "audience": "me"})
    agreed.post("/welcome/map", {"skip": "yes"}, follow=False)
    page = agreed.see("/about")
    assert any("conditions you work with" in one for one in page.texts(".flash"))


@pytest.mark.parametrize("step", ["rules", "kind", "tags", "place", "map"])
def test_a_step_needs_few_statements(agreed, statements, step):
    with statements() as found:
        agreed.see(f"/welcome/{step}")
    assert len(found) <= 10


def test_an_unknown_step_is_not_there(agreed):
    agreed.see("/welcome/dance", 404)
