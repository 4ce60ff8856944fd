"""The feed that the calendar on the page reads."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed
from carehub.shared_calendar import reading
from carehub.shared_calendar.showing import event_of

FEED = "/api/calendar/events"


def events(request: Request) -> Response:
    """``?start=&end=`` instants with offset, ``site=`` any number of times: the events as JSON.

    Runs in a thread: Starlette does that for what is not a coroutine.
    """
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return _said("Sign in first.", 401)
        try:
            start, end = (_instant(request.query_params, name) for name in ("start", "end"))
            found = reading.between(session, actor, start, end, _sites(request))
        except Invalid as error:
            return _said(str(error), 400)
        except NotAllowed as error:
            return _said(str(error), 403)
        shown = [event_of(entry, actor) for entry in found]
    return JSONResponse(shown, headers={"Cache-Control": "no-store"})


ROUTES = [Route(FEED, events)]


def _said(text: str, status: int) -> Response:
    return JSONResponse({"error": text}, status, headers={"Cache-Control": "no-store"})


def _instant(given: Mapping[str, str], name: str) -> datetime:
    try:
        instant = datetime.fromisoformat(given.get(name, ""))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Invalid(f"Give {name} as a date and time with its offset, such as 2026-11-12T09:00:00-06:00.")
    return instant


def _sites(request: Request) -> list[int]:
    given = request.query_params.getlist("site")
    if not all(part.isdecimal() and len(part) < 10 for part in given):
        raise Invalid("Give each site by its number.")
    return [int(part) for part in given]
