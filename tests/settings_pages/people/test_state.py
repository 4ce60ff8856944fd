import pytest

from carehub.accounts import service
from carehub.core.actor import Role
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotAllowed, NotFound
from carehub.settings import settings
from carehub.settings_pages.people.state import PeopleState
from carehub.ui.session import SignedOut
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ZOE = {"name": "Zoe Kim", "user_name": "zoe", "role": "coordinator"}


async def _page(people: People) -> PeopleState:
    page = state_of(PeopleState, people.dana)
    await page.load()
    return page


def _roles(people: People) -> dict[str, Role]:
    with unit_of_work(write=False) as session:
        return {person.user_name: person.role for person in service.people(session, people.dana)}


async def test_the_list_tells_who_works_where_and_who_is_out(people: People) -> None:
    page = await _page(people)
    bob = next(row for row in page.people if row["user_name"] == "bob")
    assert (bob["role_label"], bob["works_at"], bob["status_label"]) == (
        "Front desk",
        "Northside",
        "No password yet",
    )
    assert [site["name"] for site in page.sites] == ["Northside", "Southside"]


async def test_adding_a_person_shows_a_code_until_the_panel_is_closed(people: People) -> None:
    page = await _page(people)
    page.open_new()
    await page.invite({**ZOE, f"site-{people.sites['Northside']}": "on"})
    assert (page.name, len(page.code), page.problem) == ("Zoe Kim", 14, "")
    page.close_panel()
    assert (page.code, page.is_open) == ("", False)
    assert _roles(people)["zoe"] is Role.COORDINATOR


async def test_a_code_is_gone_when_one_comes_back_to_the_page(people: People) -> None:
    page = await _page(people)
    await page.open_person(people.bob.user_id)
    await page.issue_code()
    assert page.code
    await page.load()
    assert (page.code, page.is_open) == ("", False)


async def test_a_refusal_is_told_in_the_panel_and_changes_nothing(people: People) -> None:
    page = await _page(people)
    page.open_new()
    await page.invite(ZOE)
    assert page.problem.startswith("Choose at least one site")
    assert page.is_open
    assert "zoe" not in _roles(people)


async def test_a_person_is_changed_from_the_panel(people: People) -> None:
    page = await _page(people)
    await page.open_person(people.bob.user_id)
    await page.save({"name": "Bob Tran", "role": "provider", f"site-{people.sites['Southside']}": "on"})
    assert (page.is_open, page.problem) == (False, "")
    assert _roles(people)["bob"] is Role.PROVIDER


async def test_whoever_looked_at_an_older_version_is_told(people: People) -> None:
    first, second = await _page(people), await _page(people)
    for page in (first, second):
        await page.open_person(people.bob.user_id)
    await first.disable()
    await second.save({"name": "Bob", "role": "admin"})
    assert second.problem.startswith("Someone else changed Bob Tran")
    assert _roles(people)["bob"] is Role.FRONT_DESK


async def test_disabling_and_enabling_keep_the_panel_in_step(people: People) -> None:
    page = await _page(people)
    await page.open_person(people.bob.user_id)
    await page.disable()
    assert (page.status, page.problem) == ("disabled", "")
    await page.enable()
    assert (page.status, page.problem) == ("new", "")


async def test_the_only_admin_stays(people: People) -> None:
    page = await _page(people)
    await page.open_person(people.dana.user_id)
    await page.disable()
    assert "only active admin" in page.problem
    await page.save({"name": "Dana", "role": "provider"})
    assert "only active admin" in page.problem


async def test_who_may_not_manage_people_learns_nothing(people: People) -> None:
    page = state_of(PeopleState, people.alice)
    with pytest.raises(NotAllowed):
        await page.load()
    await page.invite({**ZOE, f"site-{people.sites['Northside']}": "on"})
    assert (page.people, page.code, page.problem[:9]) == ([], "", "Your role")
    assert "zoe" not in _roles(people)


async def test_a_disabled_admin_does_nothing_more(people: People) -> None:
    page = await _page(people)
    with unit_of_work() as session:
        service.add_from_host(session, service.NewPerson("eve", "Eve", Role.ADMIN))
        service.disable_from_host(session, "dana")
    with pytest.raises(SignedOut):
        await page.load()


@pytest.mark.parametrize("forged", [None, 7, {"name": 7}, {"name": ["x"]}, [["name", "x"]]])
async def test_a_forged_form_is_refused(people: People, forged: object) -> None:
    page = await _page(people)
    for handler in (page.invite, page.save):
        with pytest.raises(CareHubError):
            await handler(forged)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "wrong", [{"role": "owner"}, {"role": "admin", "site-x": "on"}, {"role": "admin", "site-999": "on"}]
)
async def test_a_role_or_site_out_of_thin_air_is_refused(people: People, wrong: dict[str, str]) -> None:
    page = await _page(people)
    page.open_new()
    await page.invite({**ZOE, **wrong})
    assert page.problem
    assert "zoe" not in _roles(people)


async def test_a_person_who_is_not_in_the_list_is_not_opened(people: People) -> None:
    page = await _page(people)
    for forged in (999, "1", None):
        with pytest.raises((NotFound, CareHubError)):
            await page.open_person(forged)  # pyright: ignore[reportArgumentType]


async def test_how_the_provider_names_somebody_is_written_down(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREHUB_OIDC_ISSUER", "https://id.riverbend.example")
    monkeypatch.setenv("CAREHUB_OIDC_CLIENT_ID", "carehub")
    settings.cache_clear()
    page = await _page(people)
    await page.open_person(people.bob.user_id)
    assert (page.has_sign_on, page.sign_on_name) == (True, "")
    await page.save_sign_on({"sign_on_name": "Bob@riverbend.example"})
    assert (page.problem, page.sign_on_name) == ("", "bob@riverbend.example")
    await page.open_person(people.pat.user_id)
    await page.save_sign_on({"sign_on_name": "bob@riverbend.example"})
    assert page.problem == "Bob Tran has this sign-on name."
