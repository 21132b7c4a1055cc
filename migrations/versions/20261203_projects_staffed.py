"""projects staffed"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261203"
down_revision = "20261201"
branch_labels = None
depends_on = None


def _requests_get_their_clock():
    """Say when each request ends; of two that wait, the later one stays.

    What waits at this moment gets a week at least: nobody had promised a date.
    """
    now = datetime.now(UTC)
    asked = sa.table(
        "join_request",
        sa.column("id"),
        sa.column("project_id"),
        sa.column("member_id"),
        sa.column("state"),
        sa.column("asked_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)),
        sa.column("answered_at", sa.DateTime(timezone=True)),
    )
    op.execute(
        sa.update(asked).where(asked.c.state == "not now").values(state="declined")
    )
    bind = op.get_bind()
    seen = set()
    for row in bind.execute(sa.select(asked).order_by(asked.c.id.desc())).all():
        at = row.asked_at if row.asked_at.tzinfo else row.asked_at.replace(tzinfo=UTC)
        due, pair = at + timedelta(days=21), (row.project_id, row.member_id)
        values = {
            "due_at": max(due, now + timedelta(days=7)) if row.state == "sent" else due
        }
        if row.state == "sent" and pair in seen:
            values |= {"state": "withdrawn", "answered_at": now, "due_at": due}
        if row.state == "sent":
            seen.add(pair)
        bind.execute(sa.update(asked).where(asked.c.id == row.id).values(values))


def _one_part_at_a_time():
    """End the earlier of two parts of one person in one project."""
    part = sa.table(
        "membership",
        sa.column("id"),
        sa.column("project_id"),
        sa.column("member_id"),
        sa.column("since"),
        sa.column("until"),
        sa.column("role"),
        sa.column("ended_how"),
    )
    later = part.alias()
    again = sa.exists().where(
        later.c.project_id == part.c.project_id,
        later.c.member_id == part.c.member_id,
        later.c.until.is_(None),
        later.c.id > part.c.id,
    )
    op.execute(
        sa.update(part)
        .where(part.c.until.is_(None), again)
        .values(until=part.c.since, ended_how="went on in another role")
    )
    op.execute(
        sa.update(part)
        .where(part.c.until.is_not(None), part.c.ended_how.is_(None))
        .values(ended_how="left")
    )


def _whose_places():
    """Say of each part whose place it took: what was asked for, and accepted."""
    names = ("id", "project_id", "member_id", "need_id")
    part = sa.table("membership", *map(sa.column, names), sa.column("until"))
    asked = sa.table("join_request", *map(sa.column, names), sa.column("state"))
    accepted = (
        sa.select(asked.c.need_id)
        .where(asked.c.project_id == part.c.project_id)
        .where(asked.c.member_id == part.c.member_id)
        .where(asked.c.state == "accepted")
        .order_by(asked.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    op.execute(sa.update(part).where(part.c.until.is_(None)).values(need_id=accepted))


def upgrade() -> None:
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_milestone_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_milestone_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "project_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_factor_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_factor")),
        sa.UniqueConstraint(
            "project_id", "code", name=op.f("uq_project_factor_project_id_code")
        ),
    )
    with op.batch_alter_table("project_factor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_factor_code"), ["code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_factor_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "project_guide",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("referral", sa.Text(), nullable=False),
        sa.Column("by_oneself", sa.Text(), nullable=False),
        sa.Column("run_by", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("safety", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_guide_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_guide")),
        sa.UniqueConstraint("project_id", name=op.f("uq_project_guide_project_id")),
    )
    with op.batch_alter_table("project_guide", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_guide_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "calendar_key",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_calendar_key_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_key_token_hash")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "beside",
                "instead",
                "take over",
                name="handoverkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=600), nullable=False),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                "withdrawn",
                "lapsed",
                name="handoverstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisers_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisers_told", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["member.id"],
            name=op.f("fk_handover_asked_by_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_handover_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_handover_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handover_asked_by_id"), ["asked_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handover_due_at"), ["due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handover_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_handover_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handover_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_handover_open",
            ["project_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("wanted", sa.String(length=400), nullable=False),
        sa.Column("nation", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.String(length=4000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "becoming a project",
                "became a project",
                "closed",
                name="ideastate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("invitation", sa.String(length=600), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
            name=op.f("fk_idea_author_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_idea_project_id_project"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("slug", name=op.f("uq_idea_slug")),
    )
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_idea_made_at"), ["made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_idea_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_idea_state"), ["state"], unique=False)

    op.create_table(
        "impact_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("noted", name="impactstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"],
            ["member.id"],
            name=op.f("fk_impact_record_claimed_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_impact_record_milestone_id_milestone"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_impact_record_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_record")),
        sa.UniqueConstraint("milestone_id", name=op.f("uq_impact_record_milestone_id")),
    )
    with op.batch_alter_table("impact_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_impact_record_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "project_story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "told_as",
            sa.Enum(
                "took part",
                "carer",
                "referred",
                "worked with it",
                name="teller",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "published",
                "declined",
                "withdrawn",
                name="storystate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
            name=op.f("fk_project_story_author_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_story_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_story")),
    )
    with op.batch_alter_table("project_story", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_story_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_story_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_story_state"), ["state"], unique=False
        )
        batch_op.create_index(
            "uq_project_story_open",
            ["project_id", "author_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'published')"),
            postgresql_where=sa.text("state IN ('sent', 'published')"),
        )

    op.create_table(
        "project_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "readers",
            sa.Enum(
                "team",
                "followers",
                "members",
                "public",
                name="readers",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "published",
                "withdrawn",
                "deleted",
                name="updatestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
            name=op.f("fk_project_update_author_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_update_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_update")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_update_slug")),
    )
    with op.batch_alter_table("project_update", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_update_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_update_published_at"), ["published_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_update_state"), ["state"], unique=False
        )

    op.create_table(
        "team_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_team_task_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_team_task_member_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_team_task_milestone_id_milestone"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_team_task_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_task")),
    )
    with op.batch_alter_table("team_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_team_task_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_team_task_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "event_link",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_link_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_link")),
    )
    op.create_table(
        "idea_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["idea_comment.id"],
            name=op.f("fk_idea_comment_answers_id_idea_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_idea_comment_idea_id_idea"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_idea_comment_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_comment")),
    )
    with op.batch_alter_table("idea_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_comment_idea_id"), ["idea_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_idea_comment_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "idea_help",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "me",
                "connections",
                "projects",
                "members",
                "public",
                name="audience",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_idea_help_idea_id_idea"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_idea_help_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_help")),
        sa.UniqueConstraint(
            "idea_id", "member_id", name=op.f("uq_idea_help_idea_id_member_id")
        ),
    )
    with op.batch_alter_table("idea_help", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_help_idea_id"), ["idea_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_idea_help_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "idea_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_idea_tag_idea_id_idea"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_idea_tag_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_tag")),
        sa.UniqueConstraint(
            "idea_id", "tag_id", name=op.f("uq_idea_tag_idea_id_tag_id")
        ),
    )
    with op.batch_alter_table("idea_tag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_tag_idea_id"), ["idea_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_idea_tag_tag_id"), ["tag_id"], unique=False
        )

    op.create_table(
        "idea_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("wanted", sa.String(length=400), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_idea_version_idea_id_idea"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_version")),
    )
    with op.batch_alter_table("idea_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idea_version_idea_id"), ["idea_id"], unique=False
        )

    op.create_table(
        "update_image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["update_id"],
            ["project_update.id"],
            name=op.f("fk_update_image_update_id_project_update"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_image")),
        sa.UniqueConstraint("name", name=op.f("uq_update_image_name")),
    )
    with op.batch_alter_table("update_image", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_update_image_update_id"), ["update_id"], unique=False
        )

    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "going",
            sa.Enum(
                "well", "mixed", "badly", name="going", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("to_leads", sa.Boolean(), nullable=False),
        sa.Column("to_organisers", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_check_in_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_check_in_membership_id_membership"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_check_in_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_check_in_membership_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_in_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_check_in_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "join_request_seen",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["join_request.id"],
            name=op.f("fk_join_request_seen_request_id_join_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_join_request_seen")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "answer",
                sa.Enum("yes", "waiting", name="answer", native_enum=False, length=24),
                nullable=False,
                server_default="yes",
            )
        )

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begins_time", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("ends_time", sa.Time(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "zone",
                sa.String(length=40),
                nullable=False,
                server_default="Europe/London",
            )
        )
        batch_op.add_column(
            sa.Column("access_notes", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("taken", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column(
                "audience",
                sa.Enum(
                    "me",
                    "connections",
                    "projects",
                    "members",
                    "public",
                    name="audience",
                    native_enum=False,
                    length=24,
                ),
                nullable=False,
                server_default="members",
            )
        )
        batch_op.add_column(
            sa.Column(
                "attendees",
                sa.Enum(
                    "members",
                    "coming",
                    "hosts",
                    name="attendees",
                    native_enum=False,
                    length=24,
                ),
                nullable=False,
                server_default="members",
            )
        )
        batch_op.add_column(
            sa.Column(
                "reminded", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.add_column(
            sa.Column(
                "asked_who_met", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.add_column(
            sa.Column("sequence", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column(
                "changed_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default="2000-01-01 00:00:00+00:00",
            )
        )
        batch_op.add_column(
            sa.Column("version", sa.Integer(), nullable=False, server_default="1")
        )

    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "reason",
                sa.Enum(
                    "places",
                    "timing",
                    "fit",
                    "plans",
                    "other",
                    name="reason",
                    native_enum=False,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "due_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default="2000-01-01 00:00:00+00:00",
            )
        )
        batch_op.add_column(
            sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "audience",
                sa.Enum(
                    "me",
                    "connections",
                    "projects",
                    "members",
                    "public",
                    name="audience",
                    native_enum=False,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("nudges", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column(
                "organisers_told",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.create_index(
            batch_op.f("ix_join_request_due_at"), ["due_at"], unique=False
        )
    _requests_get_their_clock()
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.create_index(
            "uq_join_request_open",
            ["project_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'waiting')"),
            postgresql_where=sa.text("state IN ('sent', 'waiting')"),
        )

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "ended_how",
                sa.Enum(
                    "left",
                    "ended by a lead",
                    "concluded",
                    "went on in another role",
                    name="ending",
                    native_enum=False,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "asked_to_renew",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.add_column(sa.Column("need_id", sa.Integer(), nullable=True))
    _one_part_at_a_time()
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            "uq_membership_active",
            ["project_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_need_id_need"),
            "need",
            ["need_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("version", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_need_contact_id_member"),
            "member",
            ["contact_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "alive_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default="2000-01-01 00:00:00+00:00",
            )
        )
        batch_op.add_column(
            sa.Column("still_asked", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("still_asked_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "seeks_lead", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )

    _whose_places()
    op.execute("UPDATE project SET alive_at = updated_at")
    op.execute("UPDATE event SET changed_at = created_at")


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("seeks_lead")
        batch_op.drop_column("still_asked_at")
        batch_op.drop_column("still_asked")
        batch_op.drop_column("alive_at")

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_need_contact_id_member"), type_="foreignkey"
        )
        batch_op.drop_column("version")
        batch_op.drop_column("contact_id")
        batch_op.drop_column("place")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_membership_need_id_need"), type_="foreignkey"
        )
        batch_op.drop_index(
            "uq_membership_active",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_column("need_id")
        batch_op.drop_column("asked_to_renew")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("ended_how")

    op.execute("UPDATE join_request SET state = 'not now' WHERE state = 'declined'")
    op.execute("UPDATE join_request SET state = 'sent' WHERE state = 'waiting'")
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_join_request_open",
            sqlite_where=sa.text("state IN ('sent', 'waiting')"),
            postgresql_where=sa.text("state IN ('sent', 'waiting')"),
        )
        batch_op.drop_index(batch_op.f("ix_join_request_due_at"))
        batch_op.drop_column("organisers_told")
        batch_op.drop_column("nudges")
        batch_op.drop_column("audience")
        batch_op.drop_column("waits_since")
        batch_op.drop_column("due_at")
        batch_op.drop_column("reason")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("asked_who_met")
        batch_op.drop_column("reminded")
        batch_op.drop_column("attendees")
        batch_op.drop_column("audience")
        batch_op.drop_column("taken")
        batch_op.drop_column("capacity")
        batch_op.drop_column("access_notes")
        batch_op.drop_column("zone")
        batch_op.drop_column("ends_time")
        batch_op.drop_column("begins_time")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("answer")

    op.drop_table("join_request_seen")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_project_id"))
        batch_op.drop_index(batch_op.f("ix_check_in_member_id"))

    op.drop_table("check_in")
    with op.batch_alter_table("update_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_update_image_update_id"))

    op.drop_table("update_image")
    with op.batch_alter_table("idea_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_version_idea_id"))

    op.drop_table("idea_version")
    with op.batch_alter_table("idea_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_tag_tag_id"))
        batch_op.drop_index(batch_op.f("ix_idea_tag_idea_id"))

    op.drop_table("idea_tag")
    with op.batch_alter_table("idea_help", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_help_member_id"))
        batch_op.drop_index(batch_op.f("ix_idea_help_idea_id"))

    op.drop_table("idea_help")
    with op.batch_alter_table("idea_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_comment_member_id"))
        batch_op.drop_index(batch_op.f("ix_idea_comment_idea_id"))

    op.drop_table("idea_comment")
    op.drop_table("event_link")
    with op.batch_alter_table("team_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_task_project_id"))
        batch_op.drop_index(batch_op.f("ix_team_task_member_id"))

    op.drop_table("team_task")
    with op.batch_alter_table("project_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_update_state"))
        batch_op.drop_index(batch_op.f("ix_project_update_published_at"))
        batch_op.drop_index(batch_op.f("ix_project_update_project_id"))

    op.drop_table("project_update")
    with op.batch_alter_table("project_story", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_project_story_open",
            sqlite_where=sa.text("state IN ('sent', 'published')"),
            postgresql_where=sa.text("state IN ('sent', 'published')"),
        )
        batch_op.drop_index(batch_op.f("ix_project_story_state"))
        batch_op.drop_index(batch_op.f("ix_project_story_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_story_author_id"))

    op.drop_table("project_story")
    with op.batch_alter_table("impact_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_impact_record_project_id"))

    op.drop_table("impact_record")
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idea_state"))
        batch_op.drop_index(batch_op.f("ix_idea_project_id"))
        batch_op.drop_index(batch_op.f("ix_idea_made_at"))
        batch_op.drop_index(batch_op.f("ix_idea_author_id"))

    op.drop_table("idea")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handover_open",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_handover_state"))
        batch_op.drop_index(batch_op.f("ix_handover_project_id"))
        batch_op.drop_index(batch_op.f("ix_handover_member_id"))
        batch_op.drop_index(batch_op.f("ix_handover_due_at"))
        batch_op.drop_index(batch_op.f("ix_handover_asked_by_id"))

    op.drop_table("handover")
    op.drop_table("calendar_key")
    with op.batch_alter_table("project_guide", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_guide_project_id"))

    op.drop_table("project_guide")
    with op.batch_alter_table("project_factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_factor_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_factor_code"))

    op.drop_table("project_factor")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_project_id"))

    op.drop_table("milestone")
