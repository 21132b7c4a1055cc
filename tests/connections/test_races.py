"""Two people answer, take back and block in the same moment: one outcome."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice

from sqlalchemy import delete, select

from community import checks
from community.connections import clockwork, queries
from community.connections.models import Connection, ConnectionRequest
from community.core import clock
from community.core.db import db, start_writing
from community.core.journal import AuditEvent
from community.core.states import RequestState
from community.core.visible import tie, unscoped
from community.safeguarding.models import Block
from tests.cast import CAST
from tests.client import Visitor
from tests.letters import letters, notices

ROUNDS = 40
SENT, ACCEPTED, NOT_NOW, WITHDRAWN, _LAPSED = RequestState
FINE = {302, 404, 422}
"""Done; no such person any more; answered already."""


@dataclass(frozen=True, eq=False)
class Hand:
    """One hand on one browser: who it is, where it sends, with what."""

    visitor: Visitor
    token: str
    path: Callable[[int], str]
    data: dict[str, str]


def hand(app, who: str, path: Callable[[int], str], **data: str) -> Hand:
    visitor = Visitor(app, CAST[who])
    return Hand(visitor, visitor.token(), path, data)


def test_of_answers_at_once_one_counts(app):
    accept = hand(app, "bob", lambda n: f"/connections/{n}/answer", answer="yes")
    decline = hand(app, "bob", lambda n: f"/connections/{n}/answer", answer="no")
    withdraw = hand(app, "alice", lambda n: f"/connections/{n}/withdraw")
    he_blocks = hand(app, "bob", lambda n: "/members/alice-1/block")
    she_blocks = hand(app, "alice", lambda n: "/members/bob-2/block")
    games = (
        (accept, withdraw),
        (accept, withdraw, he_blocks),
        (accept, decline, she_blocks),
        (accept, withdraw, he_blocks, she_blocks),
    )
    outcomes = set()
    for hands in islice(cycle(games), ROUNDS):
        request = begin()
        came = at_once(app, hands, request)
        assert set(came) <= FINE, came
        blocks = {he_blocks, she_blocks} & set(hands)
        outcomes.add(outcome(request, bool(blocks)))
    assert outcomes & {(ACCEPTED, True), (WITHDRAWN, False)}, "somebody was first"


def test_two_clocks_at_once_write_each_letter_once(app, at):
    at("2017-09-22 12:00")
    then = clock.now() - queries.QUIET
    start_writing()
    for asker in (1, 2, 4, 5):
        row = ConnectionRequest(asker_id=asker, asked_id=6, message="Hello")
        row.asked_at = then
        db.session.add(row)
    db.session.commit()
    db.session.remove()
    start, came = threading.Barrier(2), []

    def tick() -> None:
        with app.app_context():
            start.wait(10)
            start_writing()
            came.append(clockwork.move())
            db.session.commit()

    threads = [threading.Thread(target=tick) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(came) == 8, "four ended, four were told"
    assert len(letters("hello-ended")) == 4
    assert len(notices(kind="hello-ended")) == 4


def begin() -> int:
    """Part the two, forget their blocks, and let her say hello to him."""
    start_writing()
    for table in (Block, Connection, ConnectionRequest):
        db.session.execute(delete(table).where(table.id > 0, *between(table)))
    ends = tie.c.member_id.in_((1, 2)) & tie.c.other_id.in_((1, 2))
    db.session.execute(delete(tie).where(ends))
    row = ConnectionRequest(asker_id=1, asked_id=2, message="Hello")
    db.session.add(row)
    db.session.commit()
    number = row.id
    db.session.remove()
    return number


def between(table) -> tuple:
    return (table.a_id == 1, table.b_id == 2) if table is Connection else ()


def at_once(app, hands: tuple[Hand, ...], request: int) -> list[int | str]:
    """Let every hand press its button in the same moment; return what came back."""
    start = threading.Barrier(len(hands))
    came: list[int | str] = []

    def press(one: Hand) -> None:
        with app.app_context():
            start.wait(10)
            try:
                sent = {"csrf_token": one.token, **one.data}
                answer = one.visitor.client.post(one.path(request), data=sent)
                came.append(answer.status_code)
            except Exception as error:  # it would be an error page
                came.append(repr(error))

    threads = [threading.Thread(target=press, args=(one,)) for one in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(came) == len(hands)
    return came


def outcome(request: int, blocked: bool) -> tuple[RequestState, bool]:
    """Check that all tables tell the same, and return the end and whether they know."""
    start_writing()
    state = db.session.scalars(
        unscoped("test", ConnectionRequest.state).where(ConnectionRequest.id == request)
    ).one()
    found = unscoped("test", Connection.id).where(Connection.a_id == 1)
    tied = db.session.scalar(found.where(Connection.b_id == 2)) is not None
    assert checks.problems() == []
    assert state is not SENT
    assert tied is (state is ACCEPTED and not blocked)
    blocks = len(db.session.scalars(unscoped("test", Block.id)).all())
    assert bool(blocks) is blocked
    ends = select(AuditEvent.note).where(
        AuditEvent.object_kind == "request", AuditEvent.object_id == request
    )
    notes = list(db.session.scalars(ends.order_by(AuditEvent.id.desc())))
    assert notes[0] == state.value
    db.session.commit()
    return state, tied
