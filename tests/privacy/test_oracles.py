"""Answers that could tell by their difference what somebody keeps hidden."""

import re

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.expertise import commands as expertise
from community.members import commands as members
from community.members.models import Affiliation, DetailName, Member, MemberDetail
from community.organisations.models import Organisation
from community.projects import writing
from tests.cast import CAST
from tests.privacy import stage
from tests.privacy.test_blocks import without_moment

ALICE, DAI = CAST["alice"].viewer, CAST["dai"].viewer


def member(who):
    found = unscoped("test", Member).where(Member.id == CAST[who].id)
    return db.session.scalars(found).one()


@pytest.mark.parametrize("title", ["Quiet draft", "Nobody thought of this", "New"])
def test_an_address_does_not_tell_whether_a_draft_has_the_title(app, title):
    writing.create(CAST["lea"].viewer, writing.Page("Quiet draft"))
    made = writing.create(ALICE, writing.Page(title))
    assert re.fullmatch(r"[a-z-]+-[a-z0-9]{6}", made.slug)


def test_a_spelling_does_not_tell_that_somebody_hides_an_organisation(app):
    members.set_affiliation(DAI, member("dai"), "St Mary’s Ward 5", "", Audience.ME)
    members.set_affiliation(ALICE, member("alice"), "st mary’s ward 5", "", Audience.ME)
    shown = unscoped("test", Organisation.name).join(
        Affiliation, Affiliation.organisation_id == Organisation.id
    )
    assert db.session.scalars(shown.where(Affiliation.member_id == 1)).all() == [
        "st mary’s ward 5"
    ]


def test_a_spelling_does_not_tell_that_somebody_proposed_a_word(app):
    first = expertise.propose(DAI, "Breath-Wörk")
    assert expertise.propose(ALICE, "breath work").label == "Breath work"
    assert first.label == "Breath work"


@pytest.mark.parametrize("who", [None, "alice", "carol", "olu"])
def test_a_profile_tells_programs_no_audience_and_no_number_of_a_row(visitor, who):
    shown = visitor(who).json("/api/v1/members/bob-2")["profile"]
    assert "id" not in shown
    assert "place_audience" not in shown
    lines = [*shown["kinds"], *shown["tags"], *shown["affiliations"]]
    lines += shown["details"].values()
    assert lines
    assert not [line for line in lines if {"audience", "id"} & line.keys()]


@pytest.mark.parametrize("number", range(1, 12))
def test_nobody_counts_people_by_their_numbers(visitor, number):
    visitor("alice").see(f"/report/person/{number}", status=404)


def test_a_photo_is_kept_by_no_browser(visitor, data_dir):
    folder = data_dir / "photos"
    folder.mkdir(exist_ok=True)
    (folder / "a.webp").write_bytes(b"RIFF")
    db.session.add(
        MemberDetail(
            member_id=4, name=DetailName.PHOTO, value={"file": "a.webp", "alt": "Dai"},
            audience=Audience.MEMBERS,
        )
    )  # fmt: skip
    db.session.commit()
    found = visitor("alice").get("/members/dai-4/photo/a.webp")
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "no-store"
    assert visitor().get("/members/dai-4/photo/a.webp").status_code == 404


@pytest.mark.parametrize("act", ["approve", "turn-down"])
def test_organisers_learn_nothing_of_accounts_that_do_not_wait(app, visitor, act):
    stage.fill()
    start_writing()
    gone = update(Account).where(Account.id == 4).values(state=State.SUSPENDED)
    db.session.execute(gone)
    db.session.commit()
    olu = visitor("olu")
    answers = set()
    for number in ("1", "4", "77777"):
        page = olu.post(f"/organise/people/{number}/{act}", follow=False)
        told = without_moment(page.html.encode(), f"/people/{number}/")
        answers.add((page.status, told))
    assert len(answers) == 1
    assert db.session.get_one(Account, 4).state is State.SUSPENDED


@pytest.mark.parametrize(
    ("before", "after", "audience", "kept"),
    [
        ("Alice Marsh", "Alice Marsh", Audience.PUBLIC, True),
        ("Alice Marsh", "Alex Marsh", Audience.MEMBERS, False),
        ("Alice Marsh", "Alice Marsh", Audience.CONNECTIONS, False),
        ("Member Jones", "Member Jones", Audience.CONNECTIONS, False),
    ],
)
def test_an_address_tells_no_hidden_and_no_former_name(
    app, before, after, audience, kept
):
    alice = member("alice")
    alice.name, alice.slug = before, f"{before.lower().replace(' ', '-')}-ab23cd"
    db.session.flush()
    was = alice.slug
    members.edit_basics(
        ALICE, alice, name=after, pronouns="", audience=audience, version=alice.version
    )
    assert (alice.slug == was) is kept
    if not kept:
        old = before.lower().split()
        assert not any(word in alice.slug for word in old if word != "marsh") or (
            re.fullmatch(r"member-[a-z0-9]{10}", alice.slug)
        )
