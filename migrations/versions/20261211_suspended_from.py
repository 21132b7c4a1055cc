"""suspended from

Where somebody stood who is suspended; and every suspension is a measure now, also one
that an administrator decided alone.
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "20261211"
down_revision = "20261210"
branch_labels = None
depends_on = None

SUSPENDED = """
SELECT a.id, m.id FROM account a LEFT JOIN member m ON m.account_id = a.id
WHERE (a.state = 'suspended' AND NOT EXISTS (
    SELECT 1 FROM measure s WHERE s.account_id = a.id
    AND s.kind IN ('strike', 'suspension')
    AND s.lifted_at IS NULL AND s.ended_at IS NULL))
  OR (a.left_from = 'suspended' AND NOT EXISTS (
    SELECT 1 FROM measure s WHERE s.account_id = a.id
    AND s.kind IN ('strike', 'suspension')))
ORDER BY a.id
"""
"""Whom no measure suspends: an administrator did, before that left one. Of those who
are leaving, whoever had any may have been let off since."""


def upgrade() -> None:
    op.add_column("account", sa.Column("suspended_from", sa.String(24), nullable=True))
    bind = op.get_bind()
    for account, member in bind.execute(sa.text(SUSPENDED)).all():
        _write_measure(bind, account, member or 0)


def _write_measure(bind: sa.Connection, account: int, member: int) -> None:
    """Write down that somebody is suspended for good, in a closed case of its own."""
    now, number = datetime.now(UTC), secrets.token_hex(4)
    case = sa.table(
        "safeguarding_case",
        *(sa.column(name) for name in (
            "id", "number", "subject_kind", "subject_id", "about_id", "lane", "state",
            "finding", "outcome", "version",
        )),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in (
            "opened_at", "due_at", "closed_at",
        )),
    )  # fmt: skip
    bind.execute(
        case.insert().values(
            number=number, subject_kind="person", subject_id=member, about_id=account,
            lane="usual", state="closed", finding="acted", outcome="", version=1,
            opened_at=now, due_at=now, closed_at=now,
        )
    )  # fmt: skip
    made = bind.scalar(sa.select(case.c.id).where(case.c.number == number))
    measure = sa.table(
        "measure",
        *(sa.column(name) for name in (
            "case_id", "account_id", "kind", "ground", "by_rule", "why",
            "for_good_asked",
        )),
        sa.column("at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    bind.execute(
        measure.insert().values(
            case_id=made, account_id=account, kind="suspension", ground="house rules",
            by_rule=False, why="", for_good_asked=False, at=now,
        )
    )  # fmt: skip


def downgrade() -> None:
    op.drop_column("account", "suspended_from")
