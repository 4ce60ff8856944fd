"""The printed summary of a patient."""

from sqlmodel import Session
from starlette.datastructures import QueryParams

from carehub.core.actor import Actor
from carehub.desk.patient.summary.reading import PRINT, Summary, summary
from carehub.ui.claims import row_id
from carehub.ui.papers import paper


def read_summary(session: Session, actor: Actor, given: QueryParams) -> dict[str, Summary]:
    """``?patient=`` whose summary."""
    return {"summary": summary(session, actor, row_id(given.get("patient", "")))}


ROUTES = [paper(PRINT, "carehub.desk.patient.summary", "summary.html", read_summary)]
