"""Taking part: in this round, every month, or not any more."""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from community.coffee.models import CoffeeRound, CoffeeSeat, RoundState
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import OPEN, find, visible
from community.members.models import Member

NONE_OPEN = N_("No round is open at the moment. Look again when the next one is")
UNSEEN = N_("Others must see your name to meet you. Show it to all members, then join")


def join(viewer: Viewer, *, every_month: bool = False) -> CoffeeRound:
    """Take part in the open round, and in all later ones if `every_month`.

    Nothing of it is in the audit trail: that somebody takes part is theirs alone.
    """
    require(viewer, Permission.COFFEE_JOIN)
    me: Member = find(viewer, Member, Member.id == viewer.member_id)
    if me.audience not in OPEN:
        raise Refused(UNSEEN)
    row = _open_round()
    if row is None:
        raise Refused(NONE_OPEN)
    _sit_down(viewer, row.id)
    set_every_month(viewer, every_month)
    return row


def _open_round() -> CoffeeRound | None:
    """Return the open round, which stays open until this transaction has ended."""
    found = select(CoffeeRound).where(CoffeeRound.state == RoundState.OPEN)
    found = found.order_by(CoffeeRound.pairs_on, CoffeeRound.id).limit(1)
    return db.session.scalar(
        found.with_for_update(read=True).execution_options(populate_existing=True)
    )


def _sit_down(viewer: Viewer, round_id: int) -> None:
    mine = visible(viewer, CoffeeSeat.id).where(CoffeeSeat.round_id == round_id)
    if db.session.scalar(mine) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(CoffeeSeat(round_id=round_id, member_id=viewer.member_id))
    except IntegrityError:
        return  # another tap of the same finger was quicker


def leave(viewer: Viewer) -> None:
    """Take part no more: neither in the open round nor in later ones."""
    require(viewer, Permission.COFFEE_JOIN)
    row = _open_round()
    if row is not None:
        db.session.execute(
            delete(CoffeeSeat).where(
                CoffeeSeat.round_id == row.id, CoffeeSeat.member_id == viewer.member_id
            )
        )
    set_every_month(viewer, False)


def set_every_month(viewer: Viewer, every_month: bool) -> None:
    """Be joined to later rounds when they open, or not; this one stays as it is."""
    require(viewer, Permission.COFFEE_JOIN)
    mine = update(CoffeeSeat).where(CoffeeSeat.member_id == viewer.member_id)
    if every_month:
        found = visible(viewer, CoffeeSeat.id).order_by(CoffeeSeat.round_id.desc())
        last = db.session.scalar(found.limit(1))
        if last is None:
            raise Refused(N_("Join a round first, then choose every month"))
        mine = mine.where(CoffeeSeat.id == last)
    db.session.execute(mine.values(every_month=every_month))
    db.session.flush()
