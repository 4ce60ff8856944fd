"""`carehub user`, run as on the host's command line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import select

from carehub.accounts import passwords
from carehub.accounts.commands import user
from carehub.accounts.models import Center, Site, User
from carehub.core.actor import Role
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, Invalid, NotFound

PASSWORD = "four brown teapots sing"
Run = Callable[..., str]


@pytest.fixture
def run(home: Path) -> Run:
    """Run `carehub user ...` with the text as standard input; returns what it printed."""

    def invoke(*arguments: str, typed: str = PASSWORD + "\n") -> str:
        return CliRunner(catch_exceptions=False).invoke(user, arguments, input=typed).output

    return invoke


def test_the_first_user_of_an_empty_center_is_its_admin(run: Run) -> None:
    said = run(
        *("add", "Dana", "--role", "admin", "--password-stdin", "--full-name", "Dana Whitfield"),
        *("--center", "Riverbend", "--time-zone", "America/Denver", "--site", "Northside"),
    )
    assert said == "dana can sign in as admin.\n"
    with unit_of_work(write=False) as session:
        center, dana = session.get_one(Center, 1), session.exec(select(User)).one()
        assert (center.name, center.time_zone) == ("Riverbend", "America/Denver")
        assert session.exec(select(Site.name)).all() == ["Northside"]
        assert (dana.name, dana.role, dana.all_sites) == ("Dana Whitfield", Role.ADMIN, True)
        assert passwords.fits(PASSWORD, dana.password_hash)


def test_nobody_else_comes_before_the_admin(run: Run) -> None:
    with pytest.raises(Invalid, match="The first person must be an admin"):
        run("add", "alice", "--role", "coordinator", "--password-stdin")


def test_a_site_that_is_missing_is_created(run: Run) -> None:
    run("add", "dana", "--role", "admin", "--password-stdin")
    run("add", "alice", "--role", "coordinator", "--site", "Northside", "--site", "Main", "--password-stdin")
    with unit_of_work(write=False) as session:
        assert set(session.exec(select(Site.name)).all()) == {"Main", "Northside"}


def test_without_a_password_a_code_is_printed(run: Run) -> None:
    run("add", "dana", "--role", "admin", "--password-stdin")
    said = run("add", "pat", "--role", "provider", "--site", "Main")
    assert re.search(r"pat chooses a password at http://\S+/set-password with this code .*: \S+\n$", said)
    assert re.search(r"with this code", run("reset", "pat"))


def test_a_weak_or_missing_password_is_refused_and_nobody_is_added(run: Run) -> None:
    for typed, words in (("short\n", "at least 15"), ("", "no password on standard input")):
        with pytest.raises(Invalid, match=words):
            run("add", "dana", "--role", "admin", "--password-stdin", typed=typed)
    assert run("add", "dana", "--role", "admin", "--password-stdin") == "dana can sign in as admin.\n"


def test_a_disabled_person_stays_out(run: Run) -> None:
    run("add", "dana", "--role", "admin", "--password-stdin")
    run("add", "bob", "--role", "front_desk", "--site", "Main")
    assert run("disable", "bob") == "bob cannot sign in any more.\n"
    with unit_of_work(write=False) as session:
        assert not session.exec(select(User).where(User.user_name == "bob")).one().is_active


def test_the_last_admin_and_unknown_people_cannot_be_disabled(run: Run) -> None:
    run("add", "dana", "--role", "admin", "--password-stdin")
    with pytest.raises(Conflict, match="the only active admin"):
        run("disable", "dana")
    with pytest.raises(NotFound, match="nobody with the user name nobody"):
        run("disable", "nobody")
