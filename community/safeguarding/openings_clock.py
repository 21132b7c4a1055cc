"""The clock of break-glass: whoever it was about is told, once."""

from sqlalchemy import update

from community.accounts.models import Account
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.journal import Act
from community.core.visible import unscoped
from community.members.models import Member
from community.notices.commands import TOLD, tell
from community.safeguarding.models import Opening

WHY = "letters"
CLOCK = Viewer(name="clock")
LEDGER = "/account/privacy#looked"


def move() -> int:
    """Tell those whose day has come; who is suspended is told on coming back."""
    due = (
        unscoped(WHY, Opening.id, Member.id)
        .join(Account, Account.id == Opening.about_id)
        .join(Member, Member.account_id == Account.id)
        .where(Opening.told_at.is_(None), Opening.told_from <= clock.now())
        .where(Account.state.in_(TOLD))
        .order_by(Opening.id)
    )
    return sum(_tell(number, member) for number, member in db.session.execute(due))


def _tell(number: int, member: int) -> bool:
    """Tell one member of one opening; of two clocks at once one does."""
    done = db.session.execute(
        update(Opening)
        .where(Opening.id == number, Opening.told_at.is_(None))
        .values(told_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    tell(member, "private-opened", f"opening:{number}", link=LEDGER)
    journal.record(CLOCK, Act.BREAK_GLASS, "opening", number, "told")
    return True
