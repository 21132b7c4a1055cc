"""What each of the three may know of an introduction: less than its state."""

from datetime import datetime
from enum import StrEnum

from community.connections.queries import QUIET
from community.core import clock
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)

S = IntroductionState


class Told(StrEnum):
    """Where an introduction stands, as one of the three may know it."""

    TO_ANSWER = "to answer"
    WAITS = "waits"
    PASSED_ON = "passed on"
    LEFT = "left"
    SAID_YES = "said yes"
    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    TAKEN_BACK = "taken back"
    ENDED = "ended"


class Side(StrEnum):
    """How somebody stands in an introduction.

    A contact is whoever would be introduced without having asked: the one that was
    asked for, or both of an offered one.
    """

    INTRODUCER = "introducer"
    ASKER = "asker"
    CONTACT = "contact"


def side_of(row: Introduction, member: int | None) -> Side:
    """Return how a member stands in an introduction that they may see."""
    if row.introducer_id == member:
        return Side.INTRODUCER
    asked = row.kind is IntroductionKind.ASKED
    return Side.ASKER if asked and row.asker_id == member else Side.CONTACT


def over(row: Introduction) -> bool:
    """Tell whether the 21 days of an introduction have gone by."""
    ends: datetime = row.asked_at + QUIET
    return clock.now() >= ends


def own_answer(row: Introduction, member: int | None) -> bool | None:
    """Return what a contact answered; None while they have not."""
    return row.asker_yes if row.asker_id == member else row.target_yes


def told(row: Introduction, member: int | None) -> Told | None:
    """Return where an introduction stands for a member; None where it is done with."""
    if row.state is S.ACCEPTED:
        return Told.ACCEPTED
    side = side_of(row, member)
    if side is Side.CONTACT:
        return _to_contact(row, member)
    if side is Side.ASKER or row.kind is IntroductionKind.OFFERED:
        return _to_beginner(row)
    return _to_introducer(row)


def _to_beginner(row: Introduction) -> Told:
    """Say the same of whatever came to no yes, until day 21 and after it."""
    if row.state is S.WITHDRAWN:
        return Told.TAKEN_BACK
    return Told.NOT_NOW if over(row) else Told.WAITS


def _to_introducer(row: Introduction) -> Told:
    """Say what they did; of what came of it nothing but its end on day 21."""
    if row.state is S.NOT_PASSED_ON:
        return Told.LEFT
    if over(row):
        return Told.ENDED
    if row.passed_at is not None:
        return Told.PASSED_ON
    return Told.TO_ANSWER if row.state is S.ASKED else Told.ENDED


def _to_contact(row: Introduction, member: int | None) -> Told | None:
    """Let it wait for their own answer, whatever the other of the two has said."""
    mine = own_answer(row, member)
    if row.state is S.WITHDRAWN or mine is False:
        return None
    if row.kind is IntroductionKind.ASKED and row.state is not S.PASSED_ON:
        return None
    if mine is None:
        return None if over(row) else Told.TO_ANSWER
    return Told.NOT_NOW if over(row) else Told.SAID_YES
