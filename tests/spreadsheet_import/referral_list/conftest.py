"""Three patients, rows of referrals of two of them, and a list of such rows that comes in."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from carehub.caseloads.models import Assignment
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.referrals.models import Referral
from carehub.spreadsheet_import import worker
from carehub.spreadsheet_import.jobs import Job, Result, Task
from tests.conftest import People, make_patient

HEADER = (
    "MRN,Last name,First name,DOB,Type,Receiver,Status,Urgency,Question,Requested,Sent on,Appointment,"
    "Coordinator"
)
SENT = (
    "001,Ruiz,Ana,1980-03-14,Cardiology,Lakeside Cardiology,faxed,urgent,"
    "Is this angina?,2026-10-05,2026-10-06,,"
)
BOOKED = (
    "002,Soto,Leo,1990-01-02,MRI,River Imaging,,,Knee pain,10/12/2026,10/13/2026,12/03/2026 2:30 PM,alice"
)
WHEN = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def patients(people: People) -> dict[str, int]:
    """Ana and Leo at Northside, Kim at Southside, by MRN."""
    known = (
        ("001", "Ruiz", "Ana", date(1980, 3, 14), "Northside"),
        ("002", "Soto", "Leo", date(1990, 1, 2), "Northside"),
        ("003", "Tran", "Kim", date(1985, 5, 6), "Southside"),
    )
    with unit_of_work() as session:
        made = {
            mrn: make_patient(
                session, people.sites[site], mrn=mrn, last_name=last, first_name=first, birth_date=born
            ).id
            or 0
            for mrn, last, first, born, site in known
        }
        session.add(
            Assignment(
                patient_id=made["001"], coordinator_id=people.alice.user_id, since=clock.now(),
                assigned_by=people.erin.user_id,
            )
        )  # fmt: skip
        return made


def bring_in(who: Actor, path: Path, *, is_dry: bool = False, mode: str = "add and update") -> Result:
    job = Job(
        Task.RUN, who.user_id, 0, str(path), path.name, is_dry=is_dry, with_rows=True, mode=mode,
        kind="referrals",
    )  # fmt: skip
    with clock.freeze(WHEN):
        return worker.do(job)


def referral(session: Session, patient_id: int) -> Referral:
    return session.exec(select(Referral).where(Referral.patient_id == patient_id)).one()
