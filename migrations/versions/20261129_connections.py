"""requests with a clock, introductions, events, coffee rounds, rests and mutes"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261129"
down_revision = "20261125"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coffee_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "paired",
                "closed",
                name="roundstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("pairs_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coffee_round")),
        sa.UniqueConstraint("month", name=op.f("uq_coffee_round_month")),
    )
    with op.batch_alter_table("coffee_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coffee_round_state"), ["state"], unique=False
        )

    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coffee",
                "introduction",
                name="conversationkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "coffee_guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_coffee_guest_conversation_id_conversation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_coffee_guest_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["coffee_round.id"],
            name=op.f("fk_coffee_guest_round_id_coffee_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coffee_guest")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_coffee_guest_round_id_member_id")
        ),
    )
    with op.batch_alter_table("coffee_guest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coffee_guest_conversation_id"),
            ["conversation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_coffee_guest_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_coffee_guest_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "coffee_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("every_month", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_coffee_seat_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["coffee_round.id"],
            name=op.f("fk_coffee_seat_round_id_coffee_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coffee_seat")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_coffee_seat_round_id_member_id")
        ),
    )
    with op.batch_alter_table("coffee_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coffee_seat_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_coffee_seat_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=280), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "published",
                "cancelled",
                name="eventstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_event_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_event_project_id_project"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_begins_on"), ["begins_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_event_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "offered",
                name="introductionkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("introducer_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "not passed on",
                "passed on",
                "accepted",
                "not now",
                "withdrawn",
                "lapsed",
                name="introductionstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asker_yes", sa.Boolean(), nullable=True),
        sa.Column("target_yes", sa.Boolean(), nullable=True),
        sa.Column(
            "asker_audience",
            sa.Enum(
                "pair",
                "near",
                "members",
                name="tieaudience",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "target_audience",
            sa.Enum(
                "pair",
                "near",
                "members",
                name="tieaudience",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "asker_id <> target_id AND asker_id <> introducer_id AND target_id <> introducer_id",
            name=op.f("ck_introduction_three"),
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"],
            ["member.id"],
            name=op.f("fk_introduction_asker_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_introduction_conversation_id_conversation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["introducer_id"],
            ["member.id"],
            name=op.f("fk_introduction_introducer_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["member.id"],
            name=op.f("fk_introduction_target_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
    )
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_asker_id"), ["asker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_conversation_id"),
            ["conversation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_introducer_id"), ["introducer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_state"), ["state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_target_id"), ["target_id"], unique=False
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
            name=op.f("fk_message_author_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_message_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_mute_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["member.id"],
            name=op.f("fk_mute_other_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sa.UniqueConstraint(
            "member_id", "other_id", name=op.f("uq_mute_member_id_other_id")
        ),
    )
    with op.batch_alter_table("mute", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mute_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mute_other_id"), ["other_id"], unique=False
        )

    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_part_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_part_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint(
            "conversation_id",
            "member_id",
            name=op.f("uq_part_conversation_id_member_id"),
        ),
    )
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_part_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_part_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
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
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_attendance_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_attendance_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "event_id", "member_id", name=op.f("uq_attendance_event_id_member_id")
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_event_id"), ["event_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "project_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "direct",
                "suggestion",
                "introduction",
                "event",
                "coffee",
                "import",
                name="origin",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_project_origin_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_origin_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"],
            ["member.id"],
            name=op.f("fk_project_origin_told_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_origin")),
        sa.UniqueConstraint("project_id", name=op.f("uq_project_origin_project_id")),
    )
    with op.batch_alter_table("project_origin", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_origin_event_id"), ["event_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_origin_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "connection_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "now and then",
                "regularly",
                "closely",
                name="strength",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connection.id"],
            name=op.f("fk_connection_note_connection_id_connection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_connection_note_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_note")),
        sa.UniqueConstraint(
            "connection_id",
            "member_id",
            name=op.f("uq_connection_note_connection_id_member_id"),
        ),
    )
    with op.batch_alter_table("connection_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_connection_note_connection_id"),
            ["connection_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_connection_note_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "connection_story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connection.id"],
            name=op.f("fk_connection_story_connection_id_connection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_connection_story_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_story")),
        sa.UniqueConstraint(
            "connection_id",
            "member_id",
            name=op.f("uq_connection_story_connection_id_member_id"),
        ),
    )
    with op.batch_alter_table("connection_story", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_connection_story_connection_id"),
            ["connection_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_connection_story_member_id"), ["member_id"], unique=False
        )

    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("rests_until", sa.Date(), nullable=True))
    _connections()
    _requests()


ORIGIN = sa.Enum(
    "direct", "suggestion", "introduction", "event", "coffee", "import",
    name="origin", native_enum=False, length=24,
)  # fmt: skip
HOW = sa.Enum(
    "met",
    "advice",
    "worked together",
    "other",
    name="how",
    native_enum=False,
    length=24,
)
KIND = sa.Enum("hello", "known", name="requestkind", native_enum=False, length=24)


def _connections() -> None:
    """Move each story to the side of its own; a tie is as old as it was known."""
    with op.batch_alter_table("connection") as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True)))
        batch_op.add_column(sa.Column("touched_on", sa.Date()))
    moment = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    row = sa.table(
        "connection",
        *(sa.column(name) for name in ("id", "a_id", "made_at", "touched_on", "since")),
        *(sa.column(name) for name in ("story", "origin")),
    )
    op.execute(row.update().values(made_at=moment, touched_on=row.c.since))
    _known_origins(row)
    story = sa.table(
        "connection_story",
        *(sa.column(n) for n in ("connection_id", "member_id", "words", "edited_at")),
    )
    told = sa.select(row.c.id, row.c.a_id, row.c.story, moment).where(row.c.story != "")
    op.execute(story.insert().from_select([c.name for c in story.columns], told))
    with op.batch_alter_table("connection") as batch_op:
        batch_op.alter_column("made_at", nullable=False)
        batch_op.alter_column("touched_on", nullable=False)
        batch_op.alter_column(
            "origin", existing_type=sa.VARCHAR(length=20), type_=ORIGIN, nullable=False
        )
        batch_op.create_index(batch_op.f("ix_connection_event_id"), ["event_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_connection_event_id_event"), "event", ["event_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
        batch_op.drop_column("story")


def _known_origins(row: sa.TableClause) -> None:
    """Call direct what a profile or one's own network led to."""
    names = ("profile", "network")
    op.execute(row.update().where(row.c.origin.in_(names)).values(origin="direct"))


def _requests() -> None:
    """Let hellos of before stand as they are; nobody is written to of old ones."""
    with op.batch_alter_table("connection_request") as batch_op:
        batch_op.add_column(sa.Column("kind", KIND))
        batch_op.add_column(sa.Column("how", HOW))
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("nudges", sa.Integer()))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))
    names = ("kind", "how", "nudges", "origin", "asked_at", "told_at")
    row = sa.table("connection_request", *(sa.column(name) for name in names))
    op.execute(row.update().values(kind="hello", how="other", nudges=0))
    moment = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    then = sa.literal(datetime.now(UTC) - timedelta(21), sa.DateTime(timezone=True))
    op.execute(row.update().where(row.c.asked_at < then).values(told_at=moment))
    _known_origins(row)
    with op.batch_alter_table("connection_request") as batch_op:
        for name in ("kind", "how", "nudges"):
            batch_op.alter_column(name, nullable=False)
        batch_op.alter_column(
            "origin", existing_type=sa.VARCHAR(length=20), type_=ORIGIN, nullable=False
        )
        batch_op.create_index(
            batch_op.f("ix_connection_request_event_id"), ["event_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_connection_request_event_id_event"), "event", ["event_id"],
            ["id"], ondelete="SET NULL",
        )  # fmt: skip


def _requests_of_before() -> None:
    """Let what ran out read "not now", and forget ticks: they carry no words."""
    row = sa.table("connection_request", *(sa.column(n) for n in ("kind", "state")))
    op.execute(row.delete().where(row.c.kind == "known"))
    op.execute(row.update().where(row.c.state == "lapsed").values(state="not now"))


def _first_stories() -> None:
    """Keep of each tie the half of its first side, else the other half."""
    names = ("id", "a_id", "b_id", "story")
    row = sa.table("connection", *(sa.column(name) for name in names))
    told = sa.table(
        "connection_story",
        *(sa.column(n) for n in ("connection_id", "member_id", "words")),
    )
    for end in (row.c.b_id, row.c.a_id):
        half = sa.select(told.c.words).where(
            told.c.connection_id == row.c.id, told.c.member_id == end
        )
        words = sa.func.coalesce(half.scalar_subquery(), row.c.story)
        op.execute(row.update().values(story=words))


def downgrade() -> None:
    _requests_of_before()
    with op.batch_alter_table("connection_request", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_connection_request_event_id_event"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_connection_request_event_id"))
        batch_op.alter_column(
            "origin",
            existing_type=sa.Enum(
                "direct",
                "suggestion",
                "introduction",
                "event",
                "coffee",
                "import",
                name="origin",
                native_enum=False,
                length=24,
            ),
            type_=sa.VARCHAR(length=20),
            existing_nullable=False,
        )
        batch_op.drop_column("told_at")
        batch_op.drop_column("nudges")
        batch_op.drop_column("event_id")
        batch_op.drop_column("since")
        batch_op.drop_column("how")
        batch_op.drop_column("kind")

    with op.batch_alter_table("connection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "story", sa.VARCHAR(length=280), nullable=False, server_default=""
            )
        )
        batch_op.drop_constraint(
            batch_op.f("fk_connection_event_id_event"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_connection_event_id"))
        batch_op.alter_column(
            "origin",
            existing_type=sa.Enum(
                "direct",
                "suggestion",
                "introduction",
                "event",
                "coffee",
                "import",
                name="origin",
                native_enum=False,
                length=24,
            ),
            type_=sa.VARCHAR(length=20),
            existing_nullable=False,
        )
        batch_op.drop_column("touched_on")
        batch_op.drop_column("made_at")
        batch_op.drop_column("event_id")

    _first_stories()
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("rests_until")

    with op.batch_alter_table("connection_story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_connection_story_member_id"))
        batch_op.drop_index(batch_op.f("ix_connection_story_connection_id"))

    op.drop_table("connection_story")
    with op.batch_alter_table("connection_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_connection_note_member_id"))
        batch_op.drop_index(batch_op.f("ix_connection_note_connection_id"))

    op.drop_table("connection_note")
    with op.batch_alter_table("project_origin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_origin_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_origin_event_id"))

    op.drop_table("project_origin")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_member_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_event_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_member_id"))
        batch_op.drop_index(batch_op.f("ix_part_conversation_id"))

    op.drop_table("part")
    with op.batch_alter_table("mute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mute_other_id"))
        batch_op.drop_index(batch_op.f("ix_mute_member_id"))

    op.drop_table("mute")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_message_author_id"))

    op.drop_table("message")
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_introduction_target_id"))
        batch_op.drop_index(batch_op.f("ix_introduction_state"))
        batch_op.drop_index(batch_op.f("ix_introduction_introducer_id"))
        batch_op.drop_index(batch_op.f("ix_introduction_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_introduction_asker_id"))

    op.drop_table("introduction")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_project_id"))
        batch_op.drop_index(batch_op.f("ix_event_begins_on"))

    op.drop_table("event")
    with op.batch_alter_table("coffee_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coffee_seat_round_id"))
        batch_op.drop_index(batch_op.f("ix_coffee_seat_member_id"))

    op.drop_table("coffee_seat")
    with op.batch_alter_table("coffee_guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coffee_guest_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_coffee_guest_round_id"))
        batch_op.drop_index(batch_op.f("ix_coffee_guest_member_id"))

    op.drop_table("coffee_guest")
    op.drop_table("conversation")
    with op.batch_alter_table("coffee_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coffee_round_state"))

    op.drop_table("coffee_round")
