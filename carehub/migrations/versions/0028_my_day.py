"""my day"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
# Where a new center begins: one month without a word is long for who is at high risk.
_USUAL = {"high": 14, "medium": 30, "low": 90}
_OPEN = sa.text("closed_at IS NULL")
_UNDECIDED = sa.text("decided_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("qualification", sa.String(40), nullable=False, server_default="other"))
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("program_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_contact_attempts_program_id_programs"), "programs", ["program_id"], ["id"]
        )
        batch_op.create_index("ix_contact_attempts_program_id_at", ["program_id", "at"])
    _index("ix_referrals_due_at", ["due_at"])
    _index("ix_referrals_coordinator_id_due_at", ["coordinator_id", "due_at"])
    _check_ins()
    _lost_requests()


def downgrade() -> None:
    for table in ("lost_requests", "patient_check_ins", "check_ins"):
        op.drop_table(table)
    op.drop_index("ix_referrals_coordinator_id_due_at", "referrals")
    op.drop_index("ix_referrals_due_at", "referrals")
    with op.batch_alter_table("contact_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_attempts_program_id_at")
        batch_op.drop_constraint(batch_op.f("fk_contact_attempts_program_id_programs"), type_="foreignkey")
        batch_op.drop_column("program_id")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("qualification")


def _index(name: str, columns: list[str]) -> None:
    op.create_index(name, "referrals", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _check_ins() -> None:
    made = op.create_table(
        "check_ins",
        sa.Column("risk", sa.String(40), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("risk", name=op.f("pk_check_ins")),
    )
    op.bulk_insert(made, [{"risk": risk, "every_days": days} for risk, days in _USUAL.items()])
    table = "patient_check_ins"
    op.create_table(
        table,
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f(f"fk_{table}_patient_id_patients"), ondelete="CASCADE"
        ),
        _of(table, "set_by_id", "users"),
        sa.PrimaryKeyConstraint("patient_id", name=op.f(f"pk_{table}")),
    )


def _lost_requests() -> None:
    table = "lost_requests"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _of(table, "referral_id", "referrals"),
        _of(table, "asked_by_id", "users"),
        _of(table, "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_referral_id"), table, ["referral_id"])
    op.create_index(
        f"uq_{table}_open",
        table,
        ["referral_id"],
        unique=True,
        sqlite_where=_UNDECIDED,
        postgresql_where=_UNDECIDED,
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
