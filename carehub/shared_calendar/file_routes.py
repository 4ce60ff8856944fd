"""Takes a calendar file (.ics): read whole, counted while it comes, and parsed outside of any transaction."""

import asyncio
from zoneinfo import ZoneInfo

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core import clock
from carehub.core.actor import Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed
from carehub.shared_calendar import calendar_file
from carehub.shared_calendar.calendar_file import LARGEST_FILE, Busy
from carehub.working_time import service as working_time

FILE = "/api/calendar/file"


async def take_file(request: Request) -> Response:
    """``PUT``, the file as the body: answers with how many of its events are in the calendar now."""
    site_id = request.path_params["site_id"]
    try:
        zone = await asyncio.to_thread(_zone_for, request, site_id)
        content = await _whole(request)
        busy = await asyncio.to_thread(calendar_file.busy_times, content, ZoneInfo(zone), clock.now())
        number = await asyncio.to_thread(_bring_in, request, site_id, busy)
    except ClientDisconnect:
        return Response(status_code=499)
    except CareHubError as refusal:
        return _said(str(refusal), 403 if isinstance(refusal, NotAllowed) else 422)
    return JSONResponse({"id": number}, headers={"Cache-Control": "no-store"})


ROUTES = [Route(FILE + "/{site_id:int}", take_file, methods=["PUT"])]


def _zone_for(request: Request, site_id: int) -> str:
    """By which clock a time without zone is meant; refuses before a byte is read."""
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            raise NotAllowed("Sign in first.")
        require(actor, Permission.APPOINTMENTS_BOOK)
        return working_time.time_zone(session, site_id)


async def _whole(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_FILE:
            raise Invalid("This file is larger than 1 MB. Export a shorter time from the other calendar.")
    return bytes(content)


def _bring_in(request: Request, site_id: int, busy: list[Busy]) -> int:
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            raise NotAllowed("You are signed out. Sign in again and choose the file once more.")
        found = calendar_file.bring_in(session, actor, site_id, busy)
        if not found.new + found.unchanged:
            raise Invalid("This file holds nothing that is still to come.")
        return found.new + found.unchanged


def _said(text: str, status: int) -> Response:
    return JSONResponse({"error": text}, status, headers={"Cache-Control": "no-store"})
