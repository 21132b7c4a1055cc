"""Introductions at random: asked, offered, answered, blocked, while days go by.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk
is one transaction that is never committed.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

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

from community import checks
from community.accounts.models import Account, State
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.introductions import asking, clockwork, commands, queries
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.introductions.states import MOVES, WAITING
from community.introductions.told import Side, Told
from community.members import resting
from community.members.models import Member
from community.messages import queries as talks
from community.safeguarding.commands import block
from tests import sampling
from tests.cast import CAST
from tests.introductions.making import PURPOSE, WORDS, acquaint
from tests.letters import notices

S = IntroductionState
WALKS = sampling.size(300, 12, 4)
PEOPLE = ("alice", "bob", "dai")
ALL = ("lea", *PEOPLE)
STATES = {state.value for state in S}
MOST = {
    "introduction-asked": 1,
    "introduction-passed": 1,
    "introduction-ended": 1,
    "introduction-reminder": 2,
    "conversation-new": 1,
}
people, numbers = st.sampled_from(PEOPLE), st.integers(0, 5)


class Walk(RuleBasedStateMachine):
    """Lea knows three people, who come to know each other or do not."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2030, 1, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)

    def teardown(self) -> None:
        self.now += QUIET
        clockwork.move()
        for who in ALL:
            self.look(who)
        assert not [row for row in self.rows() if row.state in WAITING]
        self.every_move_is_allowed_and_journalled()
        self.nobody_is_told_twice_of_one_thing()
        assert checks.problems() == []
        db.session.rollback()
        clock.set_source(None)

    # ------------------------------------------------------------ what people do
    def attempt(self, act, *arguments: object) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments)
                db.session.flush()
        except CommunityError:
            pass

    def viewer(self, who: str) -> Viewer:
        number = CAST[who].id
        state = db.session.scalar(select(Account.state).where(Account.id == number))
        active = state is State.ACTIVE
        return Viewer(number if active else None, number, state=state.value)

    def member(self, who: str) -> Member:
        found = unscoped("test", Member).where(Member.id == CAST[who].id)
        return db.session.scalars(found).one()

    def rows(self) -> list[Introduction]:
        found = unscoped("test", Introduction).order_by(Introduction.id)
        again = found.execution_options(populate_existing=True)
        return list(db.session.scalars(again))

    def act(self, act, who: str, number: int, *more: object) -> None:
        viewer, rows = self.viewer(who), self.rows()
        if viewer.is_member and rows:
            self.attempt(act, viewer, rows[number % len(rows)].id, *more)

    @rule(asker=people, asked=people)
    def ask(self, asker: str, asked: str) -> None:
        viewer = self.viewer(asker)
        if viewer.is_member:
            other, via = self.member(asked), CAST["lea"].id
            self.attempt(asking.ask, viewer, other, via, PURPOSE)

    @rule(one=people, two=people)
    def offer(self, one: str, two: str) -> None:
        viewer = self.viewer("lea")
        if viewer.is_member:
            pair = self.member(one), self.member(two)
            self.attempt(asking.offer, viewer, *pair, WORDS)

    @rule(who=st.sampled_from(ALL), number=numbers)
    def pass_on(self, who: str, number: int) -> None:
        self.act(commands.pass_on, who, number, WORDS)

    @rule(number=numbers)
    def leave_it(self, number: int) -> None:
        self.act(commands.leave_it, "lea", number)

    @rule(who=people, number=numbers)
    def yes(self, who: str, number: int) -> None:
        self.act(commands.yes, who, number)

    @rule(who=people, number=numbers)
    def not_now(self, who: str, number: int) -> None:
        self.act(commands.not_now, who, number)

    @rule(who=st.sampled_from(ALL), number=numbers)
    def withdraw(self, who: str, number: int) -> None:
        self.act(commands.withdraw, who, number)

    @rule(one=st.sampled_from(ALL), two=people, really=st.integers(0, 2))
    def block(self, one: str, two: str, really: int) -> None:
        viewer = self.viewer(one)
        if viewer.is_member and one != two and not really:
            self.attempt(block, viewer, self.member(two))

    @rule(who=st.sampled_from(ALL), really=st.integers(0, 1))
    def rest_or_return(self, who: str, really: int) -> None:
        viewer = self.viewer(who)
        if not viewer.is_member:
            self.attempt(resting.come_back, viewer)
        elif not really:
            self.attempt(resting.rest, viewer, None)

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 20, 72, 96, 24 * 14, 24 * 21]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(twice=st.booleans())
    def tick(self, twice: bool) -> None:
        clockwork.move()
        if twice:
            assert clockwork.move() == 0
        for row in self.rows():
            over = row.asked_at + QUIET <= self.now
            assert not (over and row.state in WAITING), "it ends within 21 days"

    # ------------------------------------------------------------ what always holds
    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        found = select(AuditEvent.object_id, AuditEvent.note).where(
            AuditEvent.object_kind == "introduction"
        )
        paths: dict[int, list[str]] = defaultdict(list)
        for number, note in db.session.execute(found.order_by(AuditEvent.id)):
            if note in STATES or note == "offered":
                paths[number].append(note)
        for row in self.rows():
            first, *rest = paths[row.id]
            assert first == row.kind.value
            began = S.PASSED_ON if row.passed_at else S.NOT_NOW
            path = [
                S.ASKED if row.kind is IntroductionKind.ASKED else began,
                *(S(word) for word in rest),
            ]
            assert path[-1] is row.state, "each change has its row in the journal"
            assert all(two in MOVES[row.kind][one] for one, two in pairwise(path))

    @invariant()
    def nobody_is_told_twice_of_one_thing(self) -> None:
        about: Counter[tuple[str, ...]] = Counter()
        for told in notices():
            kind, number, *_moment = told.key.split(":")
            about[kind, number, told.to] += 1
        for (kind, *_about), count in about.items():
            assert count <= MOST.get(kind, 99)

    @rule(who=st.sampled_from(ALL))
    def look(self, who: str) -> None:
        """Read one's introductions: a no looks like silence, and a yes brings three."""
        viewer = self.viewer(who)
        if not viewer.is_member:
            return
        rows = {row.id: row for row in self.rows()}
        for card in queries.introductions(viewer):
            self.says_no_more_than_it_may(card, rows[card.id])
        made = sum(row.state is S.ACCEPTED for row in rows.values())
        assert len(talks.conversations(viewer)) <= made

    def says_no_more_than_it_may(
        self, card: queries.IntroductionCard, row: Introduction
    ) -> None:
        assert (row.conversation_id is not None) is (row.state is S.ACCEPTED)
        if card.side is Side.CONTACT:
            assert row.passed_at is not None, "nobody knows of what did not come"
            return
        began = card.side is Side.ASKER or card.kind is IntroductionKind.OFFERED
        if began and row.state not in (S.ACCEPTED, S.WITHDRAWN):
            over = row.asked_at + QUIET <= self.now
            assert card.state is (Told.NOT_NOW if over else Told.WAITS)


@pytest.fixture
def acquainted(app):
    acquaint()


@pytest.mark.usefixtures("acquainted")
def test_introductions_walk_their_machine():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
