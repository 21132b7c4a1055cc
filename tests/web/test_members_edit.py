"""Editing one's profile: part by part, each with its audience."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from community.accounts.models import Consent, ConsentPurpose
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.expertise.models import Tag, TagState
from community.members.models import (
    Affiliation,
    DetailName,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
)
from tests.cast import CAST, tag_id

ALICE, EDIT = CAST["alice"].id, "/members/me/edit"
SIX = "\n".join(f"https://{number}.example" for number in range(6))


def rows(table, *columns):
    db.session.rollback()
    found = unscoped("check", *columns).where(table.member_id == ALICE)
    return [tuple(row) for row in db.session.execute(found.order_by(table.id))]


def detail(name):
    db.session.rollback()
    found = unscoped("check", MemberDetail.value, MemberDetail.audience)
    return db.session.execute(
        found.where(MemberDetail.member_id == ALICE, MemberDetail.name == name)
    ).first()


def test_every_part_is_there_and_can_be_reached(visitor):
    page = visitor("alice").see(EDIT)
    parts = page.links("nav.parts-nav--side a")
    assert len(parts) == 12
    for part in parts:
        assert page.select(f"main {part}"), part
    assert "/members/alice-1" in page.links()


@pytest.mark.parametrize(
    ("part", "sent", "name", "value"),
    [
        ("headline", {"text": "Carer and choir singer"}, DetailName.HEADLINE,
         {"text": "Carer and choir singer"}),
        ("about", {"text": "I **sing**."}, DetailName.ABOUT, {"text": "I **sing**."}),
        ("links", {"links": "https://choir.example/songs/\n"}, DetailName.LINKS,
         {"links": [{"label": "choir.example/songs", "url": "https://choir.example/songs/"}]}),
        ("availability", {"hours": "3", "until": "2031-02-01"}, DetailName.AVAILABILITY,
         {"hours": 3, "until": "2031-02-01"}),
        ("open-to", {"for": ["coffee", "tea"], "taking": "yes"}, DetailName.OPEN_TO,
         {"for": ["coffee"]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("audience", list(Audience))
def test_a_part_is_kept_with_its_audience(visitor, part, sent, name, value, audience):
    page = visitor("alice").post(f"{EDIT}/{part}", {**sent, "audience": audience.value})
    assert detail(name) == (value, audience)
    said = page.select(f".part:has(#{part}) .flash")
    assert [one.get_text(strip=True) for one in said] == ["Saved."], "near the part"
    assert len(page.select(".flash")) == 1


@pytest.mark.parametrize(
    ("part", "sent", "kept"),
    [
        ("headline", {"text": "x" * 121}, "x" * 121),
        ("about", {"text": "y" * 3001}, "y" * 3001),
        ("links", {"links": "ftp://old.example"}, "ftp://old.example"),
        ("links", {"links": SIX}, SIX),
        ("links", {"links": f"https://a.example/{'x' * 300}"},
         f"https://a.example/{'x' * 300}"),
        ("availability", {"hours": "lots"}, "lots"),
        ("availability", {"hours": "61"}, "61"),
        ("availability", {"hours": "1" * 5000}, "1" * 5000),
        ("availability", {"hours": "2", "until": "soon"}, "soon"),
        ("basics", {"name": " ", "version": "1", "pronouns": "xe"}, "xe"),
        ("basics", {"name": "z" * 121, "version": "1"}, "z" * 121),
        ("organisation", {"organisation": "w" * 121, "role": "Cook"}, "Cook"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_part_and_stays(visitor, part, sent, kept):
    page = visitor("alice").post(f"{EDIT}/{part}", sent)
    assert page.status == 422
    assert page.links(".summary a") == [f"#{part}"]
    assert page.select(f".part:has(#{part}) .field__error")
    fields = page.select(f".part:has(#{part}) :is(input, textarea)")
    assert kept in [field.get("value") or field.get_text() for field in fields]
    assert page.soup.title.get_text().startswith("Error: ")


def test_an_empty_part_goes(visitor):
    visitor("alice").post(f"{EDIT}/headline", {"text": " "})
    assert detail(DetailName.HEADLINE) is None


def test_the_name_caps_everything_and_a_hidden_name_changes_the_address(visitor):
    alice = visitor("alice")
    alice.post(
        f"{EDIT}/basics",
        {"name": "Ali", "pronouns": "she/her", "audience": "connections", "version": 1},
    )
    db.session.rollback()
    found = unscoped("check", Member.slug, Member.pronouns).where(Member.id == ALICE)
    slug, pronouns = db.session.execute(found).one()
    assert slug.startswith("member-")
    assert pronouns == "she/her"
    visitor("carol").see(f"/members/{slug}")
    visitor("dai").see(f"/members/{slug}", 404)


def test_two_windows_do_not_overwrite_each_other(visitor):
    alice = visitor("alice")
    alice.post(f"{EDIT}/basics", {"name": "Ali", "version": 1})
    assert alice.post(f"{EDIT}/basics", {"name": "Al", "version": 1}).status == 409


def test_each_kind_has_its_own_audience_and_place_in_the_order(visitor):
    alice = visitor("alice")
    alice.post(f"{EDIT}/kinds", {"kind": "carer", "audience-carer": "members",
                                 "add": "clinician", "audience": "me"})  # fmt: skip
    columns = (MemberKind.code, MemberKind.rank, MemberKind.audience)
    assert rows(MemberKind, *columns) == [
        ("carer", 0, Audience.MEMBERS), ("clinician", 1, Audience.ME),
    ]  # fmt: skip
    alice.post(
        f"{EDIT}/kinds",
        {"kind": ["carer", "clinician"], "first": "clinician",
         "audience-carer": "me", "audience-clinician": "public"},
    )  # fmt: skip
    assert rows(MemberKind, *columns) == [
        ("clinician", 0, Audience.PUBLIC), ("carer", 1, Audience.ME),
    ]  # fmt: skip
    alice.post(f"{EDIT}/kinds", {"kind": ["clinician", "carer"], "remove": "clinician"})
    assert rows(MemberKind, MemberKind.code) == [("carer",)]


def test_a_kind_that_is_added_starts_with_oneself(visitor):
    page = visitor("alice").see(EDIT)
    chosen = page.select("#kinds-audience option[selected]")
    assert [one["value"] for one in chosen] == ["me"]


def test_place_and_organisation_are_kept(visitor):
    alice = visitor("alice")
    alice.post(f"{EDIT}/place", {"nation": "wls", "region": "south-west"})
    assert rows(MemberPlace, MemberPlace.nation, MemberPlace.region) == [("wls", "")]
    alice.post(f"{EDIT}/organisation", {"organisation": "Hafan", "role": "Cook"})
    assert rows(Affiliation, Affiliation.role) == [("Cook",)]
    assert alice.post(f"{EDIT}/place", {"nation": "mars"}).status == 422


@pytest.mark.parametrize(
    ("audience", "offered"), [("me", []), ("members", ["Quiet House"])]
)
def test_an_organisation_that_somebody_hides_is_not_offered(visitor, audience, offered):
    sent = {"organisation": "Quiet House", "audience": audience}
    visitor("dai").post(f"{EDIT}/organisation", sent)
    page = visitor("alice").see(EDIT)
    found = page.select("#known-organisations option")
    assert [one["value"] for one in found] == offered


def test_a_synonym_gives_the_approved_tag(visitor):
    page = visitor("alice").post(
        "/members/me/tags", {"tag": "Mentoring", "relation": "learning"}
    )
    assert "“Mentoring” is called Peer mentoring here." in page.main
    said = rows(MemberTag, MemberTag.tag_id, MemberTag.audience)
    assert (tag_id("peer-mentoring"), Audience.MEMBERS) in said


def test_a_word_that_is_there_already_shows_to_nobody_new(visitor):
    alice, row = visitor("alice"), diabetes()
    found = unscoped("check", MemberTag.relation).where(MemberTag.id == row.id)
    sent = {"tag": "Diabetes", "relation": db.session.scalar(found).value}
    page = alice.post("/members/me/tags", sent)
    assert "You have Diabetes already. It stays as it is." in page.main
    assert diabetes() == row


def test_a_new_word_waits_and_only_its_owner_sees_it(visitor):
    alice = visitor("alice")
    page = alice.post("/members/me/tags", {"tag": "Whittling", "relation": "offers"})
    assert "“Whittling” is new here." in page.main
    assert "Whittling" in alice.see("/members/alice-1").main
    assert "Whittling" not in visitor("dai").see("/members/alice-1").main
    db.session.rollback()
    state = db.session.scalar(select(Tag.state).where(Tag.label == "Whittling"))
    assert state is TagState.PROPOSED


@pytest.mark.parametrize(
    "sent", [{"tag": "", "relation": "offers"}, {"tag": "Evaluation", "relation": "x"}]
)
def test_a_tag_needs_a_word_and_a_relation(visitor, sent):
    page = visitor("alice").post("/members/me/tags", sent)
    assert page.status == 422
    assert page.links(".summary a") == ["#tags"]


def diabetes():
    found = unscoped("check", MemberTag.id, MemberTag.audience).where(
        MemberTag.member_id == ALICE, MemberTag.tag_id == tag_id("diabetes")
    )
    db.session.rollback()
    return db.session.execute(found).one()


def test_a_sensitive_tag_opens_by_consent_alone_and_never_to_anyone(visitor):
    alice, row = visitor("alice"), diabetes().id
    page = alice.see(EDIT)
    assert "Members can see Diabetes among what you offer or seek" in page.main
    assert not page.select(f"#tag-audience-{row} option[value=public]")
    there = f"/members/me/tags/{row}/audience"
    assert alice.post(there, {"audience": "members"}).status == 422
    assert diabetes().audience is Audience.ME
    alice.post(there, {"audience": "public", "agreed": "yes"})
    assert diabetes().audience is Audience.MEMBERS
    given = select(Consent).where(Consent.purpose == ConsentPurpose.SENSITIVE_TAG)
    assert db.session.scalars(given).one().withdrawn_at is None
    alice.post(there, {"audience": "me"})
    db.session.rollback()
    assert db.session.scalars(given).one().withdrawn_at is not None


def test_a_tag_can_be_removed_by_its_owner_alone(visitor):
    row = diabetes().id
    assert visitor("dai").post(f"/members/me/tags/{row}/remove").status == 404
    page = visitor("alice").post(f"/members/me/tags/{row}/remove")
    assert "Removed Diabetes." in page.main
    assert (tag_id("diabetes"),) not in rows(MemberTag, MemberTag.tag_id)


def test_the_map_is_chosen_and_taken_back(visitor):
    alice = visitor("alice")
    for choice, consents in (("unnamed", 1), ("absent", 0)):
        alice.post("/members/me/map", {"map": choice})
        db.session.rollback()
        held = select(Consent).where(
            Consent.purpose == ConsentPurpose.MAP, Consent.withdrawn_at.is_(None)
        )
        assert len(db.session.scalars(held).all()) == consents
    assert alice.post("/members/me/map", {}).status == 422


def picture(kind="PNG", size=(40, 30)):
    made = io.BytesIO()
    Image.new("RGB", size, "purple").save(made, kind)
    made.seek(0)
    return made


def test_a_photo_is_drawn_anew_shown_replaced_and_forgotten(visitor, data_dir):
    alice = visitor("alice")
    sent = {"photo": (picture(), "me.png"), "alt": "Alice by the sea"}
    alice.post("/members/me/photo", sent)
    first = alice.see("/members/alice-1").select("#profile img")[0]
    assert first["alt"] == "Alice by the sea"
    with Image.open(io.BytesIO(visitor("dai").get(first["src"]).data)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (256, 256))
    assert visitor().get(first["src"]).status_code == 404
    card = visitor("dai").see("/members/?q=alice").select("#results img")[0]
    assert card["src"] == first["src"]
    alice.post("/members/me/photo", {"alt": "Alice in the rain"})
    kept = alice.see("/members/alice-1").select("#profile img")[0]
    assert (kept["src"], kept["alt"]) == (first["src"], "Alice in the rain")
    alice.post("/members/me/photo", {"remove": "yes"})
    assert not alice.see("/members/alice-1").select("#profile img")
    assert not list((data_dir / "photos").iterdir()), "the file is gone too"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (lambda: (picture(), "me.png"), "Say in a few words what the photo shows"),
        (lambda: (io.BytesIO(b"GIF89a"), "me.gif"), "That is no photo we can read"),
        (lambda: (picture(size=(5000, 4100)), "me.png"), "That photo is too big"),
    ],
)
def test_a_photo_that_does_not_do_is_refused(visitor, data_dir, sent, words):
    alt = "" if words.startswith("Say") else "Me"
    page = visitor("alice").post("/members/me/photo", {"photo": sent(), "alt": alt})
    assert page.status == 422
    assert words in page.main


@pytest.mark.parametrize("who", [None, "pat"])
def test_editing_is_for_members(visitor, who):
    assert visitor(who).get(EDIT).status_code == 302


def test_an_unknown_part_is_not_there(visitor):
    assert visitor("alice").post(f"{EDIT}/shoes", {}).status == 404


def test_it_needs_few_statements(visitor, statements):
    alice = visitor("alice")
    with statements() as found:
        alice.see(EDIT)
    assert len(found) <= 10
