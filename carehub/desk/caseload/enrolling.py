"""Several patients of a caseload come into a program in one go, and out of it again."""

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from carehub.caseloads.service import Result, by_itself, put_back_in_words, refuse_too_many
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.programs import service as programs
from carehub.programs.models import ProgramOutcome

# By patient: the enrolment, and its version when it was made.
_Enrolled = TypeAdapter(dict[int, tuple[int, int]])


def enrol_together(
    session: Session, actor: Actor, patient_ids: Sequence[int], program_id: int
) -> tuple[list[Result], str]:
    """Put them all into a program from today; what came of each, and the token of ``take_out``."""
    require(actor, Permission.CARE_EDIT)
    refuse_too_many(patient_ids)
    made: dict[int, tuple[int, int]] = {}

    def enrol(patient_id: int) -> None:
        enrolment = programs.enrol(session, actor, patient_id, program_id)
        made[patient_id] = enrolment.id or 0, enrolment.version

    results = [by_itself(session, actor, each, lambda each=each: enrol(each)) for each in patient_ids]
    return results, _Enrolled.dump_json(made).decode()


def take_out(session: Session, actor: Actor, token: str) -> str:
    """End what ``enrol_together`` began, as entered in error, where nobody touched it since."""
    require(actor, Permission.CARE_EDIT)
    try:
        made = _Enrolled.validate_json(token)
    except ValidationError:
        raise NotFound("This was undone already, or is too long ago.") from None

    def end(enrolment_id: int, version: int) -> None:
        programs.leave(session, actor, enrolment_id, version, ProgramOutcome.ENTERED_IN_ERROR)

    return put_back_in_words(
        [by_itself(session, actor, patient_id, lambda one=one: end(*one)) for patient_id, one in made.items()]
    )
