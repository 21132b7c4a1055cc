"""Who may ask whom, and how often: the rules of first contact."""

from datetime import date, datetime, timedelta

from sqlalchemy import func

from community.accounts.models import Account
from community.connections import from_projects
from community.connections.models import ConnectionRequest, RequestKind
from community.connections.queries import QUIET, again_on, knows, waits
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.members.hearing import shown_to
from community.members.models import Member
from community.vocabulary.choices import capacity

A_DAY, A_DAY_AT_FIRST = 10, 3
DAY, FIRST_WEEK, FORTNIGHT = (timedelta(days=days) for days in (1, 7, 14))
WHY = "ties"


TAKE_NONE = N_("They take no hellos at the moment")
"""What who has had enough for now reads like as well: nobody is told which."""

TAKE_NO_REQUESTS = N_("They take no requests at the moment")
"""The same of what is asked for a project."""


def takes(other: Member, got: int = 0) -> bool:
    """Tell whether somebody is there for first contacts, and has not had enough.

    `got` is how many they got lately of another sort than hellos.
    """
    return other.joined and other.taking_requests and not _has_enough(other.id, got)


def check_between(viewer: Viewer, other: Member, got: int = 0) -> None:
    """Refuse where the two know each other, or one of them would not know of it."""
    if not takes(other, got):
        raise Refused(TAKE_NONE)
    if knows(viewer, other.id):
        raise Refused(N_("You know each other already"))
    if not is_seen_by(other, viewer):
        raise Refused(
            N_("They cannot see your name. Show it to all members, then say hello")
        )
    _check_between_them(viewer, other.id)


def _check_between_them(viewer: Viewer, other: int) -> None:
    """Refuse while either has asked the other not long ago."""
    theirs = visible(viewer, ConnectionRequest.id).where(
        ConnectionRequest.asker_id == other,
        ConnectionRequest.asked_id == viewer.member_id,
        waits(),
    )
    if db.session.scalar(theirs.limit(1)) is not None:
        raise Refused(N_("They asked you already. Answer them under Requests"))
    again = again_from(viewer, other)
    if again is not None:
        raise Refused(
            N_("You asked them already. You can ask again from %(day)s"), day=again
        )


def again_from(viewer: Viewer, other: int) -> date | None:
    """Return from when the viewer may ask somebody again whom they asked lately."""
    sent = visible(viewer, func.max(ConnectionRequest.asked_at)).where(
        ConnectionRequest.asker_id == viewer.member_id,
        ConnectionRequest.asked_id == other,
    )
    last: datetime | None = db.session.scalar(sent)
    if last is None or clock.now() >= last + QUIET:
        return None
    return again_on(last)


def _has_enough(asked: int, also: int) -> bool:
    """Tell whether somebody got as many hellos lately as the community allows.

    What strangers asked of them for a project counts as a hello does.
    """
    most = capacity()
    since = clock.now() - FORTNIGHT
    got = unscoped(WHY, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asked_id == asked,
        ConnectionRequest.asked_at > since,
        ConnectionRequest.kind == RequestKind.HELLO,
    )
    also += from_projects.got(asked, since)
    return most > 0 and (db.session.scalar(got) or 0) + also >= most


def is_seen_by(other: Member, viewer: Viewer) -> bool:
    """Tell whether the viewer shows their name to somebody, who would know who asks."""
    assert viewer.member_id is not None
    return shown_to(other.id, viewer.member_id)


def check_often(asker: int, also: int = 0) -> None:
    """Refuse more first contacts than are good for a day, fewer for a new account.

    `also` is how many the last day brought of another sort than hellos and what was
    asked of strangers for a project.
    """
    since = clock.now() - DAY
    sent = unscoped(WHY, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asker_id == asker,
        ConnectionRequest.asked_at > since,
        ConnectionRequest.kind == RequestKind.HELLO,
    )
    also += from_projects.begun(asker, since)
    most = A_DAY_AT_FIRST if _began(asker) > clock.now() - FIRST_WEEK else A_DAY
    if (db.session.scalar(sent) or 0) + also >= most:
        raise TooMany(
            N_("%(most)s new contacts a day are enough for now. Come back tomorrow"),
            retry_after=int(DAY.total_seconds()),
            most=most,
        )


def check_for_project(
    viewer: Viewer, other: Member, also: int = 0, got: int = 0
) -> None:
    """Refuse what a lead asks of one stranger more than is good for either.

    It is an invitation, or a question to lead. `also` and `got` are first contacts of
    another sort, as above.
    """
    assert viewer.member_id is not None
    if not from_projects.is_first(viewer, other.id):
        return
    if _has_enough(other.id, got):
        raise Refused(TAKE_NO_REQUESTS)
    check_often(viewer.member_id, also)


def _began(member: int) -> datetime:
    """Return when somebody's account became theirs."""
    found = unscoped(WHY, Account.confirmed_at, Account.created_at)
    found = found.join(Member, Member.account_id == Account.id)
    confirmed, created = db.session.execute(found.where(Member.id == member)).one()
    moment: datetime = confirmed or created
    return moment
