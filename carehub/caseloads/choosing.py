"""Whom to choose when a patient is assigned, as the dialog's list shows them."""

from collections.abc import Mapping
from typing import TypedDict

from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core.actor import Actor, Permission
from carehub.ui.claims import row_id

TO = "to"
REASON = "reason"


class CoordinatorChoice(TypedDict):
    """``label`` says how many patients the person has."""

    id: str
    name: str
    label: str


def coordinator_choices(session: Session, actor: Actor) -> list[CoordinatorChoice]:
    """Those to whom this person may assign; nobody for those who assign nothing."""
    if not actor.may(Permission.CASELOAD_ASSIGN):
        return []
    return [
        CoordinatorChoice(id=str(each.user_id), name=each.name, label=f"{each.name} ({each.patients:,})")
        for each in caseloads.coordinators(session, actor)
    ]


def chosen(form: Mapping[str, str]) -> int | None:
    """Who was chosen in the dialog; None for nobody."""
    to = form.get(TO, "")
    return row_id(to) if to else None


def reason_in(form: Mapping[str, str]) -> str:
    return form.get(REASON, "")
