"""A project at random, while days go by: its health is what its story tells.

The oracle reads the list of all that happened from its beginning each time. A usual run
walks a few times, with ASSURE in the environment hundreds. Each walk is one
transaction that is never committed.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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

from community.accounts.models import State
from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import CommunityError
from community.core.visible import unscoped
from community.projects.life import alive
from community.projects.models import JoinRequest, JoinState, Membership, TeamRole
from community.staffing import answering, joining
from community.staffing import clockwork as requests_clock
from community.stewardship import clockwork, taking_over
from community.stewardship.health import Health
from community.stewardship.models import Handover, HandoverState
from community.stewardship.silence import Going, answer
from tests import sampling
from tests.cast import CAST
from tests.letters import letters
from tests.projects.making import project
from tests.stewardship.silent import fresh, health_now, stand

WALKS = sampling.size(300, 12, 4)
LEA, OLU = CAST["lea"].viewer, CAST["olu"].viewer
DAY = timedelta(days=1)
HELPERS = ("alice", "bob", "mo")


@dataclass
class Told:
    """What the story of a project comes to."""

    alive_at: datetime
    orphaned: bool = False
    asked: int = 0
    asked_at: datetime | None = None
    letters: int = 0
    given_up: int = 0
    rests: bool = False
    seeks: bool = False
    offers: dict[str, datetime] = field(default_factory=dict)


def told(story: list[tuple[datetime, str, str]]) -> Told:
    """Read the story from its beginning."""
    now = Told(story[0][0])
    for at, what, who in story:
        if what == "sign":
            now.seeks = who == "wants another" or (now.seeks and who != "goes on")
            now.alive_at, now.asked, now.orphaned = at, 0, now.seeks
        elif what == "offers":
            now.offers[who] = at
        elif what in ("answered", "taken back"):
            now.offers.pop(who)
        elif what in ("rests", "back"):
            now.rests = what == "rests"
        elif what == "clock":
            tick(now, at)
    return now


def tick(now: Told, at: datetime) -> None:
    now.offers = {who: when for who, when in now.offers.items() if at - when < 21 * DAY}
    if now.orphaned:
        return
    silent = (at - now.alive_at) / DAY
    wanted = 2 if silent >= 45 else 1 if silent >= 30 else 0
    if wanted > now.asked and not now.rests:
        now.asked, now.asked_at, now.letters = wanted, at, now.letters + 1
    long_ago = now.asked_at is not None and at - now.asked_at >= 14 * DAY
    if silent >= 60 and now.asked and long_ago:
        if now.rests:
            now.asked = 0
        else:
            now.orphaned, now.given_up = True, now.given_up + 1


def health_told(now: Told, at: datetime) -> Health:
    silent = (at - now.alive_at) / DAY
    waits = max(((at - when) / DAY for when in now.offers.values()), default=0)
    if now.orphaned:
        return Health.ORPHANED
    if silent >= 45 or waits >= 10:
        return Health.AT_RISK
    return Health.QUIET if silent >= 30 or waits >= 7 else Health.HEALTHY


class Walk(RuleBasedStateMachine):
    """The Pain cafe, its lead Lea, people who offer help or to take it over."""

    def __init__(self) -> None:
        super().__init__()
        start_writing()
        self.now = datetime(2017, 9, 1, 12, tzinfo=UTC)
        clock.set_source(lambda: self.now)
        self.story: list[tuple[datetime, str, str]] = []

    def teardown(self) -> None:
        self.now += taking_over.LAPSES
        clockwork.move()
        waits = unscoped("test", Handover).where(Handover.state == HandoverState.ASKED)
        assert db.session.scalars(waits).all() == [], "no offer outlives its date"
        db.session.rollback()
        clock.set_source(None)

    def note(self, what: str, who: str = "") -> None:
        self.story.append((self.now, what, who))

    def attempt(self, act: Any, *arguments: object, **words: object) -> bool:
        """Do something as a request would; tell whether it was done."""
        try:
            with db.session.begin_nested():
                act(*arguments, **words)
                db.session.flush()
        except CommunityError:
            return False
        return True

    @initialize()
    def begin(self) -> None:
        alive(project(1))
        self.note("sign")

    @property
    def led(self) -> bool:
        """Whether Lea is here to do something."""
        return not told(self.story).rests

    # ------------------------------------------------------------ what people do
    @rule()
    def give_a_sign(self) -> None:
        if self.led:
            alive(fresh())
            self.note("sign")

    @rule(going=st.sampled_from([Going.YES, Going.SOMEBODY_ELSE]))
    def say_how_it_is(self, going: Going) -> None:
        if self.led and self.attempt(answer, LEA, fresh(), going):
            self.note("sign", "goes on" if going is Going.YES else "wants another")

    @rule(who=st.sampled_from(HELPERS))
    def offer_help(self, who: str) -> None:
        if self.attempt(joining.offer, CAST[who].viewer, fresh(), None, "Hello"):
            self.note("offers", who)

    def waiting(self, who: str) -> int | None:
        found = unscoped("test", JoinRequest.id).where(
            JoinRequest.member_id == CAST[who].id, JoinRequest.state == JoinState.SENT
        )
        number: int | None = db.session.scalar(found)
        return number

    @rule(who=st.sampled_from(HELPERS))
    def say_not_now(self, who: str) -> None:
        number = self.waiting(who)
        if (
            self.led
            and number
            and self.attempt(answering.decline, LEA, number, "Later")
        ):
            self.note("answered", who)
            self.note("sign")

    @rule(who=st.sampled_from(HELPERS))
    def take_back(self, who: str) -> None:
        number = self.waiting(who)
        if number and self.attempt(answering.withdraw, CAST[who].viewer, number):
            self.note("taken back", who)

    @rule()
    def rest_or_return(self) -> None:
        stand("lea", State.RESTING if self.led else State.ACTIVE)
        self.note("rests" if self.led else "back")

    @rule(who=st.sampled_from(HELPERS))
    def offer_to_take_over(self, who: str) -> None:
        wanted = health_now() in (Health.AT_RISK, Health.ORPHANED)
        done = self.attempt(taking_over.offer, CAST[who].viewer, fresh(), "I could")
        assert wanted or not done

    @rule()
    def decide_not_now(self) -> None:
        found = unscoped("test", Handover).where(Handover.state == HandoverState.ASKED)
        row = db.session.scalars(found.order_by(Handover.id)).first()
        if row is None:
            return
        done = self.attempt(taking_over.decline, OLU, row.id, "")
        assert done is (row.organisers_from <= self.now < row.due_at)

    # ------------------------------------------------------------ time
    @rule(hours=st.sampled_from([1, 24, 24 * 3, 24 * 8, 24 * 15, 24 * 31]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        hours=st.sampled_from([0, 24 * 2, 24 * 7, 24 * 15, 24 * 16]),
        twice=st.booleans(),
    )
    def tick(self, hours: int, twice: bool) -> None:
        self.now += timedelta(hours=hours)
        for _time in range(1 + twice):
            requests_clock.move()
            clockwork.move()
        self.note("clock")

    # ------------------------------------------------------------ what always holds
    @invariant()
    def its_health_is_what_its_story_tells(self) -> None:
        if self.story:
            assert health_now() is health_told(told(self.story), self.now)

    @invariant()
    def nobody_is_told_twice(self) -> None:
        if not self.story:
            return
        story = told(self.story)
        found = [one.key for one in letters("still-going") if one.to[:3] == "lea"]
        assert len(found) == len(set(found)) == story.letters
        assert len(letters("looks-for-lead")) == story.given_up

    @invariant()
    def whatever_has_no_lead_is_orphaned(self) -> None:
        leads = unscoped("test", Membership.id).where(
            Membership.project_id == 1,
            Membership.role == TeamRole.LEAD,
            Membership.until.is_(None),
        )
        assert db.session.scalar(leads) is not None or fresh().orphaned


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("app")
def test_projects_walk_their_machine():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
