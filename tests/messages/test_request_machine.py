"""Message requests at random: asked, answered, blocked, taken back, while days go by.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk
is one transaction that is never committed.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from community.connections import ties
from community.connections.queries import QUIET
from community.core import clock, journal
from community.core.db import db, start_writing
from community.core.errors import CommunityError, NotFound
from community.core.visible import unscoped
from community.messages import clockwork, commands, first, own, queries, reading
from community.messages.company import Standing
from community.messages.models import Conversation, Message
from community.messages.states import ASKED, Asked, is_request, state_of
from community.messages.taking import two_of
from community.safeguarding import commands as safeguarding
from community.safeguarding.models import Block
from tests import sampling
from tests.cast import CAST, connect
from tests.letters import notices
from tests.messages.making import block, person, viewer

WALKS = sampling.size(300, 6, 3)
PEOPLE = ("alice", "bob", "dai")
NAMES = {CAST[who].id: who for who in PEOPLE}
STATES = {state.value for state in Asked}
LOOKS_WAITING = (Asked.WAITING, Asked.IGNORED, Asked.PARTED)

people, numbers = st.sampled_from(PEOPLE), st.integers(0, 3)
pairs = st.sampled_from(list(permutations(PEOPLE, 2)))


class Walk(RuleBasedStateMachine):
    """A few strangers who write to each other, and a clock that may be late."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2030, 3, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)

    def teardown(self) -> None:
        self.now += QUIET
        clockwork.move()
        assert not [talk for talk in self.talks() if is_open_request(talk)]
        self.every_move_is_allowed_and_journalled()
        db.session.rollback()
        clock.set_source(None)

    def attempt(self, act: Any, *arguments: Any) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments)
                db.session.flush()
        except CommunityError:
            db.session.expire_all()

    def talks(self) -> list[Conversation]:
        db.session.expire_all()
        found = unscoped("test", Conversation).order_by(Conversation.id)
        return list(db.session.scalars(found))

    def pick(self, number: int) -> Conversation | None:
        talks = self.talks()
        return talks[-1 - number % min(4, len(talks))] if talks else None

    # ------------------------------------------------------------ what people do
    @rule(pair=pairs)
    def write_first(self, pair: tuple[str, str]) -> None:
        self.attempt(lambda: first.begin(viewer(pair[0]), person(*pair[::-1]), "Hello"))

    @rule(number=numbers, who=people, act=st.sampled_from(
        [first.accept, first.ignore, first.withdraw, commands.leave]
    ))  # fmt: skip
    def answer(self, number: int, who: str, act: Any) -> None:
        talk = self.pick(number)
        if talk is not None:
            self.attempt(act, viewer(who), talk.id)

    @rule(number=numbers, who=people)
    def write_on(self, number: int, who: str) -> None:
        talk = self.pick(number)
        if talk is not None:
            self.attempt(commands.write, viewer(who), talk.id, "And more")

    @rule(number=numbers, who=people)
    def edit(self, number: int, who: str) -> None:
        talk = self.pick(number)
        if talk is not None:
            found = unscoped("test", Message.id)
            said = db.session.scalar(found.where(Message.conversation_id == talk.id))
            self.attempt(own.edit, viewer(who), talk.id, said, "Better")

    @rule(pair=pairs, rarely=st.integers(0, 5))
    def block_or_forgive(self, pair: tuple[str, str], rarely: int) -> None:
        if rarely > 3:
            self.attempt(block, *pair)
        for number in db.session.scalars(unscoped("test", Block.id)).all():
            if rarely < 3:
                self.attempt(safeguarding.unblock, viewer(pair[0]), number)

    @rule(pair=pairs, rarely=st.integers(0, 5))
    def know_each_other_or_part(self, pair: tuple[str, str], rarely: int) -> None:
        one, two = (CAST[who].id for who in pair)
        apart = first.is_first_contact(viewer(pair[0]), two)
        seen = [who for who in pair if self.sees(who, pair)]
        if rarely == 5 and apart and len(seen) == 2:
            connect(one, two)
            db.session.flush()
        elif rarely < 2:
            ties.part(one, two)

    def sees(self, who: str, pair: tuple[str, str]) -> bool:
        other = pair[0] if who == pair[1] else pair[1]
        try:
            return person(other, who) is not None
        except NotFound:
            return False

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 20, 24 * 7, 24 * 21]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=st.sampled_from([0, 20, 24 * 21]), twice=st.booleans())
    def tick(self, hours: int, twice: bool) -> None:
        self.now += timedelta(hours=hours)
        clockwork.move()
        if twice:
            assert clockwork.move() == 0
        for talk in self.talks():
            assert not (is_open_request(talk) and talk.began_at + QUIET <= self.now)

    # ------------------------------------------------------------ what always holds
    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        for talk in self.talks():
            if talk.asked_by_id is None:
                continue
            found = select(journal.AuditEvent.note).where(
                journal.AuditEvent.object_kind == "conversation",
                journal.AuditEvent.object_id == talk.id,
            )
            notes = db.session.scalars(found.order_by(journal.AuditEvent.id)).all()
            path = [Asked(note) for note in notes if note in STATES]
            assert path[0] is Asked.WAITING
            now = state_of(talk, *two_of(talk))
            if now is Asked.WITHDRAWN and "left" in notes:
                now = Asked.NOT_NOW  # who asked has put away one that was over
            assert path[-1] is now
            assert all(two in ASKED[one] for one, two in pairwise(path))

    @invariant()
    def two_have_one_conversation_that_can_go_on(self) -> None:
        pairs = Counter(talk.pair for talk in self.talks() if talk.closed_at is None)
        pairs.pop(None, None)
        assert all(count == 1 for count in pairs.values())

    @invariant()
    def who_asked_cannot_tell_a_no_from_silence(self) -> None:
        for talk in self.talks()[-3:]:
            if not is_request(talk) or talk.asked_by_id is None:
                continue
            state, asker = state_of(talk, *two_of(talk)), NAMES[talk.asked_by_id]
            over = talk.began_at + QUIET <= self.now
            if state is Asked.WITHDRAWN:
                continue
            found = reading.talk(viewer(asker), talk.id)
            assert found.standing is (Standing.NOT_NOW if over else Standing.WAITS)
            assert not any(one.left for one in found.people)
            assert found.read_by == ()
            assert state in LOOKS_WAITING or over

    @invariant()
    def the_other_reads_what_waits_and_nothing_that_was_parted(self) -> None:
        gone = {
            talk.id
            for talk in self.talks()
            if state_of(talk, *two_of(talk)) in (Asked.PARTED, Asked.WITHDRAWN)
        }
        for who in PEOPLE:
            waits = {one.id for one in queries.requests(viewer(who))}
            listed = {one.id for one in queries.conversations(viewer(who))}
            assert not waits & (listed | gone)

    @invariant()
    def a_request_is_parted_only_while_a_block_stands(self) -> None:
        for talk in self.talks():
            asker, asked = two_of(talk)
            if state_of(talk, asker, asked) is Asked.PARTED and asker and asked:
                ends = (asker.member_id, asked.member_id)
                there = unscoped("test", Block.id).where(
                    Block.member_id.in_(ends), Block.other_id.in_(ends)
                )
                over = talk.began_at + QUIET <= self.now
                assert over or db.session.scalar(there.limit(1)) is not None

    @invariant()
    def nobody_is_told_twice(self) -> None:
        about = Counter((one.to, one.key) for one in notices())
        assert not about or max(about.values()) == 1


def is_open_request(talk: Conversation) -> bool:
    return is_request(talk) and talk.closed_at is None


@pytest.mark.usefixtures("app")
def test_message_requests_walk_their_machine():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
