"""How the provider names somebody is for an admin to say."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.single_sign_on import service
from tests.conftest import People


def test_an_admin_says_how_the_provider_names_somebody(session: Session, people: People) -> None:
    service.set_name(session, people.dana, people.pat.user_id, " Pat@Riverbend.example ")
    assert service.name_of(session, people.dana, people.pat.user_id) == "pat@riverbend.example"
    service.set_name(session, people.dana, people.pat.user_id, "")
    assert service.name_of(session, people.dana, people.pat.user_id) == ""


def test_two_people_have_not_the_same_name_there(session: Session, people: People) -> None:
    service.set_name(session, people.dana, people.pat.user_id, "pat@riverbend.example")
    with pytest.raises(Conflict, match="Pat Lindqvist"):
        service.set_name(session, people.dana, people.bob.user_id, "PAT@riverbend.example")


@pytest.mark.parametrize("name", ["two names", "x" * 255])
def test_a_name_is_one_word(session: Session, people: People, name: str) -> None:
    with pytest.raises(Invalid):
        service.set_name(session, people.dana, people.pat.user_id, name)


def test_only_an_admin_and_only_of_somebody(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.erin, people.pat):
        with pytest.raises(NotAllowed):
            service.set_name(session, actor, actor.user_id, "me@riverbend.example")
        with pytest.raises(NotAllowed):
            service.name_of(session, actor, people.pat.user_id)
    with pytest.raises(NotFound):
        service.set_name(session, people.dana, 999_999, "me@riverbend.example")
