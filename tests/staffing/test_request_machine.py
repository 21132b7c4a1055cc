"""Requests to join at random: asked, answered, taken back, while days go by.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk is one
transaction that is never committed.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
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
from community.core import clock, journal
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.visible import unscoped
from community.members.models import Member
from community.projects import leaving
from community.projects.models import (
    JOIN_OPEN,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    ProjectState,
    Reason,
    TeamRole,
)
from community.staffing import answering, clockwork, joining, needs
from community.staffing.states import JOIN
from tests import sampling
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import project

WALKS = sampling.size(300, 12, 4)
LEA = CAST["lea"].viewer
PEOPLE = ("alice", "bob", "mo", "olu")
NAMES = {CAST[who].id: who for who in PEOPLE}
STATES = {state.value for state in JoinState}
ONCE = ("join-ended", "offer-overdue", "place-free", "need-closed")

people, numbers = st.sampled_from(PEOPLE), st.integers(0, 3)


class Walk(RuleBasedStateMachine):
    """A project with one need, a lead, four people, and a clock that may be late."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2026, 9, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)

    def teardown(self) -> None:
        db.session.flush()
        assert checks.problems() == []
        self.everything_ends()
        db.session.rollback()
        clock.set_source(None)

    def everything_ends(self) -> None:
        """Go on until the longest wait is over, and let the clock run."""
        self.now += answering.WAITS_FOR
        clockwork.move()
        assert not [row for row in self.requests() if row.state in JOIN_OPEN]
        self.every_move_is_allowed_and_journalled()

    # ------------------------------------------------------------ what people do
    def attempt(self, act: Any, *arguments: Any, **words: Any) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments, **words)
                db.session.flush()
        except CommunityError:
            pass
        db.session.expire_all()

    def requests(self) -> list[JoinRequest]:
        found = unscoped("test", JoinRequest).order_by(JoinRequest.id)
        return list(db.session.scalars(found))

    def need(self) -> Need:
        return db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()

    def pick(self, number: int) -> JoinRequest:
        return self.requests()[-1 - number % min(4, len(self.requests()))]

    def answerer(self, row: JoinRequest) -> Any:
        invited = row.kind is JoinKind.INVITATION and row.waits_since is None
        return CAST[NAMES[row.member_id]].viewer if invited else LEA

    @initialize()
    def begin(self) -> None:
        for who in PEOPLE[:3]:
            self.attempt(joining.offer, CAST[who].viewer, project(1), 1, "Hello")

    @rule(who=people, general=st.booleans())
    def offer(self, who: str, general: bool) -> None:
        need = None if general else 1
        self.attempt(joining.offer, CAST[who].viewer, project(1), need, "Hello")

    @rule(who=people)
    def invite(self, who: str) -> None:
        found = unscoped("test", Member).where(Member.id == CAST[who].id)
        other = db.session.scalars(found).one()
        self.attempt(joining.invite, LEA, project(1), other, 1, "Join us")

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        row = self.pick(number)
        self.attempt(answering.accept, self.answerer(row), row.id)

    @rule(number=numbers, undo=st.booleans(), minutes=st.sampled_from([1, 59, 60]))
    def decline(self, number: int, undo: bool, minutes: int) -> None:
        row = self.pick(number)
        who, reason = self.answerer(row), Reason.TIMING
        self.attempt(answering.decline, who, row.id, "Not now", reason)
        self.now += timedelta(minutes=minutes)
        if undo:
            self.attempt(answering.take_back, who, row.id)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        row = self.pick(number)
        for who in (CAST[NAMES[row.member_id]].viewer, LEA):
            self.attempt(answering.withdraw, who, row.id)

    @rule(number=numbers, who=people)
    def meddle(self, number: int, who: str) -> None:
        row, viewer = self.pick(number), CAST[who].viewer
        before = row.state
        if row.member_id == viewer.member_id:
            return
        for act in (answering.accept, answering.decline, answering.withdraw):
            self.attempt(act, viewer, row.id)
        assert self.pick(number).state is before

    @rule(who=people)
    def leave(self, who: str) -> None:
        self.attempt(leaving.leave, CAST[who].viewer, project(1))

    @rule(places=st.integers(1, 3))
    def change_places(self, places: int) -> None:
        row, facts = self.need(), needs.NeedFacts("Evaluator", places=places)
        self.attempt(needs.edit_need, LEA, project(1), row, facts, row.version)

    @rule(again=st.booleans())
    def close(self, again: bool) -> None:
        self.attempt(needs.close_need, LEA, project(1), 1)
        if again:
            self.attempt(needs.open_need, LEA, project(1), 1)

    @rule(state=st.sampled_from([ProjectState.PAUSED, ProjectState.PUBLISHED]))
    def pause_or_go_on(self, state: ProjectState) -> None:
        project(1).state = state
        db.session.flush()

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 20, 72, 24 * 14]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=st.sampled_from([0, 73, 97, 24 * 8, 24 * 21]))
    def tick(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        before = {one.key for one in notices()}
        clockwork.move()
        db.session.expire_all()
        sent = [one.key for one in notices() if one.key not in before]
        about = Counter(key.split(":")[1] for key in sent if "reminder" in key)
        assert not about or max(about.values()) == 1, "one reminder a run"
        assert clockwork.move() == 0
        for row in self.requests():
            assert not (row.due_at <= self.now and row.state in JOIN_OPEN)
        self.nobody_waits_beside_a_free_place()

    def nobody_waits_beside_a_free_place(self) -> None:
        waits = [row for row in self.requests() if row.state is JoinState.WAITING]
        need = self.need()
        if project(1).state is ProjectState.PUBLISHED:
            assert not waits or need.taken >= need.places

    # ------------------------------------------------------------ what always holds
    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        events = select(journal.AuditEvent.object_id, journal.AuditEvent.note).where(
            journal.AuditEvent.object_kind == "join_request"
        )
        paths: dict[int, list[str]] = defaultdict(list)
        for number, note in db.session.execute(events.order_by(journal.AuditEvent.id)):
            if note in STATES:
                paths[number].append(note)
        for row in self.requests():
            path = [JoinState(word) for word in paths[row.id]]
            assert path[0] is JoinState.SENT
            assert path[-1] is row.state, "each change has its row in the journal"
            assert all(two in JOIN[one] for one, two in pairwise(path))

    @invariant()
    def places_are_never_overdrawn_and_are_those_of_the_team(self) -> None:
        db.session.flush()
        need = self.need()
        assert 0 <= need.taken <= need.places
        if need.state is NeedState.OPEN:
            assert need.taken < need.places
        team = unscoped("test", Membership.member_id).where(
            Membership.need_id == 1, Membership.until.is_(None)
        )
        inside = list(db.session.scalars(team))
        assert len(inside) == len(set(inside)) == need.taken

    @invariant()
    def nobody_asks_twice_or_from_inside(self) -> None:
        waits = [row.member_id for row in self.requests() if row.state in JOIN_OPEN]
        assert len(waits) == len(set(waits))
        team = unscoped("test", Membership.member_id).where(
            Membership.project_id == 1,
            Membership.until.is_(None),
            Membership.role == TeamRole.MEMBER,
        )
        assert not set(waits) & set(db.session.scalars(team))

    @invariant()
    def whoever_waits_longest_comes_in_first(self) -> None:
        """Of those who began to wait and were let in by a place, none jumped a turn."""
        waited = [row for row in self.requests() if row.waits_since is not None]
        waits = [row for row in waited if row.state is JoinState.WAITING]
        came = [row for row in waited if row.state is JoinState.ACCEPTED]
        for one in came:
            for other in waits:
                assert (one.waits_since, one.id) < (
                    other.waits_since,
                    other.id,
                ) or one.answered_at < other.waits_since

    @invariant()
    def nothing_is_told_twice(self) -> None:
        about = Counter((one.to, one.key) for one in notices())
        assert not about or max(about.values()) == 1
        for kind in ONCE:
            each = Counter((one.to, one.key) for one in notices(kind=kind))
            assert all(count == 1 for count in each.values())


@pytest.mark.timeout(600)
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
