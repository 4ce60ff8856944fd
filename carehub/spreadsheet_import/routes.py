"""Takes the file, streamed to a private copy and counted byte by byte; gives the rows that stayed out."""

import asyncio
import os

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.settings import settings
from carehub.spreadsheet_import import child, service, storage
from carehub.spreadsheet_import.bounds import file_limits
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.mapping.profiles import imports_folder
from carehub.spreadsheet_import.reader.kinds import recognise
from carehub.spreadsheet_import.refusals import Unreadable

FILE = "/api/imports/file"
TEMPLATE = "/api/imports/template/{kind:str}"
REJECTS = "/api/imports/{import_id:int}/rejects"
TEMPLATES = {"patients": "patient-list-template.xlsx", "referrals": "referral-list-template.xlsx"}
# The same for every list: what a file holds is nobody's business who sees the folder it is saved in.
REJECTS_NAME = "rows-to-correct.xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def take_file(request: Request) -> Response:
    """``PUT ?name=``, the file as the body: starts an import and answers with its number."""
    try:
        if await asyncio.to_thread(actor_who_may, request) is None:
            return said("Sign in first.", 401)
        key = await streamed(request, storage.new_key())
    except NotAllowed as refusal:
        return said(str(refusal), 403)
    except Unreadable as refusal:
        return said(str(refusal), 413)
    except ClientDisconnect:
        return Response(status_code=499)
    return await asyncio.to_thread(_started, request, key)


async def give_rejects(request: Request) -> Response:
    """The rows of an import that stayed out, as a workbook to correct."""
    key, import_id = storage.new_key(), request.path_params["import_id"]
    try:
        # Before a process is started for it: a number that is none must cost nothing.
        actor = await asyncio.to_thread(actor_who_may, request, import_id)
        if actor is None:
            return said("Sign in first.", 401)
        storage_path = storage.path_of(key)
        os.close(storage.create(key))
        job = Job(Task.REJECTS, actor.user_id, import_id, path=str(storage_path))
        await child.run(job)
        content = await asyncio.to_thread(storage_path.read_bytes)
    except NotAllowed as refusal:
        return said(str(refusal), 403)
    except CareHubError as refusal:
        return said(str(refusal), 404)
    finally:
        storage.remove(key)
    return _workbook(content, REJECTS_NAME)


async def give_template(request: Request) -> Response:
    """An empty list with every column of its kind."""
    try:
        if await asyncio.to_thread(actor_who_may, request) is None:
            return said("Sign in first.", 401)
    except NotAllowed as refusal:
        return said(str(refusal), 403)
    name = TEMPLATES.get(request.path_params["kind"])
    if name is None:
        return said("There is no such template.", 404)
    return _workbook(await asyncio.to_thread((imports_folder() / name).read_bytes), name)


ROUTES = [
    Route(FILE, take_file, methods=["PUT"]),
    Route(TEMPLATE, give_template),
    Route(REJECTS, give_rejects),
]


def _workbook(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=WORKBOOK_TYPE, headers=headers)


def actor_who_may(request: Request, import_id: int | None = None) -> Actor | None:
    """Who asks, if anybody; NotAllowed or NotFound for who may not import, or not see this import."""
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is not None:
            require(actor, Permission.IMPORTS_RUN)
            if import_id is not None:
                service.find(session, actor, import_id)
        return actor


async def streamed(request: Request, key: str) -> str:
    """The private copy under its key; nothing is left behind of a file that is too large or broken off."""
    largest = file_limits().file_size
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > largest:
        raise _too_large()
    taken = 0
    try:
        with os.fdopen(storage.create(key), "wb") as copy:
            async for chunk in request.stream():
                taken += len(chunk)
                if taken > largest:
                    raise _too_large()
                copy.write(chunk)
    except BaseException:
        storage.remove(key)
        raise
    return key


def _started(request: Request, key: str) -> Response:
    path = storage.path_of(key)
    try:
        recognise(path, file_limits())
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                raise NotAllowed("You are signed out. Sign in again and choose the file once more.")
            name = request.query_params.get("name", "")
            import_id = service.start(session, actor, name, key, path.stat().st_size)
    except CareHubError as refusal:
        storage.remove(key)
        return said(str(refusal), 422)
    return JSONResponse({"id": import_id}, headers={"Cache-Control": "no-store"})


def _too_large() -> Unreadable:
    return Unreadable(
        f"This file is larger than {settings().import_max_mb} MB. Remove other sheets and pictures, "
        "or split the list into several files."
    )


def said(text: str, status: int) -> Response:
    return JSONResponse({"error": text}, status, headers={"Cache-Control": "no-store"})
