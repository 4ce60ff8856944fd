from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from carehub.accounts import service, sessions
from carehub.accounts.models import Center, Site, User
from carehub.core import clock, database
from carehub.core.actor import Role
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.settings import settings

DANA = service.NewPerson("dana", "Dana Whitfield", Role.ADMIN)
RIVERBEND = service.NewCenter("Riverbend", "America/Chicago", ("Northside",))


@pytest.fixture(autouse=True)
def empty(database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated database with nobody in it."""
    monkeypatch.setenv("CAREHUB_DATABASE_URL", database_url)
    for cached in (settings, database.engine):
        cached.cache_clear()


def _token() -> str:
    with unit_of_work() as session:
        return service.issue_setup_token(session) or ""


def _set_up(token: str, admin: service.NewPerson = DANA) -> None:
    with unit_of_work() as session:
        service.set_up(session, token, RIVERBEND, admin)


def test_set_up_names_the_center_and_makes_its_first_site_and_admin() -> None:
    _set_up(_token())
    with unit_of_work(write=False) as session:
        center, dana = service.center(session), session.exec(select(User)).one()
        assert (center.name, center.time_zone) == ("Riverbend", "America/Chicago")
        assert (dana.role, dana.all_sites) == (Role.ADMIN, True)
        assert session.exec(select(Site.name)).all() == ["Northside"]


def test_of_twenty_who_set_up_at_once_one_becomes_admin() -> None:
    token = _token()

    def try_it(number: int) -> bool:
        try:
            _set_up(token, service.NewPerson(f"dana{number}", "Dana", Role.ADMIN))
        except CareHubError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(try_it, range(20))) == 1
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(User)).all()) == 1


def test_set_up_is_closed_once_there_is_an_admin() -> None:
    token = _token()
    _set_up(token)
    with pytest.raises(Conflict, match="set up already"):
        _set_up(token)
    assert _token() == ""


def test_only_the_newest_link_works() -> None:
    old, new = _token(), _token()
    for wrong in (old, "", "guess"):
        with pytest.raises(NotAllowed, match="no longer good"):
            _set_up(wrong)
    _set_up(new)


def test_the_token_is_stored_as_a_hash_only() -> None:
    token = _token()
    with unit_of_work(write=False) as session:
        stored = session.exec(select(Center.setup_token_hash)).one()
    assert stored
    assert token not in stored


def test_a_center_without_a_token_cannot_be_set_up_by_an_empty_one() -> None:
    with unit_of_work() as session:
        service.open_center(session)
    with pytest.raises(NotAllowed):
        _set_up("")


def test_a_refused_set_up_leaves_nothing_behind_and_the_link_good() -> None:
    token = _token()
    with pytest.raises(Invalid):
        _set_up(token, service.NewPerson("?", "Dana", Role.ADMIN))
    with unit_of_work(write=False) as session:
        assert session.exec(select(User)).first() is None
        assert session.exec(select(Site)).first() is None
    _set_up(token)


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    token = _token()
    with pytest.raises(Invalid, match="America/Chicago"), unit_of_work() as session:
        service.set_up(session, token, service.NewCenter("Riverbend", "Mars/Olympus"), DANA)


def test_there_is_no_center_before_the_first_start() -> None:
    with unit_of_work(write=False) as session, pytest.raises(NotFound, match="not set up yet"):
        service.center(session)


def test_the_hosts_time_zone_is_a_real_one() -> None:
    assert clock.is_time_zone(service.host_time_zone())


def test_the_first_admin_from_the_command_line_brings_center_and_sites_along() -> None:
    with unit_of_work() as session:
        service.first_admin(session, service.NewCenter(sites=("North", "South")), DANA)
    with unit_of_work(write=False) as session:
        assert service.center(session).name == "My center"
        assert session.exec(select(Site.name).order_by(col(Site.name))).all() == ["North", "South"]


def test_the_first_person_must_be_an_admin() -> None:
    with pytest.raises(Invalid, match="must be an admin"), unit_of_work() as session:
        service.first_admin(session, RIVERBEND, service.NewPerson("al", "Al", Role.COORDINATOR))


def test_there_is_only_one_first_admin() -> None:
    _set_up(_token())
    with pytest.raises(Conflict, match="has an admin"), unit_of_work() as session:
        service.first_admin(session, RIVERBEND, service.NewPerson("eve", "Eve", Role.ADMIN))


def test_an_admin_changes_name_and_time_zone_and_nobody_else_does() -> None:
    with unit_of_work() as session:
        dana = sessions.actor_for(session, service.first_admin(session, RIVERBEND, DANA))
        service.edit_center(session, dana, "Riverside", "America/Denver")
        assert service.center(session).time_zone == "America/Denver"
        with pytest.raises(Invalid, match="not a time zone"):
            service.edit_center(session, dana, "Riverside", "Mars/Olympus")
        with pytest.raises(NotAllowed):
            service.edit_center(session, replace(dana, role=Role.SUPERVISOR), "Mine", "UTC")
