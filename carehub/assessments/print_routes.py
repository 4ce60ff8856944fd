"""Printed forms: pages of our own, which need no script but for their button."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.assessments.paper import Sheet, blank, filled_in
from carehub.assessments.showing import PRINT
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed, NotFound
from carehub.ui.claims import row_id

_PRIVATE = {"Cache-Control": "no-store"}
_templates = Environment(
    loader=PackageLoader("carehub.assessments"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def print_form(request: Request) -> Response:
    """``?assessment=`` a form as it was filled in; ``?form=`` a blank one, by its key."""
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
            sheet = _sheet(session, actor, request)
    except CareHubError as refusal:
        return PlainTextResponse(str(refusal), _status_of(refusal), headers=_PRIVATE)
    return HTMLResponse(_templates.get_template("form.html").render(sheet=sheet), headers=_PRIVATE)


ROUTES = [Route(PRINT, print_form)]


def _sheet(session: Session, actor: Actor, request: Request) -> Sheet:
    given = request.query_params
    if "form" in given:
        return blank(session, actor, given["form"])
    return filled_in(session, actor, row_id(given.get("assessment", "")))


def _status_of(refusal: CareHubError) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 404 if isinstance(refusal, NotFound) else 400
