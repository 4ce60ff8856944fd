"""Discharges as they are shown: what must be settled, by when, and what is done."""

from datetime import date
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date
from carehub.core.list_looks import LOOKS, ListPage
from carehub.discharges import service as discharges
from carehub.discharges.checklist import ASKS
from carehub.discharges.models import Discharge, DischargeItem
from carehub.discharges.wording import ANSWER, COMPLEXITY, ENDED
from carehub.patients.names import listed_name
from carehub.patients.wording import written_birth


class ItemRow(TypedDict):
    """One line of the checklist; ``answer`` is empty while it is blank."""

    item: str
    asks: str
    answer: str
    said: str


class DischargeRow(TypedDict):
    """One discharge; ``call`` and ``visit`` say what was done or by when it must be."""

    id: int
    version: int
    title: str
    about: str
    complexity: str
    call: str
    is_called: bool
    is_call_late: bool
    visit: str
    is_visited: bool
    is_visit_late: bool
    items: list[ItemRow]
    is_ready: bool
    is_open: bool
    closed: str


class HomeRow(TypedDict):
    """A patient who is home and not settled yet, as the list of all shows it."""

    href: str
    name: str
    who: str
    hospital: str
    call: str
    is_call_late: bool
    visit: str
    is_visit_late: bool
    checklist: str


def discharge_rows(session: Session, actor: Actor, patient_id: int) -> list[DischargeRow]:
    today = clock.today(accounts.center(session).time_zone)
    return [
        _row(each, discharges.items_of(session, actor, each.id or 0), today)
        for each in discharges.of_patient(session, actor, patient_id)
    ]


def home_rows(session: Session, actor: Actor) -> list[HomeRow]:
    """Everybody who is home and not settled yet, what is due first."""
    today = clock.today(accounts.center(session).time_zone)
    lines = discharges.open_ones(session, actor)
    LOOKS.saw(actor, ListPage.HOSPITAL, [line.discharge.patient_id for line in lines])
    return [_home(line, today) for line in lines]


def _row(discharge: Discharge, items: list[DischargeItem], today: date) -> DischargeRow:
    call, is_call_late = _due("Called", "Call", discharge.reached_on, discharge.contact_by, today)
    visit, is_visit_late = _due("Seen", "Visit", discharge.visited_on, discharge.visit_by, today)
    return DischargeRow(
        id=discharge.id or 0,
        version=discharge.version,
        title=f"{discharge.facility}, home on {written_date(discharge.discharged_on)}",
        about=_about(discharge),
        complexity=COMPLEXITY[discharge.complexity],
        call=call,
        is_called=discharge.reached_on is not None,
        is_call_late=is_call_late and discharge.closed_at is None,
        visit=visit,
        is_visited=discharge.visited_on is not None,
        is_visit_late=is_visit_late and discharge.closed_at is None,
        items=[_item(line) for line in items],
        is_ready=discharge.ready_at is not None,
        is_open=discharge.closed_at is None,
        closed=ENDED[discharge.closed_because] if discharge.closed_because else "",
    )


def _about(discharge: Discharge) -> str:
    admitted = f"admitted {written_date(discharge.admitted_on)} · " if discharge.admitted_on else ""
    told = f"told by {discharge.told_by} on {written_date(discharge.told_on)}"
    return f"{discharge.reason} · {admitted}{told}"


def _due(done: str, wanted: str, on: date | None, by: date, today: date) -> tuple[str, bool]:
    if on is not None:
        return f"{done} on {written_date(on)}{', late' if on > by else ''}", False
    return f"{wanted} by {written_date(by)}", by < today


def _item(line: DischargeItem) -> ItemRow:
    said = ANSWER[line.answer] if line.answer else ""
    return ItemRow(
        item=line.item,
        asks=ASKS[line.item],
        answer=line.answer or "",
        said=f"{said}: {line.reason}" if line.reason else said,
    )


def _home(line: discharges.Line, today: date) -> HomeRow:
    discharge, patient = line.discharge, line.patient
    call, is_call_late = _due("Called", "Call", discharge.reached_on, discharge.contact_by, today)
    visit, is_visit_late = _due("Seen", "Visit", discharge.visited_on, discharge.visit_by, today)
    blank = "1 line blank" if line.blanks == 1 else f"{line.blanks} lines blank"
    return HomeRow(
        href=f"/patients/{patient.id}/hospital",
        name=listed_name(patient.last_name, patient.first_name),
        who=written_birth(patient.birth_date, today),
        hospital=f"{discharge.facility}, {written_date(discharge.discharged_on)}",
        call=call,
        is_call_late=is_call_late,
        visit=visit,
        is_visit_late=is_visit_late,
        checklist="Ready" if discharge.ready_at else blank if line.blanks else "All answered",
    )
