import pytest

from carehub.accounts import sessions
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.patients.models import PatientStatus
from carehub.patients.service import PAGE
from carehub.patients.state import PatientsState
from carehub.ui.session import SignedOut
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MARIA: dict[str, object] = {
    "last_name": "Garcia",
    "first_name": "Maria",
    "birth_date": "1961-03-07",
    "sex": "female",
}


@pytest.fixture
def known(people: People) -> None:
    """Ana and Bea at Northside, Cy at Southside; Dee at Northside is inactive."""
    with unit_of_work() as session:
        north, south = people.sites["Northside"], people.sites["Southside"]
        make_patient(session, north, last_name="Garcia", first_name="Ana", birth_date=None, mrn="77")
        make_patient(session, north, last_name="Nguyen", first_name="Bea")
        make_patient(session, south, last_name="Garcia", first_name="Cy")
        make_patient(session, north, last_name="Okafor", first_name="Dee", status=PatientStatus.INACTIVE)


async def _page(people: People, name: str = "alice") -> PatientsState:
    page = state_of(PatientsState, getattr(people, name))
    await page.load()
    return page


def _names(page: PatientsState) -> list[str]:
    return [row["name"] for row in page.rows]


@pytest.mark.usefixtures("known")
async def test_the_list_shows_active_patients_of_ones_sites(people: People) -> None:
    page = await _page(people)
    assert (_names(page), page.counted) == (["GARCIA, Ana", "NGUYEN, Bea"], "2 patients")


@pytest.mark.usefixtures("known")
async def test_searching_and_filtering_go_together(people: People) -> None:
    page = await _page(people, "erin")
    await page.find("garcia")
    assert (_names(page), page.counted) == (["GARCIA, Ana", "GARCIA, Cy"], "2 found")
    await page.choose_site(str(people.sites["Southside"]))
    assert _names(page) == ["GARCIA, Cy"]
    await page.forget_search()
    assert (_names(page), page.typed) == (["GARCIA, Cy"], "")
    await page.choose_site("")
    await page.choose_status("inactive")
    assert _names(page) == ["OKAFOR, Dee"]


@pytest.mark.usefixtures("known")
async def test_another_site_is_neither_listed_nor_found_nor_chosen(people: People) -> None:
    page = await _page(people, "charlie")
    assert _names(page) == ["GARCIA, Cy"]
    await page.find("77")
    assert _names(page) == []
    await page.find("")
    await page.choose_site(str(people.sites["Northside"]))
    assert _names(page) == []


async def test_a_long_list_is_shown_page_by_page(people: People) -> None:
    with unit_of_work() as session:
        for number in range(PAGE + 3):
            make_patient(session, people.sites["Northside"], last_name=f"N{number:03}")
    page = await _page(people)
    assert (len(page.rows), page.has_more) == (PAGE, True)
    await page.show_more()
    assert (len(page.rows), page.has_more) == (PAGE + 3, False)


@pytest.mark.parametrize("forged", [7, None, ["x"], "-1", "1; DROP TABLE patients", "9" * 30])
async def test_forged_choices_are_refused(people: People, forged: object) -> None:
    page = await _page(people)
    with pytest.raises(Invalid):
        await page.choose_site(forged)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Invalid):
        await page.choose_status(forged)  # pyright: ignore[reportArgumentType]


async def test_adding_a_patient_leads_to_the_patients_page(people: People) -> None:
    page = await _page(people)
    page.open_new()
    assert page.values["home_site_id"] == str(people.sites["Northside"])
    went = await page.add({**MARIA, "home_site_id": page.values["home_site_id"]})
    assert went is not None
    assert (page.is_adding, page.problem) == (False, "")


async def test_a_form_with_mistakes_says_which_and_stays_open(people: People) -> None:
    page = await _page(people)
    page.open_new()
    site = page.values["home_site_id"]
    assert await page.add({**MARIA, "home_site_id": site, "phone": "12", "zip": "x"}) is None
    assert (page.is_adding, set(page.problems)) == (True, {"phone", "zip"})
    await page.add({**MARIA, "home_site_id": ""})
    assert set(page.problems) == {"home_site_id"}


@pytest.mark.usefixtures("known")
async def test_a_likely_duplicate_is_named_and_added_only_when_it_is_someone_else(people: People) -> None:
    page = await _page(people)
    form: dict[str, object] = {**MARIA, "home_site_id": str(people.sites["Northside"])}
    await page.add(form)
    await page.add(form)
    assert [row["sentence"] for row in page.duplicates] == ["GARCIA, Maria has the same name and birth date."]
    assert page.duplicates[0]["href"].startswith("/patients/")
    assert not page.is_certain
    assert await page.add({**form, "is_another": "on"}) is not None
    assert page.duplicates == []


@pytest.mark.usefixtures("known")
async def test_an_mrn_at_another_site_is_told_without_a_name(people: People) -> None:
    page = await _page(people, "charlie")
    await page.add({**MARIA, "mrn": "77", "home_site_id": str(people.sites["Southside"])})
    assert page.is_certain
    assert page.duplicates == [
        {
            "sentence": "A patient with this MRN is at another site; ask a supervisor.",
            "detail": "",
            "href": "",
        }
    ]


async def test_front_desk_is_offered_no_adding_and_refused_when_forging_it(people: People) -> None:
    page = await _page(people, "bob")
    assert not page.can_add
    await page.add({**MARIA, "home_site_id": str(people.sites["Northside"])})
    assert "Ask a coordinator" in page.problem


async def test_a_page_that_is_signed_out_shows_nobody(people: People) -> None:
    page = state_of(PatientsState, people.alice)
    with unit_of_work() as session:
        sessions.end_all_of(session, people.alice.user_id)
    with pytest.raises(SignedOut):
        await page.load()
    assert page.rows == []
