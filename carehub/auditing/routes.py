"""The journal outside its page: on paper, as a signed file, and the key that checks its signature."""

from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.auditing import exporting, reading, signing
from carehub.auditing.showing import ROUTE, heading, query_of, rows_of, view_in
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import unit_of_work
from carehub.core.dates import written_time
from carehub.core.errors import CareHubError, NotAllowed
from carehub.settings import settings

PRINT, EXPORT, PUBLIC_KEY = f"{ROUTE}/print", f"{ROUTE}/export", f"{ROUTE}/public-key"
MOST_ON_PAPER = 1_000
_templates = Environment(loader=PackageLoader("carehub.auditing"), autoescape=True, undefined=StrictUndefined)
_PRIVATE = {"Cache-Control": "no-store"}


def print_journal(request: Request) -> Response:
    """The entries of the view in the query, the newest thousand, with who printed them and when."""
    return _answered(request, _paper)


def export(request: Request) -> Response:
    """The entries of the days in the query, whoever's they are: a chain with gaps proves nothing."""
    return _answered(request, _file)


def public_key(request: Request) -> Response:
    """What a signed file is checked with; no secret, but for those who take such files out."""
    return _answered(request, _key)


ROUTES = [Route(PRINT, print_journal), Route(EXPORT, export), Route(PUBLIC_KEY, public_key)]


def _answered(request: Request, answer: Callable[[Session, Actor, Request], Response]) -> Response:
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
        try:
            require(actor, Permission.AUDIT_READ)
            return answer(session, actor, request)
        except CareHubError as refusal:
            status = 403 if isinstance(refusal, NotAllowed) else 404
            return PlainTextResponse(str(refusal), status, headers=_PRIVATE)


def _paper(session: Session, actor: Actor, request: Request) -> Response:
    view = view_in(request.query_params)
    title = heading(session, actor, view)
    page = reading.page(session, actor, view, size=MOST_ON_PAPER)
    journal.record(session, actor, "journal.print", patient_id=view.patient_id, subject=_subject(view))
    center = accounts.center(session)
    made = _templates.get_template("journal.html").render(
        title=title,
        by=f"{center.name} · printed by {actor.name}, {written_time(clock.now(), center.time_zone)}",
        rows=rows_of(session, page.deeds),
        is_cut=page.next is not None,
        back=ROUTE + query_of(view),
    )
    return HTMLResponse(made, headers=_PRIVATE)


def _file(session: Session, actor: Actor, request: Request) -> Response:
    view = view_in(request.query_params)
    lines = exporting.signed(session, actor, view.since, view.until)
    headers = {"Content-Disposition": 'attachment; filename="journal.jsonl"', **_PRIVATE}
    return Response("".join(lines), media_type="application/jsonl", headers=headers)


def _key(_session: Session, _actor: Actor, _request: Request) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="journal-public-key.pem"', **_PRIVATE}
    return Response(signing.public_key(settings().home), media_type="application/x-pem-file", headers=headers)


def _subject(view: reading.JournalView) -> str:
    return f"user:{view.person_id}" if view.person_id else "journal"
