"""A list of receivers: who may send it, what is refused at once, and whose it is."""

import os
import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, NotFound
from carehub.directory import service
from carehub.settings import settings
from carehub.spreadsheet_import import receiver_lists, storage
from carehub.spreadsheet_import.receiver_routes import LIST, ROUTES
from tests.conftest import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RECEIVERS = b"Name,City,NPI\nQuest,Elgin,\nHeart House,Aurora,1234567893\nQuest,Elgin,\n,Elgin,\nX,,123\n"


def put(who: Actor | None, content: bytes) -> tuple[int, dict]:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    answer = opened.put(LIST, content=content)
    return answer.status_code, answer.json()


def files() -> list[str]:
    return [path.name for path in storage.folder().iterdir()]


async def test_a_list_is_looked_at_and_then_comes_in_as_it_was_foreseen(people: People) -> None:
    status, answer = put(people.erin, RECEIVERS)
    assert status == 200
    named = answer["id"], people.erin.user_id, lambda _: people.erin
    foreseen = await receiver_lists.look_at(*named)
    with unit_of_work(write=False) as session:
        assert service.receivers(session, people.erin).total == 0
    assert await receiver_lists.take(*named) == foreseen
    assert (foreseen.new, foreseen.unchanged, [row for row, _ in foreseen.problems]) == (2, 1, [5, 6])
    assert files() == []
    with unit_of_work(write=False) as session:
        assert service.receivers(session, people.erin).total == 2


def test_a_stranger_and_who_may_not_leave_nothing_behind(people: People) -> None:
    assert put(None, RECEIVERS)[0] == 401
    for who in (people.alice, people.bob, people.pat):
        assert put(who, RECEIVERS)[0] == 403
    assert files() == []


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"%PDF-1.7"])
def test_what_is_no_list_is_refused_at_once(people: People, content: bytes) -> None:
    assert put(people.dana, content)[0] == 422
    assert files() == []


def test_a_file_that_is_too_large_is_refused(people: People) -> None:
    assert put(people.dana, b"x" * (settings().import_max_mb * 1024 * 1024 + 1))[0] == 413
    assert files() == []


async def test_a_number_names_nothing_for_somebody_else(people: People) -> None:
    _, answer = put(people.erin, RECEIVERS)
    with pytest.raises(NotFound):
        await receiver_lists.look_at(answer["id"], people.dana.user_id, lambda _: people.dana)
    receiver_lists.forget(people.dana.user_id, answer["id"])
    assert len(files()) == 1


async def test_a_list_without_names_is_refused_in_words(people: People) -> None:
    _, answer = put(people.erin, b"Phone,Fax\n1,2\n")
    with pytest.raises(CareHubError, match="names of receivers"):
        await receiver_lists.look_at(answer["id"], people.erin.user_id, lambda _: people.erin)


def test_a_list_that_nobody_came_back_for_is_deleted_after_a_day(people: People) -> None:
    _, answer = put(people.erin, RECEIVERS)
    kept = storage.path_of(receiver_lists.key_of(people.erin.user_id, answer["id"]))
    receiver_lists.forget(people.erin.user_id, 1)
    assert kept.exists()
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(kept, (two_days_ago, two_days_ago))
    receiver_lists.forget(people.erin.user_id, 1)
    assert not kept.exists()
