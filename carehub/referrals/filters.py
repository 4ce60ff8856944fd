"""What of the board is shown: the filters of one view, in the address and as conditions of a query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, or_, select

from carehub.accounts import service as accounts
from carehub.core.actor import Actor
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from carehub.programs import service as programs
from carehub.referrals.models import Referral
from carehub.referrals.receivers import goes_to
from carehub.referrals.status import Status, Urgency

ME = "me"
NOBODY = "nobody"
ON = "1"
_LONGEST_ID = 10
_LONGEST_TEXT = 100


class Lanes(StrEnum):
    """What the board can be divided by, from top to bottom."""

    URGENCY = "urgency"
    COORDINATOR = "coordinator"
    TYPE = "type"


@dataclass(frozen=True)
class BoardView:
    """Each field is what the address says under its name; empty is "any".

    ``coordinator`` is an id, or ``me`` or ``nobody``; ``late``, ``stuck`` and ``closed`` are switches: a
    late card is stuck once somebody said what holds it up. ``text`` is
    what was typed: it may name a patient, so it never stands in an address.
    """

    coordinator: str = ""
    site: str = ""
    type: str = ""
    urgency: str = ""
    receiver: str = ""
    program: str = ""
    late: str = ""
    stuck: str = ""
    closed: str = ""
    lanes: str = ""
    text: str = ""

    @property
    def is_filtered(self) -> bool:
        return replace(self, lanes="") != WHOLE_BOARD

    def address(self) -> str:
        """The view as the query of an address, without what was typed."""
        return urlencode({name: value for name, value in self.said().items() if value})

    def said(self) -> dict[str, str]:
        """Each filter by its name, save what was typed."""
        return {each.name: str(getattr(self, each.name)) for each in fields(self) if each.name != "text"}


WHOLE_BOARD = BoardView()


def view_in(said: Mapping[str, str]) -> BoardView:
    """The view that an address names; what it cannot mean is left out."""
    return BoardView(**{name: said[name] for name in said if _means_something(name, said[name])})


def chosen(view: BoardView, name: str, value: str) -> BoardView:
    """The view with one filter set anew; the same view when that means nothing."""
    return replace(view, **{name: value}) if not value or _means_something(name, value) else view


def typed(view: BoardView, text: str) -> BoardView:
    return replace(view, text=text.strip()[:_LONGEST_TEXT])


def fitting(session: Session, actor: Actor, view: BoardView, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a view, for a query that joins ``Referral`` to ``Patient``."""
    return [*narrowed(session, actor, view, now), or_(*open_or_closed(session, view, now))]


def open_or_closed(session: Session, view: BoardView, now: datetime) -> list[ColumnElement[bool]]:
    """How long a view shows what is closed: of these conditions one holds. Each is a range of an index.

    Closed referrals leave the board after some days, and are found again by typing or as closed ones.
    """
    if view.closed:
        return [col(Referral.status) == Status.CLOSED]
    if view.text:
        return [true()]
    since = now - timedelta(days=accounts.center(session).archive_after_days)
    return [col(Referral.closed_at).is_(None), col(Referral.closed_at) > since]


def narrowed(session: Session, actor: Actor, view: BoardView, now: datetime) -> list[ColumnElement[bool]]:
    """What a person filtered by; nothing for the whole board."""
    conditions = list(_chosen_ones(actor, view))
    if view.late or view.stuck:
        conditions += [col(Referral.due_at) <= now, col(Referral.status) != Status.CLOSED]
    if view.stuck:
        conditions.append(col(Referral.stuck_because).is_not(None))
    if view.text:
        conditions.append(_says(session, actor, view.text))
    return conditions


def counted(view: BoardView, shown: int, whole: int) -> str:
    """How much a filtered board shows; of the whole board only where it shows nothing else."""
    if not view.is_filtered:
        return ""
    of = "" if view.text or view.closed else f" of {whole:,}"
    return f"{shown:,}{of} {'card' if (whole if of else shown) == 1 else 'cards'}"


def _chosen_ones(actor: Actor, view: BoardView) -> Iterator[ColumnElement[bool]]:
    if view.coordinator == NOBODY:
        yield col(Referral.coordinator_id).is_(None)
    elif view.coordinator:
        yield col(Referral.coordinator_id) == (
            actor.user_id if view.coordinator == ME else int(view.coordinator)
        )
    if view.site:
        there = select(PatientSite.patient_id).where(
            PatientSite.patient_id == Patient.id, PatientSite.site_id == int(view.site)
        )
        yield there.correlate(Patient).exists()
    if view.type:
        yield col(Referral.type_id) == int(view.type)
    if view.receiver:
        yield goes_to(int(view.receiver))
    if view.program:
        yield col(Patient.id).in_(programs.enrolled_in(actor, int(view.program)))
    if view.urgency:
        yield col(Referral.urgency) == Urgency(view.urgency)


def _says(session: Session, actor: Actor, text: str) -> ColumnElement[bool]:
    said = [
        col(field).icontains(text, autoescape=True)
        for field in (Referral.receiver, Referral.question, Referral.missing)
    ]
    return or_(patients.fitting(session, actor, text), *said)


def _means_something(name: str, value: str) -> bool:
    match name:
        case "coordinator":
            return value in (ME, NOBODY) or _is_id(value)
        case "site" | "type" | "receiver" | "program":
            return _is_id(value)
        case "urgency":
            return value in list(Urgency)
        case "lanes":
            return value in list(Lanes)
        case "late" | "stuck" | "closed":
            return value == ON
    return False


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < _LONGEST_ID
