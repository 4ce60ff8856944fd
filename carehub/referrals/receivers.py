"""Which receiver of the directory a referral goes to, and how each receiver does by its referrals."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, and_, col, or_, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.directory import service as directory
from carehub.directory.models import Receiver
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.referrals.models import Referral
from carehub.referrals.status import Outcome
from carehub.sensitive.access import may_see

COUNTED_DAYS = 365
_DECLINED = (Outcome.DECLINED_BY_RECEIVER, Outcome.NO_CAPACITY)


@dataclass(frozen=True)
class ReportCard:
    """How a receiver did in the last year, by the referrals that the asking person may see.

    Days are medians, None while there is nothing to count: from sending to the appointment, and from the
    visit to the report. ``declined`` is the share of those that were sent, from 0 to 1.
    """

    referrals: int = 0
    days_to_appointment: float | None = None
    days_to_report: float | None = None
    declined: float | None = None


@dataclass(frozen=True)
class _Line:
    receiver_id: int
    sent_on: date | None
    appointment_at: datetime | None
    seen_on: date | None
    report_received_on: date | None
    outcome: Outcome | None


def receiver_id_of(session: Session, actor: Actor, text: str) -> int | None:
    """The id of the receiver that is listed under this text; None for one in the person's own words."""
    found = directory.named(session, actor, text) if text.strip() else None
    return found.id if found else None


def goes_to(receiver_id: int) -> ColumnElement[bool]:
    """The condition for the referrals of a receiver, also of those written before it was listed."""
    listed_as = select(func.lower(Receiver.listed_as)).where(Receiver.id == receiver_id).scalar_subquery()
    same_words = and_(col(Referral.receiver_id).is_(None), func.lower(Referral.receiver) == listed_as)
    return or_(col(Referral.receiver_id) == receiver_id, same_words)


def report_cards(session: Session, actor: Actor, receiver_ids: Collection[int]) -> dict[int, ReportCard]:
    """The report card of each of the receivers, by its id."""
    require(actor, Permission.PATIENTS_SEE)
    lines: dict[int, list[_Line]] = defaultdict(list)
    for line in _lines(session, actor, receiver_ids):
        lines[line.receiver_id].append(line)
    return {receiver_id: _card(lines[receiver_id]) for receiver_id in receiver_ids}


def _lines(session: Session, actor: Actor, receiver_ids: Collection[int]) -> Iterable[_Line]:
    same_words = and_(
        col(Referral.receiver_id).is_(None), func.lower(Referral.receiver) == func.lower(Receiver.listed_as)
    )
    rows = (
        select(Receiver.id, Referral)
        .join(Referral, or_(col(Referral.receiver_id) == Receiver.id, same_words))
        .join(Patient, col(Patient.id) == Referral.patient_id)
        .where(
            patients.at_sites_of(actor),
            may_see(actor, col(Referral.id)),
            col(Receiver.id).in_(sorted(receiver_ids)),
            col(Referral.created_at) >= clock.now() - timedelta(days=COUNTED_DAYS),
            or_(col(Referral.outcome).is_(None), col(Referral.outcome) != Outcome.ENTERED_IN_ERROR),
        )
        .with_only_columns(
            col(Receiver.id), col(Referral.sent_on), col(Referral.appointment_at), col(Referral.seen_on),
            col(Referral.report_received_on), col(Referral.outcome),
        )
    )  # fmt: skip
    return [_Line(*row) for row in session.execute(rows)]


def _card(lines: list[_Line]) -> ReportCard:
    asked = [line for line in lines if line.sent_on or line.outcome in _DECLINED]
    return ReportCard(
        referrals=len(lines),
        days_to_appointment=_median(
            (line.appointment_at.date() - line.sent_on).days
            for line in lines
            if line.appointment_at and line.sent_on
        ),
        days_to_report=_median(
            (line.report_received_on - line.seen_on).days
            for line in lines
            if line.report_received_on and line.seen_on
        ),
        declined=sum(line.outcome in _DECLINED for line in asked) / len(asked) if asked else None,
    )


def _median(days: Iterable[int]) -> float | None:
    known = [max(each, 0) for each in days]
    return median(known) if known else None
