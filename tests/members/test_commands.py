"""What members change of themselves: the rules behind the pages."""

import pytest
from sqlalchemy import select

from community.accounts.models import Consent, ConsentPurpose
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.journal import AuditEvent
from community.core.visible import visible
from community.expertise import commands as expertise
from community.expertise.models import Family, Tag, TagState
from community.members import commands
from community.members.models import (
    DetailName,
    MapConsent,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from tests.cast import CAST, tag_id

pytestmark = pytest.mark.usefixtures("app")
ALICE, DAI = CAST["alice"].viewer, CAST["dai"].viewer


def tag(slug):
    return db.session.get(Tag, tag_id(slug))


def mine(table, *columns):
    found = visible(ALICE, *columns).where(table.member_id == ALICE.member_id)
    return [tuple(row) for row in db.session.execute(found.order_by(table.id))]


CHANGES = {
    "kinds": lambda who, me: commands.set_kinds(who, me, ["carer"], Audience.ME),
    "place": lambda who, me: commands.set_place(who, me, "wls", "", Audience.ME),
    "detail": lambda who, me: commands.set_detail(
        who, me, DetailName.ABOUT, {"text": "x"}, Audience.ME
    ),
    "organisation": lambda who, me: commands.set_affiliation(
        who, me, "Hafan", "", Audience.ME
    ),
    "tag": lambda who, me: commands.add_tag(
        who, me, tag("evaluation"), Relation.OFFERS
    ),
    "map": lambda who, me: commands.set_map_consent(who, me, MapConsent.NAMED),
    "requests": lambda who, me: commands.set_requests(who, me, taking=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_somebody_else(change):
    me = commands.me(ALICE)
    CHANGES[change](ALICE, me)
    with pytest.raises(Forbidden):
        CHANGES[change](DAI, me)


def test_kinds_keep_their_order_and_each_once():
    me = commands.me(ALICE)
    chosen = ["patient", "carer", "patient"]
    to = {"patient": Audience.ME, "carer": Audience.MEMBERS}
    commands.set_kinds(ALICE, me, chosen, to)
    assert mine(MemberKind, MemberKind.code, MemberKind.rank, MemberKind.audience) == [
        ("patient", 0, Audience.ME), ("carer", 1, Audience.MEMBERS),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "wanted", "agreed", "kept"),
    [
        ("evaluation", None, False, Audience.MEMBERS),
        ("evaluation", Audience.PUBLIC, False, Audience.PUBLIC),
        ("diabetes", None, False, Audience.ME),
        ("diabetes", Audience.ME, False, Audience.ME),
        ("diabetes", Audience.CONNECTIONS, True, Audience.CONNECTIONS),
        ("diabetes", Audience.MEMBERS, True, Audience.MEMBERS),
        ("diabetes", Audience.PUBLIC, True, Audience.MEMBERS),
    ],
)
def test_a_tag_opens_as_far_as_it_may(slug, wanted, agreed, kept):
    me = commands.me(ALICE)
    row = commands.add_tag(
        ALICE, me, tag(slug), Relation.LEARNING, wanted, agreed=agreed
    )
    assert row.audience is kept


@pytest.mark.parametrize("wanted", [Audience.CONNECTIONS, Audience.PUBLIC])
def test_a_sensitive_tag_needs_agreement_to_open(wanted):
    with pytest.raises(Refused, match="agree"):
        commands.add_tag(
            ALICE, commands.me(ALICE), tag("diabetes"), Relation.OFFERS, wanted
        )


@pytest.mark.parametrize("state", [TagState.PROPOSED, TagState.REJECTED])
def test_a_word_that_is_not_approved_stays_with_its_owner(state):
    word = Tag(slug="w", label="Whittling", family=Family.SKILL, state=state)
    db.session.add(word)
    db.session.flush()
    row = commands.add_tag(
        ALICE, commands.me(ALICE), word, Relation.OFFERS, Audience.PUBLIC, agreed=True
    )
    assert row.audience is Audience.ME


@pytest.mark.parametrize("words", ["x" * 81, "\N{LATIN SMALL LIGATURE FFI}" * 30])
def test_a_word_that_is_too_long_in_its_plain_form_is_refused(words):
    with pytest.raises(Refused, match="80 letters"):
        expertise.propose(ALICE, words)


def test_adding_a_tag_twice_keeps_one_row():
    me = commands.me(ALICE)
    for audience in (Audience.MEMBERS, Audience.ME):
        commands.add_tag(ALICE, me, tag("storytelling"), Relation.OFFERS, audience)
    kept = [row for row in mine(MemberTag, MemberTag.tag_id, MemberTag.audience)
            if row[0] == tag_id("storytelling")]  # fmt: skip
    assert kept == [(tag_id("storytelling"), Audience.ME)]


def test_who_sees_a_tag_stays_when_it_is_added_again_without_a_choice():
    me = commands.me(ALICE)
    for audience in (Audience.ME, None):
        row = commands.add_tag(
            ALICE, me, tag("storytelling"), Relation.OFFERS, audience
        )
    assert row.audience is Audience.ME
    commands.add_tag(ALICE, me, tag("storytelling"), Relation.OFFERS, Audience.PUBLIC)
    assert row.audience is Audience.PUBLIC
    noted = select(AuditEvent.note).where(
        AuditEvent.object_kind == "tag", AuditEvent.object_id == row.id
    )
    assert db.session.scalars(noted).all() == ["public"], "a wider choice is on record"


def consents():
    """Tell of each consent to show a sensitive tag whether it lasts."""
    found = select(Consent.withdrawn_at).where(
        Consent.purpose == ConsentPurpose.SENSITIVE_TAG
    )
    return [end is None for end in db.session.scalars(found.order_by(Consent.id))]


ENDS = {
    "removed": lambda me, row: commands.remove_tag(ALICE, me, row.id),
    "hidden": lambda me, row: commands.show_tag(
        ALICE, me, row.id, Audience.ME, agreed=False
    ),
    "added as hidden": lambda me, row: commands.add_tag(
        ALICE, me, tag("diabetes"), row.relation, Audience.ME
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_consent_lasts_while_the_tag_shows_in_any_relation(end):
    me = commands.me(ALICE)
    offers, seeks = (
        commands.add_tag(
            ALICE, me, tag("diabetes"), relation, Audience.MEMBERS, agreed=True
        )
        for relation in (Relation.OFFERS, Relation.SEEKS)
    )
    assert consents() == [False, True]
    ENDS[end](me, offers)
    assert seeks.audience is Audience.MEMBERS
    assert consents() == [False, True]
    ENDS[end](me, seeks)
    assert consents() == [False, False]


def test_rows_of_others_are_not_found():
    dais = db.session.scalars(
        visible(DAI, MemberTag.id).where(MemberTag.member_id == DAI.member_id)
    ).first()
    me = commands.me(ALICE)
    with pytest.raises(NotFound):
        commands.remove_tag(ALICE, me, dais)
    with pytest.raises(NotFound):
        commands.show_tag(ALICE, me, dais, Audience.ME, agreed=True)


def test_an_old_version_is_a_conflict():
    me = commands.me(ALICE)
    with pytest.raises(Conflict):
        commands.edit_basics(
            ALICE, me, name="A", pronouns="", audience=Audience.MEMBERS, version=99
        )


@pytest.mark.parametrize(
    ("nation", "region", "kept"), [("eng", "x", "x"), ("wls", "x", "")]
)
def test_only_england_has_regions(nation, region, kept):
    commands.set_place(ALICE, commands.me(ALICE), nation, region, Audience.ME)
    assert mine(MemberPlace, MemberPlace.nation, MemberPlace.region) == [(nation, kept)]


def test_words_can_be_searched_in_their_plain_form():
    commands.set_detail(
        ALICE, commands.me(ALICE), DetailName.HEADLINE, {"text": "Café in Llŷn"},
        Audience.MEMBERS,
    )  # fmt: skip
    found = visible(ALICE, MemberDetail.folded).where(
        MemberDetail.member_id == ALICE.member_id,
        MemberDetail.name == DetailName.HEADLINE,
    )
    assert db.session.scalar(found) == "cafe in llyn"
