"""patients"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mrn", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_owner", sa.String(), nullable=False),
        sa.Column("phone_alt", sa.String(), nullable=False),
        sa.Column("phone_alt_owner", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zip", sa.String(), nullable=False),
        sa.Column("insurance", sa.String(), nullable=False),
        sa.Column("insurance_id", sa.String(), nullable=False),
        sa.Column("home_site_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("risk", sa.String(40), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["home_site_id"], ["sites.id"], name=op.f("fk_patients_home_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("mrn", name=op.f("uq_patients_mrn")),
    )
    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patients_birth_date"), ["birth_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_patients_home_site_id"), ["home_site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patients_sort_name"), ["sort_name"], unique=False)

    op.create_table(
        "patient_sites",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name=op.f("fk_patient_sites_patient_id_patients"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_patient_sites_site_id_sites")),
        sa.PrimaryKeyConstraint("patient_id", "site_id", name=op.f("pk_patient_sites")),
    )
    with op.batch_alter_table("patient_sites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_sites_site_id"), ["site_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("patient_sites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_sites_site_id"))

    op.drop_table("patient_sites")
    with op.batch_alter_table("patients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patients_sort_name"))
        batch_op.drop_index(batch_op.f("ix_patients_home_site_id"))
        batch_op.drop_index(batch_op.f("ix_patients_birth_date"))

    op.drop_table("patients")
