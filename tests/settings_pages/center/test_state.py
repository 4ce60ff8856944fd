import pytest

from carehub.accounts.zones import UNITED_STATES
from carehub.core import clock
from carehub.core.errors import CareHubError
from carehub.settings_pages.center.state import CenterState
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_center_is_renamed_and_moves_its_clocks(people: People) -> None:
    page = state_of(CenterState, people.dana)
    await page.load()
    assert (page.name, page.time_zone) == ("Riverbend Health Center", "America/Chicago")
    assert page.archive_after_days == "14"
    await page.save({"name": "Riverside", "time_zone": "Europe/Vienna", "archive_after_days": "30"})
    await page.load()
    assert (page.name, page.time_zone, page.problem) == ("Riverside", "Europe/Vienna", "")
    assert page.archive_after_days == "30"
    assert "Europe/Vienna" in page.elsewhere


async def test_what_stands_on_letters_is_kept_in_one_line_each(people: People) -> None:
    page = state_of(CenterState, people.dana)
    form = {"name": "Riverbend", "time_zone": "UTC", "archive_after_days": "14"}
    await page.save(
        {**form, "phone": " (312)  555-0100 ", "fax": "(312) 555-0101", "address": "12 River Road"}
    )
    await page.load()
    assert (page.phone, page.fax, page.address) == ("(312) 555-0100", "(312) 555-0101", "12 River Road")
    await page.save({**form, "phone": "1" * 121})
    assert "one line" in page.problem


async def test_every_zone_that_is_offered_exists(people: People) -> None:
    page = state_of(CenterState, people.dana)
    await page.load()
    assert [zone for zone in (*UNITED_STATES, *page.elsewhere) if not clock.is_time_zone(zone)] == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "Riverside", "time_zone": "Moon", "archive_after_days": "14"},
        {"name": "", "time_zone": "UTC", "archive_after_days": "14"},
        {"name": "Riverside", "time_zone": "UTC", "archive_after_days": "0"},
        {"name": "Riverside", "time_zone": "UTC", "archive_after_days": "two weeks"},
    ],
)
async def test_a_refusal_is_told_above_the_form(people: People, form: dict[str, str]) -> None:
    page = state_of(CenterState, people.dana)
    await page.save(form)
    assert page.problem


@pytest.mark.parametrize("forged", [None, 7, {"name": 7}])
async def test_a_forged_form_is_refused(people: People, forged: object) -> None:
    with pytest.raises(CareHubError):
        await state_of(CenterState, people.dana).save(forged)  # pyright: ignore[reportArgumentType]


async def test_only_an_admin_changes_the_center(people: People) -> None:
    page = state_of(CenterState, people.erin)
    await page.save({"name": "Mine", "time_zone": "UTC", "archive_after_days": "14"})
    assert page.problem.startswith("Your role")
