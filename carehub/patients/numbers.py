"""Numbers for patients who come in many at once; the database gives every number once."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

_FROM_THE_SEQUENCE = text(
    "SELECT nextval(pg_get_serial_sequence('patients', 'id')) FROM generate_series(1, :many)"
)
_GIVEN_SO_FAR = "UPDATE sqlite_sequence SET seq = seq + :many WHERE name = 'patients' RETURNING seq"
_NONE_YET = "INSERT INTO sqlite_sequence (name, seq) VALUES ('patients', :many)"
_GIVEN_BACK = text("UPDATE sqlite_sequence SET seq = :used WHERE name = 'patients' AND seq = :taken")


def take_numbers(session: Session, how_many: int) -> Sequence[int]:
    """That many numbers in ascending order, each of them nobody else's, also if nobody comes in under it.

    On SQLite they follow each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        return sorted(session.execute(_FROM_THE_SEQUENCE, {"many": how_many}).scalars())
    highest = session.execute(text(_GIVEN_SO_FAR), {"many": how_many}).scalar()
    if highest is None:
        session.execute(text(_NONE_YET), {"many": how_many})
        highest = how_many
    return range(highest - how_many + 1, highest + 1)


def give_back(session: Session, used: int, taken: int) -> None:
    """Numbers after ``used`` up to ``taken`` are free again, unless others took more; SQLite only."""
    session.execute(_GIVEN_BACK, {"used": used, "taken": taken})
