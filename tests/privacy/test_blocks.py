"""After a block each of the two is, to the other, as if there were nobody like that."""

import pytest
from sqlalchemy import select

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.projects.models import JoinRequest, RequestState
from community.safeguarding import commands
from tests.cast import CAST, connect
from tests.privacy import stage
from tests.privacy.everywhere import addresses, come, send
from tests.privacy.reading import MOMENT

PAIRS = [
    ("alice", "lea"), ("alice", "dai"), ("bob", "dai"), ("lea", "bob"),
    ("olu", "dai"), ("mo", "dai"), ("ada", "bob"),
]  # fmt: skip
EVEN_SO = {
    "safeguarding.blocks",  # whom one blocked, by the name of then
    "safeguarding.case",  # a block never binds case pages,
    "organise.accounts", "organise.account", "organise.suspend",  # nor account work
}  # fmt: skip


def block(one, two):
    """Tie two people as closely as the stage lets them, then part them."""
    stage.fill()
    ends = sorted((CAST[one].id, CAST[two].id))
    if ends not in ([1, 3], [1, 5]):
        connect(*ends)
    db.session.commit()
    start_writing()
    other = db.session.scalars(
        unscoped("test", Member).where(Member.id == CAST[two].id)
    ).one()
    commands.block(CAST[one].viewer, other)
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
    for address in [*addresses(app), *others]:
        if (
            address.method != "GET"
            or address.endpoint in EVEN_SO
            or slug in address.path
        ):
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
    theirs = addresses(app, slug=slug, member=slug)
    reader.get("/privacy")  # the first page brings the cookie of the form token
    nobodys = addresses(app, slug=unknown, member=unknown)
    seen = 0
    for one, other in zip(theirs, nobodys, strict=True):
        if one.path == other.path:
            continue
        seen += 1
        answer, usual = send(reader, one), send(reader, other)
        assert answer.status_code == usual.status_code, one.name
        assert without_moment(answer.get_data(), slug) == (
            without_moment(usual.get_data(), unknown)
        ), one.name
        assert {k for k, _v in answer.headers} == {k for k, _v in usual.headers}
    assert seen > 8


@pytest.mark.parametrize("pair", [("bob", "lea"), ("lea", "bob")], ids="-".join)
def test_an_invitation_between_the_two_ends_and_its_words_are_gone(app, visitor, pair):
    stage.fill()
    assert "I bring a kettle" in visitor("bob").see("/projects/requests/").main
    start_writing()
    other = db.session.scalars(
        unscoped("test", Member).where(Member.id == CAST[pair[1]].id)
    ).one()
    commands.block(CAST[pair[0]].viewer, other)
    db.session.commit()
    assert "kettle" not in visitor("bob").see("/projects/requests/").main
    assert "Bob" not in visitor("lea").see("/projects/project-1/requests").main
    row = select(JoinRequest.state).where(JoinRequest.member_id == 2)
    state = db.session.scalar(row.execution_options(unscoped="test"))
    assert state is RequestState.NOT_NOW


def test_what_a_blocker_and_a_stranger_are_told_is_the_same(app, visitor):
    """A hello that was declined, ignored or blocked looks the same to who sent it."""
    stage.fill()
    pages = []
    for after in ("ignored", "declined", "blocked"):
        start_writing()
        if after == "declined":
            from community.connections.commands import not_now

            not_now(CAST["bob"].viewer, 2)
        elif after == "blocked":
            other = db.session.get_one(Member, 1, execution_options={"unscoped": "t"})
            commands.block(CAST["bob"].viewer, other)
        db.session.commit()
        soup = visitor("alice").see("/connections/").soup
        sent = soup.select_one("#sent")
        pages.append(" ".join(sent.get_text(" ").split()) if sent else "")
    ignored, declined, blocked = pages
    assert ignored == declined
    assert "not now" not in blocked.casefold()
