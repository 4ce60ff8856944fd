"""axe looks at every page, in light and in dark, as somebody who may use all of it."""

import pytest
from playwright.sync_api import Page

from carehub.core.database import unit_of_work
from carehub.pages import PAGES
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer

# Who is shown everything on a page: admins the settings, supervisors the rest.
ADMIN_PAGES = ("/settings", "/import")


@pytest.fixture(scope="module")
def patient_id(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name="Featherstonehaugh-Lopez")
        assert patient.id is not None
        return patient.id


@pytest.mark.parametrize("route", [page.route for page in PAGES])
def test_no_page_has_a_barrier(
    server: RunningServer, signed_in: SignedIn, patient_id: int, route: str
) -> None:
    page = signed_in("dana" if route.startswith(ADMIN_PAGES) else "erin")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        _open(page, server.url + route.replace("[patient_id]", str(patient_id)))
        steps.is_accessible(page)


def test_signing_in_has_no_barrier(stranger: Page) -> None:
    steps.is_accessible(stranger)


def _open(page: Page, address: str) -> None:
    page.goto(address)
    steps.is_alive(page)
