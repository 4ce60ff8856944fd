"""What a page asks while nobody works on it: how long until it locks, and to be unlocked."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import locking, passwords, sessions
from carehub.accounts.forms import STATUSES, Visitor, posted, visitor_of
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed

ACTIVITY, UNLOCK = "/api/activity", "/api/unlock"
LOCKED = 423


async def seconds_left(request: Request) -> Response:
    """How long the session stays open if nobody does anything. Asking does not keep it open."""
    left = await asyncio.to_thread(_left, visitor_of(request))
    if left is None:
        return Response(status_code=401)
    return JSONResponse({"left": left}) if left else Response(status_code=LOCKED)


async def activity(request: Request) -> Response:
    """The throttled ping of a page whose person types or points: keeps the session awake."""
    status = await asyncio.to_thread(_touch, visitor_of(request))
    return Response(status_code=status)


async def unlock(request: Request) -> Response:
    try:
        await asyncio.to_thread(_unlock, (await posted(request)).text("secret"), visitor_of(request))
    except NotAllowed as refusal:
        return PlainTextResponse(str(refusal), 401)
    except CareHubError as refusal:
        # 401 would say that the session is over.
        status = STATUSES.get(type(refusal), 422)
        return PlainTextResponse(str(refusal), 422 if status == 401 else status)
    return Response(status_code=204)


ROUTES = [
    Route(ACTIVITY, seconds_left, methods=["GET"]),
    Route(ACTIVITY, activity, methods=["POST"]),
    Route(UNLOCK, unlock, methods=["POST"]),
]


def _left(visitor: Visitor) -> int | None:
    with unit_of_work(write=False) as session:
        return sessions.seconds_left(session, visitor.token)


def _touch(visitor: Visitor) -> int:
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, visitor.token)
        if actor is None or actor.session_id is None:
            return LOCKED if sessions.locked_of(session, visitor.token) else 401
        stale = sessions.is_stale(session, actor.session_id)
    if stale:
        with unit_of_work() as session:
            sessions.touch(session, actor.session_id)
    return 204


def _unlock(secret: str, visitor: Visitor) -> None:
    with unit_of_work() as session:
        stored = locking.admit(session, visitor.token, visitor.address)
    fits = passwords.fits(secret, stored)
    with unit_of_work() as session:
        locking.unlock(session, visitor.token, secret, fits, visitor.address)
