"""A letter to a patient who was tried in vain, to print. It says nothing of why we call."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlmodel import Session
from starlette.datastructures import QueryParams

from carehub.accounts import service as accounts
from carehub.contacts import service as contacts
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.desk.chasing.letters import sender_of
from carehub.desk.quick.reading import LETTER
from carehub.patients import service as patients
from carehub.patients.wording import postal_address
from carehub.related_people import service as related_people
from carehub.related_people.models import Safe
from carehub.ui.claims import row_id
from carehub.ui.papers import paper

_NO_LETTERS = frozenset({Safe.NO_LETTERS, Safe.NOT_AT_ADDRESS})


def _letter(session: Session, actor: Actor, asked: QueryParams) -> Mapping[str, object]:
    """The letter for ``?patient=``; printing it is journaled, and refused where no letters may be sent."""
    require(actor, Permission.NOTES_SEE)
    patient_id = row_id(asked.get("patient", ""))
    patient = patients.find(session, actor, patient_id)
    safe = related_people.safe_contact(session, actor, patient_id)
    if safe is not None and _NO_LETTERS & set(safe.codes):
        raise Invalid("This patient must get no letters. Use the ways that the safe-contact rules leave.")
    journal.record(
        session, actor, "contacts.print_letter", patient_id=patient_id, subject=f"patient:{patient_id}"
    )
    return {
        "sender": asdict(sender_of(accounts.center(session), actor)),
        "name": f"{patient.first_name} {patient.last_name}",
        "address": postal_address(patient),
        "safe": related_people.safe_rules(safe)["said"],
        "tries": contacts.tried_for_patient(session, actor, patient_id).days,
    }


ROUTES = [paper(LETTER, "carehub.desk.quick", "patient_letter.html", _letter)]
