"""Patients to choose from, in a dialog that is about one of them."""

from datetime import date
from typing import TypedDict

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.patients.names import listed_name
from carehub.patients.search import search
from carehub.patients.wording import identity

_MOST = 8


class Choosable(TypedDict):
    """A patient to choose, told so that two of one name cannot be mixed up."""

    id: int
    name: str
    identity: str


def choosable(session: Session, actor: Actor, typed: str, today: date) -> list[Choosable]:
    """Whom the typed words fit, the likeliest first."""
    return [
        Choosable(
            id=each.patient_id,
            name=listed_name(each.last_name, each.first_name),
            identity=identity(each.birth_date, each.mrn, today),
        )
        for each in search(session, actor, typed, most=_MOST)
    ]
