"""What is tried through an open websocket against the real server, and what comes of it."""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from reflex_base.registry import RegistrationContext
from websockets.exceptions import ConnectionClosed

from carehub.accounts import host, sessions
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import engine, unit_of_work
from carehub.gate import short_name
from carehub.handlers import HANDLERS
from carehub.open_sockets import AT_ONCE, EACH_SECOND, ENDED, LARGEST_MESSAGE, TOO_LARGE
from carehub.referrals import service as referrals
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People, make_patient
from tests.raw_client import open_socket
from tests.serving.running import RunningServer

CANARY = "Zzyzxkowski"
# What anybody changes about oneself: where one is signed in, which columns one sees; and what is said of it.
BY_ONESELF = {"caseload_columns", "sign_in_sessions", "sign_in_attempts", "journal"}


@pytest.fixture(scope="module")
def northside_patient(people: People) -> int:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name=CANARY, mrn="CANARY-1")
        assert patient.id is not None
        return patient.id


def test_a_session_that_ended_is_dead_on_an_open_socket(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    held = cookie(people.alice)
    with open_socket(server.url, held) as client:
        client.send(_full("SessionState.open_page"))
        assert people.alice.name in str(client.shown)
        with unit_of_work() as session:
            sessions.end(session, held.partition("=")[2])
        answer = client.send(_full("SessionState.open_page"))
    assert people.alice.name not in str(answer)
    assert "'signed_out_rx_state_': True" in str(answer)


def test_a_disabled_person_is_out_at_once(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    with open_socket(server.url, cookie(people.pat)) as client:
        client.send(_full("SessionState.open_page"))
        with unit_of_work() as session:
            sessions.end_all_of(session, people.pat.user_id)
        try:
            answer = client.send(_full("PaletteState.find"), typed="Zz")
        except ConnectionClosed:
            return  # The door was quicker than the question.
    assert "'signed_out_rx_state_': True" in str(answer)


@pytest.mark.parametrize("how", ["signed out", "disabled"])
def test_an_open_socket_is_closed_within_two_seconds_of_the_end_of_its_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], how: str
) -> None:
    held = cookie(people.bob)
    with open_socket(server.url, held) as client:
        # Somebody who listens to no page of ours and hears no goodbye.
        client.send(_full("State.hydrate"))
        with unit_of_work() as session:
            if how == "disabled":
                host.disable_from_host(session, "bob")
            else:
                sessions.end(session, held.partition("=")[2])
        assert client.close_code_within(2) == ENDED


def test_a_message_larger_than_any_of_ours_ends_the_socket(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    with open_socket(server.url, cookie(people.charlie)) as client:
        client.post(_full("PaletteState.find"), typed="x" * LARGEST_MESSAGE)
        assert client.close_code_within(5) == TOO_LARGE


def test_a_flood_waits_for_its_turn_and_holds_up_nobody_else(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    events = AT_ONCE + 10 * EACH_SECOND
    with (
        open_socket(server.url, cookie(people.charlie)) as flood,
        open_socket(server.url, cookie(people.alice)) as other,
    ):
        for number in range(events):
            flood.post(_full("PaletteState.find"), typed=f"flood {number}")
        answer = other.send(_full("SessionState.open_page"))
        assert people.alice.name in str(answer)
        # What has come so far: the rest of it comes one by one, and silence would only be at its end.
        assert f"flood {events - 1}" not in str(flood.listen(0.001))


def test_the_token_of_someone_elses_tab_shows_nothing_of_theirs(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    tab = str(uuid.uuid4())
    with open_socket(server.url, cookie(people.alice), token=tab) as alices:
        alices.send(_full("SessionState.open_page"))
        alices.send(_full("PaletteState.find"), typed=CANARY)
        assert CANARY.upper() in str(alices.shown)
    with open_socket(server.url, cookie(people.charlie), token=tab) as charlies:
        charlies.send(_full("State.hydrate"))
        charlies.send(_full("PaletteState.show"))
    assert CANARY.upper() not in str(charlies.shown)
    assert people.alice.name not in str(charlies.shown)


def test_what_cannot_be_read_is_dropped_and_not_written_into_the_log(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    load = _full("PaletteState.find")
    unreadable = [
        CANARY,
        [CANARY],
        {"payload": {"typed": CANARY}},
        {"name": CANARY, "payload": {"typed": CANARY}},
        {"name": load, "payload": CANARY},
        {"name": load, "payload": {"typed": CANARY}, "router_data": CANARY},
        {"name": load, "payload": {"typed": {"deep": CANARY}}, "router_data": {}},
    ]
    with open_socket(server.url, cookie(people.alice)) as client:
        for data in unreadable:
            client.socket.send("42/_event," + json.dumps(["event", data]))
        assert "alice" in str(client.send(_full("SessionState.open_page"))).lower()
    assert CANARY not in "".join(server.said)


@pytest.mark.parametrize("handler", ["SessionState.setvar", "UpdateVarsInternalState.update_vars_internal"])
def test_variables_cannot_be_written_from_a_browser(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], handler: str
) -> None:
    arguments: dict[str, object] = {"var_name": "name", "value": "Mallory", "vars": {"name": "Mallory"}}
    with open_socket(server.url, cookie(people.charlie)) as client:
        client.send(_full(handler), **arguments)
        client.send(_full("State.hydrate"))
    assert "Mallory" not in str(client.shown)


def test_no_handler_called_with_nonsense_changes_anything_or_tells_charlie_of_northside(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    """A sample over a real socket; tests/permissions calls every one of them, as everybody."""
    before = _fingerprint()
    with open_socket(server.url, cookie(people.charlie)) as client:
        for name in sorted(HANDLERS)[::7]:
            client.post(_full(name))
            client.post(_full(name), **_nonsense(name, northside_patient))
        client.listen(3)
    assert _fingerprint() == before
    assert CANARY.lower() not in str(client.shown).lower()


def test_charlie_reaches_nothing_of_northside_by_well_formed_events(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    referral, appointment = _northside_work(people, northside_patient)
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
        ("CalendarState.drag", {"moved": _dragged(appointment)}),
        ("PatientsState.find", {"typed": CANARY[:4]}),
        ("PaletteState.find", {"typed": CANARY[:4]}),
    ]
    before = _fingerprint()
    with open_socket(server.url, cookie(people.charlie)) as client:
        for name, payload in events:
            if name in HANDLERS:
                client.post(_full(name), **payload)
        client.listen(3)
    assert _fingerprint() == before
    assert CANARY.lower() not in str(client.shown).lower()


def test_alice_reaches_it_by_the_same_events(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], northside_patient: int
) -> None:
    """So that the test above cannot pass because the events are wrong."""
    referral, appointment = _northside_work(people, northside_patient)
    with open_socket(server.url, cookie(people.alice)) as client:
        client.send(_full("BookingState.open_new"))
        for name, payload in (
            ("ReferralState.open_card", {"referral_id": referral}),
            ("BookingState.choose_patient", {"patient_id": northside_patient}),
            ("CalendarState.open_event", {"event_id": str(appointment)}),
        ):
            assert CANARY.lower() in str(client.send(_full(name), **payload)).lower(), name
        before = _fingerprint()
        client.send(_full("BoardState.act"), claim={"action": "pin", "id": referral, "version": 1})
    assert _fingerprint() != before


def _northside_work(people: People, patient_id: int) -> tuple[int, int]:
    """A referral and tomorrow's appointment of the patient; returns their ids."""
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    with unit_of_work() as session:
        kind = referrals.shown_types(session)[0].id or 0
        referral = referrals.create(session, people.alice, referrals.NewReferral(patient_id, kind))
        details = Details("Check-in", people.sites["Northside"], patient_id)
        slot = Slot(
            start + timedelta(hours=referral.id or 0), start + timedelta(hours=(referral.id or 0) + 1)
        )
        appointment = calendar.book(session, people.alice, Booking(details, slot))
        return referral.id or 0, appointment.id or 0


def _dragged(appointment_id: int) -> dict[str, object]:
    start = clock.now() + timedelta(days=9)
    return {
        "op": "b",
        "id": str(appointment_id),
        "version": 1,
        "start": start.isoformat(),
        "end": (start + timedelta(hours=1)).isoformat(),
        "all_day": False,
    }


def _nonsense(short: str, patient_id: int) -> dict[str, object]:
    """For each argument that the handler has, a dictionary where it expects anything else."""
    handler = RegistrationContext.get().event_handlers[_full(short)].handler
    names = list(handler.fn.__annotations__)
    return {name: {"id": patient_id, "force": True} for name in names if name != "return"}


def _full(short: str) -> str:
    import carehub.carehub  # noqa: F401  registers every handler

    return next(name for name in RegistrationContext.get().event_handlers if short_name(name) == short)


def _fingerprint() -> str:
    """A hash over every row of every table that holds the center's work."""
    from sqlmodel import SQLModel

    import carehub.models  # noqa: F401

    total = hashlib.sha256()
    with engine().connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in BY_ONESELF:
                rows = connection.execute(table.select().order_by(*table.primary_key.columns))
                total.update(repr(rows.fetchall()).encode())
    return total.hexdigest()
