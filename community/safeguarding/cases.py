"""A case from its first report to its end: one of each thing, one who has it."""

from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Integer, Select, literal, update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account, Grant, State
from community.accounts.roles import holds_now
from community.core import clock, journal
from community.core.access import Permission, Role, Viewer, require
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.states import before
from community.core.text import N_, random_id
from community.core.visible import find, unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.safeguarding.models import (
    MOVES,
    Case,
    CaseState,
    Lane,
    ReportReason,
)
from community.safeguarding.models.parties import holder_works, no_party
from community.vocabulary.choices import number

WHY = "whom to tell of a report"
NOT_YOURS = N_("Take the case first: then it is yours")
FASTER = N_("Somebody was faster: look at the case again")


class Subject(Protocol):
    """What is reported: of which kind, which one, and about whose account."""

    @property
    def kind(self) -> str:
        """Of which kind it is, a word of `things`."""

    @property
    def id(self) -> int:
        """Which one of that kind."""

    @property
    def about_account(self) -> int | None:
        """Whose account it is about, if that is known."""


def due_in(lane: Lane) -> timedelta:
    """Return how soon somebody must have looked."""
    name = "case_harm_hours" if lane is Lane.HARM else "case_usual_hours"
    return timedelta(hours=number(name))


def join(thing: Subject, reason: ReportReason) -> Case:
    """Return the case about a thing that is not closed; one opens where none is.

    Risk of harm puts it into that lane. The time until somebody must look runs from the
    first report, and is never put off.
    """
    lane = Lane.HARM if reason.harm else Lane.USUAL
    due = clock.now() + due_in(lane)
    key = f"{thing.kind}:{thing.id}"
    row = _open_case(key) or _opened(thing, key, lane)
    if lane is Lane.HARM and row.lane is not Lane.HARM:
        row.lane, row.due_at = lane, min(row.due_at, due)
    db.session.flush()
    return row


def _open_case(key: str) -> Case | None:
    found = unscoped(WHY, Case).where(Case.open_key == key).with_for_update()
    options = {"populate_existing": True}
    row: Case | None = db.session.scalar(found.execution_options(**options))
    return row


def _opened(thing: Subject, key: str, lane: Lane) -> Case:
    """Open a case; of two at the same time both come into the one that was first."""
    row = Case(
        number=random_id(8), subject_kind=thing.kind, subject_id=thing.id,
        open_key=key, about_id=thing.about_account, lane=lane,
        due_at=clock.now() + due_in(lane),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        there = _open_case(key)
        if there is None:
            raise
        return there
    return row


# ---------------------------------------------------------------- who has it
def workers(case: Case, *but: int | None) -> list[int]:
    """Return the members who may work a case, but those of the accounts `but`.

    They are the moderators who are no party of it, else the administrators.
    """
    moderators = _holders(case, Role.MODERATOR, but)
    return moderators or _holders(case, Role.ADMINISTRATOR, but)


def _holders(case: Case, role: Role, but: tuple[int | None, ...]) -> list[int]:
    """Return who holds a role, is no party of a case and none of `but`."""
    found = (
        _with(role)
        .where(no_party(literal(case.id), literal(case.about_id, Integer), Account.id))
        .where(Account.id.not_in({*but} - {None}))
    )
    return [row.id for row in db.session.execute(found)]


def _with(role: Role) -> Select[Any]:
    """Select the account and the member of everybody active who holds a role."""
    return (
        unscoped(WHY, Member.account_id, Member.id)
        .join(Account, Account.id == Member.account_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == role, Account.state == State.ACTIVE, holds_now())
        .distinct()
        .order_by(Member.id)
    )


def may_second(viewer: Viewer, case: Case, *but: int | None) -> bool:
    """Tell whether `viewer`, who sees a case, may decide what those of `but` may not.

    An administrator only where no moderator is left who could.
    """
    if viewer.account_id in but:
        return False
    return viewer.can_moderate or not _holders(case, Role.MODERATOR, but)


def require_in_charge(viewer: Viewer, case: Case) -> None:
    """Refuse an administrator who sees a case only to decide one thing in it."""
    if not may_second(viewer, case):
        raise Forbidden("a moderator works this case")


def tell_workers(case: Case, kind: str, key: str, *but: int | None) -> None:
    """Tell those who may work a case, but `but`, that something waits there."""
    for member in workers(case, *but):
        tell(member, kind, key, link=f"/moderate/{case.id}")


def tell_asker(account: int | None, case_id: int | None, key: str) -> None:
    """Tell whoever asked for something in a case that there is an answer."""
    found = unscoped(WHY, Member.id).where(Member.account_id == account)
    member = db.session.scalar(found) if account else None
    if member is not None:
        tell(member, "case-answer", key, link=f"/moderate/{case_id}")


def held_by(viewer: Viewer, case_id: int) -> Case:
    """Return a case that `viewer` has, kept from changes beside; refuse any other."""
    row = locked(viewer, case_id)
    if row.state is not CaseState.CLAIMED or row.claimed_by_id != viewer.account_id:
        raise Refused(NOT_YOURS)
    return row


def locked(viewer: Viewer, case_id: int) -> Case:
    """Return a case that `viewer` may work, kept from changes beside this one."""
    require(viewer, Permission.CASE_WORK)
    find(viewer, Case, Case.id == case_id)
    found = unscoped(WHY, Case).where(Case.id == case_id).with_for_update()
    options = {"populate_existing": True}
    row: Case = db.session.scalars(found.execution_options(**options)).one()
    return row


def claim(viewer: Viewer, case_id: int) -> None:
    """Take a case: of two at the same time one has it."""
    require(viewer, Permission.CASE_WORK)
    require_in_charge(viewer, find(viewer, Case, Case.id == case_id))
    values = {"claimed_by_id": viewer.account_id, "claimed_at": clock.now()}
    if not _step(case_id, CaseState.CLAIMED, CaseState.OPEN, **values):
        raise Refused(N_("Somebody looks into it already"))
    note(viewer, case_id, "claimed")


def hand_back(viewer: Viewer, case_id: int) -> None:
    """Let a case go, so that anybody who may can take it."""
    row = held_by(viewer, case_id)
    row.state, row.claimed_by_id, row.claimed_at = CaseState.OPEN, None, None
    note(viewer, case_id, "handed back")


def hand_on(viewer: Viewer, case_id: int, account: int) -> None:
    """Let a case go, and ask somebody else to take it.

    Whoever may not work it is not asked, and nobody learns that: which of one's
    colleagues reported is told to nobody.
    """
    row = held_by(viewer, case_id)
    member = dict(colleagues(viewer, row)).get(account)
    if member is None:
        raise Refused(N_("Choose somebody from the list"))
    row.state, row.claimed_by_id, row.claimed_at = CaseState.OPEN, None, None
    note(viewer, case_id, "handed on")
    if member in workers(row):
        moment = clock.now().isoformat(timespec="seconds")
        key = f"case-handed:{case_id}:{moment}"
        tell(member, "case-handed", key, link=f"/moderate/{case_id}")


def colleagues(viewer: Viewer, case: Case) -> list[tuple[int, int]]:
    """Return whom the viewer may ask to take a case, as (account, member).

    They are all who hold the same role but whom it is about, so that no gap in the list
    tells who reported.
    """
    role = Role.MODERATOR if viewer.can_moderate else Role.ADMINISTRATOR
    found = _with(role).where(Account.id != viewer.account_id)
    found = found.where(Account.id.is_distinct_from(case.about_id))
    return [(row.account_id, row.id) for row in db.session.execute(found)]


def take_over(viewer: Viewer, case_id: int) -> None:
    """Take a case that somebody else has and that is overdue."""
    row = locked(viewer, case_id)
    require_in_charge(viewer, row)
    late = row.state is CaseState.CLAIMED and row.due_at <= clock.now()
    if not late or row.claimed_by_id == viewer.account_id:
        raise Refused(N_("You can take over only what is overdue"))
    row.claimed_by_id, row.claimed_at = viewer.account_id, clock.now()
    note(viewer, case_id, "taken over")


def _step(case_id: int, after: CaseState, was: CaseState, **values: Any) -> bool:
    """Move a case on, once: of two at the same time one does."""
    assert was in before(MOVES, after)
    done = db.session.execute(
        update(Case)
        .where(Case.id == case_id, Case.state == was)
        .values(state=after, version=Case.version + 1, **values)
    )
    db.session.expire_all()
    return bool(done.rowcount)  # type: ignore[attr-defined]


def note(viewer: Viewer, case_id: int, words: str) -> None:
    """Write a step of a case into the audit trail."""
    journal.record(viewer, journal.Act.MODERATION, "case", case_id, words)
    db.session.flush()


def give_back_of_the_gone() -> int:
    """Let those cases go whose holder may not work them any more; return how many.

    They gave up their role, became a party by a report of their own, or stood in as an
    administrator until there was a moderator.
    """
    done = db.session.execute(
        update(Case)
        .where(Case.state == CaseState.CLAIMED)
        .where(~holder_works(Case.id, Case.about_id, Case.claimed_by_id))
        .values(
            state=CaseState.OPEN, claimed_by_id=None, claimed_at=None,
            version=Case.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.expire_all()
    return int(done.rowcount)  # type: ignore[attr-defined]
