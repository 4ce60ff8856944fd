"""The programs part, as its state holds it."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.desk.patient.programs.state import EnrolmentState
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        programs.add_program(session, people.dana, "Healthy Hearts", ProgramKind.CCM)
        return make_patient(session, people.sites["Northside"]).id or 0


async def _part(people: People, name: str, patient_id: int) -> EnrolmentState:
    page = state_of(EnrolmentState, getattr(people, name), f"/patients/{patient_id}/programs")
    await page.load()
    return page


async def test_a_patient_is_enrolled_agrees_and_graduates(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    (offered,) = page.offered
    page.open_enrolling()
    await page.enrol({"program": offered["value"], "since": "soon", "consent_how": ""})
    assert (page.problem, page.asking) == ("Write each date as MM/DD/YYYY.", "enrol")
    await page.enrol({"program": offered["value"], "since": page.today, "consent_how": ""})
    (row,) = page.rows
    assert (row["program"], row["consent"], row["ended"]) == ("Healthy Hearts", "", "")
    page.ask("consent", row["id"], row["version"])
    await page.agree({"consent_how": "spoken", "consent_on": page.today})
    assert page.rows[0]["consent"].startswith("Spoken consent, ")
    page.ask("graduate", row["id"], page.rows[0]["version"])
    await page.end({"on": page.today, "note": "Goals met"})
    assert page.rows[0]["ended"].startswith("Graduated, ")
    await page.resume(row["id"], page.rows[0]["version"])
    assert page.rows[0]["ended"] == ""


async def test_another_site_sees_no_program_and_a_provider_changes_none(people: People, maria: int) -> None:
    page = await _part(people, "alice", maria)
    await page.enrol({"program": page.offered[0]["value"], "since": page.today, "consent_how": ""})
    row = page.rows[0]
    for name, refusal in (("charlie", NotFound), ("pat", NotAllowed)):
        other = await _part(people, name, maria)
        assert len(other.rows) == (name == "pat")
        with pytest.raises(refusal):
            await other.resume(row["id"], row["version"])
