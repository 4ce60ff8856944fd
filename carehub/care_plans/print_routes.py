"""The printed care plan."""

from sqlmodel import Session
from starlette.datastructures import QueryParams

from carehub.care_plans.paper import PlanOnPaper, paper
from carehub.care_plans.showing import PRINT
from carehub.core.actor import Actor
from carehub.ui import papers
from carehub.ui.claims import row_id


def read_plan(session: Session, actor: Actor, given: QueryParams) -> dict[str, PlanOnPaper]:
    """``?patient=`` the working plan; with ``version=`` the signed version of that number."""
    patient_id, number = row_id(given.get("patient", "")), row_id(given.get("version", "0"))
    return {"plan": paper(session, actor, patient_id, number)}


ROUTES = [papers.paper(PRINT, "carehub.care_plans", "plan.html", read_plan)]
