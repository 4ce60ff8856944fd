"""caseload: who is responsible stands with the patient, views of more pages than the board, chosen columns"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_NOW_WITH = "SELECT coordinator_id FROM assignments WHERE patient_id = {row}.patient_id AND until IS NULL"
_KEPT = f"UPDATE patients SET coordinator_id = ({_NOW_WITH}) WHERE id = {{row}}.patient_id"
_CHANGES = "patient_id, coordinator_id, until"
_BY_NAME, _BY_ADDED = "ix_patients_case_by_name", "ix_patients_case_by_added"


def upgrade() -> None:
    op.add_column("patients", sa.Column("coordinator_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE patients SET coordinator_id = (SELECT coordinator_id FROM assignments"
        " WHERE patient_id = patients.id AND until IS NULL)"
    )
    _keep_coordinators()
    op.create_index(_BY_NAME, "patients", ["coordinator_id", "status", "sort_name", "id"])
    op.create_index(_BY_ADDED, "patients", ["coordinator_id", "status", "id"])
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page", sa.String(), nullable=False, server_default="board"))
        batch_op.drop_constraint(op.f("uq_saved_views_owner_id_name"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_saved_views_owner_id_page_name"), ["owner_id", "page", "name"]
        )
    op.create_table(
        "caseload_columns",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_caseload_columns_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_caseload_columns")),
    )


def downgrade() -> None:
    op.drop_table("caseload_columns")
    op.execute("DELETE FROM saved_views WHERE page <> 'board'")
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_saved_views_owner_id_page_name"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_saved_views_owner_id_name"), ["owner_id", "name"])
        batch_op.drop_column("page")
    _drop_keeping()
    op.drop_index(_BY_ADDED, "patients")
    op.drop_index(_BY_NAME, "patients")
    op.drop_column("patients", "coordinator_id")


def _keep_coordinators() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_coordinator() RETURNS trigger AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN {_KEPT.format(row='OLD')}; END IF; "
            f"IF TG_OP <> 'DELETE' THEN {_KEPT.format(row='NEW')}; END IF; "
            "RETURN NULL; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER assignments_kept AFTER INSERT OR DELETE OR UPDATE OF {_CHANGES} ON assignments "
            "FOR EACH ROW EXECUTE FUNCTION keep_coordinator()"
        )
        return
    for moment, rows in (
        ("INSERT", ("NEW",)),
        (f"UPDATE OF {_CHANGES}", ("OLD", "NEW")),
        ("DELETE", ("OLD",)),
    ):
        kept = "; ".join(_KEPT.format(row=row) for row in rows)
        name = f"assignments_kept_{moment.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {moment} ON assignments BEGIN {kept}; END")


def _drop_keeping() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER assignments_kept ON assignments")
        op.execute("DROP FUNCTION keep_coordinator()")
        return
    for moment in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER assignments_kept_{moment}")
