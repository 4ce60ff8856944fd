from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.follow_ups import service
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import NewFollowUp
from carehub.patients.models import Patient
from tests.conftest import People, make_patient

MakeFollowUp = Callable[..., FollowUp]
# Monday, 10:00 in Chicago; Thursday of this week is Thanksgiving.
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def maria(session: Session, people: People) -> Patient:
    """A patient of Northside only."""
    return make_patient(session, people.sites["Northside"])


@pytest.fixture
def make_follow_up(session: Session, people: People, maria: Patient) -> MakeFollowUp:
    """A follow-up of alice's for Maria, due today."""

    def make(actor: Actor | None = None, **fields: object) -> FollowUp:
        known: dict[str, object] = {
            "patient_id": maria.id,
            "text": "Call about the ride",
            "due_on": TODAY,
            "owner_id": people.alice.user_id,
        }
        new = NewFollowUp(**(known | fields))  # pyright: ignore[reportArgumentType]
        return service.create(session, actor or people.alice, new)

    return make
