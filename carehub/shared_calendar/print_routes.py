"""The pages that are printed: they need no script but for their button."""

from collections.abc import Callable
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed
from carehub.shared_calendar import sheets
from carehub.shared_calendar.routes import selection_of
from carehub.shared_calendar.sheets import Names
from carehub.working_time import service as working_time

DAY_SHEET = "/calendar/day-sheet"
CALL_SHEET = "/calendar/call-sheet"

_templates = Environment(
    loader=PackageLoader("carehub.shared_calendar"), autoescape=True, undefined=StrictUndefined
)


def day_sheet(request: Request) -> Response:
    """``?date=`` with the words of a Selection, ``names=`` full or initials."""
    return _printed(request, _day_sheet)


def call_sheet(request: Request) -> Response:
    """``?date=``, and ``site=`` for one site only."""
    return _printed(request, _call_sheet)


ROUTES = [Route(DAY_SHEET, day_sheet), Route(CALL_SHEET, call_sheet)]


def _printed(request: Request, write: Callable[[Session, Actor, Request], str]) -> Response:
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return HTMLResponse("Sign in first.", 401)
        try:
            page = write(session, actor, request)
        except CareHubError as refusal:
            status = 403 if isinstance(refusal, NotAllowed) else 400
            return HTMLResponse(_templates.from_string("{{ why }}").render(why=str(refusal)), status)
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _day_sheet(session: Session, actor: Actor, request: Request) -> str:
    given = request.query_params
    names = given.get("names", Names.INITIALS)
    if names not in set(Names):
        raise Invalid("Choose full names or initials.")
    sheet = sheets.day_sheet(
        session, actor, _day(session, given.get("date", "")), selection_of(given), Names(names)
    )
    return _templates.get_template("day_sheet.html").render(
        sheet=sheet, nothing="Nothing is planned on this day."
    )


def _call_sheet(session: Session, actor: Actor, request: Request) -> str:
    given = request.query_params
    sites = selection_of(given).sites
    sheet = sheets.call_sheet(
        session, actor, _day(session, given.get("date", "")), sites[0] if sites else None
    )
    return _templates.get_template("call_sheet.html").render(
        sheet=sheet, nothing="Nobody is expected on this day."
    )


def _day(session: Session, text: str) -> date:
    """The day of the address; today where it names none."""
    if not text:
        return clock.today(working_time.time_zone(session))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Give the date as 2026-11-12.") from None
