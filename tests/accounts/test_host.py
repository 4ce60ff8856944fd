import pytest
from sqlmodel import Session, select

from carehub.accounts import service, sessions
from carehub.accounts.models import Site
from carehub.accounts.passwords import PasswordHash
from carehub.core.actor import Role
from carehub.core.errors import Invalid, NotFound
from carehub.core.journal import JournalEntry
from tests.conftest import People

ZOE = service.NewPerson("zoe", "Zoe Kim", Role.COORDINATOR)


def test_a_person_is_added_at_a_site_that_comes_into_being(session: Session, people: People) -> None:
    user = service.add_from_host(session, ZOE, ["northside", "East"])
    east = session.exec(select(Site.id).where(Site.name == "East")).one()
    assert sessions.actor_for(session, user).site_ids == {people.sites["Northside"], east}


def test_without_a_site_the_same_rules_hold(session: Session, people: People) -> None:
    with pytest.raises(Invalid, match="at least one site"):
        service.add_from_host(session, ZOE)


def test_a_reset_gives_a_code_that_works(session: Session, people: People) -> None:
    code = service.reset_from_host(session, "Dana")
    service.redeem_code(session, "dana", code, PasswordHash("new"))


def test_a_disabled_person_cannot_be_acted_for(session: Session, people: People) -> None:
    assert service.actor_named(session, "alice").user_id == people.alice.user_id
    service.disable_from_host(session, "alice")
    with pytest.raises(NotFound, match="disabled"):
        service.actor_named(session, "alice")


def test_nobody_by_that_name_is_said_in_words(session: Session, people: People) -> None:
    for verb in (service.reset_from_host, service.disable_from_host, service.actor_named):
        with pytest.raises(NotFound, match="nobody with the user name nobody"):
            verb(session, "nobody")


def test_the_journal_names_nobody_for_what_the_host_did(session: Session, people: People) -> None:
    service.add_from_host(session, ZOE, ["Northside"])
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "people.add")).one()
    assert entry.actor_id is None
