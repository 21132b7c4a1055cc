"""network"""

import sqlalchemy as sa
from alembic import op

revision = "20261204"
down_revision = "20261203"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "map_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_build")),
    )
    op.create_table(
        "map_embed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_map_embed_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_embed")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_map_embed_key_hash")),
    )
    op.create_table(
        "map_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["named_by_id"],
            ["member.id"],
            name=op.f("fk_map_group_named_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_group")),
    )
    op.create_table(
        "map_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "nightly", "asked", "phase", name="reason", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("definitions", sa.Text(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["member.id"],
            name=op.f("fk_map_snapshot_taken_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_snapshot")),
        sa.UniqueConstraint("after", name=op.f("uq_map_snapshot_after")),
    )
    with op.batch_alter_table("map_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_map_snapshot_taken_at"), ["taken_at"], unique=False
        )

    op.create_table(
        "map_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["member.id"],
            name=op.f("fk_map_view_owner_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_view")),
        sa.UniqueConstraint("key", name=op.f("uq_map_view_key")),
    )
    with op.batch_alter_table("map_view", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_map_view_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "weave_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_weave_plan_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weave_plan")),
    )
    op.create_table(
        "map_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column(
            "fact",
            sa.Enum(
                "named",
                "unnamed",
                "kind",
                "place",
                "organisation",
                "offer",
                "seek",
                "group",
                "tie",
                "membership",
                "phase",
                name="fact",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("begins", sa.Boolean(), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=True),
        sa.Column("b_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["a_id"],
            ["member.id"],
            name=op.f("fk_map_change_a_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["b_id"],
            ["member.id"],
            name=op.f("fk_map_change_b_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_map_change_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["map_snapshot.id"],
            name=op.f("fk_map_change_snapshot_id_map_snapshot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_change")),
    )
    with op.batch_alter_table("map_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_map_change_a_id"), ["a_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_map_change_b_id"), ["b_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_map_change_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_map_change_snapshot_id"), ["snapshot_id"], unique=False
        )

    op.create_table(
        "weave_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_weave_pair_order")),
        sa.ForeignKeyConstraint(
            ["a_id"],
            ["member.id"],
            name=op.f("fk_weave_pair_a_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["b_id"],
            ["member.id"],
            name=op.f("fk_weave_pair_b_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_weave_pair_introduction_id_introduction"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["weave_plan.id"],
            name=op.f("fk_weave_pair_plan_id_weave_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weave_pair")),
        sa.UniqueConstraint(
            "plan_id", "a_id", "b_id", name=op.f("uq_weave_pair_plan_id_a_id_b_id")
        ),
    )
    with op.batch_alter_table("weave_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weave_pair_a_id"), ["a_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_weave_pair_b_id"), ["b_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_weave_pair_introduction_id"),
            ["introduction_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_weave_pair_plan_id"), ["plan_id"], unique=False
        )

    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("woven", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.alter_column("woven", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.drop_column("woven")

    with op.batch_alter_table("weave_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weave_pair_plan_id"))
        batch_op.drop_index(batch_op.f("ix_weave_pair_introduction_id"))
        batch_op.drop_index(batch_op.f("ix_weave_pair_b_id"))
        batch_op.drop_index(batch_op.f("ix_weave_pair_a_id"))

    op.drop_table("weave_pair")
    with op.batch_alter_table("map_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_map_change_snapshot_id"))
        batch_op.drop_index(batch_op.f("ix_map_change_project_id"))
        batch_op.drop_index(batch_op.f("ix_map_change_b_id"))
        batch_op.drop_index(batch_op.f("ix_map_change_a_id"))

    op.drop_table("map_change")
    op.drop_table("weave_plan")
    with op.batch_alter_table("map_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_map_view_owner_id"))

    op.drop_table("map_view")
    with op.batch_alter_table("map_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_map_snapshot_taken_at"))

    op.drop_table("map_snapshot")
    op.drop_table("map_group")
    op.drop_table("map_embed")
    op.drop_table("map_build")
