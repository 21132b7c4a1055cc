"""What was shown to fewer is gone for the others with the next request, everywhere."""

import random

import pytest
from sqlalchemy import select, update

from community.connections.models import Connection, TieAudience
from community.core.access import Audience
from community.core.db import Base, db, start_writing
from community.core.visible import unscoped, visible
from community.digests import seen
from community.members.models import Affiliation, DetailName, Member, MemberDetail
from community.notices.models import Notice
from community.organisations.models import Organisation
from community.privacy import audiences, choosing
from community.privacy.own_rows import Thing
from tests import sampling
from tests.cast import CAST
from tests.privacy import kept, stage
from tests.privacy.reading import paths, read

CANARY = "quetzalcoatl"
ACCOUNTS = "ada /organise/accounts/"
"""Who looks after accounts finds them by their names there."""
OTHERS = (None, "bob", "lea", "olu", "ada", "mo")
PART = sampling.size(400, 30, 15)
ME = CAST["alice"].viewer


def mark() -> None:
    """Put the canary into all that Alice says of herself, open as far as it goes."""
    public = Audience.PUBLIC
    mine = Member.id == 1
    values = {"name": f"Alice {CANARY}", "folded": f"alice {CANARY}"}
    db.session.execute(update(Member).where(mine).values(**values, audience=public))
    for name in (DetailName.HEADLINE, DetailName.ABOUT, DetailName.LINKS):
        there = (MemberDetail.member_id == 1, MemberDetail.name == name)
        value = {"text": f"{CANARY} {name}", "links": []}
        if name is DetailName.LINKS:
            value = {"links": [{"label": CANARY, "url": f"https://{CANARY}.example"}]}
        row = db.session.scalar(unscoped("test", MemberDetail).where(*there))
        if row is None:
            row = MemberDetail(member_id=1, name=name, value=value)
            db.session.add(row)
        row.value, row.folded, row.audience = value, CANARY, public
    body = Organisation(slug="canary", name=f"{CANARY} ward", folded=f"{CANARY} ward")
    db.session.add(body)
    db.session.flush()
    db.session.add(
        Affiliation(
            member_id=1, organisation_id=body.id, role="Cook", audience=public, rank=-1
        )
    )
    row = {"key": "canary", "person_id": 1, "link": "/members/alice-1"}
    db.session.add(Notice(member_id=2, kind="hello", **row))
    db.session.commit()


def holders(app, visitor, only=None):
    """Return who reads the canary where, of a part of all pages."""
    rng = random.Random(3)
    every = paths(app, rng)
    some = {*rng.sample(every, min(PART, len(every))), "/members/alice-1"}
    some |= {"/members/", "/api/v1/members/alice-1", "/members/?q=" + CANARY[:6]}
    found = set()
    for who in OTHERS:
        for path, body in read(visitor(who), sorted(some)).items():
            if CANARY.encode() in body:
                found.add((who, path))
    return found


def narrow(thing, to, name=""):
    """Let Alice show one sort of thing to `to`, by the command of her privacy page."""
    start_writing()
    for line in audiences.mine(ME).of(thing):
        if name in line.label and line.audience != to and to in line.choices:
            choosing.choose(ME, line, to)
    db.session.commit()


def test_a_name_that_is_hidden_is_nowhere_for_anybody_else(app, visitor, at):
    at("2017-11-01 12:00")
    stage.fill()
    mark()
    assert holders(app, visitor)
    narrow(Thing.NAME, "me")
    found = {f"{who} {path}" for who, path in holders(app, visitor)}
    assert {one for one in found if not one.startswith(ACCOUNTS)} == set()


@pytest.mark.parametrize("to", ["me", "connections"])
def test_parts_that_are_hidden_are_nowhere_for_who_may_not_see_them(
    app, visitor, at, to
):
    at("2017-11-01 12:00")
    stage.fill()
    mark()
    values = {"name": "Alice Marsh", "folded": "alice marsh"}
    db.session.execute(update(Member).where(Member.id == 1).values(**values))
    db.session.commit()
    before = holders(app, visitor)
    assert {None, "bob", "lea"} <= {who for who, _path in before}
    for thing in (Thing.DETAIL, Thing.ORGANISATION):
        narrow(thing, to)
    left = {who for who, _path in holders(app, visitor)}
    assert left == ({"lea"} if to == "connections" else set()), "Lea knows Alice"


@pytest.mark.parametrize("seed", range(6))
def test_random_choices_one_after_the_other(app, visitor, seed, at):
    """After each step every other reader sees what the chosen audience gives them."""
    at("2017-11-01 12:00")
    stage.fill()
    mark()
    rng = random.Random(seed)
    readers = {None: "visitor", "bob": "member", "lea": "connection", "olu": "member"}
    holds = {
        "me": set(), "projects": set(), "connections": {"connection"},
        "members": {"connection", "member"},
        "public": {"connection", "member", "visitor"},
    }  # fmt: skip
    for _step in range(6):
        start_writing()
        lines = audiences.mine(ME).of(Thing.DETAIL)
        line = rng.choice([one for one in lines if one.label in ("headline", "about")])
        to = rng.choice(list(line.choices))
        choosing.choose(ME, line, to)
        db.session.commit()
        for who, what in readers.items():
            page = visitor(who).get("/members/alice-1").get_data(as_text=True)
            assert (f"{CANARY} {line.label}" in page) is (what in holds[to]), (who, to)


def test_what_waits_to_be_told_is_seen_anew(app):
    """A notice, and the letter that would be made of it, goes with the name."""
    mark()
    bob = CAST["bob"].viewer
    rows = db.session.scalars(unscoped("test", Notice).where(Notice.key == "canary"))
    (notice,) = rows.all()
    assert [CANARY in (line.person.name if line.person else "")
            for line in seen.lines(bob, [notice])] == [True]  # fmt: skip
    narrow(Thing.NAME, "connections")
    assert seen.lines(bob, [notice]) == ()


def test_a_tie_that_is_kept_to_the_two_is_seen_by_nobody_else(app, at):
    at("2017-11-01 12:00")
    stage.fill()
    (line,) = [
        one for one in audiences.mine(ME).of(Thing.TIE) if one.label.startswith("Lea")
    ]
    known = visible(CAST["bob"].viewer, Connection.id).where(Connection.id == line.id)
    assert db.session.scalar(known) == line.id, "both ends show it to all members"
    start_writing()
    choosing.choose(ME, line, TieAudience.PAIR)
    db.session.commit()
    for who in ("bob", "olu", "carol"):
        known = visible(CAST[who].viewer, Connection.id)
        assert db.session.scalar(known.where(Connection.id == line.id)) is None, who


# ---------------------------------------------------------------- sealed things
LIVED = ("marimba", "bodhran", "fiddle", "cornet")
MAY = {
    "marimba": {"alice"}, "bodhran": {"dai"},
    "fiddle": {"alice", "carol"},  # Carol's, for her connections
    "cornet": {"alice", "bob", "carol", "dai", "lea", "olu", "ada", "mo"},
}  # fmt: skip
PLACES = {"marimba": "alice-1", "bodhran": "dai-4", "fiddle": "carol-3",
          "cornet": "bob-2"}  # fmt: skip


@pytest.mark.parametrize("who", [None, "alice", "dai", "lea", "olu", "ada", "mo"])
def test_lived_experience_stands_on_profiles_and_its_owners_pages_alone(
    app, visitor, who, at
):
    """Every page that can be read, JSON, feeds and files: on which of them it is."""
    at("2017-11-01 12:00")
    stage.fill()
    rng = random.Random(11)
    every = paths(app, rng)
    some = set(rng.sample(every, min(3 * PART, len(every))))
    some |= {f"/members/{slug}" for slug in PLACES.values()}
    some |= {f"/api/v1/members/{slug}" for slug in PLACES.values()}
    some |= {"/members/export.csv", "/account/privacy", "/account/lived"}
    own = "/account/privacy", "/account/lived", "/members/me/"
    for path, body in read(visitor(who), sorted(some)).items():
        for word in LIVED:
            if word.encode() not in body:
                continue
            profile = path.startswith(f"/members/{PLACES[word]}")
            mine = who is not None and CAST[who].slug == PLACES[word]
            takes_along = path.startswith("/account/privacy/data")
            assert who in MAY[word], (word, path)
            assert profile or (mine and (path.startswith(own) or takes_along)), path
    assert kept.DISTANT


def test_lived_experience_is_in_no_letter_notice_or_job(app, visitor, at):
    at("2017-11-01 12:00")
    stage.fill()
    alice = visitor("alice")
    alice.post("/account/lived/agree", {"agreed": "yes"})
    done = alice.post("/account/lived", {"words": "I lost a theorbo"})
    (link,) = {
        one for one in done.links() if one.startswith("/account/lived/")
        and one.rpartition("/")[2].isdecimal()
        and "theorbo" in alice.see(one).main
    }  # fmt: skip
    alice.post(link, {"audience": "members", "agreed": "yes"})
    db.session.rollback()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            words = repr(connection.execute(select(table)).all())
            for word in (*LIVED, "theorbo"):
                assert word not in words, (table.name, word)
