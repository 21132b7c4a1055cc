"""teams joined

Who was imported had a part in the conversations of their teams before they joined, and
would have read all of it: they read from their joining on.
"""

from alembic import op

revision = "20261212"
down_revision = "20261211"
branch_labels = None
depends_on = None

OF_TEAMS = "conversation_id IN (SELECT id FROM conversation WHERE kind = 'team')"
NOT_HERE = f"""
DELETE FROM part WHERE {OF_TEAMS}
AND member_id IN (SELECT id FROM member WHERE NOT joined)
"""  # noqa: S608 (our own words)
CAME = """
SELECT a.confirmed_at FROM account a JOIN member m ON m.account_id = a.id
WHERE m.id = part.member_id AND m.import_id IS NOT NULL
AND a.confirmed_at > part.joined_at
"""
"""When who was imported joined, by the invitation to their address."""
CAME_LATER = f"""
UPDATE part SET joined_at = ({CAME}) WHERE {OF_TEAMS} AND EXISTS ({CAME})
"""  # noqa: S608 (our own words)


def upgrade() -> None:
    op.execute(NOT_HERE)
    op.execute(CAME_LATER)


def downgrade() -> None:
    """What was taken from nobody's eyes does not come back."""
