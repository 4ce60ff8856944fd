"""The minutes of a month as a file, for the biller to check."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed
from carehub.desk.minutes.rows import TITLES, month_file, month_named
from carehub.spreadsheet_import.csv_file import as_csv

EXPORT = "/minutes-export"


def export(request: Request) -> Response:
    """Every entry of ``?month=2026-11`` as CSV, safe against formulas."""
    try:
        with unit_of_work() as session:
            actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
            if actor is None:
                return PlainTextResponse("Sign in first.", 401)
            month = month_named(request.query_params.get("month", ""))
            content = as_csv(TITLES, month_file(session, actor, month))
    except CareHubError as refusal:
        return PlainTextResponse(str(refusal), 403 if isinstance(refusal, NotAllowed) else 400)
    headers = {
        "Content-Disposition": f'attachment; filename="minutes-{month:%Y-%m}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="text/csv", headers=headers)


ROUTES = [Route(EXPORT, export, methods=["GET"])]
