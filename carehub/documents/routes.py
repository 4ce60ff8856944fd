"""The way of documents in and out; what belongs to a referral comes in by the referrals' own route."""

from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.documents import service, storage
from carehub.documents.receiving import actor_in, receive, said
from carehub.documents.service import Received

DOCUMENT = "/api/documents/{document_id:int}"
OF_PATIENT = "/api/patients/{patient_id:int}/documents"


async def take_file(request: Request) -> Response:
    """``PUT``, the file as the body, its name in a header: a document of the patient; its id comes back."""
    patient_id = request.path_params["patient_id"]
    return await receive(request, partial(service.may_add, patient_id=patient_id), partial(_add, patient_id))


def hand_out(request: Request) -> Response:
    """The bytes of a document, to be saved, never to be shown inside a page of ours."""
    with unit_of_work() as session:
        actor = actor_in(session, request)
        if actor is None:
            return said("Sign in first.", 401)
        try:
            document = service.hand_out(session, actor, request.path_params["document_id"])
        except CareHubError as refusal:
            return said(str(refusal), 403 if isinstance(refusal, NotAllowed) else 404)
        name, kind, path = document.name, document.kind, storage.path_of(document.key)
    if not path.is_file():
        return said("The file of this document is missing. Tell your admin.", 404)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return FileResponse(path, media_type=kind.media_type, filename=name, headers=headers)


ROUTES = [Route(DOCUMENT, hand_out), Route(OF_PATIENT, take_file, methods=["PUT"])]


def _add(patient_id: int, session: Session, actor: Actor, received: Received) -> int:
    return service.add(session, actor, patient_id, received).id or 0
