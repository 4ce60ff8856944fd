from collections.abc import Iterator

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.patients.models import Patient
from tests.conftest import People, make_patient
from tests.shared_calendar.making import MONDAY


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Three days before the appointments."""
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def maria(session: Session, people: People) -> Patient:
    """A patient of Northside only."""
    return make_patient(session, people.sites["Northside"])


@pytest.fixture
def bo(session: Session, people: People) -> Patient:
    """Another patient of Northside only."""
    return make_patient(session, people.sites["Northside"], last_name="Li", first_name="Bo")
