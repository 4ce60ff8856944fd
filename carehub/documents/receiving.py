"""Takes a file that a browser sends: streamed to its private place, counted, and looked at."""

import asyncio
import errno
import os
from collections.abc import Callable
from urllib.parse import unquote

from sqlmodel import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed, NotFound
from carehub.documents import storage
from carehub.documents.kinds import recognise
from carehub.documents.naming import document_name
from carehub.documents.service import Received

LARGEST = 20 * 1024 * 1024
# The name may hold the patient's: it comes in a header, because addresses end up in logs.
NAME_HEADER = "x-file-name"

Allow = Callable[[Session, Actor], None]
Keep = Callable[[Session, Actor, Received], int]


class TooLarge(Invalid):
    """The file has more bytes than we take."""

    def __init__(self) -> None:
        super().__init__("This file is larger than 20 MB. Scan it in black and white, or split it.")


async def receive(request: Request, allow: Allow, keep: Keep) -> Response:
    """The file in the body of a PUT: ``allow`` is asked before a byte is taken, ``keep`` gives its id."""
    try:
        if not await asyncio.to_thread(_is_allowed, request, allow):
            return said("Sign in first.", 401)
        key = await _streamed(request)
        number = await asyncio.to_thread(_kept, request, key, keep)
    except CareHubError as refusal:
        return said(str(refusal), _status_of(refusal))
    except ClientDisconnect:
        return Response(status_code=499)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return said("There is no room left on the server's disk. Tell your admin.", 507)
    return JSONResponse({"id": number}, headers={"Cache-Control": "no-store"})


def said(text: str, status: int) -> Response:
    """A refusal that the page shows in these words."""
    return JSONResponse({"error": text}, status, headers={"Cache-Control": "no-store"})


def actor_in(session: Session, request: Request) -> Actor | None:
    """Who sent the request, by the session's cookie."""
    return sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))


def _is_allowed(request: Request, allow: Allow) -> bool:
    with unit_of_work(write=False) as session:
        actor = actor_in(session, request)
        if actor is not None:
            allow(session, actor)
        return actor is not None


async def _streamed(request: Request) -> str:
    """The key of the private copy; nothing is left behind of a file that is too large or broken off."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > LARGEST:
        raise TooLarge
    key = storage.new_key()
    taken = 0
    try:
        with os.fdopen(storage.create(key), "wb") as copy:
            async for chunk in request.stream():
                taken += len(chunk)
                if taken > LARGEST:
                    raise TooLarge
                copy.write(chunk)
    except BaseException:
        storage.remove(key)
        raise
    return key


def _kept(request: Request, key: str, keep: Keep) -> int:
    """The id of the document; its bytes go when it is not taken, whatever the reason."""
    try:
        path = storage.path_of(key)
        kind = recognise(path)
        name = document_name(unquote(request.headers.get(NAME_HEADER, "")), kind)
        with unit_of_work() as session:
            actor = actor_in(session, request)
            if actor is None:
                raise NotAllowed("You are signed out. Sign in again and choose the file once more.")
            return keep(session, actor, Received(key, name, kind, path.stat().st_size))
    except BaseException:
        storage.remove(key)
        raise


def _status_of(refusal: CareHubError) -> int:
    if isinstance(refusal, TooLarge):
        return 413
    return {NotAllowed: 403, NotFound: 404}.get(type(refusal), 422)
