"""The journal's page asks what its address and its controls say, and its routes answer who may."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.auditing.routes import EXPORT, PRINT, PUBLIC_KEY, ROUTES
from carehub.auditing.state import JournalState
from carehub.core import reads
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def maria(people: People) -> int:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"]).id or 0
        reads.record(session, people.alice, "patient", patient_id)
        reads.record(session, people.pat, "timeline", patient_id)
        return patient_id


def test_the_address_asks_and_the_controls_narrow(people: People, maria: int) -> None:
    state = state_of(JournalState, people.dana, f"/journal?patient={maria}&kind=look")
    asyncio.run(state.load())
    assert state.title == "Who saw GARCIA, Maria"
    assert [row["who"] for row in state.rows] == ["Pat Lindqvist", "Alice Moreno"]
    asyncio.run(state.narrow("person", str(people.alice.user_id)))
    assert (state.title, len(state.rows)) == ("What Alice Moreno did about GARCIA, Maria", 1)
    assert state.address == f"/journal?patient={maria}&person={people.alice.user_id}&kind=look"
    asyncio.run(state.leave_patient())
    assert state.title == "What Alice Moreno did"


@pytest.mark.parametrize(
    ("control", "value"), [("kind", "x"), ("person", "-1"), ("since", "tomorrow"), ("person", "999")]
)
def test_nonsense_is_told_and_shows_nothing(people: People, maria: int, control: str, value: str) -> None:
    state = state_of(JournalState, people.dana, "/journal")
    asyncio.run(state.load())
    asyncio.run(state.narrow(control, value))
    assert (state.rows, bool(state.problem)) == ([], True)


def test_who_may_not_learns_nothing_from_the_state(people: People, maria: int) -> None:
    state = state_of(JournalState, people.charlie, f"/journal?patient={maria}")
    asyncio.run(state.load())
    assert (state.rows, state.people, state.title) == ([], [], "")
    with pytest.raises(NotAllowed):
        asyncio.run(state.show_more())
    with pytest.raises(Invalid):
        asyncio.run(state.narrow("kind", 7))  # pyright: ignore[reportArgumentType]


@pytest.fixture
def get(people: People) -> Callable[[Actor | None, str], tuple[int, str]]:
    def asked(actor: Actor | None, path: str) -> tuple[int, str]:
        client = TestClient(Starlette(routes=ROUTES))
        if actor is not None:
            with unit_of_work() as session:
                client.cookies.set(sessions.cookie_name(), sessions.start(session, actor.user_id))
        answer = client.get(path)
        return answer.status_code, answer.text

    return asked


def test_paper_file_and_key_for_who_may(
    people: People, maria: int, get: Callable[[Actor | None, str], tuple[int, str]]
) -> None:
    status, page = get(people.dana, f"{PRINT}?patient={maria}")
    assert (status, "Who saw GARCIA, Maria" in page, "Looked at the timeline" in page) == (200, True, True)
    status, file = get(people.erin, EXPORT)
    assert (status, '"journal.print"' in file, "GARCIA" in file) == (200, True, False)
    assert get(people.erin, PUBLIC_KEY)[1].startswith("-----BEGIN PUBLIC KEY-----")
    assert get(people.dana, f"{PRINT}?patient=999")[0] == 404


def test_nobody_else_gets_them(
    people: People, maria: int, get: Callable[[Actor | None, str], tuple[int, str]]
) -> None:
    for path in (PRINT, EXPORT, PUBLIC_KEY):
        assert [get(actor, path)[0] for actor in (None, people.alice, people.bob, people.charlie)] == [
            401, 403, 403, 403,
        ]  # fmt: skip
