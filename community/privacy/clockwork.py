"""The clock of leaving: whoever did not change their mind is erased on their day."""

import structlog
from sqlalchemy import ColumnElement

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, read_only, start_writing
from community.core.visible import unscoped
from community.privacy import cleaning, erasing, erasures

WHY = "erasing"

log = structlog.get_logger("erasing")


def move() -> int:
    """Erase those whose day has come, each in a transaction of its own.

    Whoever kept their account meanwhile stays. What a killed run left is done, too.
    One that fails holds up nobody else, is told at the end, and tried again.
    """
    came = [_erased(number) for number in _due()]
    done = came.count(True)
    read_only()
    late = erasures.bring_up_to_date()
    db.session.rollback()
    if done or late or cleaning.is_unswept():
        cleaning.tidy_up()
    cleaning.sweep_photos()
    read_only()
    if None in came:
        raise RuntimeError(f"{came.count(None)} could not be erased")
    return done


def _erased(number: int) -> bool | None:
    """Erase somebody if they are still to be; None where that failed."""
    start_writing()
    try:
        due = _is_due(number)
        if due:
            erasing.erase(number)
        db.session.commit()
    except Exception as problem:
        db.session.rollback()
        log.error("not erased", problem=type(problem).__name__)
        return None
    return due


def _due() -> list[int]:
    read_only()
    found = unscoped(WHY, Account.id).where(*_day_has_come())
    numbers = list(db.session.scalars(found.order_by(Account.id)))
    db.session.rollback()
    return numbers


def _day_has_come() -> tuple[ColumnElement[bool], ...]:
    return Account.state == State.LEAVING, Account.leaves_on <= clock.today()


def _is_due(number: int) -> bool:
    """Tell whether somebody is still to be erased, and hold them if so."""
    found = unscoped(WHY, Account.id).where(Account.id == number, *_day_has_come())
    return db.session.scalar(found.with_for_update()) is not None
