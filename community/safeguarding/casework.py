"""One case as whoever works it sees it: the excerpts, and what is agreed around them.

That is of what kind a thing is, where it stood, whom it is about, and what was decided
about them before. Not the conversation, and nothing private of anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import find, unscoped, visible
from community.ideas.models import Idea, IdeaComment
from community.members.models import Member
from community.messages.models import Conversation, Message
from community.projects.models import Project
from community.safeguarding import appeals, cases, queue
from community.safeguarding.closing import note_look
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Finding,
    Ground,
    Lane,
    Measure,
    MeasureKind,
    Report,
    ReportReason,
)

WHY = "administration"


@dataclass(frozen=True)
class CaseFacts:
    """What a case is."""

    id: int
    number: str
    subject_kind: str
    lane: Lane
    state: CaseState
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    ruled_at: datetime | None
    held_at: datetime | None
    finding: Finding | None
    outcome: str


@dataclass(frozen=True)
class ReportCard:
    """What one person told; who that was nobody learns."""

    id: int
    reason: ReportReason
    excerpt: str
    text: str
    made_at: datetime
    bad_faith: bool


@dataclass(frozen=True)
class MeasureCard:
    """What was decided, of which case, and whether somebody asked for another look.

    `own` says that the viewer decided it. `appeal` is none, waiting, upheld or lifted.
    """

    id: int
    case_id: int | None
    kind: MeasureKind
    ground: Ground
    why: str
    at: datetime
    until: datetime | None
    acknowledged_at: datetime | None
    lifted_at: datetime | None
    ended_at: datetime | None
    by_rule: bool
    for_good_asked: bool
    own: bool
    appeal: str

    @property
    def holds(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None and self.ended_at is None


def case(viewer: Viewer, case_id: int) -> Case:
    """Return one case to whoever may work it."""
    require(viewer, Permission.CASE_WORK)
    found: Case = find(viewer, Case, Case.id == case_id)
    return found


def facts(row: Case) -> CaseFacts:
    """Return what a case is."""
    return CaseFacts(
        **{name: getattr(row, name) for name in CaseFacts.__dataclass_fields__}
    )


def look(viewer: Viewer, row: Case, *others: int | None, wider: bool = False) -> None:
    """Note, aside, that the viewer looks at a case: in the trail and in the ledger."""
    words, number = "looked further" if wider else "looked", row.id
    journal.aside(
        lambda: journal.record(viewer, journal.Act.MODERATION, "case", number, words)
    )
    note_look(viewer, row, {row.about_id, *others})


def reports(viewer: Viewer, case_id: int) -> tuple[ReportCard, ...]:
    """Return what was told in a case, the first first."""
    columns = [getattr(Report, name) for name in ReportCard.__dataclass_fields__]
    found = visible(viewer, *columns).where(Report.case_id == case_id)
    rows = db.session.execute(found.order_by(Report.id)).mappings()
    return tuple(ReportCard(**row) for row in rows)


@dataclass(frozen=True)
class People:
    """Whom a case is about, by name and the address of their page, and who has it."""

    about: str = ""
    slug: str = ""
    holder: str = ""


def people(row: Case) -> People:
    """Return who is named on the page of a case; "" for nobody.

    A block or a narrow audience never hides a case from those who look into it.
    """
    wanted = [one for one in (row.about_id, row.claimed_by_id) if one]
    found = unscoped(WHY, Member.account_id, Member.name, Member.slug)
    rows = db.session.execute(found.where(Member.account_id.in_(wanted)))
    told = {one.account_id: one for one in rows}
    about, holder = told.get(row.about_id), told.get(row.claimed_by_id)
    return People(
        about.name if about else "", about.slug if about else "",
        holder.name if holder else "",
    )  # fmt: skip


def measures(viewer: Viewer, row: Case) -> tuple[MeasureCard, ...]:
    """Return what was decided in this case, and before about the same person."""
    found = visible(viewer, Measure).where(Measure.case_id == row.id)
    if row.about_id is not None:
        about = Measure.account_id == row.about_id
        found = visible(viewer, Measure).where((Measure.case_id == row.id) | about)
    both = found.add_columns(Appeal).join(
        Appeal, Appeal.measure_id == Measure.id, isouter=True
    )
    rows = db.session.execute(both.order_by(Measure.id))
    return tuple(_card(viewer, one, asked) for one, asked in rows)


def measure(viewer: Viewer, row: Measure) -> MeasureCard:
    """Return one measure, with how it stands with its appeal."""
    return _card(viewer, row, appeals.of_measures(viewer, [row.id]).get(row.id))


def _card(viewer: Viewer, row: Measure, asked: Any) -> MeasureCard:
    names = list(MeasureCard.__dataclass_fields__)[:-2]
    values = {name: getattr(row, name) for name in names}
    return MeasureCard(**values, own=row.by_id == viewer.account_id, appeal=_how(asked))


def _how(asked: Any) -> str:
    if asked is None:
        return "none"
    if asked.decided_at is None:
        return "waiting"
    return "upheld" if asked.upheld else "lifted"


# ---------------------------------------------------------------- where it stood
@dataclass(frozen=True)
class Place:
    """Where something stood: of which kind that is, and its title where it has one."""

    kind: str = ""
    title: str = ""


def place(row: Case) -> Place:
    """Return where the thing of a case stood, without opening it."""
    if row.subject_kind == "message":
        talk = db.session.execute(_talk(row)).first()
        return Place(talk[0].value, talk[1] or "") if talk else Place()
    if row.subject_kind == "comment":
        found = unscoped(WHY, Idea.title).join(IdeaComment)
        title = db.session.scalar(found.where(IdeaComment.id == row.subject_id))
        return Place("idea", title or "")
    return Place()


def _talk(row: Case) -> Select[Any]:
    """Select what conversation it was: of a team the project, of others no more."""
    return (
        unscoped(WHY, Conversation.kind, Project.title)
        .select_from(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Project, Project.id == Conversation.project_id, isouter=True)
        .where(Message.id == row.subject_id)
    )


def colleagues(viewer: Viewer, row: Case) -> tuple[tuple[int, str], ...]:
    """Return whom the viewer may ask to take a case, by name."""
    accounts: set[int | None] = {one for one, _m in cases.colleagues(viewer, row)}
    named = queue.names(accounts)
    return tuple(sorted(named.items(), key=lambda one: one[1]))
