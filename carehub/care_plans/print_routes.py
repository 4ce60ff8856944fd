"""The printed care plan: a page of our own, which needs no script but for its button."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.care_plans.paper import paper
from carehub.care_plans.showing import PRINT
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed, NotFound
from carehub.ui.claims import row_id

_PRIVATE = {"Cache-Control": "no-store"}
_templates = Environment(
    loader=PackageLoader("carehub.care_plans"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def print_plan(request: Request) -> Response:
    """``?patient=`` the working plan; with ``version=`` the signed version of that number."""
    given = request.query_params
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
            plan = paper(session, actor, row_id(given.get("patient", "")), row_id(given.get("version", "0")))
    except CareHubError as refusal:
        return PlainTextResponse(str(refusal), _status_of(refusal), headers=_PRIVATE)
    return HTMLResponse(_templates.get_template("plan.html").render(plan=plan), headers=_PRIVATE)


ROUTES = [Route(PRINT, print_plan)]


def _status_of(refusal: CareHubError) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 404 if isinstance(refusal, NotFound) else 400
