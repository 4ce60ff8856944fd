"""The dialog for a new referral: whom it is for is chosen, never guessed."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import NotFound
from carehub.referrals.new_state import NewReferralState
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ada(people: People) -> int:
    with unit_of_work() as session:
        make_patient(session, people.sites["Northside"], last_name="Okonkwo", first_name="Ben")
        return make_patient(session, people.sites["Northside"], last_name="Okonkwo", first_name="Ada").id or 0


async def test_enter_chooses_only_when_the_words_fit_one_patient(people: People, ada: int) -> None:
    page = state_of(NewReferralState, people.alice)
    await page.open_form()
    await page.choose_only({"patient": "okonk"})
    assert (len(page.found), page.chosen) == (2, [])
    await page.choose_only({"patient": "okonkwo ada"})
    assert ([each["id"] for each in page.chosen], page.found) == ([ada], [])
    await page.choose_only({"patient": "nobody"})
    assert page.is_nobody


async def test_a_referral_is_begun_for_the_patient_of_the_page_if_visible(people: People, ada: int) -> None:
    page = state_of(NewReferralState, people.alice)
    await page.open_for(ada)
    assert (page.is_open, page.chosen[0]["name"]) == (True, "OKONKWO, Ada")
    charlies = state_of(NewReferralState, people.charlie)
    with pytest.raises(NotFound):
        await charlies.open_for(ada)
    assert (charlies.is_open, charlies.chosen) == (False, [])
