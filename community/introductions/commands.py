"""What is done with an introduction: passed on or left, answered, taken back, ended."""

from sqlalchemy import ColumnElement, and_, or_, update

from community.connections import ties
from community.connections.models import TieAudience
from community.connections.queries import QUIET, knows
from community.core import clock
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.introductions import letters
from community.introductions.asking import tidy
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.introductions.queries import are_tied, reach_each_other
from community.introductions.states import WAITING, move, note
from community.introductions.told import Side, over, side_of
from community.introductions.waiting import forget
from community.members.models import Member
from community.messages.commands import begin
from community.messages.models import ConversationKind
from community.programme.models import Origin

S = IntroductionState
ASKED, OFFERED = IntroductionKind.ASKED, IntroductionKind.OFFERED


def _mine(viewer: Viewer, introduction_id: int, *sides: Side) -> Introduction:
    """Return an introduction in which the viewer stands on one of `sides`.

    Of its people only this transaction changes anything between them till its end.
    """
    row = _look(viewer, introduction_id)
    if side_of(row, viewer.member_id) not in sides:
        raise NotFound("introduction")
    ties.one_at_a_time(row.introducer_id, row.asker_id, row.target_id)
    return _look(viewer, introduction_id)


def _look(viewer: Viewer, introduction_id: int) -> Introduction:
    found = visible(viewer, Introduction).where(Introduction.id == introduction_id)
    row: Introduction | None = db.session.scalar(
        found.execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("introduction")
    return row


def _refuse_over(row: Introduction) -> None:
    if over(row):
        raise Refused(N_("This introduction has ended by itself"))


def _moved(viewer: Viewer, row: Introduction, state: S, **values: object) -> bool:
    return bool(move(viewer, row.kind, state, Introduction.id == row.id, **values))


# ---------------------------------------------------------------- the one in the middle
def pass_on(viewer: Viewer, introduction_id: int, words: str) -> None:
    """Pass an introduction on in one's own words; where it reaches nobody, silently."""
    row = _mine(viewer, introduction_id, Side.INTRODUCER)
    said = tidy(words)
    _check_asked(row)
    _check_both(viewer, row)
    reaches = reach_each_other(row.asker_id, row.target_id)
    state = S.PASSED_ON if reaches else S.NOT_NOW
    if not _moved(viewer, row, state, words=said, passed_at=clock.now(), nudges=0):
        raise Refused(N_("This introduction has ended already"))
    if reaches:
        letters.passed_on(row)


def _check_asked(row: Introduction) -> None:
    if row.kind is not ASKED or row.state is not S.ASKED:
        raise Refused(N_("This does not wait for you any more"))
    _refuse_over(row)


def _check_both(viewer: Viewer, row: Introduction) -> None:
    """Refuse where the viewer does not know both any more, or they know each other."""
    found = visible(viewer, Member).where(Member.id == row.target_id)
    target: Member | None = db.session.scalar(found)
    if target is None or not target.joined or not target.taking_requests:
        raise Refused(N_("They take no introductions at the moment. You can leave it"))
    if not knows(viewer, row.asker_id) or not knows(viewer, row.target_id):
        raise Refused(N_("You are not connected with both any more. You can leave it"))
    if are_tied(viewer, row.asker_id, row.target_id):
        raise Refused(N_("They know each other already. You can leave it"))


def leave_it(viewer: Viewer, introduction_id: int) -> None:
    """Do not pass an introduction on, quietly."""
    row = _mine(viewer, introduction_id, Side.INTRODUCER)
    _check_asked(row)
    if not _moved(viewer, row, S.NOT_PASSED_ON):
        raise Refused(N_("This does not wait for you any more"))


# ---------------------------------------------------------------- whoever is introduced
def yes(
    viewer: Viewer, introduction_id: int, audience: TieAudience = TieAudience.NEAR
) -> Introduction:
    """Say yes; the last yes that is needed makes the tie, and a conversation of three.

    `audience` is that of the viewer's end of the tie.
    """
    row = _mine(viewer, introduction_id, Side.CONTACT)
    _answer(viewer, row, True, audience)
    needed = [Introduction.id == row.id, Introduction.target_yes.is_(True)]
    if row.kind is OFFERED:
        needed.append(Introduction.asker_yes.is_(True))
    if move(viewer, row.kind, S.ACCEPTED, *needed):
        _introduce(viewer, _look(viewer, row.id))
    elif row.kind is ASKED:
        raise Refused(N_("This introduction has ended already"))
    return row


def not_now(viewer: Viewer, introduction_id: int) -> None:
    """Say not now, quietly: nobody learns whose answer it was, nor when."""
    row = _mine(viewer, introduction_id, Side.CONTACT)
    _answer(viewer, row, False, TieAudience.NEAR)
    _moved(viewer, row, S.NOT_NOW)
    assert viewer.member_id is not None
    forget(row, [viewer.member_id])


def _answer(
    viewer: Viewer, row: Introduction, said: bool, audience: TieAudience
) -> None:
    """Write down what one of the contacts says, once."""
    _refuse_over(row)
    side = "asker" if row.asker_id == viewer.member_id else "target"
    open_ = WAITING if row.kind is ASKED else (S.PASSED_ON, S.NOT_NOW)
    answer = getattr(Introduction, f"{side}_yes")
    done = db.session.execute(
        update(Introduction)
        .where(Introduction.id == row.id, answer.is_(None))
        .where(Introduction.state.in_(open_), Introduction.passed_at.is_not(None))
        .values({f"{side}_yes": said, f"{side}_audience": audience})
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("This does not wait for you any more"))
    note(viewer, row.id, "answered")


def _introduce(viewer: Viewer, row: Introduction) -> None:
    """Make the tie, and let the three talk."""
    ties.connect(
        viewer,
        row.asker_id,
        row.target_id,
        origin=Origin.INTRODUCTION,
        audiences={
            row.asker_id: row.asker_audience,
            row.target_id: row.target_audience,
        },
    )
    three = (row.introducer_id, row.asker_id, row.target_id)
    row.conversation_id = begin(ConversationKind.INTRODUCTION, three).id
    db.session.flush()


# ---------------------------------------------------------------- taking back, ending
def withdraw(viewer: Viewer, introduction_id: int) -> None:
    """Take back what one asked for or offered; one that was declined goes likewise."""
    row = _mine(viewer, introduction_id, Side.ASKER, Side.INTRODUCER)
    if side_of(row, viewer.member_id) is Side.INTRODUCER and row.kind is ASKED:
        raise NotFound("introduction")
    _refuse_over(row)
    if not _moved(viewer, row, S.WITHDRAWN):
        raise Refused(N_("This introduction has ended already"))
    told = letters.answerers(row)
    forget(row, told if row.passed_at else (*told, row.introducer_id))


def end_between(one: int, two: int) -> None:
    """End what waits in which both have a part, as if somebody had said not now.

    What two of them were never brought stays with the one in the middle, who would
    learn of the block; passed on, it reaches nobody.
    """
    pair = (one, two)
    asker, target, via = (
        getattr(Introduction, name).in_(pair)
        for name in ("asker_id", "target_id", "introducer_id")
    )
    among = or_(and_(asker, target), and_(asker, via), and_(target, via))
    for row in _brought(among):
        forget(row, _who_is_done(row, pair))
    for kind in IntroductionKind:
        move(VISITOR, kind, S.NOT_NOW, Introduction.state == S.PASSED_ON, among)
    move(VISITOR, ASKED, S.NOT_PASSED_ON, asker, via)
    db.session.flush()


def _brought(among: ColumnElement[bool]) -> list[Introduction]:
    """Return the introductions of these people that came to whoever is introduced."""
    found = unscoped("introductions", Introduction).where(
        among,
        Introduction.passed_at.is_not(None),
        Introduction.state.in_((S.PASSED_ON, S.NOT_NOW)),
        Introduction.asked_at > clock.now() - QUIET,
    )
    return list(db.session.scalars(found.order_by(Introduction.id)))


def _who_is_done(row: Introduction, pair: tuple[int, int]) -> tuple[int, ...]:
    """Return for whom nothing waits once two have parted.

    One that was offered waits on for a contact who is not of the two.
    """
    told = letters.answerers(row)
    return told if row.kind is ASKED else tuple(one for one in told if one in pair)
