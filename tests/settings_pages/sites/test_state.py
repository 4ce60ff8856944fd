import pytest

from carehub.core.errors import CareHubError, NotAllowed
from carehub.settings_pages.sites.state import SitesState
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _page(people: People) -> SitesState:
    page = state_of(SitesState, people.dana)
    await page.load()
    return page


def _names(page: SitesState) -> list[str]:
    return [row["name"] for row in page.sites]


async def test_the_list_counts_staff_and_patients(people: People) -> None:
    north, south = (await _page(people)).sites
    assert (north["name"], north["staff"], north["patients"]) == ("Northside", 3, 0)
    assert (south["name"], south["staff"], south["is_active"]) == ("Southside", 1, True)


async def test_a_site_is_added_renamed_closed_and_opened_again(people: People) -> None:
    page = await _page(people)
    page.open_new()
    await page.add({"name": "East"})
    assert _names(page) == ["East", "Northside", "Southside"]
    page.open_site(page.sites[0]["id"])
    await page.rename({"name": "Annex"})
    page.open_site(page.sites[0]["id"])
    await page.close_site()
    assert _names(page) == ["Northside", "Southside", "Annex"]
    page.open_site(page.sites[2]["id"])
    await page.reopen_site()
    assert (_names(page)[0], page.is_open, page.problem) == ("Annex", False, "")


async def test_a_refusal_is_told_in_the_panel(people: People) -> None:
    page = await _page(people)
    page.open_site(people.sites["Southside"])
    await page.close_site()
    assert "Charlie Okafor" in page.problem
    assert page.is_open


async def test_whoever_looked_at_an_older_version_is_told(people: People) -> None:
    first, second = await _page(people), await _page(people)
    for page in (first, second):
        page.open_site(people.sites["Northside"])
    await first.rename({"name": "North"})
    await second.rename({"name": "Nord"})
    assert second.problem.startswith("Someone else changed North")


async def test_who_may_not_manage_sites_learns_nothing(people: People) -> None:
    page = state_of(SitesState, people.erin)
    with pytest.raises(NotAllowed):
        await page.load()
    await page.add({"name": "East"})
    assert (page.sites, page.problem[:9]) == ([], "Your role")


@pytest.mark.parametrize("forged", [None, 7, {"name": 7}, "East"])
async def test_a_forged_form_is_refused(people: People, forged: object) -> None:
    page = await _page(people)
    for handler in (page.add, page.rename):
        with pytest.raises(CareHubError):
            await handler(forged)  # pyright: ignore[reportArgumentType]
    with pytest.raises(CareHubError):
        page.open_site(forged)  # pyright: ignore[reportArgumentType]
