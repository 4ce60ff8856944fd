"""The patient's own copy leaves CareHub: as a page for paper, and as JSON."""

from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.desk.patient.own_copy.reading import FILE, PRINT, Copy, as_json, to_read
from carehub.ui.claims import row_id
from carehub.ui.papers import paper

_PRIVATE = {"Cache-Control": "no-store"}


def file(request: Request) -> Response:
    """``?patient=`` whose copy; the file's name names nobody."""
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
            made = as_json(session, actor, row_id(request.query_params.get("patient", "")))
    except CareHubError as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 404
        return PlainTextResponse(str(refusal), status, headers=_PRIVATE)
    headers = {"Content-Disposition": 'attachment; filename="patient.json"', **_PRIVATE}
    return Response(made, media_type="application/json", headers=headers)


def _read(session: Session, actor: Actor, given: QueryParams) -> dict[str, Copy | str]:
    patient_id = row_id(given.get("patient", ""))
    return {"copy": to_read(session, actor, patient_id), "file": f"{FILE}?patient={patient_id}"}


ROUTES = [paper(PRINT, "carehub.desk.patient.own_copy", "copy.html", _read), Route(FILE, file)]
