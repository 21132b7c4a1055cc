"""a worker with an outbox, notices, digests, conversations of two, searches, announcements"""

import sqlalchemy as sa
from alembic import op

revision = "20261201"
down_revision = "20261129"
branch_labels = None
depends_on = None

SAME = ("kind", "to", "facts", "tries", "due_at", "problem", "key")


def _table(name, *more):
    columns = [sa.column(one) for one in (*SAME, "state", *more)]
    return sa.table(name, *columns)


def _letters_become_jobs():
    old, new = (
        _table("outbox_mail", "id", "sent_at"),
        _table("job", "work", "made_at", "taken_by", "done_at"),
    )
    state = sa.case((old.c.state == "sent", "done"), else_=old.c.state)
    found = sa.select(
        *(old.c[one] for one in SAME),
        state,
        sa.literal("letter"),
        old.c.due_at,
        sa.literal(""),
        old.c.sent_at,
    ).order_by(old.c.id)
    into = (*SAME, "state", "work", "made_at", "taken_by", "done_at")
    op.execute(sa.insert(new).from_select(into, found))


def _jobs_become_letters():
    """Letters to addresses go back; what members are told of has no place there."""
    old, new = _table("job", "id", "work", "done_at"), _table("outbox_mail", "sent_at")
    state = sa.case((old.c.state == "done", "sent"), else_=old.c.state)
    found = (
        sa.select(*(old.c[one] for one in SAME), state, old.c.done_at)
        .where(old.c.work == "letter", old.c.to.is_not(None))
        .order_by(old.c.id)
    )
    into = (*SAME, "state", "sent_at")
    op.execute(sa.insert(new).from_select(into, found))


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=24), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_task")),
    )
    op.create_table(
        "undeliverable",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_undeliverable")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "to_whom",
            sa.Enum(
                "everybody",
                "phase",
                "kind",
                "project",
                name="towhom",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "sending",
                "sent",
                "withdrawn",
                name="announcementstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["account.id"],
            name=op.f("fk_announcement_author_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_announcement_state"), ["state"], unique=False
        )

    op.create_table(
        "announcement_reader",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_reader_announcement_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_announcement_reader_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "member_id", name=op.f("pk_announcement_reader")
        ),
    )
    with op.batch_alter_table("announcement_reader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_reader_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "conversation_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("read_marks", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_conversation_choice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_conversation_choice")),
    )
    op.create_table(
        "digest_rhythm",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "every",
            sa.Enum(
                "week", "fortnight", "never", name="every", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_digest_rhythm_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_digest_rhythm")),
    )
    with op.batch_alter_table("digest_rhythm", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_digest_rhythm_next_at"), ["next_at"], unique=False
        )

    op.create_table(
        "digest_suggested",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_digest_suggested_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "kind", "thing_id", name=op.f("pk_digest_suggested")
        ),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("lane", sa.String(length=40), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "done",
                "failed",
                "suppressed",
                name="jobstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=24), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_job_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_lane_state", ["lane", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_job_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index("ix_job_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["member.id"],
            name=op.f("fk_notice_person_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_notice_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_notice_member_id_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_member_id_at", ["member_id", "at"], unique=False
        )
        batch_op.create_index(
            "ix_notice_member_id_read_at", ["member_id", "read_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "instant", "digest", "off", name="how", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_choice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "of",
            sa.Enum(
                "people", "projects", name="searchof", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_saved_search_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_saved_search_looked_at"), ["looked_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_saved_search_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "topic_follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_topic_follow_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name=op.f("fk_topic_follow_tag_id_tag"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_follow")),
        sa.UniqueConstraint(
            "member_id", "tag_id", name=op.f("uq_topic_follow_member_id_tag_id")
        ),
        sa.UniqueConstraint(
            "member_id", "topic", name=op.f("uq_topic_follow_member_id_topic")
        ),
    )
    with op.batch_alter_table("topic_follow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_follow_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_topic_follow_tag_id"), ["tag_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_topic_follow_topic"), ["topic"], unique=False
        )

    op.create_table(
        "message_hidden",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_message_hidden_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_hidden_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "message_id", "member_id", name=op.f("pk_message_hidden")
        ),
    )
    with op.batch_alter_table("message_hidden", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_hidden_member_id"), ["member_id"], unique=False
        )

    _letters_become_jobs()
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_state"))

    op.drop_table("outbox_mail")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pair", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("asked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("project_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_conversation_asked_by_id"), ["asked_by_id"], unique=False
        )
        batch_op.create_unique_constraint(batch_op.f("uq_conversation_pair"), ["pair"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_conversation_project_id"), ["project_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_conversation_asked_by_id_member"),
            "member",
            ["asked_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_conversation_project_id_project"),
            "project",
            ["project_id"],
            ["id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("ignored_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column(
            "excerpt", existing_type=sa.String(600), type_=sa.String(2000)
        )


def downgrade() -> None:
    report = sa.table("report", sa.column("excerpt"))
    shorter = sa.func.substr(report.c.excerpt, 1, 600)
    op.execute(sa.update(report).values(excerpt=shorter))
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column(
            "excerpt", existing_type=sa.String(2000), type_=sa.String(600)
        )

    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_column("ignored_at")
        batch_op.drop_column("muted_at")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("edited_at")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_conversation_project_id_project"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_conversation_asked_by_id_member"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_conversation_project_id"), type_="unique"
        )
        batch_op.drop_constraint(batch_op.f("uq_conversation_pair"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_conversation_asked_by_id"))
        batch_op.drop_column("project_id")
        batch_op.drop_column("accepted_at")
        batch_op.drop_column("asked_by_id")
        batch_op.drop_column("pair")

    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                "suppressed",
                name="mailstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_state"), ["state"], unique=False
        )

    _jobs_become_letters()
    with op.batch_alter_table("message_hidden", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_hidden_member_id"))

    op.drop_table("message_hidden")
    with op.batch_alter_table("topic_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_follow_topic"))
        batch_op.drop_index(batch_op.f("ix_topic_follow_tag_id"))
        batch_op.drop_index(batch_op.f("ix_topic_follow_member_id"))

    op.drop_table("topic_follow")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_search_member_id"))
        batch_op.drop_index(batch_op.f("ix_saved_search_looked_at"))

    op.drop_table("saved_search")
    op.drop_table("notice_choice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_project_id"))
        batch_op.drop_index(batch_op.f("ix_notice_person_id"))
        batch_op.drop_index("ix_notice_member_id_read_at")
        batch_op.drop_index("ix_notice_member_id_at")

    op.drop_table("notice")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state_due_at")
        batch_op.drop_index(batch_op.f("ix_job_member_id"))
        batch_op.drop_index("ix_job_lane_state")

    op.drop_table("job")
    op.drop_table("digest_suggested")
    with op.batch_alter_table("digest_rhythm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_rhythm_next_at"))

    op.drop_table("digest_rhythm")
    op.drop_table("conversation_choice")
    with op.batch_alter_table("announcement_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_reader_member_id"))

    op.drop_table("announcement_reader")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_state"))
        batch_op.drop_index(batch_op.f("ix_announcement_author_id"))

    op.drop_table("announcement")
    op.drop_table("undeliverable")
    op.drop_table("task")
