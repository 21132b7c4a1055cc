"""Accounts that nobody uses: two letters, then hidden from all, at last erased.

A step waits for the one before: after an update, or when nothing ran for a while,
nobody is erased who was not written to and hidden first. Whoever never came in has no
such letters: nothing of them shows, and their address was never confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, delete, select

from community.accounts.models import Account, State
from community.core import clock, journal, outbox
from community.core.access import Audience, Viewer
from community.core.db import db, read_only, start_writing
from community.core.journal import Act
from community.core.visible import unscoped
from community.members.joining import member_of, new_slug
from community.privacy import cleaning, erasing
from community.privacy.models import Inactivity, Step

WHY = "inactive"
CLOCK = Viewer(name="clock")
CAME_IN = (State.ACTIVE, State.RESTING, State.SUSPENDED)
NEVER = (State.INVITED, State.UNCONFIRMED, State.PENDING)
ERASED = 24
"""After so many months an account is erased."""


@dataclass(frozen=True)
class Stage:
    """What is done after so many months, so long after the step before."""

    months: int
    after: Step | None
    wait: int
    then: Step | None
    does: Callable[[Account], None]


def _write(kind: str) -> Callable[[Account], None]:
    def post(account: Account) -> None:
        hidden = _in_months(account.seen_on, HIDDEN)
        erased = _in_months(account.seen_on, ERASED)
        outbox.post(kind, account.email, hidden=str(hidden), erased=str(erased))

    return post


def _hide(account: Account) -> None:
    """Let nobody else see anything of somebody; they can change it when they return."""
    member = member_of(account)
    if member is not None and member.audience is not Audience.ME:
        member.audience = Audience.ME
        member.slug = new_slug("", Audience.ME)
        journal.record(CLOCK, Act.AUDIENCE, "name", member.id, Audience.ME.value)


def _erase(account: Account) -> None:
    erasing.erase(account.id)


HIDDEN = 13
SLACK = timedelta(days=3)
"""Months are not of one length: so much a step may come sooner after the one before."""
STAGES = (
    Stage(ERASED, Step.HIDDEN, ERASED - HIDDEN, None, _erase),
    Stage(HIDDEN, Step.TOLD_AGAIN, 1, Step.HIDDEN, _hide),
    Stage(12, Step.TOLD, 1, Step.TOLD_AGAIN, _write("inactive-again")),
    Stage(11, None, 0, Step.TOLD, _write("inactive")),
)
"""The last first, so that nobody takes two steps on one day."""


def due() -> int:
    """Return for how many accounts a step is due."""
    return sum(len(_due(stage)) for stage in STAGES) + len(_never_came())


def go() -> int:
    """Take each step that is due, for one account after the other; return how many.

    Each in a transaction of its own.
    """
    read_only()
    db.session.rollback()
    steps = [(number, stage) for stage in STAGES for number in _due(stage)]
    gone = _never_came()
    db.session.rollback()
    done = sum(_take(number, stage) for number, stage in steps)
    for number in gone:
        start_writing()
        if number in _never_came():
            erasing.erase(number)
        db.session.commit()
    _forget_who_came_back()
    if gone or any(stage.then is None for _number, stage in steps):
        cleaning.tidy_up()
    return done + len(gone)


def _take(number: int, stage: Stage) -> bool:
    """Take a step for an account, unless somebody came back meanwhile."""
    start_writing()
    if number not in _due(stage):
        return False
    account = db.session.get_one(Account, number)
    stage.does(account)
    if stage.then is not None:
        db.session.merge(
            Inactivity(
                account_id=number, seen_on=account.seen_on, step=stage.then,
                taken_on=clock.today(),
            )
        )  # fmt: skip
        journal.record(CLOCK, Act.RETENTION, "account", number, stage.then.value)
    db.session.commit()
    return True


def _due(stage: Stage) -> list[int]:
    found = unscoped(WHY, Account.id).join(Inactivity, _is_about_them(), isouter=True)
    old = Account.seen_on <= clock.months_before(clock.today(), stage.months)
    found = found.where(*_real(CAME_IN), old).order_by(Account.id)
    if stage.after is None:
        return list(db.session.scalars(found.where(Inactivity.account_id.is_(None))))
    latest = clock.months_before(clock.today(), stage.wait) + SLACK
    waited = Inactivity.taken_on <= latest
    return list(db.session.scalars(found.where(Inactivity.step == stage.after, waited)))


def _never_came() -> list[int]:
    old = Account.seen_on <= clock.months_before(clock.today(), ERASED)
    found = unscoped(WHY, Account.id).where(*_real(NEVER), old)
    return list(db.session.scalars(found.order_by(Account.id)))


def _real(states: tuple[State, ...]) -> tuple[ColumnElement[bool], ...]:
    """State that an account is in one of these states, and not of the demo."""
    return Account.state.in_(states), ~Account.demo


def _is_about_them() -> ColumnElement[bool]:
    """State that a row is of the time since an account was last used."""
    same = Inactivity.seen_on == Account.seen_on
    return and_(Inactivity.account_id == Account.id, same)


def _forget_who_came_back() -> None:
    start_writing()
    still = select(Account.id).where(_is_about_them())
    over = Inactivity.account_id.not_in(still.correlate_except(Account))
    db.session.execute(delete(Inactivity).where(over))
    db.session.commit()
    read_only()


def _in_months(day: date, months: int) -> date:
    """Return the first day that is so many months after another one."""
    found = clock.months_before(day, -months)
    while clock.months_before(found, months) < day:
        found += timedelta(days=1)
    return found
