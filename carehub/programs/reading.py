"""Which patients are in which program, as far as one may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.programs.models import Enrolment, Program


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One enrolment with its program and who enrolled the patient."""

    enrolment: Enrolment
    program: Program
    by: str

    @property
    def has_consent(self) -> bool:
        return self.enrolment.consent_on is not None


def visible_to(actor: Actor) -> SelectOfScalar[Enrolment]:
    """The enrolments of patients whom this person may see; none for who may not read care notes."""
    require(actor, Permission.PATIENTS_SEE)
    theirs = select(Enrolment).join(Patient, col(Patient.id) == Enrolment.patient_id)
    return theirs.where(patients.at_sites_of(actor) if actor.may(Permission.NOTES_SEE) else false())


def find(session: Session, actor: Actor, enrolment_id: int) -> Enrolment:
    enrolment = session.exec(visible_to(actor).where(Enrolment.id == enrolment_id)).first()
    if enrolment is None:
        raise NotFound("This enrolment is not here any more. Reload the page.")
    return enrolment


def programs_of(session: Session, actor: Actor, patient_id: int) -> list[Enrolled]:
    """The history of a patient's programs: those of now first, then the past ones, the newest first."""
    theirs = (
        visible_to(actor)
        .add_columns(Program, col(User.name))
        .join(Program, col(Program.id) == Enrolment.program_id)
        .join(User, col(User.id) == Enrolment.enrolled_by_id)
        .where(col(Enrolment.patient_id) == patient_id)
        .order_by(col(Enrolment.until).is_not(None), col(Enrolment.since).desc(), col(Enrolment.id).desc())
    )
    return [Enrolled(*row) for row in session.execute(theirs)]


def enrolled_in(actor: Actor, program_id: int) -> Select[int]:
    """The ids of the patients who are in a program now, to narrow a list by: ``id.in_(enrolled_in(...))``."""
    now = col(Enrolment.program_id) == program_id, col(Enrolment.until).is_(None)
    return visible_to(actor).where(*now).with_only_columns(col(Enrolment.patient_id))


def counts_on(enrolment: Enrolment, day: date) -> bool:
    """Whether what is done on that day of the center counts for the program: enrolled, with consent."""
    if enrolment.consent_on is None:
        return False
    begun = max(enrolment.since, enrolment.consent_on)
    return begun <= day and (enrolment.until is None or day <= enrolment.until)
