"""A yes, a withdrawal and a block in the same moment: one outcome, no error page."""

from itertools import cycle, islice

from sqlalchemy import delete, select

from community import checks
from community.connections.models import Connection
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import tie, unscoped
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.messages.models import Conversation
from community.safeguarding.models import Block
from tests.connections.test_races import FINE, ROUNDS, at_once, hand
from tests.introductions.making import acquaint

S = IntroductionState
HERE = "/connections/introductions"


def begin(kind: IntroductionKind) -> int:
    """Part Alice and Dai, forget their block, and let Lea bring them together."""
    start_writing()
    db.session.execute(delete(Block))
    db.session.execute(delete(Introduction))
    db.session.execute(delete(Conversation))
    pair = (Connection.a_id == 1, Connection.b_id == 4)
    db.session.execute(delete(Connection).where(*pair))
    ends = tie.c.member_id.in_((1, 4)) & tie.c.other_id.in_((1, 4))
    db.session.execute(delete(tie).where(ends))
    row = Introduction(
        kind=kind, introducer_id=5, asker_id=1, target_id=4, words="You both walk",
        state=S.PASSED_ON, passed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    number = row.id
    db.session.remove()
    return number


def outcome(number: int, blocked: bool) -> IntroductionState:
    """Check that all tables tell the same, and return how it ended."""
    start_writing()
    found = unscoped("test", Introduction.state, Introduction.conversation_id)
    state, talk = db.session.execute(found.where(Introduction.id == number)).one()
    pair = unscoped("test", Connection.id).where(Connection.a_id == 1)
    tied = db.session.scalar(pair.where(Connection.b_id == 4)) is not None
    assert checks.problems() == []
    assert tied is (state is S.ACCEPTED and not blocked)
    assert (talk is not None) is (state is S.ACCEPTED)
    closed = select(Conversation.closed_at).execution_options(unscoped="test")
    ends = db.session.scalars(closed).all()
    assert len(ends) == (state is S.ACCEPTED), "one conversation at most"
    assert all(end is not None for end in ends) is (blocked or not ends)
    db.session.commit()
    return state


def test_of_answers_at_once_one_counts(app):
    acquaint()
    db.session.remove()
    accept = hand(app, "dai", lambda n: f"{HERE}/{n}/answer", answer="yes")
    decline = hand(app, "dai", lambda n: f"{HERE}/{n}/answer", answer="no")
    withdraw = hand(app, "alice", lambda n: f"{HERE}/{n}/withdraw")
    blocks = hand(app, "alice", lambda n: "/members/dai-4/block")
    games = ((accept, withdraw), (accept, withdraw, blocks), (accept, decline))
    seen = set()
    for hands in islice(cycle(games), ROUNDS):
        number = begin(IntroductionKind.ASKED)
        came = at_once(app, hands, number)
        assert set(came) <= FINE, came
        state = outcome(number, blocks in hands)
        assert state is not S.PASSED_ON
        seen.add(state)
    assert seen & {S.ACCEPTED, S.WITHDRAWN}


def test_two_who_say_yes_at_once_are_introduced_once(app):
    acquaint()
    db.session.remove()
    hands = tuple(
        hand(app, who, lambda n: f"{HERE}/{n}/answer", answer="yes")
        for who in ("alice", "dai")
    )
    for _round in range(10):
        number = begin(IntroductionKind.OFFERED)
        assert at_once(app, hands, number) == [302, 302]
        assert outcome(number, False) is S.ACCEPTED
