"""axe looks at every page, in light and in dark, as somebody who may use all of it."""

import pytest
from playwright.sync_api import Page, expect

from carehub.assessments import service as assessments
from carehub.care_plans import service as care_plans
from carehub.care_plans.service import GoalWish
from carehub.core.database import unit_of_work
from carehub.crises import service as crises
from carehub.pages import PAGES
from carehub.patients import service as patients
from carehub.patients.record import PatientDraft
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn

# Who is shown everything on a page: admins the settings, supervisors the rest.
ADMIN_PAGES = ("/settings", "/import")


@pytest.fixture(scope="module")
def patient_id(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name="Featherstonehaugh-Lopez")
        assert patient.id is not None
        care_plans.add_goal(session, people.alice, patient.id, GoalWish("Walk to church"))
        draft = PatientDraft.model_validate({"city": "Dayton", "interpreter": True})
        patients.edit(session, people.alice, patient.id, 1, draft)
        return patient.id


@pytest.fixture(scope="module")
def ids(people: People, patient_id: int) -> dict[str, int]:
    """What the routes name, by the word in the route."""
    with unit_of_work() as session:
        assessment = assessments.start(session, people.alice, patient_id, "social_needs")
        crisis = crises.open_crisis(session, people.alice, patient_id)
        return {"patient_id": patient_id, "assessment_id": assessment.id or 0, "crisis_id": crisis.id or 0}


@pytest.mark.parametrize("route", [page.route for page in PAGES])
def test_no_page_has_a_barrier(signed_in: SignedIn, ids: dict[str, int], route: str) -> None:
    page = signed_in("dana" if route.startswith(ADMIN_PAGES) else "erin", _named(route, ids))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_class(scheme)
        steps.is_accessible(page)


def test_signing_in_has_no_barrier(stranger: Page) -> None:
    steps.is_accessible(stranger)


def _named(route: str, ids: dict[str, int]) -> str:
    if route == "/history":
        return f"{route}?patient={ids['patient_id']}"
    for word, number in ids.items():
        route = route.replace(f"[{word}]", str(number))
    return route
