"""follow-ups"""

import sqlalchemy as sa
from alembic import op

from carehub.follow_ups.templates import DEFAULT_TEMPLATES

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    _follow_ups()
    _events()
    _templates()


def downgrade() -> None:
    for table in ("follow_up_templates", "follow_up_events", "follow_ups"):
        op.drop_table(table)


def _follow_ups() -> None:
    table = "follow_ups"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("how", sa.String(40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(40), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("origin_key", sa.String(), nullable=True),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("done_at", _INSTANT, nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("ended", sa.String(40), nullable=True),
        sa.Column("ended_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        _of(table, "patient_id", "patients"),
        _of(table, "referral_id", "referrals"),
        _of(table, "appointment_id", "appointments"),
        _of(table, "owner_id", "users"),
        _of(table, "done_by_id", "users"),
        _of(table, "created_by_id", "users"),
        _of(table, "updated_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("origin", "origin_key", name=op.f(f"uq_{table}_origin_origin_key")),
    )
    due = ["owner_id", "due_on"]
    op.create_index(f"ix_{table}_owner_id_due_on", table, due, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index(f"ix_{table}_patient_id_due_on", table, ["patient_id", "due_on"])
    for column in ("referral_id", "appointment_id", "series"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _events() -> None:
    table = "follow_up_events"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        _of(table, "follow_up_id", "follow_ups"),
        _of(table, "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("follow_up_id", "token"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _templates() -> None:
    """What a new center starts with; from then on its admin decides."""
    made = op.create_table(
        "follow_up_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_follow_up_templates_name")),
    )
    op.bulk_insert(
        made,
        [
            {
                "name": template.name,
                "position": position,
                "steps": [step.kept() for step in template.steps],
                "is_hidden": False,
                "version": 1,
            }
            for position, template in enumerate(DEFAULT_TEMPLATES)
        ],
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
