"""Takes a list of receivers, streamed to a private copy as a list of patients is."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carehub.core.errors import NotAllowed
from carehub.spreadsheet_import import receiver_lists, storage
from carehub.spreadsheet_import.bounds import file_limits
from carehub.spreadsheet_import.reader.kinds import recognise
from carehub.spreadsheet_import.refusals import Unreadable
from carehub.spreadsheet_import.routes import actor_who_may, said, streamed

LIST = "/api/directory/list"


async def take_list(request: Request) -> Response:
    """``PUT``, the file as the body: answers with the number by which the sender's page goes on."""
    try:
        actor = await asyncio.to_thread(actor_who_may, request)
        if actor is None:
            return said("Sign in first.", 401)
        number = receiver_lists.new_number()
        key = await streamed(request, receiver_lists.key_of(actor.user_id, number))
    except NotAllowed as refusal:
        return said(str(refusal), 403)
    except Unreadable as refusal:
        return said(str(refusal), 413)
    except ClientDisconnect:
        return Response(status_code=499)
    return await asyncio.to_thread(_recognised, key, number)


ROUTES = [Route(LIST, take_list, methods=["PUT"])]


def _recognised(key: str, number: int) -> Response:
    try:
        recognise(storage.path_of(key), file_limits())
    except Unreadable as refusal:
        storage.remove(key)
        return said(str(refusal), 422)
    return JSONResponse({"id": number}, headers={"Cache-Control": "no-store"})
