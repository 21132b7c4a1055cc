"""Accounts that nobody uses: each step on its day, and never two at once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from community.accounts import queries
from community.accounts.models import Account, SignIn, State
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.privacy import inactive
from community.privacy.models import Erasure, Inactivity, Step
from tests.letters import letters

LAST = date(2024, 1, 31)
BOB = 2


@pytest.fixture
def away(app, at):
    """Bob was last here on a day; all others are here all the time."""
    others(date(2030, 1, 1))
    seen(BOB, LAST)


def others(day: date) -> None:
    start_writing()
    db.session.execute(update(Account).where(Account.id != BOB).values(seen_on=day))
    db.session.commit()


def seen(number: int, day: date) -> None:
    start_writing()
    db.session.execute(update(Account).where(Account.id == number).values(seen_on=day))
    db.session.commit()


def on(at, moment: str) -> int:
    at(moment)
    expected = inactive.due()
    done = inactive.go()
    assert done == expected
    start_writing()
    return done


def sent() -> list[tuple[str, str]]:
    return [(one.kind, one.to) for one in letters() if "inactive" in one.kind]


def step() -> Step | None:
    return db.session.scalar(select(Inactivity.step))


def member() -> Member | None:
    found = unscoped("test", Member).where(Member.account_id == BOB)
    return db.session.scalar(found.execution_options(populate_existing=True))


STEPS = (
    ("2024-12-31 00:00", Step.TOLD),
    ("2025-01-31 00:00", Step.TOLD_AGAIN),
    ("2025-03-01 00:00", Step.HIDDEN),
    ("2026-01-31 00:00", None),
)
"""When each step is due of whoever was last here at the end of January."""


def test_each_step_on_its_day_and_not_a_second_before(away, at):
    for due, after in STEPS:
        before = step()
        early = datetime.fromisoformat(due) - timedelta(seconds=1)
        assert on(at, str(early)) == 0
        assert step() is before
        assert on(at, due) == 1
        assert step() is after
        assert on(at, due) == 0
    assert db.session.get(Account, BOB) is None
    assert member() is None
    assert db.session.scalars(select(Erasure.account_id)).all() == [BOB]


def test_two_letters_say_what_comes_and_when(away, at):
    on(at, STEPS[0][0])
    on(at, STEPS[1][0])
    assert sent() == [
        ("inactive", "bob@example.org"), ("inactive-again", "bob@example.org"),
    ]  # fmt: skip
    assert {one.facts["hidden"] for one in letters("inactive")} == {"2025-03-01"}
    assert {one.facts["erased"] for one in letters("inactive")} == {"2026-01-31"}


def test_hidden_means_that_nobody_else_sees_them(away, at, visitor):
    for due, _after in STEPS[:3]:
        on(at, due)
    row = member()
    assert row.audience is Audience.ME
    assert "bob" not in row.slug
    visitor("alice").see(f"/members/{row.slug}", status=404)
    visitor("alice").see("/members/bob-2", status=404)


def test_whoever_comes_back_starts_anew(away, at):
    on(at, STEPS[0][0])
    on(at, STEPS[1][0])
    seen(BOB, date(2025, 2, 10))
    assert on(at, STEPS[2][0]) == 0
    assert step() is None, "it is over"
    assert on(at, "2026-01-10 00:00") == 1
    assert step() is Step.TOLD


def test_after_a_long_silence_of_the_place_nobody_is_erased_at_once(away, at):
    at("2029-06-01 12:00")
    moments = [clock.now()]
    for wait in (1, 1, 11):
        assert inactive.go() == 1
        assert inactive.go() == 0, "one step a day"
        later = clock.months_before(moments[-1], -wait)
        moments.append(later)
        at((later - 2 * inactive.SLACK).strftime("%Y-%m-%d %H:%M"))
        assert inactive.go() == 0
        at(later.strftime("%Y-%m-%d %H:%M"))
    assert inactive.go() == 1
    assert db.session.get(Account, BOB) is None


@pytest.mark.parametrize("state", [State.RESTING, State.SUSPENDED])
def test_whoever_rests_or_is_suspended_goes_the_same_way(away, at, state):
    change = update(Account).where(Account.id == BOB)
    db.session.execute(change.values(state=state))
    db.session.commit()
    for due, _after in STEPS:
        assert on(at, due) == 1
    assert db.session.get(Account, BOB) is None


def test_whoever_leaves_has_a_day_of_their_own(away, at):
    change = update(Account).where(Account.id == BOB)
    db.session.execute(change.values(state=State.LEAVING, leaves_on=date(2040, 1, 1)))
    db.session.commit()
    assert [on(at, due) for due, _after in STEPS] == [0, 0, 0, 0]


@pytest.mark.parametrize("state", [State.INVITED, State.UNCONFIRMED, State.PENDING])
def test_whoever_never_came_in_goes_without_letters(away, at, state):
    change = update(Account).where(Account.id == BOB)
    db.session.execute(change.values(state=state))
    db.session.commit()
    assert [on(at, due) for due, _after in STEPS[:3]] == [0, 0, 0]
    assert on(at, "2026-01-30 23:59:59") == 0
    assert on(at, "2026-01-31 00:00:00") == 1
    assert db.session.get(Account, BOB) is None
    assert sent() == []


def test_the_demo_is_spared(away, at):
    change = update(Account).where(Account.id == BOB)
    db.session.execute(change.values(demo=True))
    db.session.commit()
    assert [on(at, due) for due, _after in STEPS] == [0, 0, 0, 0]


# ---------------------------------------------------------------- when they were here
def day_of(number: int) -> date | None:
    return db.session.scalar(
        unscoped("test", Account.seen_on).where(Account.id == number)
    )


def test_using_a_session_is_being_here(app, visitor, at):
    seen(1, date(2024, 1, 1))
    at("2024-05-01 12:00")
    alice = visitor("alice")
    at("2024-05-02 12:00")
    alice.see("/members/")
    assert day_of(1) == date(2024, 5, 2)
    assert day_of(4) != date(2024, 5, 2)


def test_being_here_never_goes_back(app, at):
    at("2024-05-01 12:00")
    seen(1, date(2024, 6, 1))
    start_writing()
    row = SignIn(token_hash="x", account_id=1, ends_at=clock.now())
    db.session.add(row)
    db.session.flush()
    queries.mark_seen(row.id)
    assert day_of(1) == date(2024, 6, 1)


def test_a_new_account_was_here_today(app, at):
    at("2024-05-01 12:00")
    row = Account(email="new@example.org")
    db.session.add(row)
    db.session.flush()
    assert row.seen_on == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2024-03-31", 1, "2024-02-29"), ("2024-01-15", 1, "2023-12-15"),
        ("2024-12-31", 24, "2022-12-31"), ("2024-01-31", -1, "2024-02-29"),
        ("2024-11-30", -13, "2025-12-30"), ("2024-02-29", 12, "2023-02-28"),
    ],
)  # fmt: skip
def test_months_are_those_of_the_calendar(day, months, before):
    found = clock.months_before(date.fromisoformat(day), months)
    assert found == date.fromisoformat(before)
