"""numbers of this country: a patient is found by the last ten, seven and four digits of a number, and by all
of them only where it is of another country

The word with the 1 in front was a fifth of what the index of words took of a long list; whoever types the 1
is understood without it. On PostgreSQL the words of a number stay as they are.
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_TRIGGERS = ("patients_search_insert", "patients_search_update")
_ALL = " || ' ' || NEW.{0} || ' ' || substr(NEW.{0}, -10)"
_FOREIGN = " || ' ' || CASE WHEN NEW.{0} LIKE '+1%' THEN '' ELSE NEW.{0} END || ' ' || substr(NEW.{0}, -10)"


def upgrade() -> None:
    _say_in_triggers(_ALL, _FOREIGN)


def downgrade() -> None:
    _say_in_triggers(_FOREIGN, _ALL)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE patients SET phone = phone WHERE phone LIKE '+1%' OR phone_alt LIKE '+1%'")


def _say_in_triggers(before: str, after: str) -> None:
    """Whoever is there keeps the words that there are: more of them find nobody else."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    named = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, made in named:
        if name in _TRIGGERS:
            for column in ("phone", "phone_alt"):
                assert before.format(column) in made, name
                made = made.replace(before.format(column), after.format(column))
            op.execute(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(made)
