"""That the patient was told: of the appointment, then of the report."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.referrals import service
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Referral
from carehub.referrals.status import Status
from carehub.referrals.telling import awaits_telling, patient_told
from tests.conftest import People
from tests.referrals.conftest import MakeReferral

Walk = Callable[..., Referral]


def test_telling_of_the_appointment_keeps_its_place(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk, stages: dict[str, int]
) -> None:
    referral = walk(make_referral(), "Ready", "Sent", "Accepted")
    untold = Evidence.model_validate({"appointment_at": "2036-12-01T09:30", "appointment_told": "false"})
    number = referral.id or 0
    service.move(session, people.alice, number, referral.version, stages["Scheduled"], untold)
    assert awaits_telling(referral)
    before = (referral.stage_id, referral.due_at, referral.stage_entered_at)
    patient_told(session, people.alice, number, referral.version)
    assert referral.appointment_told is True
    assert (referral.stage_id, referral.due_at, referral.stage_entered_at) == before
    with pytest.raises(Invalid, match="nothing new"):
        patient_told(session, people.alice, number, referral.version)


def test_telling_of_the_reviewed_report_closes_the_loop(
    session: Session, people: People, make_referral: MakeReferral, walk: Walk
) -> None:
    referral = walk(make_referral(), "Ready", "Sent", "Accepted", "Awaiting report", "Report to review")
    number = referral.id or 0
    with pytest.raises(Invalid, match="reviewed first"):
        patient_told(session, people.alice, number, referral.version)
    service.acknowledge(session, people.pat, number, referral.version)
    with pytest.raises(NotAllowed):
        patient_told(session, people.pat, number, referral.version)
    with pytest.raises(NotFound):
        patient_told(session, people.charlie, number, referral.version)
    with pytest.raises(Conflict):
        patient_told(session, people.alice, number, referral.version - 1)
    patient_told(session, people.alice, number, referral.version)
    assert referral.status is Status.CLOSED
    assert referral.patient_told_on is not None
