"""What is kept of consents: that they were given, by nobody and about nothing."""

from datetime import datetime, time

import pytest
from sqlalchemy import select

from community.accounts.commands import give_consent, hash_of
from community.accounts.models import Consent, ConsentPurpose
from community.core import clock, journal
from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.evidence import people
from community.evidence.models import Resource, ResourceTag
from community.expertise.models import Tag
from community.members import commands
from community.members.commands import MAP_WORDING, SENSITIVE_WORDING
from community.members.models import MapConsent, Member, Relation
from community.privacy import erasing_consents, erasures
from community.privacy.models import Erasure, KeptConsent
from tests.cast import CAST, tag_id
from tests.leaving.test_erasing import erase
from tests.privacy import stage

ALICE, DAI = CAST["alice"].viewer, CAST["dai"].viewer


@pytest.fixture(autouse=True)
def staged(app, data_dir):
    stage.fill()
    db.session.commit()


def member(number):
    return db.session.scalars(unscoped("test", Member).where(Member.id == number)).one()


def show_diabetes(viewer):
    """Show all members, as the page lets one, that one has to do with diabetes."""
    tag = db.session.get_one(Tag, tag_id("diabetes"))
    commands.add_tag(
        viewer, member(viewer.member_id), tag, Relation.INTERESTED, Audience.MEMBERS,
        agreed=True,
    )  # fmt: skip
    db.session.commit()


def kept():
    return db.session.scalars(select(KeptConsent).order_by(KeptConsent.id)).all()


def tried(wording, *names):
    """Return the hashes that whoever tries all names would look for."""
    return {hash_of(wording % {"tag": name, "title": name}) for name in names}


def every(column):
    return db.session.scalars(unscoped("test", column)).all()


def test_no_value_of_it_stands_in_the_list_of_erasures_or_in_the_trail(staged):
    show_diabetes(ALICE)
    show_diabetes(DAI)
    given = db.session.scalars(
        select(Consent).where(Consent.account_id.in_([1, 4]))
    ).all()
    number = len(given)
    assert number >= 2
    for one in (1, 4):
        erase(one)
    rows = kept()
    assert len(rows) == number
    marks = {row.mark for row in rows}
    assert len(marks) == 2, "what one person agreed to hangs together"
    assert not marks & {one.mark for one in db.session.scalars(select(Erasure))}
    assert not marks & {one.mark for one in erasures.read(erasures.place())}
    trail = db.session.scalars(select(journal.AuditEvent)).all()
    assert not marks & {one.actor for one in trail}
    moments = {row.given_at for row in rows} | {row.withdrawn_at for row in rows}
    assert not (moments - {None}) & {one.at for one in trail}
    assert {one.time() for one in moments - {None}} == {time(0)}


def test_its_numbers_are_drawn_and_not_given_in_the_order_of_erasures(monkeypatch):
    drawn = iter(range(1000, 1, -1))
    monkeypatch.setattr(
        erasing_consents.secrets, "randbelow", lambda _most: next(drawn)
    )
    show_diabetes(ALICE)
    show_diabetes(DAI)
    erase(1)
    first = {row.id for row in kept()}
    erase(4)
    later = {row.id for row in kept()} - first
    assert later
    assert max(later) < min(first), "later erased, and not a higher number for it"


def test_trying_all_tags_finds_none(staged):
    show_diabetes(ALICE)
    names = every(Tag.label)
    assert "Diabetes" in names
    hashes = tried(SENSITIVE_WORDING, *names)
    assert not hashes & set(every(Consent.wording_hash))
    erase(1)
    assert hash_of(SENSITIVE_WORDING) in [row.wording_hash for row in kept()]
    assert not hashes & {row.wording_hash for row in kept()}


def test_trying_all_titles_finds_nothing_either(staged):
    resource = db.session.scalars(
        unscoped("test", Resource).where(Resource.slug == "resource-1")
    ).one()
    db.session.add(ResourceTag(resource_id=resource.id, tag_id=tag_id("diabetes")))
    db.session.flush()
    people.talk(ALICE, resource, Audience.MEMBERS, "Ask me", agreed=True)
    db.session.commit()
    hashes = tried(people.TALK_WORDING, *every(Resource.title))
    assert not hashes & set(every(Consent.wording_hash))
    erase(1)
    assert hash_of(people.TALK_WORDING) in [row.wording_hash for row in kept()]


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        (ConsentPurpose.SURVEY, "We keep what you say about your asthma"),
        (ConsentPurpose.SENSITIVE_TAG, SENSITIVE_WORDING % {"tag": "Diabetes"}),
    ],
)
def test_words_about_one_thing_leave_no_hash(purpose, words):
    """Each survey has words of its own; the others are those of an older version."""
    give_consent(ALICE, purpose, words, "one thing")
    db.session.commit()
    erase(1)
    assert hash_of(words) not in [row.wording_hash for row in kept()]
    assert "" in [row.wording_hash for row in kept() if row.purpose is purpose]


def test_purpose_version_words_and_days_are_kept(at):
    at("2026-05-04 13:37:42")
    commands.set_map_consent(ALICE, member(1), MapConsent.UNNAMED)
    at("2026-05-06 08:15:01")
    commands.set_map_consent(ALICE, member(1), MapConsent.ABSENT)
    db.session.commit()
    erase(1)
    (row,) = [
        one for one in kept() if one.wording_hash == hash_of(f"unnamed: {MAP_WORDING}")
    ]
    assert row.purpose is ConsentPurpose.MAP
    assert row.wording
    days = [datetime(2026, 5, day, tzinfo=clock.now().tzinfo) for day in (4, 6)]
    assert [row.given_at, row.withdrawn_at] == days
