"""A center where alice and dana know the password, and a browser in front of it."""

import pytest
from starlette.testclient import TestClient

from carehub.accounts import passwords
from carehub.accounts.models import User
from carehub.accounts.passwords import PasswordHash
from carehub.core.database import unit_of_work
from tests.accounts.browsing import PASSWORD, new_browser
from tests.conftest import People


@pytest.fixture(scope="session")
def stored() -> PasswordHash:
    return passwords.new_hash(PASSWORD, user_name="alice")


@pytest.fixture
def browser(people: People, stored: PasswordHash) -> TestClient:
    """Someone's browser in front of a center where alice and dana know the password."""
    with unit_of_work() as session:
        for actor in (people.alice, people.dana):
            session.get_one(User, actor.user_id).password_hash = stored
    return new_browser()
