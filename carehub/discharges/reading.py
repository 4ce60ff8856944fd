"""Who came home from hospital, as far as one may see: a patient's discharges, and all that are open."""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.discharges.models import Discharge, DischargeItem
from carehub.patients import service as patients
from carehub.patients.models import Patient

_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An open discharge with its patient, and how many lines of its checklist are blank."""

    discharge: Discharge
    patient: Patient
    blanks: int


def visible_to(actor: Actor) -> SelectOfScalar[Discharge]:
    """The discharges of the patients whom this person may see."""
    require(actor, Permission.NOTES_SEE)
    theirs = select(Discharge).join(Patient, col(Patient.id) == Discharge.patient_id)
    return theirs.where(patients.at_sites_of(actor))


def find(session: Session, actor: Actor, discharge_id: int) -> Discharge:
    discharge = session.exec(visible_to(actor).where(Discharge.id == discharge_id)).first()
    if discharge is None:
        raise NotFound("This discharge is not in your list. Ask a supervisor if you need access.")
    return discharge


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Discharge]:
    """A patient's discharges: the open ones first, then the newest."""
    theirs = visible_to(actor).where(col(Discharge.patient_id) == patient_id)
    return list(
        session.exec(
            theirs.order_by(col(Discharge.closed_at).is_not(None), col(Discharge.discharged_on).desc())
        )
    )


def items_of(session: Session, actor: Actor, discharge_id: int) -> list[DischargeItem]:
    """The checklist, in its order."""
    find(session, actor, discharge_id)
    found = session.exec(select(DischargeItem).where(DischargeItem.discharge_id == discharge_id))
    return sorted(found, key=lambda line: list(type(line.item)).index(line.item))


def open_ones(session: Session, actor: Actor) -> list[Line]:
    """Everybody who is home and not settled yet, what is due first; at most 200."""
    still = (
        visible_to(actor)
        .add_columns(Patient)
        .where(col(Discharge.closed_at).is_(None))
        .order_by(col(Discharge.reached_on).is_not(None), col(Discharge.contact_by), col(Discharge.id))
        .limit(_MOST)
    )
    rows = list(session.execute(still))
    blank = _blanks(session, [discharge.id for discharge, _ in rows])
    return [Line(discharge, patient, blank.get(discharge.id, 0)) for discharge, patient in rows]


def _blanks(session: Session, ids: list[int | None]) -> dict[int | None, int]:
    unanswered = select(DischargeItem.discharge_id).where(
        col(DischargeItem.discharge_id).in_(ids), col(DischargeItem.answer).is_(None)
    )
    counted: dict[int | None, int] = {}
    for discharge_id in session.exec(unanswered):
        counted[discharge_id] = counted.get(discharge_id, 0) + 1
    return counted
