"""Taking a break: hidden everywhere, without mail, until one comes back.

Nothing is deleted or changed but where the account stands, so that coming back restores
profile, ties, audiences, memberships and follows as they were.
"""

from datetime import date, timedelta

from sqlalchemy import update

from community.accounts import roles
from community.accounts.models import Account, State
from community.core import clock, journal, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.members.joining import put

WHY = "worker"
LONGEST = timedelta(days=2 * 366)
ON_A_BREAK = N_("You are on a break already")


def rest(viewer: Viewer, until: date | None) -> None:
    """Let the viewer take a break until a day, or until they come back by themselves.

    Sessions and consents stay. The last administrator stays.
    """
    if not viewer.is_member or viewer.account_id is None:
        raise Forbidden("rest")
    if until is not None and until <= clock.today():
        raise Refused(N_("Choose a day that is still to come, or none"))
    if until is not None and until > clock.today() + LONGEST:
        raise Refused(N_("Choose a day within two years, or none"))
    roles.keep_one(viewer.account_id)
    if not _step(viewer.account_id, State.ACTIVE, State.RESTING, until):
        raise Refused(ON_A_BREAK)
    journal.record(viewer, journal.Act.REST, "account", viewer.account_id, "began")
    db.session.flush()


def come_back(viewer: Viewer) -> bool:
    """End the viewer's break; tell whether there was one that had not ended."""
    if viewer.account_id is None:
        raise Forbidden("rest")
    if not _step(viewer.account_id, State.RESTING, State.ACTIVE, None):
        return False
    journal.record(viewer, journal.Act.REST, "account", viewer.account_id, "ended")
    db.session.flush()
    return True


def _step(account_id: int, before: State, after: State, until: date | None) -> bool:
    """Move an account on, once: of two at the same time one does."""
    done = db.session.execute(
        update(Account)
        .where(Account.id == account_id, Account.state == before)
        .values(state=after, rests_until=until)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    account = db.session.get_one(Account, account_id)
    db.session.refresh(account)
    put(account, after)
    return True


def until_when(viewer: Viewer) -> date | None:
    """Return the day on which the viewer's own break ends; None for an open end."""
    found = unscoped("sign-in", Account.rests_until)
    day: date | None = db.session.scalar(found.where(Account.id == viewer.account_id))
    return day


def move() -> int:
    """Bring back those whose day has come, with one letter each; return how many."""
    due = (
        unscoped(WHY, Account.id, Account.email, Account.rests_until)
        .where(Account.state == State.RESTING, Account.rests_until <= clock.today())
        .order_by(Account.id)
        .with_for_update(skip_locked=True)
    )
    back = 0
    for number, address, day in db.session.execute(due).all():
        if _step(number, State.RESTING, State.ACTIVE, None):
            clock_itself = Viewer(name="clock")
            act = journal.Act.REST
            journal.record(clock_itself, act, "account", number, "ended by its day")
            outbox.post_once("rest-over", address, f"rest-over:{number}:{day}")
            back += 1
    db.session.flush()
    return back
