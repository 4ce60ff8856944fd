"""The server itself hands back what was handed over for an absence."""

from datetime import timedelta

import pytest

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.desk.handover import service
from carehub.desk.handover.models import Why
from carehub.desk.handover.planning import Wish
from carehub.desk.handover.returning import return_all_past
from carehub.desk.handover.service import Terms
from carehub.follow_ups import service as follow_ups
from carehub.patients.models import Patient
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_patient_is_back_on_the_day_after_the_last_of_an_absence(people: People) -> None:
    alice, erin = people.alice.user_id, people.erin.user_id
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"]).id or 0
        caseloads.assign(session, people.alice, patient, alice)
        last_day = follow_ups.today_of(session) + timedelta(days=2)
        service.hand_over(session, people.erin, Wish(alice, (erin,)), Terms(Why.ABSENCE, last_day, "Leave"))
    for days, keeper in ((2, erin), (3, alice), (4, alice)):
        with clock.freeze(clock.now() + timedelta(days=days)):
            return_all_past()
        with unit_of_work(write=False) as session:
            assert session.get_one(Patient, patient).coordinator_id == keeper
