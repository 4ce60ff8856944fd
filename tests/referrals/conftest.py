from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.referrals import service
from carehub.referrals.evidence import NOTHING, Evidence
from carehub.referrals.models import Referral, Stage
from carehub.referrals.service import NewReferral, ReferralChanges
from carehub.referrals.status import Urgency
from tests.conftest import People, make_patient

MakeReferral = Callable[..., Referral]
Draft = Callable[[], int]
Walk = Callable[..., Referral]
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 10:00 in Chicago


@pytest.fixture
def monday() -> Iterator[None]:
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def referral(make_referral: MakeReferral) -> Referral:
    return make_referral()


@pytest.fixture
def sent(make_referral: MakeReferral, walk: Walk) -> Referral:
    return walk(make_referral(), "Ready", "Sent")


@pytest.fixture
def stages(session: Session) -> dict[str, int]:
    """The ids of the default stages, by name."""
    return {stage.name: stage.id or 0 for stage in session.exec(select(Stage))}


@pytest.fixture
def specialty(session: Session) -> int:
    return service.shown_types(session)[0].id or 0


@pytest.fixture
def make_referral(session: Session, people: People, specialty: int) -> MakeReferral:
    """A draft of alice's for a new patient at Northside, complete enough to be sent."""

    def make(actor: Actor | None = None, site: str = "Northside", urgency: str = "routine") -> Referral:
        patient = make_patient(session, people.sites[site])
        new = NewReferral(
            patient_id=patient.id or 0,
            type_id=specialty,
            urgency=Urgency(urgency),
            receiver="Lakeside Cardiology",
            question="Chest pain on exertion. Is this angina?",
        )
        return service.create(session, actor or people.alice, new)

    return make


@pytest.fixture
def draft(people: People) -> Draft:
    """A committed draft of alice's at Northside; gives its id."""

    def make() -> int:
        with unit_of_work() as session:
            patient = make_patient(session, people.sites["Northside"], last_name="Okonkwo")
            kind = service.shown_types(session)[0].id or 0
            new = NewReferral(
                patient.id or 0, kind, receiver="Lakeside Cardiology", question="Is this angina?"
            )
            return service.create(session, people.alice, new).id or 0

    return make


@pytest.fixture
def walk(session: Session, people: People, stages: dict[str, int]) -> Callable[..., Referral]:
    """Take a referral through stages, in order, with believable evidence."""

    def go(referral: Referral, *names: str) -> Referral:
        for name in names:
            known = EVIDENCE.get(name, NOTHING)
            service.move(session, people.alice, referral.id or 0, referral.version, stages[name], known)
        return referral

    return go


def changes_to(referral: Referral, **fields: object) -> ReferralChanges:
    as_is = {name: getattr(referral, name) for name in ("type_id", "urgency", "receiver", "question")}
    return ReferralChanges(**{**as_is, **fields})  # pyright: ignore[reportArgumentType]


EVIDENCE = {
    "Needs info": Evidence.model_validate({"missing_from": "payer", "missing": "Authorization number"}),
    "Sent": Evidence.model_validate(
        {"sent_channel": "fax", "sent_to": "312 555 0142", "sent_on": "2020-03-02"}
    ),
    "Accepted": Evidence.model_validate({"accepted_by": "Rosa at Lakeside", "accepted_on": "2020-03-02"}),
    "Scheduled": Evidence.model_validate({"appointment_at": "2026-12-01T09:30", "appointment_told": "true"}),
    "Awaiting report": Evidence.model_validate({"seen_on": "2020-03-02", "seen_confirmed_by": "Rosa"}),
    "Report to review": Evidence.model_validate({"report_received_on": "2020-03-02"}),
    "Closed": Evidence.model_validate(
        {"reviewed_by": "Pat Lindqvist", "reviewed_on": "2020-03-02", "patient_told_on": "2020-03-02"}
    ),
}
