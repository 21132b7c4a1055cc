"""evidence"""

import sqlalchemy as sa
from alembic import op

revision = "20261207"
down_revision = "20261204"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("challenge", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "running",
                "closed",
                name="programmestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column(
            "every",
            sa.Enum("week", "fortnight", name="every", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "active",
                name="subscriptionstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("email", name=op.f("uq_subscription_email")),
        sa.UniqueConstraint("mark", name=op.f("uq_subscription_mark")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subscription_key_hash"), ["key_hash"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_subscription_state"), ["state"], unique=False
        )

    op.create_table(
        "subscription_told",
        sa.Column(
            "of",
            sa.Enum(
                "news",
                "essay",
                "resource",
                "event",
                name="of",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("of", "slug", name=op.f("pk_subscription_told")),
    )
    with op.batch_alter_table("subscription_told", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subscription_told_told_at"), ["told_at"], unique=False
        )

    op.create_table(
        "programme_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_area_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_area")),
        sa.UniqueConstraint(
            "programme_id", "code", name=op.f("uq_programme_area_programme_id_code")
        ),
    )
    with op.batch_alter_table("programme_area", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_area_code"), ["code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_programme_area_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "programme_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=False),
        sa.Column("day_words", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("source", sa.String(length=2000), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_milestone_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_milestone")),
    )
    with op.batch_alter_table("programme_milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_milestone_programme_id"),
            ["programme_id"],
            unique=False,
        )

    op.create_table(
        "programme_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "funder",
                "partner",
                "evaluator",
                "survey",
                name="partnerrole",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_partner_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_partner")),
        sa.UniqueConstraint(
            "programme_id",
            "name",
            "role",
            name=op.f("uq_programme_partner_programme_id_name_role"),
        ),
    )
    with op.batch_alter_table("programme_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_partner_programme_id"),
            ["programme_id"],
            unique=False,
        )

    op.create_table(
        "programme_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("aim", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_phase_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_phase")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_phase_code")),
    )
    with op.batch_alter_table("programme_phase", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_phase_programme_id"),
            ["programme_id"],
            unique=False,
        )

    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                name="collectionstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_collection_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("slug", name=op.f("uq_collection_slug")),
    )
    op.create_table(
        "resource_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "dry run",
                "applied",
                "undone",
                name="importstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_resource_import_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_import")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "unknown",
                "best-worst",
                "rating",
                name="method",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("fieldwork", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=2000), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("consent_words", sa.Text(), nullable=False),
        sa.Column("shows", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "published",
                name="surveystate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["member.id"],
            name=op.f("fk_survey_made_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_state"), ["state"], unique=False)

    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "review",
                "trial",
                "qualitative",
                "evaluation",
                "toolkit",
                "guide",
                "policy",
                "essay",
                "survey",
                "story",
                "training",
                name="resourcetype",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("doi", sa.String(length=200), nullable=True),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("about_only", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("sentence", sa.String(length=280), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "unknown",
                "strong",
                "moderate",
                "early",
                "experience",
                name="strength",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("strength_reason", sa.String(length=400), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "in review",
                "published",
                "archived",
                "declined",
                "withdrawn",
                name="resourcestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("featured", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("overdue_told", sa.Date(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=600), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("link_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_problem", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["resource_import.id"],
            name=op.f("fk_resource_import_id_resource_import"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["member.id"],
            name=op.f("fk_resource_owner_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["member.id"],
            name=op.f("fk_resource_submitted_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["member.id"],
            name=op.f("fk_resource_taken_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("doi", name=op.f("uq_resource_doi")),
        sa.UniqueConstraint("key", name=op.f("uq_resource_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_resource_slug")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_folded"), ["folded"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_published_at"), ["published_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_review_by"), ["review_by"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_resource_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_resource_strength"), ["strength"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_submitted_by_id"), ["submitted_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_resource_type"), ["type"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_year"), ["year"], unique=False)

    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("counted_as", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("consented", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_survey_answer_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_survey_answer_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint(
            "survey_id", "member_id", name=op.f("uq_survey_answer_survey_id_member_id")
        ),
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_answer_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_survey_answer_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "survey_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_survey_group_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_group")),
        sa.UniqueConstraint(
            "survey_id", "code", name=op.f("uq_survey_group_survey_id_code")
        ),
    )
    with op.batch_alter_table("survey_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_group_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "survey_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_survey_item_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_item")),
        sa.UniqueConstraint(
            "survey_id", "sort", name=op.f("uq_survey_item_survey_id_sort")
        ),
    )
    with op.batch_alter_table("survey_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_item_factor"), ["factor"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_survey_item_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "collection_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_item_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_collection_item_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_item")),
        sa.UniqueConstraint(
            "collection_id",
            "resource_id",
            name=op.f("uq_collection_item_collection_id_resource_id"),
        ),
    )
    with op.batch_alter_table("collection_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_collection_item_collection_id"),
            ["collection_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_collection_item_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "essay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("standfirst", sa.String(length=400), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("date_words", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "draft",
                "in review",
                "published",
                "deleted",
                name="essaystate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_essay_resource_id_resource"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_essay_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay")),
        sa.UniqueConstraint(
            "series_id", "number", name=op.f("uq_essay_series_id_number")
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_essay_slug")),
    )
    with op.batch_alter_table("essay", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_essay_series_id"), ["series_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_essay_state"), ["state"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "rank", "percent", "score", name="measure", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=2000), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["survey_group.id"],
            name=op.f("fk_finding_group_id_survey_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["survey_item.id"],
            name=op.f("fk_finding_item_id_survey_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_finding_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "item_id",
            "group_id",
            "measure",
            name=op.f("uq_finding_item_id_group_id_measure"),
        ),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finding_group_id"), ["group_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_finding_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_finding_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "impact_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["impact_record.id"],
            name=op.f("fk_impact_evidence_record_id_impact_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_impact_evidence_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_evidence")),
        sa.UniqueConstraint(
            "record_id",
            "resource_id",
            name=op.f("uq_impact_evidence_record_id_resource_id"),
        ),
    )
    with op.batch_alter_table("impact_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_impact_evidence_record_id"), ["record_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_impact_evidence_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "impact_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connection.id"],
            name=op.f("fk_impact_tie_connection_id_connection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["impact_record.id"],
            name=op.f("fk_impact_tie_record_id_impact_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_tie")),
        sa.UniqueConstraint(
            "record_id",
            "connection_id",
            name=op.f("uq_impact_tie_record_id_connection_id"),
        ),
    )
    with op.batch_alter_table("impact_tie", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_impact_tie_connection_id"), ["connection_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_impact_tie_record_id"), ["record_id"], unique=False
        )

    op.create_table(
        "resource_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_factor_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_factor")),
        sa.UniqueConstraint(
            "resource_id", "code", name=op.f("uq_resource_factor_resource_id_code")
        ),
    )
    with op.batch_alter_table("resource_factor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_factor_code"), ["code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_factor_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "resource_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_tag_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_resource_tag_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_tag")),
        sa.UniqueConstraint(
            "resource_id", "tag_id", name=op.f("uq_resource_tag_resource_id_tag_id")
        ),
    )
    with op.batch_alter_table("resource_tag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_tag_resource_id"), ["resource_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_tag_tag_id"), ["tag_id"], unique=False
        )

    op.create_table(
        "resource_talker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
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
            name=op.f("fk_resource_talker_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_talker_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_talker")),
        sa.UniqueConstraint(
            "resource_id",
            "member_id",
            name=op.f("uq_resource_talker_resource_id_member_id"),
        ),
    )
    with op.batch_alter_table("resource_talker", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_talker_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_talker_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "resource_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["member.id"],
            name=op.f("fk_resource_use_added_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_resource_use_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_use_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_use")),
        sa.UniqueConstraint(
            "resource_id",
            "project_id",
            name=op.f("uq_resource_use_resource_id_project_id"),
        ),
    )
    with op.batch_alter_table("resource_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_use_project_id"), ["project_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_use_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "resource_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["member.id"],
            name=op.f("fk_resource_version_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_version_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_version")),
        sa.UniqueConstraint(
            "resource_id", "number", name=op.f("uq_resource_version_resource_id_number")
        ),
    )
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_version_resource_id"), ["resource_id"], unique=False
        )

    op.create_table(
        "resource_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "of",
            sa.Enum(
                "audience", "setting", name="wordsof", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_word_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_word")),
        sa.UniqueConstraint(
            "resource_id",
            "of",
            "words",
            name=op.f("uq_resource_word_resource_id_of_words"),
        ),
    )
    with op.batch_alter_table("resource_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resource_word_resource_id"), ["resource_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_resource_word_words"), ["words"], unique=False
        )

    op.create_table(
        "essay_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("essay_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["essay_id"],
            ["essay.id"],
            name=op.f("fk_essay_author_essay_id_essay"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_essay_author_member_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_author")),
    )
    with op.batch_alter_table("essay_author", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_essay_author_essay_id"), ["essay_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_essay_author_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "essay_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("essay_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["essay_id"],
            ["essay.id"],
            name=op.f("fk_essay_figure_essay_id_essay"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_figure")),
        sa.UniqueConstraint(
            "essay_id", "number", name=op.f("uq_essay_figure_essay_id_number")
        ),
        sa.UniqueConstraint("name", name=op.f("uq_essay_figure_name")),
    )
    with op.batch_alter_table("essay_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_essay_figure_essay_id"), ["essay_id"], unique=False
        )

    op.create_table(
        "essay_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("essay_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("standfirst", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["member.id"],
            name=op.f("fk_essay_version_by_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["essay_id"],
            ["essay.id"],
            name=op.f("fk_essay_version_essay_id_essay"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_version")),
        sa.UniqueConstraint(
            "essay_id", "number", name=op.f("uq_essay_version_essay_id_number")
        ),
    )
    with op.batch_alter_table("essay_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_essay_version_essay_id"), ["essay_id"], unique=False
        )

    with op.batch_alter_table("impact_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("answer", sa.String(600), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column(
                "for_everybody",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.alter_column("project_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_impact_record_claimed_by_id"),
            ["claimed_by_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_impact_record_state"), ["state"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_impact_record_checked_by_id_member"),
            "member",
            ["checked_by_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    record = sa.table(
        "impact_record",
        sa.column("project_id", sa.Integer),
        sa.column("state", sa.String),
    )
    # What the tables of before cannot hold: changes of no project, and other states.
    op.execute(record.delete().where(record.c.project_id.is_(None)))
    op.execute(record.update().values(state="noted"))
    with op.batch_alter_table("impact_record", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_impact_record_checked_by_id_member"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_impact_record_state"))
        batch_op.drop_index(batch_op.f("ix_impact_record_claimed_by_id"))
        batch_op.alter_column("project_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("for_everybody")
        batch_op.drop_column("answer")
        batch_op.drop_column("checked_at")
        batch_op.drop_column("checked_by_id")

    with op.batch_alter_table("essay_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_essay_version_essay_id"))

    op.drop_table("essay_version")
    with op.batch_alter_table("essay_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_essay_figure_essay_id"))

    op.drop_table("essay_figure")
    with op.batch_alter_table("essay_author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_essay_author_member_id"))
        batch_op.drop_index(batch_op.f("ix_essay_author_essay_id"))

    op.drop_table("essay_author")
    with op.batch_alter_table("resource_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_word_words"))
        batch_op.drop_index(batch_op.f("ix_resource_word_resource_id"))

    op.drop_table("resource_word")
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_version_resource_id"))

    op.drop_table("resource_version")
    with op.batch_alter_table("resource_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_use_resource_id"))
        batch_op.drop_index(batch_op.f("ix_resource_use_project_id"))

    op.drop_table("resource_use")
    with op.batch_alter_table("resource_talker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_talker_resource_id"))
        batch_op.drop_index(batch_op.f("ix_resource_talker_member_id"))

    op.drop_table("resource_talker")
    with op.batch_alter_table("resource_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_tag_tag_id"))
        batch_op.drop_index(batch_op.f("ix_resource_tag_resource_id"))

    op.drop_table("resource_tag")
    with op.batch_alter_table("resource_factor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_factor_resource_id"))
        batch_op.drop_index(batch_op.f("ix_resource_factor_code"))

    op.drop_table("resource_factor")
    with op.batch_alter_table("impact_tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_impact_tie_record_id"))
        batch_op.drop_index(batch_op.f("ix_impact_tie_connection_id"))

    op.drop_table("impact_tie")
    with op.batch_alter_table("impact_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_impact_evidence_resource_id"))
        batch_op.drop_index(batch_op.f("ix_impact_evidence_record_id"))

    op.drop_table("impact_evidence")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_survey_id"))
        batch_op.drop_index(batch_op.f("ix_finding_item_id"))
        batch_op.drop_index(batch_op.f("ix_finding_group_id"))

    op.drop_table("finding")
    with op.batch_alter_table("essay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_essay_state"))
        batch_op.drop_index(batch_op.f("ix_essay_series_id"))

    op.drop_table("essay")
    with op.batch_alter_table("collection_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collection_item_resource_id"))
        batch_op.drop_index(batch_op.f("ix_collection_item_collection_id"))

    op.drop_table("collection_item")
    with op.batch_alter_table("survey_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_item_survey_id"))
        batch_op.drop_index(batch_op.f("ix_survey_item_factor"))

    op.drop_table("survey_item")
    with op.batch_alter_table("survey_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_group_survey_id"))

    op.drop_table("survey_group")
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_answer_survey_id"))
        batch_op.drop_index(batch_op.f("ix_survey_answer_member_id"))

    op.drop_table("survey_answer")
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_year"))
        batch_op.drop_index(batch_op.f("ix_resource_type"))
        batch_op.drop_index(batch_op.f("ix_resource_submitted_by_id"))
        batch_op.drop_index(batch_op.f("ix_resource_strength"))
        batch_op.drop_index(batch_op.f("ix_resource_state"))
        batch_op.drop_index(batch_op.f("ix_resource_review_by"))
        batch_op.drop_index(batch_op.f("ix_resource_published_at"))
        batch_op.drop_index(batch_op.f("ix_resource_folded"))

    op.drop_table("resource")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_state"))

    op.drop_table("survey")
    op.drop_table("resource_import")
    op.drop_table("collection")
    with op.batch_alter_table("programme_phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_phase_programme_id"))

    op.drop_table("programme_phase")
    with op.batch_alter_table("programme_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_partner_programme_id"))

    op.drop_table("programme_partner")
    with op.batch_alter_table("programme_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_milestone_programme_id"))

    op.drop_table("programme_milestone")
    with op.batch_alter_table("programme_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_area_programme_id"))
        batch_op.drop_index(batch_op.f("ix_programme_area_code"))

    op.drop_table("programme_area")
    with op.batch_alter_table("subscription_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_told_told_at"))

    op.drop_table("subscription_told")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_state"))
        batch_op.drop_index(batch_op.f("ix_subscription_key_hash"))

    op.drop_table("subscription")
    op.drop_table("series")
    op.drop_table("programme")
