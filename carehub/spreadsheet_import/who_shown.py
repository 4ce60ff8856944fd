"""Who a row is about, in one line."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col

from carehub.core.actor import Actor
from carehub.core.dates import written_date
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.names import listed_name

StoredValues = Mapping[str, str | bool]


def who_is(values: StoredValues) -> str:
    """Name, date of birth and MRN in one line; of a referral also what is asked of whom."""
    birth = values.get("birth_date")
    born = written_date(date.fromisoformat(birth)) if isinstance(birth, str) else ""
    last, first = str(values.get("last_name", "")), str(values.get("first_name", ""))
    name = listed_name(last, first) if last else first
    who = "  ".join(each for each in (name, born, str(values.get("mrn", ""))) if each)
    asked = ", ".join(str(values[name]) for name in ("type", "receiver") if values.get(name))
    return f"{who}: {asked}" if asked else who


class Namer:
    """Says who rows are; one that has only an MRN gets the name of its patient, where it may be seen."""

    def __init__(
        self, session: Session, actor: Actor, rows: Iterable[tuple[int | None, StoredValues]]
    ) -> None:
        nameless = {patient_id for patient_id, values in rows if patient_id and not _has_name(values)}
        seen = patients.visible_to(actor).where(col(Patient.id).in_(sorted(nameless)))
        names = (Patient.id, Patient.last_name, Patient.first_name)
        found = session.execute(seen.with_only_columns(*map(col, names))).all() if nameless else ()
        self._names = {patient_id: (last, first) for patient_id, last, first in found}

    def who(self, patient_id: int | None, values: StoredValues) -> str:
        if _has_name(values) or patient_id not in self._names:
            return who_is(values)
        last, first = self._names[patient_id]
        return who_is({**values, "last_name": last, "first_name": first})


def _has_name(values: StoredValues) -> bool:
    return bool(values.get("last_name") or values.get("first_name"))
