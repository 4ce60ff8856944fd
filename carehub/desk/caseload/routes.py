"""Takes a caseload out of the page: on paper, or into a file. What was typed comes in the body of a form:
it may name a patient, and addresses end up in logs."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed
from carehub.desk.caseload import paper
from carehub.desk.caseload.paper import Paper
from carehub.desk.caseload.view import CaseloadView, typed, view_in
from carehub.spreadsheet_import.csv_file import as_csv
from carehub.spreadsheet_import.workbooks import workbook_of
from carehub.ui.claims import row_id

PRINT = "/caseload/print"
EXPORT = "/caseload/export"
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_LARGEST_FORM = 16_384
_templates = Environment(
    loader=PackageLoader("carehub.desk.caseload"), autoescape=True, undefined=StrictUndefined
)


async def print_caseload(request: Request) -> Response:
    """The list, ready to be printed, with who printed it and when."""
    try:
        made = await asyncio.to_thread(_read, request, await _form(request), paper.printed)
    except CareHubError as refusal:
        return _refused(refusal)
    if made is None:
        return PlainTextResponse("Sign in first.", 401)
    return HTMLResponse(_templates.get_template("caseload.html").render(paper=made), headers=_PRIVATE)


async def export_caseload(request: Request) -> Response:
    """The list as a file; ``kind`` is csv or xlsx."""
    try:
        form = await _form(request)
        kind = _kind(form)
        made = await asyncio.to_thread(_read, request, form, paper.exported)
        if made is None:
            return PlainTextResponse("Sign in first.", 401)
        content = await _file(kind, made)
    except CareHubError as refusal:
        return _refused(refusal)
    # The same name for every list: what a file holds is nobody's business who sees the folder it is saved in.
    name = {"Content-Disposition": f'attachment; filename="caseload.{kind}"', **_PRIVATE}
    return Response(content, media_type=_TYPES[kind], headers=name)


ROUTES = [
    Route(PRINT, print_caseload, methods=["POST"]),
    Route(EXPORT, export_caseload, methods=["POST"]),
]
_PRIVATE = {"Cache-Control": "no-store"}


def _read(request: Request, form: Mapping[str, str], take_out: paper.TakeOut) -> Paper | None:
    """None when nobody is signed in."""
    view, ids = _view(form), _ids(form)
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        return take_out(session, actor, view, ids) if actor else None


async def _file(kind: str, made: Paper) -> bytes:
    if kind == "csv":
        return await asyncio.to_thread(as_csv, made.titles, made.rows)
    return await workbook_of("Caseload", made.titles, made.rows)


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            raise Invalid("Select fewer patients.")
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _kind(form: Mapping[str, str]) -> str:
    kind = form.get("kind", "")
    if kind not in _TYPES:
        raise Invalid("Choose CSV or Excel.")
    return kind


def _view(form: Mapping[str, str]) -> CaseloadView:
    return typed(view_in(dict(parse_qsl(form.get("query", "")))), form.get("text", ""))


def _ids(form: Mapping[str, str]) -> tuple[int, ...]:
    given = form.get("ids", "")
    return tuple(row_id(each) for each in given.split(",")) if given else ()


def _refused(refusal: CareHubError) -> Response:
    return PlainTextResponse(str(refusal), 403 if isinstance(refusal, NotAllowed) else 400, headers=_PRIVATE)
