"""referral file"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("centers", schema=None) as batch_op:
        for name in ("phone", "fax", "address"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        for name in ("authorization_payer", "authorization_number"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in ("authorization_from", "authorization_until"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in ("authorization_visits", "authorization_used"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
    _notes()
    _contact_attempts()
    _documents()


def downgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_referral_id"))
        batch_op.drop_index(batch_op.f("ix_documents_patient_id"))
    op.drop_table("documents")
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_attempts_referral_id_at")
        batch_op.drop_index("ix_contact_attempts_patient_id_at")
    op.drop_table("contact_attempts")
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentions_user_id_read_at")
    op.drop_table("mentions")
    with op.batch_alter_table("referral_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_notes_referral_id"))
    op.drop_table("referral_notes")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        for name in ("used", "visits", "until", "from", "number", "payer"):
            batch_op.drop_column(f"authorization_{name}")
    with op.batch_alter_table("centers", schema=None) as batch_op:
        for name in ("address", "fax", "phone"):
            batch_op.drop_column(name)


def _notes() -> None:
    op.create_table(
        "referral_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _to("referral_notes", "by_id", "users"),
        _to("referral_notes", "referral_id", "referrals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_notes")),
    )
    with op.batch_alter_table("referral_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_notes_referral_id"), ["referral_id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("read_at", _INSTANT, nullable=True),
        _to("mentions", "note_id", "referral_notes"),
        _to("mentions", "user_id", "users"),
        sa.PrimaryKeyConstraint("note_id", "user_id", name=op.f("pk_mentions")),
    )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.create_index("ix_mentions_user_id_read_at", ["user_id", "read_at"], unique=False)


def _contact_attempts() -> None:
    op.create_table(
        "contact_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("whom", sa.String(40), nullable=False),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        _to("contact_attempts", "by_id", "users"),
        _to("contact_attempts", "patient_id", "patients"),
        _to("contact_attempts", "referral_id", "referrals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempts")),
    )
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_contact_attempts_patient_id_at", ["patient_id", "at"], unique=False)
        batch_op.create_index("ix_contact_attempts_referral_id_at", ["referral_id", "at"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", _INSTANT, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_because", sa.String(), nullable=False),
        _to("documents", "added_by_id", "users"),
        _to("documents", "patient_id", "patients"),
        _to("documents", "referral_id", "referrals"),
        _to("documents", "removed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("key", name=op.f("uq_documents_key")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_referral_id"), ["referral_id"], unique=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
