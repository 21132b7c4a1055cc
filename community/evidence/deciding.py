"""What curators decide: what comes in, who looks after it, until when, what goes."""

from dataclasses import dataclass, replace
from datetime import date

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded
from community.evidence import telling
from community.evidence.commands import FASTER, OPEN, OTHER_STATE, change, move, rewrite
from community.evidence.facts import checked
from community.evidence.models import SHOWN, Resource, ResourceState, Strength
from community.evidence.record import facts_of, same
from community.members.organisers import curators

ANSWER = 600
"""So many letters may the reason have that a submitter reads."""
MONTHS = 12
"""After so many months something is looked at again, unless a curator says else."""
YEARS = 5
_S = ResourceState


@dataclass(frozen=True)
class Care:
    """Who looks after a resource, and the day by which it is looked at again."""

    owner_id: int
    review_by: date


@dataclass(frozen=True)
class Judged:
    """What a curator says of a resource when it comes into the hub."""

    sentence: str
    strength: Strength
    strength_reason: str
    care: Care


def in_a_year() -> date:
    """Return the day twelve months from today."""
    today = clock.today()
    if (today.month, today.day) == (2, 29):
        return date(today.year + 1, 2, 28)
    return today.replace(year=today.year + 1)


# ---------------------------------------------------------------- the queue
def take_up(viewer: Viewer, row: Resource) -> None:
    """Take a suggestion up: others see who looks at it."""
    require(viewer, Permission.EVIDENCE_CURATE)
    move(viewer, row, (_S.SUBMITTED,), _S.IN_REVIEW, taken_by_id=viewer.member_id)


def give_back(viewer: Viewer, row: Resource) -> None:
    """Give a suggestion back to the queue, whoever took it up."""
    require(viewer, Permission.EVIDENCE_CURATE)
    was, to = (_S.IN_REVIEW,), _S.SUBMITTED
    move(viewer, row, was, to, note="given back", taken_by_id=None)


def publish(
    viewer: Viewer, row: Resource, judged: Judged, version: int, why: str = ""
) -> None:
    """Take a suggestion into the hub, with its sentence, strength, owner and day."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if row.version != version:
        raise Conflict(FASTER)
    if row.state not in OPEN:
        raise Refused(OTHER_STATE)
    _check_judged(judged)
    _check_care(judged.care)
    before = facts_of(viewer, row)
    facts = checked(
        replace(
            before, sentence=judged.sentence, strength=judged.strength,
            strength_reason=judged.strength_reason,
        )
    )  # fmt: skip
    if not same(before, facts):
        rewrite(viewer, row, facts, why)
    move(
        viewer, row, OPEN, _S.PUBLISHED, published_at=clock.now(), answer="",
        owner_id=judged.care.owner_id, review_by=judged.care.review_by,
        taken_by_id=None, overdue_told=None,
    )  # fmt: skip
    telling.answered(row, viewer)


def _check_judged(judged: Judged) -> None:
    if not folded(judged.sentence):
        raise Refused(N_("Say in one sentence what it says"))
    judges = judged.strength is not Strength.UNKNOWN
    if judges and not folded(judged.strength_reason):
        raise Refused(N_("Say why you judge its strength so"))


def _check_care(care: Care) -> None:
    if care.owner_id not in {one.member_id for one in curators()}:
        raise Refused(N_("Choose a curator who looks after it"))
    today = clock.today()
    if not today < care.review_by or care.review_by.year > today.year + YEARS:
        raise Refused(N_("Choose a day to come, within five years"))


def decline(viewer: Viewer, row: Resource, reason: str) -> None:
    """Do not take a suggestion into the hub; whoever suggested it reads why."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if not folded(reason):
        raise Refused(N_("Say kindly why, in a sentence: they read it"))
    if len(reason) > ANSWER:
        raise Refused(N_("Use %(most)s letters or fewer"), most=ANSWER)
    move(viewer, row, OPEN, _S.DECLINED, answer=reason.strip(), taken_by_id=None)
    telling.answered(row, viewer)


def reopen(viewer: Viewer, row: Resource) -> None:
    """Look again at a suggestion that was declined."""
    require(viewer, Permission.EVIDENCE_CURATE)
    mine = viewer.member_id
    was, to = (_S.DECLINED,), _S.IN_REVIEW
    move(viewer, row, was, to, note="reopened", taken_by_id=mine, answer="")


# ---------------------------------------------------------------- what is in the hub
def archive(viewer: Viewer, row: Resource) -> None:
    """Take a resource out of all lists; its page stays for whoever has the address."""
    require(viewer, Permission.EVIDENCE_CURATE)
    move(viewer, row, (_S.PUBLISHED,), _S.ARCHIVED, featured=False)


def put_back(viewer: Viewer, row: Resource) -> None:
    """Put an archived resource back into the lists."""
    require(viewer, Permission.EVIDENCE_CURATE)
    move(viewer, row, (_S.ARCHIVED,), _S.PUBLISHED, note="put back")


def feature(viewer: Viewer, row: Resource, on: bool) -> None:
    """Show a resource first on the front of the hub, or not any more."""
    require(viewer, Permission.EVIDENCE_CURATE)
    note = "featured" if on else "not featured"
    out = Resource.state == _S.PUBLISHED
    change(viewer, row, note, out, Resource.featured.is_not(on), featured=on)


def look_after(viewer: Viewer, row: Resource, care: Care) -> None:
    """Say who looks after a resource, and the day of its next review."""
    require(viewer, Permission.EVIDENCE_CURATE)
    _check_care(care)
    _care(viewer, row, care, "owner and review day")


def reviewed(viewer: Viewer, row: Resource) -> None:
    """Note that a resource was looked at today; the next time is in twelve months.

    Who looks after it stays, while they are a curator; else it is who looked.
    """
    require(viewer, Permission.EVIDENCE_CURATE)
    here = {one.member_id for one in curators()}
    owner = row.owner_id if row.owner_id in here else viewer.member_id
    _care(viewer, row, Care(owner or 0, in_a_year()), "reviewed")


def _care(viewer: Viewer, row: Resource, care: Care, note: str) -> None:
    told = row.overdue_told if row.owner_id == care.owner_id else None
    change(
        viewer, row, note, Resource.state.in_(SHOWN), owner_id=care.owner_id,
        review_by=care.review_by, overdue_told=told,
    )  # fmt: skip
    db.session.flush()
