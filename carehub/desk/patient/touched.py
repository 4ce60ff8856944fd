"""Whether what others changed is of one patient: the page of a patient reads again for nobody else's."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work
from carehub.crises.models import Crisis
from carehub.discharges.models import Discharge
from carehub.follow_ups.models import FollowUp
from carehub.referrals.models import Referral
from carehub.shared_calendar.models import Appointment
from carehub.ui.live import changes_of

# These topics name patients, the others rows of patients; what stands in neither is of anybody.
_OF_PATIENTS = frozenset({Topic.PATIENTS, Topic.CASELOADS, Topic.CARE_PLANS, Topic.ASSESSMENTS})
_OF_ROWS = {
    Topic.REFERRALS: Referral,
    Topic.APPOINTMENTS: Appointment,
    Topic.FOLLOW_UPS: FollowUp,
    Topic.DISCHARGES: Discharge,
    Topic.CRISES: Crisis,
}


async def changes_about(
    patient_id: int, *topics: Topic, at_least_every: float | None = None
) -> AsyncGenerator[None]:
    """``changes_of``, without the bursts in which nothing of this patient changed."""
    rev = HUB.rev
    async with aclosing(changes_of(*topics, at_least_every=at_least_every)) as bursts:
        async for _ in bursts:
            seen, rev = rev, HUB.rev
            if at_least_every or touches(patient_id, topics, seen):
                yield


def touches(patient_id: int, topics: Iterable[Topic], seen: int) -> bool:
    """Whether anything in the topics that changed after ``seen`` may be of this patient."""
    changed = {topic: HUB.since(topic, seen) for topic in topics}
    if any(_names(patient_id, topic, ids) for topic, ids in changed.items()):
        return True
    rows = {_OF_ROWS[topic]: ids for topic, ids in changed.items() if ids and topic in _OF_ROWS}
    if not rows:
        return False
    with unit_of_work(write=False) as session:
        return any(_is_of(session, patient_id, model, ids) for model, ids in rows.items())


def _names(patient_id: int, topic: Topic, ids: frozenset[int] | None) -> bool:
    """Whether that is known without asking whose the rows are."""
    if ids is None or topic in _OF_PATIENTS:
        return ids is None or patient_id in ids
    return bool(ids) and topic not in _OF_ROWS


def _is_of(session: Session, patient_id: int, model: type[SQLModel], ids: frozenset[int]) -> bool:
    """Whether one of the rows is this patient's; what is not there any more may have been."""
    table = SQLModel.metadata.tables[str(model.__tablename__)].c
    asked = select(table.patient_id).where(table.id.in_(sorted(ids)))
    whose = session.execute(asked).scalars().all()
    return patient_id in whose or len(whose) < len(ids)
