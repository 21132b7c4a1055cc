"""Introductions begin: somebody asks for one, or offers one unasked."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_

from community.connections import asking
from community.connections.queries import QUIET, again_on, knows
from community.connections.ties import one_at_a_time
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.introductions import letters
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.introductions.queries import (
    are_tied,
    introducers,
    reach_each_other,
    sees,
)
from community.introductions.states import note
from community.introductions.told import Told, told
from community.members.hearing import shown_to
from community.members.models import Member
from community.messages import first

LETTERS = 400
WHY = "introductions"


def tidy(words: str) -> str:
    """Return a short text on one line, or refuse one that is empty or too long."""
    said = " ".join(words.split())
    if not said:
        raise Refused(N_("Write a sentence or two"))
    if len(said) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    return said


# ---------------------------------------------------------------- asking
def ask(viewer: Viewer, target: Member, via: int, purpose: str) -> Introduction:
    """Ask somebody who knows both to introduce the viewer, and tell them by mail."""
    require(viewer, Permission.CONNECTION_ASK, target)
    assert viewer.member_id is not None
    words = tidy(purpose)
    one_at_a_time(viewer.member_id, target.id, via)
    asking.check_between(viewer, target, first.got_lately(target.id))
    _check_waiting(viewer, target.id)
    if via not in introducers(viewer, target.id) or not _sees_both(
        via, viewer.member_id, target.id
    ):
        raise Refused(N_("Choose somebody who knows you both"))
    also = begun_lately(viewer) + first.begun_lately(viewer)
    asking.check_often(viewer.member_id, also)
    row = Introduction(
        kind=IntroductionKind.ASKED,
        introducer_id=via,
        asker_id=viewer.member_id,
        target_id=target.id,
        purpose=words,
    )
    _add(viewer, row)
    letters.asked(row)
    return row


def _add(viewer: Viewer, row: Introduction) -> None:
    db.session.add(row)
    db.session.flush()
    note(viewer, row.id, row.kind.value)


def _sees_both(via: int, one: int, two: int) -> bool:
    """Tell whether two people show their names to the one in the middle."""
    return shown_to(via, one) and shown_to(via, two)


def last_asked(viewer: Viewer, target: int) -> datetime | None:
    """Return when, in the last 21 days, the viewer asked to be introduced."""
    found = visible(viewer, func.max(Introduction.asked_at)).where(
        Introduction.kind == IntroductionKind.ASKED,
        Introduction.asker_id == viewer.member_id,
        Introduction.target_id == target,
        Introduction.asked_at > clock.now() - QUIET,
    )
    last: datetime | None = db.session.scalar(found)
    return last


def _check_waiting(viewer: Viewer, target: int) -> None:
    """Refuse where an introduction of the two waits already, or did lately."""
    last = last_asked(viewer, target)
    if last is not None:
        raise Refused(
            N_("You asked for this already. You can ask again from %(day)s"),
            day=again_on(last),
        )
    me = viewer.member_id
    between = or_(
        (Introduction.asker_id == me) & (Introduction.target_id == target),
        (Introduction.asker_id == target) & (Introduction.target_id == me),
    )
    rows = db.session.scalars(visible(viewer, Introduction).where(between)).all()
    waits = (Told.TO_ANSWER, Told.SAID_YES)
    if any(told(row, me) in waits for row in rows):
        raise Refused(
            N_("Somebody introduces you to each other already. See Introductions")
        )


def begun_lately(viewer: Viewer) -> int:
    """Return how many introductions the viewer began in the last day, none woven."""
    assert viewer.member_id is not None
    begun = unscoped(WHY, func.count(Introduction.id)).where(
        Introduction.asked_at > clock.now() - asking.DAY, _begun_by(viewer.member_id)
    )
    return db.session.scalar(begun) or 0


def _begun_by(member: int) -> ColumnElement[bool]:
    asked = Introduction.kind == IntroductionKind.ASKED
    unasked = ~asked & ~Introduction.woven
    return or_(
        (Introduction.asker_id == member) & asked,
        (Introduction.introducer_id == member) & unasked,
    )


# ---------------------------------------------------------------- offering
def offer(viewer: Viewer, one: Member, two: Member, words: str) -> Introduction:
    """Introduce two whom the viewer knows to each other; both have to say yes.

    Where they do not see each other, or know each other in a way that the viewer does
    not see, nothing is delivered, and that looks like no answer.
    """
    assert viewer.member_id is not None
    said = tidy(words)
    _check_contacts(viewer, one, two)
    one_at_a_time(viewer.member_id, one.id, two.id)
    _check_offered(viewer, one.id, two.id)
    also = begun_lately(viewer) + first.begun_lately(viewer)
    asking.check_often(viewer.member_id, also)
    return bring_together(viewer, one.id, two.id, said)


def bring_together(
    viewer: Viewer, one: int, two: int, words: str, *, woven: bool = False
) -> Introduction:
    """Bring an introduction by the viewer to two people, or to nobody without a word.

    It reaches them where they see each other and the viewer, and are not tied.
    """
    assert viewer.member_id is not None
    delivered = reach_each_other(one, two) and all(
        sees(contact, viewer.member_id) for contact in (one, two)
    )
    now = clock.now()
    row = Introduction(
        kind=IntroductionKind.OFFERED,
        introducer_id=viewer.member_id,
        asker_id=one,
        target_id=two,
        words=words,
        state=IntroductionState.PASSED_ON if delivered else IntroductionState.NOT_NOW,
        passed_at=now if delivered else None,
        ended_at=None if delivered else now,
        woven=woven,
    )
    _add(viewer, row)
    if delivered:
        letters.passed_on(row)
    return row


def _check_contacts(viewer: Viewer, one: Member, two: Member) -> None:
    if one.id == two.id:
        raise Refused(N_("Choose two different people"))
    for contact in (one, two):
        require(viewer, Permission.CONNECTION_ASK, contact)
        if not knows(viewer, contact.id):
            raise Refused(N_("Choose two people whom you know"))
        if not contact.joined or not contact.taking_requests:
            raise Refused(
                N_("%(name)s takes no introductions at the moment"), name=contact.name
            )
    if are_tied(viewer, one.id, two.id):
        raise Refused(N_("They know each other already"))


def _check_offered(viewer: Viewer, one: int, two: int) -> None:
    pair = (one, two)
    found = visible(viewer, func.max(Introduction.asked_at)).where(
        Introduction.kind == IntroductionKind.OFFERED,
        Introduction.introducer_id == viewer.member_id,
        Introduction.asker_id.in_(pair),
        Introduction.target_id.in_(pair),
        Introduction.asked_at > clock.now() - QUIET,
    )
    last = db.session.scalar(found)
    if last is not None:
        raise Refused(
            N_("You introduced them already. You can do so again from %(day)s"),
            day=again_on(last),
        )
