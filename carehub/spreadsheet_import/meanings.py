"""What a word of a list can be said to mean: the values of each closed set, as this center has them."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.accounts import roster
from carehub.caseloads.coordinators import keepers
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.patients.access import at_sites_of
from carehub.patients.languages import LANGUAGES
from carehub.patients.models import Patient
from carehub.referrals.reading import shown_stages, shown_types
from carehub.referrals.status import Urgency

_FIXED = {
    "sex": ("female", "male", "other", "unknown"),
    "interpreter": ("yes", "no"),
    "status": ("active", "inactive", "deceased"),
    "risk": ("low", "medium", "high"),
    "urgency": tuple(Urgency),
}
_COMMONEST_PAYERS = 60
_LONGEST = 120
Meaning = tuple[str, str]


def meanings(session: Session, actor: Actor, column: str) -> list[Meaning]:
    """Value and label of everything that a word in this column can be said to mean."""
    if column == "type":
        return [(kind.name, kind.name) for kind in shown_types(session)]
    if column == "stage":
        return [(stage.name, stage.name) for stage in shown_stages(session)]
    if column in _FIXED:
        return [(value, value) for value in _FIXED[column]]
    if column == "language":
        return sorted(LANGUAGES.items(), key=lambda each: each[1])
    if column == "site":
        return [
            (site.name, site.name)
            for site in roster.active_sites(session)
            if site.id and actor.works_at(site.id)
        ]
    if column == "coordinator":
        return [(user.user_name, user.name) for user in keepers(session)]
    return [(name, name) for name in _payers(session, actor)] if column == "insurance" else []


def refuse_unknown_meaning(session: Session, actor: Actor, column: str, value: str) -> None:
    """A payer can be any; of a closed set only what is in it."""
    is_free = column == "insurance" and len(value) <= _LONGEST and value.isprintable()
    if value and not is_free and value not in dict(meanings(session, actor, column)):
        raise Invalid("This word cannot mean that. Choose from the list.")


def _payers(session: Session, actor: Actor) -> list[str]:
    named = (
        select(Patient.insurance)
        .where(at_sites_of(actor), col(Patient.insurance) != "")
        .group_by(col(Patient.insurance))
        .order_by(func.count().desc())
        .limit(_COMMONEST_PAYERS)
    )
    return sorted(session.exec(named), key=str.casefold)
