"""Random steps of four people in one case go as a plain description of the rules."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from community.accounts.models import State
from community.core import clock, held
from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.safeguarding import (
    appeals,
    cases,
    clockwork,
    closing,
    measures,
    suspending,
    widenings,
)
from community.safeguarding.models import (
    Case,
    CaseState,
    Finding,
    Measure,
    MeasureKind,
    Widening,
)
from tests.cast import CAST
from tests.safeguarding.making import (
    ADA,
    DAI,
    MO,
    UNKIND,
    WHY,
    give,
    report,
    state_of,
    talk,
)

WHO = {"mo": MO, "dai": DAI, "ada": ADA, "olu": CAST["olu"].viewer}
MODERATE = {"mo": 8, "dai": 4}
people = st.sampled_from(sorted(WHO))
KIND = MeasureKind
BOB = 2


class OneCase(RuleBasedStateMachine):
    """A case about a message of Bob, and what four people do about it."""

    database = None

    @initialize()
    def begin(self) -> None:
        db.session.remove()
        self.database.reset(db.engine)
        start_writing()
        give(4)
        (self.message,) = talk((BOB, "kettles for sale"))
        self.case = report(kind="message", about=BOB, number=self.message).id
        self.state, self.holder = CaseState.OPEN, None
        self.measures: dict[int, dict] = {}
        self.appeals: dict[int, dict] = {}
        self.asked: tuple[int, str] | None = None

    def tries(self, does, allowed: bool):
        """Do something, and see that it goes through exactly where it may."""
        try:
            with db.session.begin_nested():
                found = does()
        except (Forbidden, NotFound, Refused):
            assert not allowed, "was refused"
            return None
        assert allowed, "went through"
        return found

    def has(self, who: str) -> bool:
        return self.state is CaseState.CLAIMED and self.holder == who

    # ------------------------------------------------------------ the case
    @rule(who=people)
    def claims(self, who: str) -> None:
        may = who in MODERATE and self.state is CaseState.OPEN
        self.tries(lambda: cases.claim(WHO[who], self.case), may)
        if may:
            self.state, self.holder = CaseState.CLAIMED, who

    @rule(who=people)
    def hands_back(self, who: str) -> None:
        may = self.has(who)
        self.tries(lambda: cases.hand_back(WHO[who], self.case), may)
        if may:
            self.state, self.holder = CaseState.OPEN, None

    @rule(who=people, to=people)
    def hands_on(self, who: str, to: str) -> None:
        may = self.has(who) and to in MODERATE and to != who
        number = WHO[to].account_id
        self.tries(lambda: cases.hand_on(WHO[who], self.case, number), may)
        if may:
            self.state, self.holder = CaseState.OPEN, None

    @rule(who=people, finding=st.sampled_from(Finding))
    def closes(self, who: str, finding: Finding) -> None:
        own = any(one["holds"] for one in self.measures.values())
        may = self.has(who) and not (finding is Finding.NO_BREACH and own)
        does = lambda: closing.close(WHO[who], self.case, finding, "So.")  # noqa: E731
        self.tries(does, may)
        if may:
            self.state, self.holder = CaseState.CLOSED, None

    # ------------------------------------------------------------ measures
    def writes_down(self, row, who: str, kind: KIND) -> None:
        self.measures[row.id] = {
            "kind": kind, "by": who, "holds": True, "asked": row.for_good_asked,
            "second": None, "lifted": False,
        }  # fmt: skip

    def is_held_back(self) -> bool:
        return any(
            one["holds"] and one["kind"] is KIND.HOLD for one in self.measures.values()
        )

    @rule(who=people, kind=st.sampled_from([KIND.WARNING, KIND.HOLD, KIND.STRIKE]))
    def measures_somebody(self, who: str, kind: KIND) -> None:
        does = {
            KIND.WARNING: measures.warn,
            KIND.HOLD: measures.hold,
            KIND.STRIKE: suspending.strike,
        }[kind]
        may = self.has(who) and not (kind is KIND.HOLD and self.is_held_back())
        row = self.tries(lambda: does(WHO[who], self.case, UNKIND, WHY), may)
        if row is not None:
            self.writes_down(row, who, kind)

    @rule(who=people)
    def suspends_for_good(self, who: str) -> None:
        may = self.has(who)
        row = self.tries(
            lambda: suspending.suspend(WHO[who], self.case, None, UNKIND, WHY), may
        )
        if row is not None:
            assert row.for_good_asked
            self.writes_down(row, who, KIND.SUSPENSION)

    def some(self, which: int) -> int:
        ids = sorted(self.measures)
        return ids[which % len(ids)] if ids else 99

    @rule(who=people, which=st.integers(0, 9))
    def lifts(self, who: str, which: int) -> None:
        number = self.some(which)
        one = self.measures.get(number, {"holds": False})
        closed = self.state is CaseState.CLOSED and who in MODERATE
        may = one["holds"] and (self.has(who) or (closed and who in MODERATE))
        self.tries(lambda: measures.lift(WHO[who], number), may)
        if may:
            one["holds"], one["asked"], one["lifted"] = False, False, True

    @rule(who=people, which=st.integers(0, 9), yes=st.booleans())
    def agrees(self, who: str, which: int, yes: bool) -> None:
        number = self.some(which)
        one = self.measures.get(number, {"holds": False, "asked": False})
        may = one["holds"] and one["asked"] and who in MODERATE and one["by"] != who
        may = may and not self.waits_for_an_answer(number)
        self.tries(lambda: suspending.agree(WHO[who], number, yes), may)
        if may:
            one["asked"], one["second"] = False, who

    # ------------------------------------------------------------ appeals
    def waits_for_an_answer(self, measure: int) -> bool:
        return any(
            one["measure"] == measure and not one["decided"]
            for one in self.appeals.values()
        )

    @rule(which=st.integers(0, 9))
    def appeals_against(self, which: int) -> None:
        number = self.some(which)
        one = self.measures.get(number)
        known = any(asked["measure"] == number for asked in self.appeals.values())
        may = one is not None and not one["lifted"] and not known
        bob = CAST["bob"].viewer
        row = self.tries(lambda: appeals.appeal(bob, number, "Not me"), may)
        if row is not None:
            self.appeals[row.id] = {"measure": number, "decided": False}

    @rule(who=people, which=st.integers(0, 9), upheld=st.booleans())
    def decides(self, who: str, which: int, upheld: bool) -> None:
        ids = sorted(self.appeals)
        number = ids[which % len(ids)] if ids else 99
        asked = self.appeals.get(number)
        one = self.measures[asked["measure"]] if asked else None
        did = (one["by"], one["second"]) if one else ()
        waits = asked is not None and not asked["decided"]
        alone = waits and set(did) >= set(MODERATE)
        may = waits and who not in did and (who in MODERATE or (who == "ada" and alone))
        self.tries(lambda: appeals.decide(WHO[who], number, upheld, "So."), may)
        if may:
            asked["decided"], one["asked"] = True, False
            if not upheld and not one["lifted"]:
                one["holds"], one["lifted"] = False, True

    # ------------------------------------------------------------ seeing more
    @rule(who=people)
    def asks_for_more(self, who: str) -> None:
        may = self.has(who) and self.asked is None
        row = self.tries(lambda: widenings.ask(WHO[who], self.case, "Why"), may)
        if row is not None:
            self.asked = (row.id, who)

    @rule(who=people, yes=st.booleans())
    def answers(self, who: str, yes: bool) -> None:
        number, asker = self.asked or (99, "")
        may = self.asked is not None and who in MODERATE and who != asker
        self.tries(lambda: widenings.answer(WHO[who], number, yes), may)
        if may:
            self.asked = None

    # ------------------------------------------------------------ what holds always
    @invariant()
    def tables_say_the_same(self) -> None:
        if not hasattr(self, "case"):
            return
        db.session.flush()
        db.session.expire_all()
        row = db.session.scalars(unscoped("test", Case)).one()
        holder = {None: None, "mo": 8, "dai": 4}[self.holder]
        assert row.state is self.state
        if self.state is not CaseState.CLOSED:
            assert row.claimed_by_id == holder
        assert (row.open_key is None) is (self.state is CaseState.CLOSED)
        for one in db.session.scalars(unscoped("test", Measure)):
            said = self.measures[one.id]
            assert (one.holds, one.for_good_asked) == (said["holds"], said["asked"])
        out = any(
            one["holds"] and one["kind"] in (KIND.STRIKE, KIND.SUSPENSION)
            for one in self.measures.values()
        )
        assert (state_of(BOB) is State.SUSPENDED) is out
        assert held.is_held("message", self.message) is self.is_held_back()

    @invariant()
    def nobody_answers_for_themselves(self) -> None:
        for one in db.session.scalars(unscoped("test", Widening)):
            assert one.answered_by_id is None or one.answered_by_id != one.asked_by_id

    @rule()
    def the_clock_alone_changes_nothing_of_it(self) -> None:
        clockwork.move()


@pytest.mark.slow
def test_random_steps_go_as_the_rules_say(app, database, at):
    at("2017-09-01 12:00")
    machine = type("Case", (OneCase,), {"database": database})
    limits = settings(max_examples=25, stateful_step_count=40)
    run_state_machine_as_test(machine, settings=limits)
    assert clock.now().year == 2017
