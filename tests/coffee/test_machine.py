"""Coffee rounds at random: joined, left, paired, met, blocked, while days go by.

A usual run walks a few times, with ASSURE in the environment hundreds. Each walk
is one transaction that is never committed.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

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

from community.accounts.models import Account, State
from community.coffee import clockwork, joining, meeting, queries, rounds
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.coffee.states import MOVES
from community.core import clock
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.journal import Act, AuditEvent
from community.core.visible import BLOCKED, tie, unscoped
from community.graph.pairing_room import ordered
from community.members import resting
from community.members.models import Member
from community.safeguarding.commands import block
from tests import sampling
from tests.cast import CAST
from tests.coffee.making import OLU
from tests.letters import notices

WALKS = sampling.size(300, 12, 4)
PEOPLE = [CAST[name].id for name in ("alice", "bob", "dai", "lea", "mo")]
people = st.sampled_from(PEOPLE)
DAY = timedelta(days=1)


class Walk(RuleBasedStateMachine):
    """Five people, an organiser, and a clock that may be late."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2030, 1, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)

    def teardown(self) -> None:
        self.now += 200 * DAY
        clockwork.move()
        self.now += 200 * DAY
        clockwork.move()
        assert {row.state for row in self.rounds()} <= {RoundState.CLOSED}
        self.every_move_is_allowed_and_journalled()
        self.nobody_is_told_twice_of_one_thing()
        db.session.rollback()
        clock.set_source(None)

    # ------------------------------------------------------------ what people do
    def attempt(self, act, *arguments, **named) -> None:
        """Do something as a request would: a refusal leaves nothing behind."""
        try:
            with db.session.begin_nested():
                act(*arguments, **named)
                db.session.flush()
        except CommunityError:
            pass

    def viewer(self, number: int) -> Viewer:
        state = db.session.scalar(select(Account.state).where(Account.id == number))
        active = state is State.ACTIVE
        return Viewer(number if active else None, number, state=state.value)

    def all_of(self, entity):
        found = unscoped("test", entity).order_by(entity.id)
        again = found.execution_options(populate_existing=True)
        return list(db.session.scalars(again))

    def rounds(self) -> list[CoffeeRound]:
        return self.all_of(CoffeeRound)

    def tables(self) -> dict[tuple[int, int], list[int]]:
        found = defaultdict(list)
        for guest in self.all_of(CoffeeGuest):
            found[guest.round_id, guest.table_number].append(guest.member_id)
        return found

    def blocked(self) -> set[tuple[int, int]]:
        rows = unscoped("test", tie.c.member_id, tie.c.other_id).where(
            tie.c.kind == BLOCKED
        )
        return {ordered(*two) for two in db.session.execute(rows)}

    @rule(ahead=st.sampled_from([1, 3, 7]), least=st.booleans())
    def open_a_round(self, ahead: int, least: bool) -> None:
        pairs_on = self.now.date() + ahead * DAY
        closes_on = pairs_on + (14 if least else 21) * DAY
        month = f"{self.now:%Y-%m}"
        self.attempt(rounds.open_round, OLU, month, pairs_on, closes_on)

    @rule(who=people, every_month=st.booleans())
    def join(self, who: int, every_month: bool) -> None:
        self.attempt(joining.join, self.viewer(who), every_month=every_month)

    @rule()
    def everybody_joins(self) -> None:
        for who in PEOPLE:
            self.join(who, every_month=False)

    @rule(who=people)
    def leave(self, who: int) -> None:
        self.attempt(joining.leave, self.viewer(who))

    @rule(who=people)
    def rest_or_return(self, who: int) -> None:
        viewer = self.viewer(who)
        if viewer.is_member:
            self.attempt(resting.rest, viewer, None)
        else:
            self.attempt(resting.come_back, viewer)

    @rule(who=people, other=people, really=st.integers(0, 2))
    def block(self, who: int, other: int, really: int) -> None:
        viewer = self.viewer(who)
        if viewer.is_member and who != other and not really:
            found = unscoped("test", Member).where(Member.id == other)
            self.attempt(block, viewer, db.session.scalars(found).one())

    @rule(which=st.integers(0, 3))
    def pair(self, which: int) -> None:
        found = self.rounds()
        if found:
            self.paired_now(rounds.pair_now, OLU, found[which % len(found)].id)

    @rule(which=st.integers(0, 3))
    def close(self, which: int) -> None:
        found = self.rounds()
        if found:
            self.attempt(rounds.close, OLU, found[which % len(found)].id)

    @rule(who=people, met=st.booleans())
    def say_met(self, who: int, met: bool) -> None:
        for row in self.rounds():
            self.attempt(meeting.say_met, self.viewer(who), row.id, met)

    @rule(who=people)
    def talk(self, who: int) -> None:
        for row in self.rounds():
            self.attempt(meeting.talk, self.viewer(who), row.id)

    @rule(who=people, other=people)
    def know(self, who: int, other: int) -> None:
        for row in self.rounds():
            slug = f"{next(p for p in CAST if CAST[p].id == other)}-{other}"
            self.attempt(meeting.know, self.viewer(who), row.id, slug)

    # ------------------------------------------------------------ time
    @rule(days=st.sampled_from([1, 6, 8, 15, 31, 70]))
    def wait(self, days: int) -> None:
        self.now += days * DAY

    @rule(twice=st.booleans())
    def tick(self, twice: bool) -> None:
        self.paired_now(clockwork.move)
        if twice:
            assert clockwork.move() == 0
        for row in self.rounds():
            today = self.now.date()
            assert not (row.state is RoundState.OPEN and row.pairs_on <= today)
            assert not (row.state is RoundState.PAIRED and row.closes_on < today)

    def paired_now(self, act, *arguments) -> None:
        """Do what may pair: new tables hold nobody who is blocked or away."""
        before = set(self.tables())
        self.attempt(act, *arguments)
        blocked = self.blocked()
        for place, there in self.tables().items():
            if place not in before:
                assert not blocked & set(combinations(sorted(there), 2))
                assert all(self.viewer(one).is_member for one in there)

    # ------------------------------------------------------------ what always holds
    @invariant()
    def every_move_is_allowed_and_journalled(self) -> None:
        notes = select(AuditEvent.object_id, AuditEvent.note)
        notes = notes.where(AuditEvent.act == Act.COFFEE).order_by(AuditEvent.id)
        paths = defaultdict(list)
        for number, note in db.session.execute(notes):
            paths[number].append(note.replace("opened", "open"))
        for row in self.rounds():
            path = [RoundState(word) for word in paths[row.id]]
            assert path[0] is RoundState.OPEN
            assert path[-1] is row.state
            assert all(two in MOVES[one] for one, two in pairwise(path))

    @invariant()
    def at_most_one_round_is_open(self) -> None:
        assert sum(row.state is RoundState.OPEN for row in self.rounds()) <= 1

    @invariant()
    def nobody_meets_anybody_twice(self) -> None:
        pairs = Counter(
            two for one in self.tables().values() for two in combinations(one, 2)
        )
        assert not pairs or max(pairs.values()) == 1

    @invariant()
    def tables_are_of_two_or_three_who_took_part(self) -> None:
        seats = {(seat.round_id, seat.member_id) for seat in self.all_of(CoffeeSeat)}
        open_rounds = {r.id for r in self.rounds() if r.state is RoundState.OPEN}
        for (number, _table), there in self.tables().items():
            assert len(there) in (2, 3)
            assert number not in open_rounds
            assert {(number, one) for one in there} <= seats

    @invariant()
    def whoever_is_left_out_sits_nowhere(self) -> None:
        sitting = {(g.round_id, g.member_id) for g in self.all_of(CoffeeGuest)}
        for seat in self.all_of(CoffeeSeat):
            assert not (seat.left_out and (seat.round_id, seat.member_id) in sitting)

    @invariant()
    def nobody_is_told_twice_of_one_thing(self) -> None:
        about = defaultdict(set)
        for one in notices():
            if one.kind.startswith("coffee-"):
                _kind, number = one.key.split(":")
                assert one.kind not in about[number, one.to]
                about[number, one.to].add(one.kind)
        for kinds in about.values():
            assert not {"coffee-paired", "coffee-left-out"} <= kinds
            assert "coffee-met" not in kinds or "coffee-paired" in kinds

    @invariant()
    def nobody_sees_whom_they_do_not_see(self) -> None:
        blocked = self.blocked()
        for who in PEOPLE:
            viewer = self.viewer(who)
            if not viewer.is_member:
                continue
            found = queries.coffee(viewer)
            for table in (*found.now, *found.earlier):
                for card in table.others:
                    assert ordered(who, card.id) not in blocked
                    assert self.viewer(card.id).is_member


@pytest.mark.usefixtures("app")
def test_rounds_walk_their_machine():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
