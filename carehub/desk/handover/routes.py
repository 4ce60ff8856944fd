"""The handover pack on paper: what a colleague has to know of each patient, and what stayed."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.dates import written_time
from carehub.core.errors import CareHubError, NotAllowed
from carehub.desk.handover import service
from carehub.desk.handover.models import Fate, Thing
from carehub.desk.handover.planning import Plan, Step
from carehub.desk.handover.showing import going_rows, left_rows, past_row
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.ui.claims import row_id

PACK = "/caseload/handover/pack"
_templates = Environment(
    loader=PackageLoader("carehub.desk.handover"), autoescape=True, undefined=StrictUndefined
)
_PRIVATE = {"Cache-Control": "no-store"}


def pack(request: Request) -> Response:
    """``?id=``: the patients of a handover as they are now, with who printed it and when."""
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
        try:
            page = _page(session, actor, row_id(request.query_params.get("id", "")))
        except CareHubError as refusal:
            status = 403 if isinstance(refusal, NotAllowed) else 404
            return PlainTextResponse(str(refusal), status, headers=_PRIVATE)
    return HTMLResponse(page, headers=_PRIVATE)


ROUTES = [Route(PACK, pack)]


def _page(session: Session, actor: Actor, handover_id: int) -> str:
    items = service.items(session, actor, handover_id)
    went = {item.row_id: item for item in items if item.thing is Thing.PATIENT and item.fate is Fate.MOVED}
    seen = patients.visible_to(actor).where(col(Patient.id).in_(went)).order_by(*patients.BY_NAME)
    going = tuple(session.exec(seen))
    steps = tuple(Step(Thing.PATIENT, each.id or 0, each.id or 0, went[each.id or 0].to_id) for each in going)
    center = accounts.center(session)
    (kept,) = [each for each in service.handovers(session, actor) if each.row.id == handover_id]
    rows = going_rows(session, actor, Plan(going, steps))
    subject, fields = f"handover:{handover_id}", [str(row["id"]) for row in rows]
    journal.record(session, actor, "handovers.print", subject=subject, fields=fields)
    return _templates.get_template("pack.html").render(
        title=past_row(kept, center.time_zone)["title"],
        by=f"{center.name} · printed by {actor.name}, {written_time(clock.now(), center.time_zone)}",
        rows=rows,
        left=left_rows(session, actor, items),
    )
