"""What an import, or its undoing, changes in patients who are known: for the history of their fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from carehub.core import field_history
from carehub.patients.models import Patient, PatientSite

_AT_ONCE = 5_000
_STATEMENTS = frozenset({"which", "seen"})


@dataclass(frozen=True, slots=True)
class FieldsOfOne:
    """What fields of one patient hold before and after."""

    patient_id: int
    before: Mapping[str, object]
    after: Mapping[str, object]


def about_to_change(
    session: Session, columns: Iterable[Mapping[str, object]], homes: Mapping[int, int]
) -> list[FieldsOfOne]:
    """The fields as they are, beside what they will hold: the ``columns`` of ``which`` patient, and homes."""
    after = {_number(each): {name: each[name] for name in each.keys() - _STATEMENTS} for each in columns}
    for patient_id, site_id in homes.items():
        after.setdefault(patient_id, {})["home_site_id"] = site_id
    names = sorted({name for each in after.values() for name in each})
    before = _held(session, sorted(after), names)
    return [FieldsOfOne(number, before.get(number, {}), wanted) for number, wanted in after.items()]


def move_homes(session: Session, homes: Mapping[int, int]) -> None:
    """The site that was home lets go; any other site that cares for the patient keeps doing so."""
    for patient_id, site_id in homes.items():
        before = session.get_one(Patient, patient_id).home_site_id
        left = (col(PatientSite.patient_id) == patient_id, col(PatientSite.site_id) == before)
        session.exec(delete(PatientSite).where(*left))
        session.exec(update(Patient).where(col(Patient.id) == patient_id).values(home_site_id=site_id))
        session.merge(PatientSite(patient_id=patient_id, site_id=site_id))
    session.flush()


def note_all(session: Session, changes: Iterable[FieldsOfOne]) -> None:
    """Let the next entry of the journal be the one that tells of them."""
    for each in changes:
        field_history.note(session, "patients", each.patient_id, each.before, each.after)


def _number(columns: Mapping[str, object]) -> int:
    which = columns["which"]
    assert isinstance(which, int)
    return which


def _held(session: Session, ids: Sequence[int], names: Sequence[str]) -> dict[int, Mapping[str, object]]:
    held: dict[int, Mapping[str, object]] = {}
    wanted = select(*(getattr(Patient, name) for name in ("id", *names)))
    for start in range(0, len(ids), _AT_ONCE):
        part = wanted.where(col(Patient.id).in_(ids[start : start + _AT_ONCE]))
        for number, *values in session.connection().execute(part):
            held[number] = dict(zip(names, values, strict=True))
    return held
