"""After a block each of the two is, to the other, as if there were nobody like that.

Every GET route is read by both, and by thirds. A usual run takes the first pairs and
reads some of the routes for each, with ASSURE in the environment all.
"""

import os

import pytest
from sqlalchemy import select

from community.core.db import db, start_writing
from community.core.limits import LimitCount
from community.core.visible import unscoped
from community.members.models import Member
from community.projects.models import JoinRequest, JoinState
from community.safeguarding import commands, parting
from tests import sampling
from tests.cast import CAST, connect
from tests.privacy import stage
from tests.privacy.everywhere import Address, addresses, come, send, some
from tests.privacy.reading import MOMENT

WHOLE = bool(os.environ.get("ASSURE"))
PAIRS = [
    ("alice", "lea"), ("olu", "dai"), ("ada", "bob"),
    ("alice", "dai"), ("bob", "dai"), ("lea", "bob"), ("mo", "dai"),
][: None if WHOLE else 3]  # fmt: skip
EVEN_SO = {
    "safeguarding.blocks",  # whom one blocked, by the name of then
    # a block never binds cases,
    "safeguarding.case", "safeguarding.act", "safeguarding.appeal", "glass.show",
    "organise.accounts", "organise.account", "organise.suspend",  # nor account work
}  # fmt: skip


ASKED = {
    "connections.index": ("q={slug}",),
    "introductions.ask": ("via={slug}",),
    "introductions.offer": ("one={slug}", "two={slug}"),
    "members.index": ("q={slug}",),
    "network.index": ("person={slug}",),
    "network.weave": ("pair={slug},carol-3",),
}
"""What stands behind an address and may name somebody."""


def member(number):
    found = unscoped("test", Member).where(Member.id == number)
    return db.session.scalars(found).one()


def block(one, two):
    """Tie two people as closely as the stage lets them, then part them."""
    stage.fill()
    ends = sorted((CAST[one].id, CAST[two].id))
    if ends not in ([1, 3], [1, 5]):
        connect(*ends)
    db.session.commit()
    start_writing()
    commands.block(CAST[one].viewer, member(CAST[two].id))
    db.session.commit()


def without_moment(body, *names):
    for pattern, put in MOMENT:
        body = pattern.sub(put, body)
    for name in names:
        body = body.replace(name.encode(), b"")
    return body


@pytest.mark.parametrize("way", [1, -1], ids=["blocker", "blocked"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_other_is_on_no_page(app, pair, way):
    block(*pair)
    who, gone = pair[::way]
    name, slug = CAST[gone].name, CAST[gone].slug
    reader = come(app)(who)
    others = [
        one for one in addresses(app, slug="project-2") if "project-2" in one.path
    ]
    others += [
        one for one in addresses(app, slug="project-4") if "project-4" in one.path
    ]
    for address in some([*addresses(app), *others], 3, pair, way):
        if address.endpoint in EVEN_SO or slug in address.path:
            continue
        text = send(reader, address).get_data(as_text=True)
        assert name not in text, address.path
        assert slug not in text, address.path


@pytest.mark.parametrize("way", [1, -1], ids=["blocker", "blocked"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_an_address_of_the_other_answers_as_an_unknown_one(app, pair, way):
    block(*pair)
    who, gone = pair[::way]
    slug, unknown = CAST[gone].slug, "nobody-at-all"
    reader = come(app)(who)
    theirs, nobodys = named(app, slug), named(app, unknown)
    reader.get("/privacy")  # the first page brings the cookie of the form token
    pairs = list(zip(theirs, nobodys, strict=True))
    apart = [two for two in pairs if two[0].path != two[1].path]
    assert len(apart) > 16, len(apart)
    for one, other in sampling.some(apart, 3, (pair, way)):
        answer, usual = send(reader, one), send(reader, other)
        assert answer.status_code == usual.status_code, one.name
        assert without_moment(answer.get_data(), slug) == (
            without_moment(usual.get_data(), unknown)
        ), one.name
        assert {k for k, _v in answer.headers} == {k for k, _v in usual.headers}


def named(app, slug):
    """Every address that can hold a person's, in its path or behind it."""
    return addresses(app, slug=slug, member=slug) + [
        Address(
            one.method, one.endpoint, f"{one.path}?{words.format(slug=slug)}", one.who
        )
        for one in addresses(app, slug="carol-3")
        for words in ASKED.get(one.endpoint.removeprefix("api:"), ())
        if one.method == "GET"
    ]


# ---------------------------------------------------------------- everybody else
THIRDS = [
    ("alice", "lea", "dai"), ("mo", "dai", "olu"), ("bob", "olu", None),
    ("bob", "dai", "alice"), ("lea", "bob", "ada"),
][: None if WHOLE else 3]  # fmt: skip


def read_all(app, reader, who):
    """Return what one reader gets at addresses, without the moment."""
    reader.get("/privacy")
    reader.get("/suggestions/")
    reader.get("/conversations/1")  # what was read of it stays read
    reader.get("/projects/requests/")  # and an invitation that was seen stays seen
    found = [one for one in some(addresses(app), 2, who) if one.endpoint not in EVEN_SO]
    for one in found if WHOLE else ():
        send(reader, one)  # what is sent changes colours, and notes what was read
    db.session.execute(LimitCount.__table__.delete())  # so many files a day
    db.session.commit()
    return {one.path: without_moment(send(reader, one).get_data()) for one in found}


@pytest.mark.parametrize(("one", "two", "third"), THIRDS)
def test_for_a_third_a_block_is_no_more_than_the_end_of_a_tie(app, at, one, two, third):
    """What was between the two ends first; the block itself then shows to nobody."""
    at("2017-11-01 12:00")
    stage.fill()
    ends = sorted((CAST[one].id, CAST[two].id))
    if ends not in ([1, 3], [1, 5]):
        connect(*ends)
    db.session.commit()
    start_writing()
    parting.part(CAST[one].viewer, *ends)
    db.session.commit()
    reader = come(app)(third)
    before = read_all(app, reader, third)
    start_writing()
    commands.block(CAST[one].viewer, member(CAST[two].id))
    db.session.commit()
    after = read_all(app, reader, third)
    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.parametrize(("one", "two", "third"), [("alice", "olu", "dai")])
def test_for_a_third_nothing_changes_when_two_part_who_never_met(
    app, at, one, two, third
):
    at("2017-11-01 12:00")
    stage.fill()
    reader = come(app)(third)
    before = read_all(app, reader, third)
    start_writing()
    commands.block(CAST[one].viewer, member(CAST[two].id))
    db.session.commit()
    after = read_all(app, reader, third)
    assert [path for path in before if before[path] != after[path]] == []


# ---------------------------------------------------------------- what they share
def test_in_a_team_that_they_share_each_is_a_member_to_the_other(app, visitor):
    stage.fill()
    start_writing()
    commands.block(CAST["lea"].viewer, member(4))
    db.session.commit()
    for who, gone, path in (
        ("lea", "Dai Prosser", "/projects/project-1"),
        ("lea", "Dai Prosser", "/projects/project-1/team"),
        ("dai", "Lea Novak", "/projects/project-1"),
    ):
        page = visitor(who).see(path)
        team = page.texts("main .row-list .row")
        assert len([row for row in team if row == "A member"]) == 1, path
        assert gone not in page.main
    for who in ("alice", "olu", None):
        page = visitor(who).see("/projects/project-1")
        assert "A member" not in page.texts("main .row-list .row")


@pytest.mark.parametrize("pair", [("bob", "lea"), ("lea", "bob")], ids="-".join)
def test_an_invitation_between_the_two_is_on_no_page_and_ends_on_its_day(
    app, visitor, pair
):
    stage.fill()
    assert "I bring a kettle" in visitor("bob").see("/projects/requests/").main
    start_writing()
    commands.block(CAST[pair[0]].viewer, member(CAST[pair[1]].id))
    db.session.commit()
    assert "kettle" not in visitor("bob").see("/projects/requests/").main
    assert "Bob" not in visitor("lea").see("/projects/project-1/requests").main
    row = select(JoinRequest.state).where(JoinRequest.member_id == 2)
    state = db.session.scalar(row.execution_options(unscoped="test"))
    assert state is JoinState.SENT


def test_what_a_blocker_and_a_stranger_are_told_is_the_same(app, visitor):
    """A hello that was declined, ignored or blocked looks the same to who sent it."""
    stage.fill()
    pages = []
    for after in ("ignored", "declined", "blocked"):
        start_writing()
        if after == "declined":
            from community.connections.hellos import not_now

            not_now(CAST["bob"].viewer, 2)
        elif after == "blocked":
            other = db.session.get_one(Member, 1, execution_options={"unscoped": "t"})
            commands.block(CAST["bob"].viewer, other)
        db.session.commit()
        soup = visitor("alice").see("/connections/requests/").soup
        sent = soup.select_one("#sent")
        pages.append(" ".join(sent.get_text(" ").split()) if sent else "")
    ignored, declined, _blocked = pages
    assert ignored == declined
    told = [page.casefold().count("not now") for page in pages]
    assert told[0] == told[1] == told[2], "before its day nobody learns of an end"
