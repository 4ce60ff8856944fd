import asyncio

import pytest

from carehub.core import clock
from carehub.core.changes import HUB, Change, Topic
from carehub.core.database import unit_of_work
from carehub.desk.patient.touched import changes_about, touches
from carehub.patients.models import Patient
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.shared_calendar import service as calendar
from tests.conftest import People, make_patient
from tests.shared_calendar.making import MONDAY, booked, for_patient, id_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GONE = 999


@pytest.fixture
def maria(people: People) -> int:
    return _patient(people)


@pytest.fixture
def bo(people: People) -> int:
    return _patient(people)


def _patient(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


@pytest.mark.parametrize(
    ("topic", "named", "is_touched"),
    [
        (Topic.PATIENTS, "maria", True),
        (Topic.PATIENTS, "bo", False),
        (Topic.CARE_PLANS, "bo", False),
        (Topic.CASELOADS, "everybody", True),
        (Topic.REFERRALS, "what is gone", True),
        (Topic.PROGRAMS, "bo", True),
        (Topic.RECEIVERS, "maria", False),
    ],
)
def test_what_names_a_patient_touches_that_patient(
    maria: int, bo: int, topic: Topic, named: str, is_touched: bool
) -> None:
    seen, ids = HUB.rev, {"maria": (maria,), "bo": (bo,), "everybody": (), "what is gone": (GONE,)}
    HUB.publish(Change(topic, ids[named]))
    shown = [each for each in Topic if each is not Topic.RECEIVERS]
    assert touches(maria, shown, seen) is is_touched
    assert not touches(maria, shown, HUB.rev)


def test_a_referral_touches_its_patient_alone(people: People, maria: int, bo: int) -> None:
    seen = HUB.rev
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0]
        referrals.create(session, people.alice, NewReferral(bo, kind.id or 0, receiver="Lakeside"))
    assert touches(bo, [Topic.REFERRALS], seen)
    assert not touches(maria, [Topic.REFERRALS], seen)


def test_an_appointment_that_becomes_somebody_elses_touches_both(people: People, maria: int, bo: int) -> None:
    with clock.freeze(MONDAY), unit_of_work() as session:
        made = booked(session, people, session.get_one(Patient, maria))
    seen = HUB.rev
    with clock.freeze(MONDAY), unit_of_work() as session:
        details = for_patient(people, session.get_one(Patient, bo), staff=people.pat)
        calendar.change(session, people.alice, id_of(made), made.version, details)
    assert all(touches(each, [Topic.PATIENTS, Topic.APPOINTMENTS], seen) for each in (maria, bo))


async def test_a_page_sleeps_through_what_is_of_others(people: People, maria: int, bo: int) -> None:
    bursts = changes_about(maria, Topic.PATIENTS)
    woken = asyncio.ensure_future(anext(bursts))
    async with asyncio.timeout(10):
        while not HUB.waiting_for(Topic.PATIENTS):
            await asyncio.sleep(0)
        HUB.publish(Change(Topic.PATIENTS, (bo,)))
        await asyncio.wait([woken], timeout=0.2)
        assert not woken.done()
        HUB.publish(Change(Topic.PATIENTS, (maria,)))
        await woken
    await bursts.aclose()
