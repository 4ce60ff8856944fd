"""Several patients change hands at once: each by itself, so that a refusal of one stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from carehub.caseloads.assigning import assign
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError, Conflict, Invalid, NotFound
from carehub.patients import service as patients
from carehub.patients.names import listed_name

MOST = 200
_NAMED = 3
_UNDONE = "Undone"


@dataclass(frozen=True, slots=True)
class Seen:
    """A patient, and who kept the patient when the list was read; None for nobody."""

    patient_id: int
    coordinator_id: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one patient; ``refusal`` is empty when it was done."""

    patient_id: int
    patient: str
    refusal: str = ""


class _Handed(BaseModel):
    """What taking an assignment of several back needs to know."""

    to: int | None
    before: dict[int, int | None]


def assign_together(
    session: Session, actor: Actor, seen: Sequence[Seen], to: int | None, reason: str = ""
) -> tuple[list[Result], str]:
    """Give them all to a coordinator, or to nobody; what came of each, and the token of ``put_back``."""
    require(actor, Permission.CASELOAD_ASSIGN)
    refuse_too_many([each.patient_id for each in seen])
    results = [_give(session, actor, each, to, reason) for each in seen]
    refused = {result.patient_id for result in results if result.refusal}
    before = {each.patient_id: each.coordinator_id for each in seen if each.patient_id not in refused}
    return results, _Handed(to=to, before=before).model_dump_json()


def put_back(session: Session, actor: Actor, token: str) -> str:
    """Each patient goes back to who was responsible before; says who stays, because it changed since."""
    require(actor, Permission.CASELOAD_ASSIGN)
    handed = _handed(token)
    return put_back_in_words(
        [
            _give(session, actor, Seen(patient_id, handed.to), before, _UNDONE)
            for patient_id, before in handed.before.items()
        ]
    )


def by_itself(session: Session, actor: Actor, patient_id: int, do: Callable[[], object]) -> Result:
    """Do it for one patient of several; a refusal undoes nothing but this one."""
    name = _name(session, actor, patient_id)
    try:
        with session.begin_nested():
            do()
    except CareHubError as refusal:
        return Result(patient_id, name, str(refusal))
    return Result(patient_id, name)


def put_back_in_words(results: Sequence[Result]) -> str:
    """How many went back, and who did not; Conflict when nobody did."""
    refused = [f"{result.patient}: {result.refusal}" for result in results if result.refusal]
    if len(refused) == len(results):
        raise Conflict(f"Nothing was undone. {_listed(refused)}")
    done = len(results) - len(refused)
    counted = f"{done} of {len(results)} patients" if refused else _patients(done)
    return " ".join(filter(None, [f"{counted} put back{'.' if refused else ''}", _listed(refused)]))


def refuse_too_many(patient_ids: Sequence[int]) -> None:
    """Invalid unless something is selected, each once, and no more than MOST."""
    if not patient_ids:
        raise Invalid("Select patients first.")
    if len(set(patient_ids)) != len(patient_ids):
        raise Invalid("A patient stands twice in what was selected. Reload the page.")
    if len(patient_ids) > MOST:
        raise Invalid(f"Select at most {MOST} patients at a time.")


def _give(session: Session, actor: Actor, seen: Seen, to: int | None, reason: str) -> Result:
    def give() -> None:
        assign(session, actor, seen.patient_id, to, instead_of=seen.coordinator_id, reason=reason)

    return by_itself(session, actor, seen.patient_id, give)


def _name(session: Session, actor: Actor, patient_id: int) -> str:
    try:
        patient = patients.find(session, actor, patient_id)
    except NotFound:
        return "A patient"
    return listed_name(patient.last_name, patient.first_name)


def _handed(token: str) -> _Handed:
    try:
        return _Handed.model_validate_json(token)
    except ValidationError:
        raise NotFound("This was undone already, or is too long ago.") from None


def _listed(refused: Sequence[str]) -> str:
    more = len(refused) - _NAMED
    return " ".join(refused[:_NAMED]) + (f" And {more} more." if more > 0 else "")


def _patients(number: int) -> str:
    return "1 patient" if number == 1 else f"{number} patients"
