"""Teams at random: people come, go, lead, hand over, are blocked and are no more.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk
is one transaction that is never committed.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
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
from sqlalchemy import delete, select

from community import checks
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from community.members.models import Member
from community.projects import leaving, places, team
from community.projects.models import Membership, Need, Project, TeamRole
from community.projects.team import add_membership
from community.safeguarding.commands import block, unblock
from community.safeguarding.models import Block
from community.stewardship import clockwork, commitments, handing_over
from community.stewardship.models import Handover, HandoverKind, HandoverState
from community.stewardship.states import HANDOVER
from tests import sampling
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import project
from tests.stewardship.making import PAIN, member, orphaned, viewer

S = HandoverState
WALKS = sampling.size(300, 12, 4)
PEOPLE = ("lea", "dai", "alice", "bob", "mo")
KEPT = ("project_id", "member_id", "role", "since")
people, numbers = st.sampled_from(PEOPLE), st.integers(0, 5)
kinds = st.sampled_from([HandoverKind.BESIDE, HandoverKind.INSTEAD])
Part = tuple[Any, ...]


class Walk(RuleBasedStateMachine):
    """Lea leads the Pain cafe, Dai is in it; five people come and go."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2030, 1, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)
        self.gone: set[str] = set()
        self.parts: dict[int, Part] = {}
        self.ends: dict[int, Part] = {}

    def teardown(self) -> None:
        self.now += handing_over.LAPSES
        clockwork.move()
        assert not [row for row in self.asked() if row.state is S.ASKED]
        self.what_is_derived_is_true()
        self.every_move_is_allowed_and_journalled()
        db.session.rollback()
        clock.set_source(None)

    def attempt(self, act: Any, *arguments: object, **words: object) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments, **words)
                db.session.flush()
        except CommunityError:
            pass
        db.session.expire_all()

    def asked(self) -> list[Handover]:
        found = unscoped("test", Handover).order_by(Handover.id)
        again = found.execution_options(populate_existing=True)
        return list(db.session.scalars(again))

    def rows(self) -> list[Membership]:
        found = unscoped("test", Membership).where(Membership.project_id == PAIN)
        again = found.execution_options(populate_existing=True)
        return list(db.session.scalars(again.order_by(Membership.id)))

    # ------------------------------------------------------------ what people do
    @rule(who=people)
    def join(self, who: str) -> None:
        """Take a place of the need, if one is free and they are not in it."""
        inside = {row.member_id for row in self.rows() if row.until is None}
        if who in self.gone or CAST[who].id in inside or not places.take(1):
            return
        shown = team.default_audience(PAIN)
        number = CAST[who].id
        add_membership(project(PAIN), number, TeamRole.MEMBER, shown, need_id=1)

    @rule(who=people, unled=st.booleans())
    def leave(self, who: str, unled: bool) -> None:
        self.attempt(leaving.leave, viewer(who), project(PAIN), unled=unled)

    @rule(who=people, number=numbers)
    def end(self, who: str, number: int) -> None:
        rows = self.rows()
        if rows:
            row = rows[number % len(rows)]
            self.attempt(leaving.end_membership, viewer(who), project(PAIN), row.id)

    @rule(who=people)
    def step_back(self, who: str) -> None:
        self.attempt(leaving.step_back, viewer(who), project(PAIN))

    @rule(by=people, who=people, kind=kinds)
    def ask(self, by: str, who: str, kind: HandoverKind) -> None:
        if who not in self.gone:
            asked = (project(PAIN), member(who), kind, "Please")
            self.attempt(handing_over.ask, viewer(by), *asked)

    @rule(who=people, number=numbers)
    def accept(self, who: str, number: int) -> None:
        self.act(handing_over.accept, who, number)

    @rule(who=people, number=numbers)
    def decline(self, who: str, number: int) -> None:
        self.act(handing_over.decline, who, number, "No")

    @rule(who=people, number=numbers)
    def withdraw(self, who: str, number: int) -> None:
        self.act(handing_over.withdraw, who, number)

    def act(self, act: Any, who: str, number: int, *more: object) -> None:
        rows = self.asked()
        if rows:
            self.attempt(act, viewer(who), rows[number % len(rows)].id, *more)

    @rule(who=people, days=st.sampled_from([1, 30, 90]))
    def promise(self, who: str, days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        self.attempt(commitments.renew, viewer(who), project(PAIN), until)

    @rule(who=people)
    def conclude(self, who: str) -> None:
        self.attempt(commitments.conclude, viewer(who), project(PAIN))

    @rule(one=people, two=people, really=st.integers(0, 3))
    def block(self, one: str, two: str, really: int) -> None:
        if one != two and not really and not self.gone & {one, two}:
            self.attempt(block, viewer(one), member(two))

    @rule(really=st.integers(0, 2))
    def forgive(self, really: int) -> None:
        found = select(Block.id, Block.member_id).execution_options(unscoped="test")
        for number, who in db.session.execute(found).all():
            if not really:
                by = next(one for one in PEOPLE if CAST[one].id == who)
                self.attempt(unblock, viewer(by), number)

    @rule(who=people, really=st.integers(0, 4))
    def is_no_more(self, who: str, really: int) -> None:
        """Erase somebody, as one who leaves: history goes with the name alone."""
        if really or who in self.gone:
            return
        number = CAST[who].id
        taken = [row.need_id for row in self.rows() if row.member_id == number]
        db.session.execute(delete(Member).where(Member.id == number))
        db.session.expire_all()
        for need in {one for one in taken if one is not None}:
            places.recount(need)
        team.settle_leads()
        self.gone.add(who)
        self.parts = {n: one for n, one in self.parts.items() if one[1] != number}
        self.ends = {n: one for n, one in self.ends.items() if n in self.parts}
        assert all(one in (None, 1) for one in taken)

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 20, 72, 96, 24 * 14, 24 * 21, 24 * 60]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def tick(self) -> None:
        clockwork.move()
        assert clockwork.move() == 0
        for row in self.asked():
            assert row.state is not S.ASKED or row.due_at > self.now

    # ------------------------------------------------------------ what always holds
    @invariant()
    def nobody_leads_means_orphaned(self) -> None:
        now = [row for row in self.rows() if row.until is None]
        if not [row for row in now if row.role is TeamRole.LEAD]:
            assert orphaned()

    @invariant()
    def history_is_appended_to_and_never_rewritten(self) -> None:
        for row in self.rows():
            kept = tuple(getattr(row, name) for name in KEPT)
            assert self.parts.setdefault(row.id, kept) == kept
            if row.until is not None:
                end = (row.until, row.ended_how)
                assert self.ends.setdefault(row.id, end) == end
                assert row.until >= row.since
        assert set(self.parts) <= {row.id for row in self.rows()}

    @invariant()
    def nobody_is_in_it_twice(self) -> None:
        inside = [row.member_id for row in self.rows() if row.until is None]
        assert len(inside) == len(set(inside))

    @invariant()
    def what_is_derived_is_true(self) -> None:
        assert checks.problems() == []
        need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
        assert need.taken <= need.places
        there = [r for r in self.rows() if r.until is None and r.need_id == 1]
        assert need.taken == len(there)

    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        found = select(AuditEvent.object_id, AuditEvent.note).where(
            AuditEvent.object_kind == "handover"
        )
        paths: dict[int, list[HandoverState]] = defaultdict(list)
        for number, note in db.session.execute(found.order_by(AuditEvent.id)):
            if note in {state.value for state in S}:
                paths[number].append(S(note))
        for row in self.asked():
            path = paths[row.id]
            assert path[0] is S.ASKED
            assert path[-1] is row.state, "each change has its row in the journal"
            assert all(two in HANDOVER[one] for one, two in pairwise(path))

    @invariant()
    def a_question_ends_by_an_answer_or_on_its_day(self) -> None:
        for row in self.asked():
            if row.state is S.LAPSED:
                assert self.now >= row.due_at

    @invariant()
    def nobody_is_told_twice(self) -> None:
        keys = [(one.to, one.key) for one in notices()]
        assert len(keys) == len(set(keys))


@pytest.fixture
def room(app):
    """Let the need of the Pain cafe have room for three."""
    need = db.session.scalars(unscoped("test", Need).where(Need.id == 1)).one()
    need.places = 3
    found = unscoped("test", Project).where(Project.id == PAIN)
    db.session.scalars(found).one().created_at = datetime(2029, 1, 1, tzinfo=UTC)
    db.session.flush()
    assert date(2030, 1, 1) > clock.today()


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("room")
def test_teams_walk_through_their_days():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
