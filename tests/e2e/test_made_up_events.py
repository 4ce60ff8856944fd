"""Events that no page of ours sends, by who is signed in: made-up names, arguments, ids and addresses."""

import math
from collections.abc import Callable

import pytest
from reflex_base.registry import RegistrationContext

from carehub.core.actor import Actor
from carehub.handlers import HANDLERS
from tests.conftest import People
from tests.e2e.attacking import CANARY, dragged, fingerprint, full, northside_work
from tests.raw_client import open_socket
from tests.serving.running import RunningServer

# What somebody might have typed: it is nobody's business in a log.
NOTE = "Quoxwell was seen at the clinic"
# Of Reflex's own and of ours, none of them an event.
NO_EVENTS = (
    "_read",
    "_do",
    "reset",
    "get_state",
    "get_substate",
    "dict",
    "__init__",
    "_mark_dirty",
    "is_open",
)


@pytest.mark.parametrize("handler", ["SessionState.setvar", "UpdateVarsInternalState.update_vars_internal"])
def test_variables_cannot_be_written_from_a_browser(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], handler: str
) -> None:
    arguments: dict[str, object] = {"var_name": "name", "value": "Mallory", "vars": {"name": "Mallory"}}
    with open_socket(server.url, cookie(people.charlie)) as client:
        client.send(full(handler), **arguments)
        client.send(full("State.hydrate"))
    assert "Mallory" not in str(client.shown)


def test_what_is_no_event_cannot_be_called_by_its_name(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    state = full("BoardState.load").rpartition(".")[0]
    before = fingerprint()
    with open_socket(server.url, cookie(people.alice)) as client:
        for name in NO_EVENTS:
            client.post(f"{state}.{name}", key="name", path=["state"], value="Mallory")
        # What came before it was answered, or dropped, before this.
        answer = client.send(full("SessionState.open_page"))
    assert people.alice.name in str(answer)
    assert "Mallory" not in str(client.shown)
    assert fingerprint() == before
    server.refuse_tracebacks()


def test_made_up_arguments_about_ones_own_card_change_nothing(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    """Alice may pin this card: what is wrong is nothing but the claim."""
    card, _ = northside_work(people, northside_patient)
    good: dict[str, object] = {"action": "pin", "id": card, "version": 1}
    made_up: list[dict[str, object]] = [
        {**good, "force": True},
        {**good, "version": "1"},
        {**good, "version": True},
        {**good, "version": math.nan},
        {**good, "version": None},
        {**good, "id": {"$gt": 0}},
        {**good, "id": [card]},
        {**good, "action": 2},
        {**good, "action": "pin; DROP TABLE referrals"},
        {**good, "action": "x" * 1_000},
        {key: value for key, value in good.items() if key != "version"},
        {},
    ]
    before = fingerprint()
    with open_socket(server.url, cookie(people.alice)) as client:
        for claim in made_up:
            client.post(full("BoardState.act"), claim=claim)
        client.post(full("BoardState.act"), claim=good, force=True)
        client.post(full("BoardState.act"))
        client.listen(1)
        assert fingerprint() == before
        client.send(full("BoardState.act"), claim=good)
    assert fingerprint() != before


@pytest.mark.parametrize(("name", "is_told"), [("alice", True), ("charlie", False)])
def test_an_address_that_the_browser_made_up_opens_nothing(
    server: RunningServer,
    people: People,
    cookie: Callable[[Actor], str],
    northside_patient: int,
    name: str,
    is_told: bool,
) -> None:
    """A page reads its patient from the address, and what the address is the client alone says."""
    loads = sorted(each for each in HANDLERS if each.endswith(".load"))
    with open_socket(server.url, cookie(getattr(people, name))) as client:
        client.path = f"/patients/{northside_patient}"
        for each in loads:
            client.post(full(each))
        client.listen(2)
    assert (CANARY.lower() in str(client.shown).lower()) == is_told


def test_no_handler_called_with_nonsense_changes_anything_or_tells_charlie_of_northside(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    """A sample over a real socket; tests/permissions calls every one of them, as everybody."""
    before = fingerprint()
    with open_socket(server.url, cookie(people.charlie)) as client:
        for name in sorted(HANDLERS)[::7]:
            client.post(full(name))
            client.post(full(name), **_nonsense(name, northside_patient))
        client.listen(3)
    assert fingerprint() == before
    assert CANARY.lower() not in str(client.shown).lower()
    assert NOTE not in "".join(server.said)


def test_charlie_reaches_nothing_of_northside_by_well_formed_events(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    referral, appointment = northside_work(people, northside_patient)
    events: list[tuple[str, dict[str, object]]] = [
        ("BoardState.move_card", {"claim": {"op": "a", "id": referral, "version": 1, "column": "2"}}),
        ("BoardState.act", {"claim": {"action": "pin", "id": referral, "version": 1}}),
        ("BoardState.act", {"claim": {"action": "open", "id": referral, "version": 1}}),
        ("ReferralState.open_card", {"referral_id": referral}),
        ("NewReferralState.choose", {"patient_id": northside_patient}),
        ("BookingState.open_new", {}),
        ("BookingState.find_patients", {"typed": CANARY[:4]}),
        ("BookingState.choose_patient", {"patient_id": northside_patient}),
        ("CalendarState.open_event", {"event_id": str(appointment)}),
        ("CalendarState.drag", {"moved": dragged(appointment)}),
        ("PatientsState.find", {"typed": CANARY[:4]}),
        ("PaletteState.find", {"typed": CANARY[:4]}),
    ]
    before = fingerprint()
    with open_socket(server.url, cookie(people.charlie)) as client:
        for name, payload in events:
            if name in HANDLERS:
                client.post(full(name), **payload)
        client.listen(3)
    assert fingerprint() == before
    assert CANARY.lower() not in str(client.shown).lower()


def test_alice_reaches_it_by_the_same_events(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    """So that the test above cannot pass because the events are wrong."""
    referral, appointment = northside_work(people, northside_patient)
    with open_socket(server.url, cookie(people.alice)) as client:
        client.send(full("BookingState.open_new"))
        for name, payload in (
            ("ReferralState.open_card", {"referral_id": referral}),
            ("BookingState.choose_patient", {"patient_id": northside_patient}),
            ("CalendarState.open_event", {"event_id": str(appointment)}),
        ):
            assert CANARY.lower() in str(client.send(full(name), **payload)).lower(), name
        before = fingerprint()
        client.send(full("BoardState.act"), claim={"action": "pin", "id": referral, "version": 1})
    assert fingerprint() != before


def _nonsense(short: str, patient_id: int) -> dict[str, object]:
    """For each argument that the handler has, a dictionary where it expects anything else."""
    handler = RegistrationContext.get().event_handlers[full(short)].handler
    names = list(handler.fn.__annotations__)
    return {name: {"id": patient_id, "force": True, "note": NOTE} for name in names if name != "return"}
