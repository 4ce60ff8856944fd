"""Printed forms."""

from sqlmodel import Session
from starlette.datastructures import QueryParams

from carehub.assessments.list_shown import PRINT
from carehub.assessments.paper import Sheet, blank, filled_in
from carehub.core.actor import Actor
from carehub.ui import papers
from carehub.ui.claims import row_id


def read_form(session: Session, actor: Actor, given: QueryParams) -> dict[str, Sheet]:
    """``?assessment=`` a form as it was filled in; ``?form=`` a blank one, by its key."""
    if "form" in given:
        return {"sheet": blank(session, actor, given["form"])}
    return {"sheet": filled_in(session, actor, row_id(given.get("assessment", "")))}


ROUTES = [papers.paper(PRINT, "carehub.assessments", "form.html", read_form)]
