"""The clock of searches: each is looked at once a week, and may have news."""

from datetime import timedelta

from sqlalchemy import select

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.following import queries, searches
from community.following.models import SavedSearch
from community.members.models import Member
from community.notices import commands as notices

WHY = "searches"
WEEK = timedelta(days=7)
MOST = 20
"""So many are looked at in one move; what is left is first in the next."""


def move() -> int:
    """Look at the searches whose week has passed; return how many had news.

    Searches of people who rest wait until they are back.
    """
    active = (
        select(Member.id)
        .join(Account, Account.id == Member.account_id)
        .where(Account.state == State.ACTIVE)
    )
    due = (
        unscoped(WHY, SavedSearch)
        .where(SavedSearch.looked_at <= clock.now() - WEEK)
        .where(SavedSearch.member_id.in_(active))
        .order_by(SavedSearch.looked_at, SavedSearch.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    told = sum(_look(row) for row in db.session.scalars(due).all())
    db.session.flush()
    return told


def _look(row: SavedSearch) -> bool:
    """Look at one as whoever keeps it; tell them how many are new, never who.

    What was brought once stays seen, so that whoever hides for a while is new once.
    """
    row.looked_at = clock.now()
    if queries.rests(row):
        return False
    they = Viewer(row.member_id, state="active")
    unseen, news = searches.fresh(they, row)
    if unseen:
        row.seen = sorted({*row.seen, *unseen})
    if not news:
        return False
    return notices.tell(
        row.member_id,
        f"search-{row.of.value}",
        f"search:{row.id}:{clock.today()}",
        link=f"/following/searches/{row.id}",
        count=len(news),
    )
