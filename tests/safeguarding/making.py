"""Reports, cases and what moderators do, for tests."""

from community.accounts.models import Account, Grant, State
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.safeguarding import cases, reporting
from community.safeguarding.models import Case, Ground, Measure, Report, ReportReason
from community.safeguarding.things import Reported
from tests.cast import CAST

SAFETY, SPAM = ReportReason.SAFETY, ReportReason.SPAM
MO, ADA, OLU = (CAST[name].viewer for name in ("mo", "ada", "olu"))
DAI = Viewer(4, 4, "Dai Prosser", "dai-4", frozenset({Role.MODERATOR}), state="active")
"""Dai, once he moderates too."""
WHY = "Please do not write that again"
UNKIND = Ground.UNKIND


def give(number: int, role: Role = Role.MODERATOR, until=None) -> None:
    """Let somebody hold a role."""
    db.session.add(Grant(account_id=number, role=role, until=until))
    db.session.flush()


def report(
    about: int | None = 2,
    reason: ReportReason = SPAM,
    who: str = "alice",
    kind: str = "person",
    number: int | None = None,
    text: str = "",
    excerpt: str = "",
) -> Case:
    """Let somebody report, and return the case."""
    thing = Reported(kind, number or about or 1, about, excerpt)
    receipt = reporting.report(CAST[who].viewer, thing, reason, text)
    found = unscoped("test", Case).join(Report, Report.case_id == Case.id)
    return db.session.scalars(found.where(Report.receipt == receipt)).one()


def taken(viewer: Viewer = MO, **of) -> Case:
    """Let somebody report, and a moderator take it."""
    row = report(**of)
    cases.claim(viewer, row.id)
    return fresh(row)


def fresh(row):
    """Return a row as it stands in the database."""
    db.session.flush()
    db.session.refresh(row)
    return row


def state_of(number: int) -> State:
    """Return where an account stands."""
    found = unscoped("test", Account.state).where(Account.id == number)
    return db.session.scalars(found).one()


def measures(**where) -> list[Measure]:
    """Return all measures in their order."""
    return list(db.session.scalars(unscoped("test", Measure).order_by(Measure.id)))


def steps(*acts: Act) -> list[tuple[str, str, str]]:
    """Return what the audit trail says of moderating: by whom, on what, which step."""
    wanted = acts or (Act.MODERATION,)
    found = unscoped("test", AuditEvent.actor, AuditEvent.object_kind, AuditEvent.note)
    found = found.where(AuditEvent.act.in_(wanted)).order_by(AuditEvent.id)
    return [tuple(row) for row in db.session.execute(found)]


def talk(*said: tuple[int, str], number: int = 50) -> list[int]:
    """Let a few people write to each other; return the ids of what they said."""
    kind = ConversationKind.PAIR
    db.session.add(Conversation(id=number, kind=kind, pair=f"x:{number}"))
    db.session.flush()
    for who in sorted({who for who, _words in said}):
        db.session.add(Part(conversation_id=number, member_id=who))
    rows = [
        Message(conversation_id=number, author_id=who, words=words)
        for who, words in said
    ]
    for row in rows:
        db.session.add(row)
        db.session.flush()
    return [row.id for row in rows]
