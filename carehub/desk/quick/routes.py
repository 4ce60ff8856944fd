"""A letter to a patient who was tried in vain, to print. It says nothing of why we call."""

from dataclasses import asdict

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.contacts import service as contacts
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed, NotFound
from carehub.desk.chasing.letters import sender_of
from carehub.desk.quick.reading import LETTER
from carehub.patients import service as patients
from carehub.patients.wording import postal_address
from carehub.related_people import service as related_people
from carehub.related_people.models import Safe
from carehub.ui.claims import row_id

_NO_LETTERS = frozenset({Safe.NO_LETTERS, Safe.NOT_AT_ADDRESS})
_templates = Environment(
    loader=PackageLoader("carehub.desk.quick"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def letter(request: Request) -> Response:
    """The letter for ``?patient=``; printing it is journaled, and refused where no letters may be sent."""
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401)
            return HTMLResponse(_letter(session, actor, row_id(request.query_params.get("patient", ""))))
    except CareHubError as refusal:
        return PlainTextResponse(str(refusal), _status_of(refusal))


ROUTES = [Route(LETTER, letter, methods=["GET"])]


def _letter(session: Session, actor: Actor, patient_id: int) -> str:
    require(actor, Permission.NOTES_SEE)
    patient = patients.find(session, actor, patient_id)
    safe = related_people.safe_contact(session, actor, patient_id)
    if safe is not None and _NO_LETTERS & set(safe.codes):
        raise Invalid("This patient must get no letters. Use the ways that the safe-contact rules leave.")
    journal.record(
        session, actor, "contacts.print_letter", patient_id=patient_id, subject=f"patient:{patient_id}"
    )
    return _templates.get_template("patient_letter.html").render(
        sender=asdict(sender_of(accounts.center(session), actor)),
        name=f"{patient.first_name} {patient.last_name}",
        address=postal_address(patient),
        safe=related_people.safe_rules(safe)["said"],
        tries=contacts.tried_for_patient(session, actor, patient_id).days,
    )


def _status_of(refusal: CareHubError) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 404 if isinstance(refusal, NotFound) else 400
