"""`/members/me/map`: one's own place on the map, what organisers see of it, no more."""

import pytest
from sqlalchemy import select, update

from community.accounts.models import Consent, ConsentPurpose
from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.members import commands
from community.members.models import MapConsent, MemberKind
from community.network import maps
from community.network.models import Reason, WeavePair
from community.network.own_row import own_row
from community.network.rows import rows_for
from community.network.snapshots import taking
from tests.cast import CAST, connect, join
from tests.network.map_world import OLU, add, belong, consent, tag
from tests.privacy import stage
from tests.privacy.everywhere import addresses

PATH = "/members/me/map"
ANSWERS = {
    "named": "You are on the map with your name.",
    "unnamed": "You are on the map without your name.",
    "absent": "You are not on the map",
}


@pytest.mark.parametrize("choice", list(ANSWERS))
def test_it_says_how_one_is_on_the_map_and_offers_the_other_two(visitor, choice):
    consent(1, MapConsent(choice))
    db.session.commit()
    page = visitor("alice").see(PATH)
    assert page.h1 == "My place on the map"
    assert ANSWERS[choice] in page.texts(".lead")[0]
    offered = {box["value"] for box in page.select(".card [name=map]")}
    assert offered == set(ANSWERS) - {choice}
    leave = page.select(":not(.card) > form [name=map]")
    assert bool(leave) == (choice != "absent")


def test_each_answer_shows_what_organisers_see(app, visitor):
    add(101)
    tag(1, "storytelling")
    belong(1, "Story Shop")
    join(1, 1)
    connect(1, 101, TieAudience.PAIR)
    db.session.commit()
    page = visitor("alice").see(PATH)
    named, unnamed, absent = page.texts(".card")
    for words in ("Alice Marsh", "Carer", "South West, England", "Story Shop"):
        assert words in named
    assert "Group facilitation, Storytelling" in named
    assert "Pain cafe" in named
    assert "up to 2, each only if the other agreed too" in named
    assert "Diabetes" not in page.main
    assert "more without names: Lived experience" in unnamed
    assert "Alice" not in unnamed.replace("Without my name", "")
    assert "Nothing of you is on the map" in absent
    assert "you keep 1 to the two of you" in page.main


def test_the_row_is_that_of_the_map(app):
    """What is promised by name is what an organiser without ties finds."""
    belong(1, "Story Shop")
    belong(1, "Quiet Room", Audience.CONNECTIONS)
    tag(1, "storytelling", audience=Audience.PROJECTS)
    join(1, 1)
    join(2, 1, audience=Audience.PROJECTS)
    db.session.flush()
    for who in ("alice", "bob", "dai", "lea"):
        member = commands.me(CAST[who].viewer)
        told = own_row(CAST[who].viewer, member)
        network = maps.network_of(rows_for(OLU))
        drawn = next(one for one in network.people if one.id == member.id)
        titles = {one.id: one.title for one in network.projects}
        assert (told.name, told.kind, told.shape) == (
            drawn.name, drawn.kind, drawn.shape,
        )  # fmt: skip
        assert told.place.split(", ")[0] == drawn.about.place.label
        assert told.organisations == tuple(
            one.label for one in drawn.about.organisations
        )
        assert told.offers == tuple(one.label for one in drawn.about.offers)
        assert told.seeks == tuple(one.label for one in drawn.about.seeks)
        assert sorted(told.projects) == sorted(titles[one] for one in drawn.about.teams)
        assert drawn.ties <= told.ties - told.kept


def test_a_hidden_name_is_said_to_stay_hidden(visitor):
    page = visitor("carol").see(PATH)
    assert "You show your name to fewer people than all members" in page.main
    assert "Patient" not in page.main


def test_nothing_is_said_of_what_others_chose(app, visitor):
    """Whether a connection is drawn depends on the other, who is not given away."""
    before = visitor("alice").see(PATH).main
    for choice in MapConsent:
        consent(5, choice)
        db.session.execute(
            update(Connection)
            .where(Connection.a_id == 1, Connection.b_id == 5)
            .values(b_audience=TieAudience.PAIR)
        )
        db.session.commit()
        assert visitor("alice").see(PATH).main == before


def test_the_record_says_which_words_when_and_until_when(visitor, at):
    at("2017-11-01 12:00")
    alice = visitor("alice")
    page = alice.see(PATH)
    assert "Your answer was brought along" in page.main
    alice.post(PATH, {"map": "named"})
    at("2017-11-03 12:00")
    visitor("alice").post(PATH, {"map": "absent"})
    row = db.session.scalars(
        select(Consent).where(Consent.purpose == ConsentPurpose.MAP)
    ).one()
    assert row.withdrawn_at is not None
    page = visitor("alice").see(PATH)
    assert page.texts("tbody tr") == [
        "With my name those above (2026-11) 1 November 2017 3 November 2017"
    ]
    assert "brought along" not in page.main
    events = select(AuditEvent.note).where(AuditEvent.act == Act.CONSENT)
    assert db.session.scalars(events.order_by(AuditEvent.id)).all() == [
        "given", "withdrawn",
    ]  # fmt: skip
    db.session.rollback()
    db.session.execute(update(Consent).values(wording_hash="0" * 64, wording="2025-01"))
    db.session.commit()
    assert "An earlier question" in visitor("alice").see(PATH).main


@pytest.mark.parametrize("sent", [{}, {"map": "everywhere"}])
def test_an_answer_that_is_none_of_the_three_is_refused(visitor, sent):
    page = visitor("alice").post(PATH, sent)
    assert page.status == 422
    assert "Choose one of the three" in page.main


def test_the_profile_and_the_privacy_page_lead_here(visitor):
    alice = visitor("alice")
    for path in ("/members/me/edit", "/account/privacy"):
        assert any(a.get("href") == PATH for a in alice.see(path).select("main a"))


def test_it_takes_ten_statements_at_most(visitor, statements):
    alice = visitor("alice")
    with statements() as found:
        alice.get(PATH)
    assert len(found) <= 10, found


# ---------------------------------------------------------------- taking it back
def test_after_a_no_no_organiser_finds_anything_of_it(app, visitor):
    """Page, JSON, files, plans, the past: all of the next request is without them."""
    stage.fill()
    add(101, name="Quincy Zephyr", kind="carer")
    connect(4, 101, TieAudience.MEMBERS)
    connect(2, 101, TieAudience.MEMBERS)
    join(2, 101)
    past = _in_the_past_and_in_plans()
    db.session.commit()
    olu = visitor("olu")
    found = [
        one.path
        for one in addresses(app)
        if one.method == "GET" and one.who == "olu" and "/network" in one.path
    ]
    found += [
        "/network/?person=person-101", "/network/?q=quincy", "/network/?show=ties",
        "/network/?show=projects", "/network/impact/rows?of=ties",
        "/network/impact/rows?of=work", "/network/gaps/?show=links", past,
    ]  # fmt: skip
    before = [path for path in found if b"Quincy" in olu.get(path).data]
    assert {
        "/network/",
        "/api/v1/network/",
        "/network/compare",
        past,
        "/network/weave/1",
        "/network/links.csv",
        "/network/network.graphml",
    } <= set(before)
    consent(101, MapConsent.ABSENT)
    db.session.commit()
    for path in found:
        data = olu.get(path).data.replace(b"?q=quincy", b"").replace(b'"quincy"', b"")
        assert b"Quincy" not in data, path
        assert b"Zephyr" not in data, path


def _in_the_past_and_in_plans() -> str:
    """Take a snapshot, plan an introduction; return the address of the map of then."""
    day = taking.take(Reason.NIGHTLY)
    db.session.add(WeavePair(plan_id=1, a_id=2, b_id=101))
    db.session.flush()
    return f"/network/?on={day.id}"


def test_the_kind_is_that_which_all_members_see(app, visitor):
    db.session.execute(
        update(MemberKind).where(MemberKind.member_id == 1).values(audience=Audience.ME)
    )
    db.session.commit()
    page = visitor("alice").see(PATH)
    assert "Carer" not in page.main
    assert "About … other members, without names" in page.main
