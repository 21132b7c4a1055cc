"""Requests at random: asked, answered, taken back, blocked, while days go by.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk
is one transaction that is never committed.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from community import checks
from community.accounts.models import Account, State
from community.connections import clockwork, hellos, queries, ties
from community.connections.models import ConnectionRequest, RequestKind
from community.connections.states import REQUEST
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.states import RequestState
from community.core.visible import unscoped
from community.members import resting
from community.members.models import Member
from community.safeguarding.commands import block
from tests import sampling
from tests.cast import CAST
from tests.letters import letters, notices

WALKS = sampling.size(300, 12, 4)
SENT, NOT_NOW = RequestState.SENT, RequestState.NOT_NOW
PEOPLE = ("alice", "bob", "dai")
STATES = {state.value for state in RequestState}
MOST = {"hello": 1, "hello-answer": 1, "hello-ended": 1, "hello-reminder": 2}

NAMES = {CAST[who].id: who for who in PEOPLE}

people, numbers = st.sampled_from(PEOPLE), st.integers(0, 3)
pairs = st.sampled_from(list(permutations(PEOPLE, 2)))


class Walk(RuleBasedStateMachine):
    """A few people who ask each other, and a clock that may be late or run twice."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2017, 9, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)
        self.letters = 0

    def teardown(self) -> None:
        db.session.flush()
        assert checks.problems() == []
        self.everything_ends()
        db.session.rollback()
        clock.set_source(None)

    def everything_ends(self) -> None:
        """Go on until the youngest request is 21 days old, and let the clock run."""
        self.now += queries.QUIET
        clockwork.move()
        assert not [row for row in self.requests() if row.state is SENT]
        self.every_move_is_allowed_and_journalled()
        self.no_letter_twice_nor_to_people_who_rest()

    # ------------------------------------------------------------ what people do
    def attempt(self, act, *arguments: object, **words: object) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments, **words)
                db.session.flush()
        except CommunityError:
            pass

    def viewer(self, who: str) -> Viewer:
        number = CAST[who].id
        state = db.session.scalar(select(Account.state).where(Account.id == number))
        active = state is State.ACTIVE
        return Viewer(number if active else None, number, state=state.value)

    def requests(self) -> list[Any]:
        one = ConnectionRequest
        found = unscoped("test", one.id, one.state, one.asked_at)
        found = found.add_columns(one.asker_id, one.asked_id).order_by(one.id)
        return list(db.session.execute(found))

    def pick(self, number: int) -> Any:
        """Return one of the last requests; there is always one."""
        return self.requests()[-1 - number % min(4, len(self.requests()))]

    @initialize()
    def begin(self) -> None:
        for asker, asked in (("alice", "bob"), ("bob", "dai"), ("dai", "alice")):
            self.greet(asker, asked)

    def greet(self, asker: str, asked: str) -> None:
        other = db.session.scalars(
            unscoped("test", Member).where(Member.id == CAST[asked].id)
        ).one()
        self.attempt(hellos.say_hello, self.viewer(asker), other, "Hello")

    @rule(pair=pairs)
    def ask(self, pair: tuple[str, str]) -> None:
        self.greet(*pair)

    @rule(pair=pairs)
    def name(self, pair: tuple[str, str]) -> None:
        asker, asked = pair
        one, two = CAST[asker].id, CAST[asked].id
        if queries.knows(Viewer(one, one, state="active"), two):
            return
        row = ConnectionRequest(asker_id=one, asked_id=two, kind=RequestKind.KNOWN)
        db.session.add(row)
        db.session.flush()
        act = journal.Act.CONNECTION
        journal.record(CAST[asker].viewer, act, "request", row.id, "sent")

    @rule(number=numbers, act=st.sampled_from([hellos.accept, hellos.not_now]))
    def answer(self, number: int, act: Any) -> None:
        row = self.pick(number)
        self.attempt(act, self.viewer(NAMES[row.asked_id]), row.id)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        row = self.pick(number)
        self.attempt(hellos.withdraw, self.viewer(NAMES[row.asker_id]), row.id)

    @rule(number=numbers, who=people)
    def meddle(self, number: int, who: str) -> None:
        for act in (hellos.accept, hellos.not_now, hellos.withdraw):
            self.attempt(act, self.viewer(who), self.pick(number).id)

    @rule(pair=pairs, rarely=st.integers(0, 5))
    def end_the_tie_or_block(self, pair: tuple[str, str], rarely: int) -> None:
        one, two = pair
        if rarely < 4:
            ties.part(CAST[one].id, CAST[two].id)
        else:
            found = unscoped("test", Member).where(Member.id == CAST[two].id)
            self.attempt(block, self.viewer(one), db.session.scalars(found).one())

    @rule(who=people, rarely=st.integers(0, 5))
    def rest_or_return(self, who: str, rarely: int) -> None:
        viewer = self.viewer(who)
        if not viewer.is_member:
            self.attempt(resting.come_back, viewer)
        elif rarely > 3:
            self.attempt(resting.rest, viewer, None)

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 20, 72, 24 * 14]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=st.sampled_from([0, 73, 97, 24 * 8, 24 * 21]), twice=st.booleans())
    def tick(self, hours: int, twice: bool) -> None:
        self.now += timedelta(hours=hours)
        before = self.keys()
        clockwork.move()
        sent = self.keys() - before
        reminders = [key for key in sent if "reminder" in key]
        about = Counter(key.split("-")[2] for key in reminders)
        assert not about or max(about.values()) == 1, "one reminder a run"
        if twice:
            assert clockwork.move() == 0
        for row in self.requests():
            over = row.asked_at + queries.QUIET <= self.now
            assert not (over and row.state is SENT)

    def keys(self) -> set[str]:
        return {one.key for one in notices()}

    # ------------------------------------------------------------ what always holds
    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        events = select(journal.AuditEvent.object_id, journal.AuditEvent.note).where(
            journal.AuditEvent.object_kind == "request"
        )
        paths: dict[int, list[str]] = defaultdict(list)
        for number, note in db.session.execute(events.order_by(journal.AuditEvent.id)):
            if note in STATES:
                paths[number].append(note)
        for row in self.requests():
            path = [RequestState(word) for word in paths[row.id]]
            assert path[0] is SENT
            assert path[-1] is row.state, "each change has its row in the journal"
            assert all(two in REQUEST[one] for one, two in pairwise(path))
            self.the_asker_cannot_tell_a_no_from_silence(row)

    def the_asker_cannot_tell_a_no_from_silence(self, row: Any) -> None:
        if row.state in (SENT, NOT_NOW, RequestState.LAPSED):
            over = row.asked_at + queries.QUIET <= self.now
            told = queries.told_to_asker(row.state, row.asked_at)
            assert told is (NOT_NOW if over else SENT)

    @invariant()
    def no_letter_twice_nor_to_people_who_rest(self) -> None:
        written = letters()
        away = select(Account.email).where(Account.state != State.ACTIVE)
        fresh = {letter.to for letter in written[self.letters :]}
        assert not fresh & set(db.session.scalars(away))
        self.letters = len(written)
        about: Counter[tuple[str, str]] = Counter()
        for told in notices():
            number = told.key.removeprefix(f"{told.kind}-").split("-")[0]
            about[told.kind, number] += 1
        assert len(written) <= about.total(), "of one thing one letter"
        assert all(count <= MOST[kind] for (kind, _number), count in about.items())


@pytest.mark.usefixtures("app")
def test_requests_walk_their_machine():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
