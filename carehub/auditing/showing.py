"""The journal as its page and its paper show it, and the address of what is shown."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict
from urllib.parse import urlencode

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.auditing.kinds import JournalKind
from carehub.auditing.reading import Deed, JournalView, person_named
from carehub.core.actor import Actor
from carehub.core.dates import written_time
from carehub.core.errors import Invalid
from carehub.patients import service as patients
from carehub.patients.names import listed_name
from carehub.ui.claims import row_id

ROUTE = "/journal"
PATIENT, PERSON, KIND, SINCE, UNTIL = "patient", "person", "kind", "since", "until"
CONTROLS = (PERSON, KIND, SINCE, UNTIL)


class DeedRow(TypedDict):
    """A line of the journal; ``href`` opens the same of the patient that it is about."""

    seq: int
    at: str
    who: str
    what: str
    detail: str
    patient: str
    href: str
    address: str
    is_refused: bool


def view_in(asked: Mapping[str, str]) -> JournalView:
    """What an address or the page's controls ask for; Invalid where they name nothing."""
    kind = asked.get(KIND, "")
    if kind and kind not in list(JournalKind):
        raise Invalid("Choose a kind from the list.")
    return JournalView(
        patient_id=row_id(asked[PATIENT]) if asked.get(PATIENT) else None,
        person_id=row_id(asked[PERSON]) if asked.get(PERSON) else None,
        kind=JournalKind(kind) if kind else None,
        since=_day(asked.get(SINCE, "")),
        until=_day(asked.get(UNTIL, "")),
    )


def query_of(view: JournalView) -> str:
    """The view as the query of an address, empty for all of the journal."""
    said = {
        PATIENT: view.patient_id or "",
        PERSON: view.person_id or "",
        KIND: view.kind or "",
        SINCE: view.since or "",
        UNTIL: view.until or "",
    }
    filled = {name: str(value) for name, value in said.items() if value}
    return f"?{urlencode(filled)}" if filled else ""


def heading(session: Session, actor: Actor, view: JournalView) -> str:
    """The question that the view answers."""
    about = _patient(session, actor, view.patient_id) if view.patient_id else ""
    by = person_named(session, actor, view.person_id) if view.person_id else ""
    if about and by:
        return f"What {by} did about {about}"
    if about:
        return f"Who saw {about}"
    return f"What {by} did" if by else "Who did what"


def rows_of(session: Session, deeds: list[Deed]) -> list[DeedRow]:
    zone = accounts.center(session).time_zone
    return [_row(each, zone) for each in deeds]


def _row(deed: Deed, zone: str) -> DeedRow:
    return DeedRow(
        seq=deed.seq,
        at=written_time(deed.at, zone),
        who=deed.who,
        what=deed.what,
        detail=" · ".join(filter(None, (deed.fields, deed.reason))),
        patient=deed.patient,
        href=f"{ROUTE}?{PATIENT}={deed.patient_id}" if deed.patient_id else "",
        address=deed.address,
        is_refused=deed.is_refused,
    )


def _patient(session: Session, actor: Actor, patient_id: int) -> str:
    patient = patients.find(session, actor, patient_id)
    return listed_name(patient.last_name, patient.first_name)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Invalid("Choose a day.") from None
