"""Pages for paper: rendered by the server, private, and needing no script but for their button."""

from collections.abc import Callable, Mapping

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed, NotFound

# Reads what the page shows, and writes into the journal that it was printed.
Reads = Callable[[Session, Actor, QueryParams], Mapping[str, object]]

_PRIVATE = {"Cache-Control": "no-store"}


def paper(path: str, package: str, template: str, reads: Reads) -> Route:
    """The route of a page for paper, which is a ``template`` of the package."""
    pages = papers_of(package)

    def answer(request: Request) -> Response:
        try:
            with unit_of_work() as session:
                actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
                if actor is None:
                    return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
                shown = reads(session, actor, request.query_params)
        except CareHubError as refusal:
            return refused(refusal)
        return HTMLResponse(pages.get_template(template).render(shown), headers=_PRIVATE)

    return Route(path, answer)


def papers_of(package: str) -> Environment:
    """The templates of a package, which extend ``paper.html`` or ``letter.html`` of this one."""
    loader = ChoiceLoader([PackageLoader(package), PackageLoader("carehub.ui")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def refused(refusal: CareHubError) -> Response:
    """The sentence of a refusal, where no page can show it."""
    return PlainTextResponse(str(refusal), _status_of(refusal), headers=_PRIVATE)


def _status_of(refusal: CareHubError) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 404 if isinstance(refusal, NotFound) else 400
