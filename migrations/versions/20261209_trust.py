"""trust"""

import hashlib
import json
import secrets
from datetime import UTC, timedelta

import sqlalchemy as sa
from alembic import op

revision = "20261209"
down_revision = "20261207"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("up_to_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "erasure",
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("import_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        for name in ("account_id", "address_hash", "import_hash"):
            batch_op.create_index(batch_op.f(f"ix_erasure_{name}"), [name])
    op.create_table(
        "kept_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "map",
                "sensitive tag",
                "house rules",
                "survey",
                "lived experience",
                name="consentpurpose",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("wording", sa.String(length=20), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_consent")),
    )
    with op.batch_alter_table("kept_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_consent_mark"), ["mark"])
    op.create_table(
        "ban",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ban")),
    )
    op.create_table(
        "held_item",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing_id", name=op.f("pk_held_item")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "account",
                "address",
                "application",
                "case",
                "export",
                "private",
                name="looked",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["account.id"],
            name=op.f("fk_ledger_entry_about_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["account.id"],
            name=op.f("fk_ledger_entry_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_entry_about_id_at", ["about_id", "at"], unique=False
        )

    op.create_table(
        "inactivity",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "told",
                "told again",
                "hidden",
                name="step",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_inactivity_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_inactivity")),
    )
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("case_number", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_quiet_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["account.id"],
            name=op.f("fk_opening_about_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["account.id"],
            name=op.f("fk_opening_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["kept_quiet_by_id"],
            ["account.id"],
            name=op.f("fk_opening_kept_quiet_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opening_about_id"), ["about_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_opening_by_id"), ["by_id"], unique=False)

    op.create_table(
        "challenge",
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_challenge")),
    )
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_challenge_ends_at"), ["ends_at"], unique=False
        )

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=1400), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_passkey_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "pseudonym",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_pseudonym_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_pseudonym")),
        sa.UniqueConstraint("mark", name=op.f("uq_pseudonym_mark")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_recovery_code_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "safeguarding_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=32), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column(
            "lane",
            sa.Enum("risk of harm", "usual", name="lane", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "claimed",
                "closed",
                name="casestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "finding",
            sa.Enum("acted", "no breach", name="finding", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["account.id"],
            name=op.f("fk_safeguarding_case_about_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"],
            ["account.id"],
            name=op.f("fk_safeguarding_case_claimed_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["account.id"],
            name=op.f("fk_safeguarding_case_closed_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_case")),
        sa.UniqueConstraint("number", name=op.f("uq_safeguarding_case_number")),
        sa.UniqueConstraint("open_key", name=op.f("uq_safeguarding_case_open_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("safeguarding_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_safeguarding_case_about_id"), ["about_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_safeguarding_case_state"), ["state"], unique=False
        )
        batch_op.create_index(
            "ix_safeguarding_case_thing", ["subject_kind", "subject_id"], unique=False
        )

    op.create_table(
        "totp",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_totp_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_exclusion_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_exclusion_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
        sa.UniqueConstraint(
            "member_id",
            "organisation_id",
            name=op.f("uq_exclusion_member_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exclusion_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_exclusion_organisation_id"),
            ["organisation_id"],
            unique=False,
        )

    op.create_table(
        "lived_experience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed", sa.String(length=20), nullable=False),
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
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_lived_experience_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lived_experience")),
    )
    with op.batch_alter_table("lived_experience", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lived_experience_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "warning",
                "hold",
                "strike",
                "suspension",
                name="measurekind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "unkindness",
                "threats",
                "private information",
                "unwanted contact",
                "selling",
                "false health claims",
                "risk of harm",
                "house rules",
                name="ground",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("for_good_asked", sa.Boolean(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_measure_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"],
            ["account.id"],
            name=op.f("fk_measure_agreed_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["account.id"],
            name=op.f("fk_measure_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["safeguarding_case.id"],
            name=op.f("fk_measure_case_id_safeguarding_case"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_measure_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_measure_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "muted_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_muted_word_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muted_word")),
        sa.UniqueConstraint(
            "member_id", "folded", name=op.f("uq_muted_word_member_id_folded")
        ),
    )
    with op.batch_alter_table("muted_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_muted_word_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "widening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["account.id"],
            name=op.f("fk_widening_answered_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["account.id"],
            name=op.f("fk_widening_asked_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["safeguarding_case.id"],
            name=op.f("fk_widening_case_id_safeguarding_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_widening")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("widening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_widening_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_appeal_decided_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"],
            ["measure.id"],
            name=op.f("fk_appeal_measure_id_measure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_appeal_measure_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leaves_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_from", sa.String(24), nullable=True))
        batch_op.add_column(
            sa.Column(
                "short_password",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
    _remember_who_was_here()
    op.execute("DELETE FROM task WHERE name IN ('notices', 'outbox')")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("short_password", server_default=None)
        batch_op.alter_column("seen_on", existing_type=sa.Date(), nullable=False)
    _ideas_outlive_their_author()
    _link_the_trail()
    _open_a_case_for_each_report()
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("half", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("second_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("sure_until", sa.DateTime(timezone=True), nullable=True)
        )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.alter_column("half", server_default=None)


# ------------------------------------------------------------------ ideas
AUTHOR = "fk_idea_author_id_member"


def _ideas_outlive_their_author() -> None:
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_constraint(AUTHOR, type_="foreignkey")
        batch_op.alter_column("author_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(
            AUTHOR, "member", ["author_id"], ["id"], ondelete="SET NULL"
        )


def _ideas_go_with_their_author() -> None:
    connection = op.get_bind()
    idea = sa.Table("idea", sa.MetaData(), autoload_with=connection)
    gone = sa.select(idea.c.id).where(idea.c.author_id.is_(None))
    for name in ("idea_comment", "idea_help", "idea_tag", "idea_version"):
        part = sa.Table(name, sa.MetaData(), autoload_with=connection)
        connection.execute(part.delete().where(part.c.idea_id.in_(gone)))
    connection.execute(idea.delete().where(idea.c.author_id.is_(None)))
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_constraint(AUTHOR, type_="foreignkey")
        batch_op.alter_column("author_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            AUTHOR, "member", ["author_id"], ["id"], ondelete="CASCADE"
        )


# ------------------------------------------------------------------ last seen
def _remember_who_was_here() -> None:
    """Take the newest session for the day on which somebody was here last."""
    connection = op.get_bind()
    account = sa.Table("account", sa.MetaData(), autoload_with=connection)
    sign_in = sa.Table("sign_in", sa.MetaData(), autoload_with=connection)
    newest = sa.func.max(sign_in.c.seen_at)
    rows = sa.select(account.c.id, account.c.created_at, newest).join(
        sign_in, sign_in.c.account_id == account.c.id, isouter=True
    )
    rows = rows.group_by(account.c.id, account.c.created_at)
    for number, made, seen in connection.execute(rows).all():
        day = max(one for one in (made, seen) if one is not None).date()
        here = account.c.id == number
        connection.execute(account.update().where(here).values(seen_on=day))


# ------------------------------------------------------------------ the audit trail
NEW = {"actor": 24, "outcome": 12, "request_id": 32, "previous": 64, "hash": 64}
APPEND_ONLY = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event "
            "WHEN old.id > coalesce((SELECT max(up_to_id) FROM audit_checkpoint), 0) "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE ON audit_checkpoint "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_kept BEFORE DELETE ON audit_checkpoint "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_event' THEN "
            "IF old.id <= coalesce((SELECT max(up_to_id) FROM audit_checkpoint), 0) "
            "THEN RETURN old; END IF; END IF; "
            "RAISE EXCEPTION 'the audit trail is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event "
            "FOR EACH ROW EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE OR DELETE "
            "ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION audit_stays()"
        ),
        (
            "CREATE TRIGGER audit_checkpoint_whole BEFORE TRUNCATE ON audit_checkpoint "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        ),
    ),
}
UNDONE = {
    "sqlite": tuple(
        f"DROP TRIGGER {name}"
        for name in (
            "audit_event_stays",
            "audit_event_kept",
            "audit_checkpoint_stays",
            "audit_checkpoint_kept",
        )
    ),
    "postgresql": ("DROP FUNCTION audit_stays() CASCADE",),
}


def _link_the_trail() -> None:
    """Give each entry its mark and its hash, then let nobody change it."""
    with op.batch_alter_table(
        "audit_event", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        for name, length in NEW.items():
            usual = "ok" if name == "outcome" else ""
            batch_op.add_column(
                sa.Column(name, sa.String(length), nullable=False, server_default=usual)
            )
    connection = op.get_bind()
    trail = sa.Table("audit_event", sa.MetaData(), autoload_with=connection)
    marks = _marks(connection, trail)
    last = ""
    for row in connection.execute(trail.select().order_by(trail.c.id)).mappings():
        mark = marks.get(row["actor_id"], "")
        at = row["at"]
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        said = {
            "at": at.isoformat(timespec="microseconds"),
            "act": row["act"],
            "actor": mark,
            "object_kind": row["object_kind"],
            "object_id": row["object_id"],
            "outcome": "ok",
            "note": row["note"],
            "request_id": "",
            "previous": last,
        }
        words = json.dumps(said, sort_keys=True, ensure_ascii=False)
        mine = hashlib.sha256(words.encode()).hexdigest()
        connection.execute(
            trail.update()
            .where(trail.c.id == row["id"])
            .values(actor=mark, previous=last, hash=mine)
        )
        last = mine
    with op.batch_alter_table(
        "audit_event", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        for name in NEW:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(batch_op.f("ix_audit_event_actor"), ["actor"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_audit_event_previous"), ["previous"]
        )
        batch_op.drop_column("actor_id")
    for words in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(words)


def _marks(connection: sa.Connection, trail: sa.Table) -> dict[int, str]:
    """Make a mark for each account that stands in the trail and is still here."""
    account = sa.Table("account", sa.MetaData(), autoload_with=connection)
    found = sa.select(account.c.id).where(
        account.c.id.in_(sa.select(trail.c.actor_id).distinct())
    )
    marks = {number: secrets.token_hex(8) for number in connection.scalars(found)}
    pseudonym = sa.Table("pseudonym", sa.MetaData(), autoload_with=connection)
    for number, mark in marks.items():
        connection.execute(pseudonym.insert().values(account_id=number, mark=mark))
    return marks


# ------------------------------------------------------------------ reports
MOVED = ("subject_kind", "subject_id", "state", "outcome", "closed_at")
STATES = {"new": "open", "in progress": "claimed", "resolved": "closed"}
HARM = "worried about safety"


def _open_a_case_for_each_report() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
    report = sa.Table("report", sa.MetaData(), autoload_with=connection)
    case = sa.Table("safeguarding_case", sa.MetaData(), autoload_with=connection)
    things: set[str] = set()
    for row in connection.execute(report.select().order_by(report.c.id)).mappings():
        harm = row["reason"] == HARM
        thing = f"{row['subject_kind']}:{row['subject_id']}"
        first = STATES[row["state"]] != "closed" and thing not in things
        things |= {thing} if first else set()
        made = connection.execute(
            case.insert().values(
                number=secrets.token_hex(4),
                subject_kind=row["subject_kind"],
                subject_id=row["subject_id"],
                open_key=thing if first else None,
                about_id=row["about_id"],
                lane="risk of harm" if harm else "usual",
                state=STATES[row["state"]],
                opened_at=row["made_at"],
                due_at=row["made_at"] + timedelta(hours=24 if harm else 72),
                closed_at=row["closed_at"],
                outcome=row["outcome"],
                version=1,
            )
        )
        number = made.inserted_primary_key[0]
        here = report.c.id == row["id"]
        connection.execute(report.update().where(here).values(case_id=number))
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column("case_id", nullable=False)
        batch_op.drop_index(batch_op.f("ix_report_state"))
        batch_op.create_index(batch_op.f("ix_report_case_id"), ["case_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_report_case_id_safeguarding_case"),
            "safeguarding_case",
            ["case_id"],
            ["id"],
            ondelete="CASCADE",
        )
        for name in MOVED:
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_case_id_reporter_id"), ["case_id", "reporter_id"]
        )
        batch_op.add_column(
            sa.Column(
                "bad_faith", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column("bad_faith", server_default=None)


def _give_each_report_its_case_back() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("subject_kind", sa.String(20), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("subject_id", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("state", sa.String(24), nullable=False, server_default="new")
        )
        batch_op.add_column(
            sa.Column("outcome", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True)
        )
    report = sa.Table("report", sa.MetaData(), autoload_with=connection)
    case = sa.Table("safeguarding_case", sa.MetaData(), autoload_with=connection)
    back = {new: old for old, new in STATES.items()}
    for row in connection.execute(case.select()).mappings():
        connection.execute(
            report.update()
            .where(report.c.case_id == row["id"])
            .values(
                subject_kind=row["subject_kind"],
                subject_id=row["subject_id"],
                state=back[row["state"]],
                outcome=row["outcome"],
                closed_at=row["closed_at"],
            )
        )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_report_case_id_safeguarding_case"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_report_case_id_reporter_id"), type_="unique"
        )
        batch_op.drop_column("bad_faith")
        batch_op.drop_index(batch_op.f("ix_report_case_id"))
        batch_op.create_index(batch_op.f("ix_report_state"), ["state"])
        batch_op.drop_column("case_id")
        for name in ("subject_kind", "subject_id", "state", "outcome"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("sure_until")
        batch_op.drop_column("second_at")
        batch_op.drop_column("half")

    _ideas_go_with_their_author()
    _give_each_report_its_case_back()
    connection = op.get_bind()
    for words in UNDONE[connection.dialect.name]:
        connection.exec_driver_sql(words)
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("actor_id", sa.Integer(), nullable=True))
    connection.execute(
        sa.text(
            "UPDATE audit_event SET actor_id = (SELECT account_id FROM pseudonym "
            "WHERE pseudonym.mark = audit_event.actor)"
        )
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_actor"))
        batch_op.drop_constraint(batch_op.f("uq_audit_event_previous"), type_="unique")
        for name in NEW:
            batch_op.drop_column(name)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("seen_on")
        batch_op.drop_column("leaves_on")
        batch_op.drop_column("left_from")
        batch_op.drop_column("short_password")

    op.drop_table("appeal")
    with op.batch_alter_table("widening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_widening_case_id"))

    op.drop_table("widening")
    with op.batch_alter_table("muted_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_muted_word_member_id"))

    op.drop_table("muted_word")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_case_id"))
        batch_op.drop_index(batch_op.f("ix_measure_account_id"))

    op.drop_table("measure")
    with op.batch_alter_table("lived_experience", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lived_experience_member_id"))

    op.drop_table("lived_experience")
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exclusion_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_exclusion_member_id"))

    op.drop_table("exclusion")
    op.drop_table("totp")
    with op.batch_alter_table("safeguarding_case", schema=None) as batch_op:
        batch_op.drop_index("ix_safeguarding_case_thing")
        batch_op.drop_index(batch_op.f("ix_safeguarding_case_state"))
        batch_op.drop_index(batch_op.f("ix_safeguarding_case_about_id"))

    op.drop_table("safeguarding_case")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    op.drop_table("challenge")
    op.drop_table("pseudonym")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_by_id"))
        batch_op.drop_index(batch_op.f("ix_opening_about_id"))

    op.drop_table("opening")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_about_id_at")

    op.drop_table("ledger_entry")
    op.drop_table("inactivity")
    op.drop_table("held_item")
    op.drop_table("ban")
    op.drop_table("kept_consent")
    op.drop_table("erasure")
    op.drop_table("audit_checkpoint")
