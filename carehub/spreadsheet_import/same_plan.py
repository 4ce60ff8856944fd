"""Is a new plan of an import the one that a person looked at?"""

from sqlalchemy import select
from sqlmodel import Session, col

from carehub.core.errors import Conflict
from carehub.spreadsheet_import.models import ImportRow

_LOOKED_AT = ("number", "outcome", "patient_id", "referral_id", "changes", "values")
Planned = dict[int, tuple[object, ...]]


def planned(session: Session, import_id: int) -> Planned:
    """What would become of each row, by its number."""
    kept = select(*(col(getattr(ImportRow, name)) for name in _LOOKED_AT))
    rows = session.execute(kept.where(col(ImportRow.import_id) == import_id)).all()
    return {number: tuple(rest) for number, *rest in rows}


def refuse_another(before: Planned, after: Planned) -> None:
    """Nobody commits what nobody has seen: Conflict names the rows that would do something else."""
    differing = sorted(
        number for number in before.keys() | after.keys() if before.get(number) != after.get(number)
    )
    if differing:
        named = ", ".join(map(str, differing[:10])) + (" and more" if len(differing) > 10 else "")
        raise Conflict(
            f"Patients were changed since you checked. These rows would now do something else: {named}. "
            "Nothing came in; look at them and commit again."
        )
