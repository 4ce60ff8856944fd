"""The feed that the calendar on the page reads."""

import gzip
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed
from carehub.core.list_looks import LOOKS, WHOSE, ListPage
from carehub.shared_calendar import feed, reading, shading
from carehub.shared_calendar.selection import ColourBy, Columns, Look, Selection, Whose
from carehub.shared_calendar.showing import ShownEvent
from carehub.shared_calendar.status import AppointmentType

FEED = "/api/calendar/events"
WHOSE[ListPage.CALENDAR] = reading.patients_of
_QUICKLY = 1

_Word = TypeVar("_Word", bound=StrEnum)


def events(request: Request) -> Response:
    """``?start=&end=`` instants with offset, the words of a Selection, ``colour=`` and ``columns=``: the
    events as JSON, and what is shaded behind them.

    Runs in a thread: Starlette does that for what is not a coroutine.
    """
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return _said("Sign in first.", 401)
        try:
            shown = _shown(session, actor, request.query_params)
        except Invalid as error:
            return _said(str(error), 400)
        except NotAllowed as error:
            return _said(str(error), 403)
    return _packed(request, JSONResponse(shown, headers={"Cache-Control": "no-store"}))


ROUTES = [Route(FEED, events)]


def selection_of(given: QueryParams) -> Selection:
    """The selection that an address asks for; Invalid when it says something that there is not."""
    return Selection(
        sites=_numbers(given, "site"),
        staff=_numbers(given, "staff"),
        types=tuple(_word(AppointmentType, each) for each in given.getlist("type")),
        whose=_word(Whose, given.get("whose", "")),
    )


def _shown(session: Session, actor: Actor, given: QueryParams) -> list[ShownEvent]:
    start, end = (_instant(given, name) for name in ("start", "end"))
    selection = selection_of(given)
    colour_by = _word(ColourBy, given.get("colour", ColourBy.SITE))
    columns = _word(Columns, given["columns"]) if "columns" in given else None
    rows = feed.events(session, actor, start, end, selection, Look(colour_by, columns))
    LOOKS.saw(actor, ListPage.CALENDAR, [int(row["id"]) for row in rows])
    sites = [site.id for site in accounts.sites(session, actor) if site.id is not None]
    if selection.sites:
        sites = [site_id for site_id in sites if site_id in selection.sites]
    if columns is Columns.PROVIDERS:
        staff = reading.staff_of(session, actor, sites)
        return rows + shading.not_worked(session, start, end, sites, staff)
    return rows + shading.closed_days(session, start, end, sites)


def _packed(request: Request, answer: Response) -> Response:
    """The same, packed where the browser takes that."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return answer
    headers = {"Cache-Control": "no-store", "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(gzip.compress(bytes(answer.body), _QUICKLY), 200, headers, answer.media_type)


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


def _numbers(given: QueryParams, name: str) -> tuple[int, ...]:
    parts = given.getlist(name)
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise Invalid(f"Give each {name} by its number.")
    return tuple(int(part) for part in parts)


def _word(words: type[_Word], given: str) -> _Word:
    try:
        return words(given)
    except ValueError:
        raise Invalid(f"There is no {given[:20]} to choose here.") from None
