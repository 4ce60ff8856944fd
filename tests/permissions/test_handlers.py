"""Every event handler x every kind of person x every kind of arguments, through the app's own processing.

The table is carehub/handlers.py: whoever it names reaches the handler, everybody else is refused and nothing
changes. Who works at another site reaches handlers, and nothing of Northside's.
"""

import importlib
import inspect

import pytest
from sqlmodel import select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.core.journal import JournalEntry
from carehub.handlers import HANDLERS, allowed
from carehub.spreadsheet_import import service as imports
from tests.conftest import People
from tests.permissions import examples
from tests.permissions.callers import NOBODIES, cookie_of, cookie_without_a_session, nothing_changes, rows_now
from tests.permissions.northside import CANARY, Northside
from tests.permissions.tabs import Tabs, open_tabs, registered
from tests.sizes import size

app = importlib.import_module("carehub.carehub").app

Arguments = dict[str, object]
Event = tuple[str, Arguments]
REFLEX_OWN = {"FrontendEventExceptionState.handle_frontend_exception", "State.hydrate_and_load"}
# Some of what the events do where they are allowed: each needs ids of Northside's rows that are right.
DONE = {
    "appointments.cancelled_by_us", "care_plans.edit_goal", "contacts.log", "crises.end", "documents.remove",
    "handovers.take_back", "programs.offer", "referrals.assigned", "referrals.edited",
    "related_people.put_away", "saved_views.remove",
}  # fmt: skip
EVERYBODY = ("alice", "bob", "charlie", "dana", "erin", "pat")
# What these work on is shared by the whole center, or is one's own.
OF_THE_CENTER = {"receivers", "sign_in_sessions", "users", "journal"}


@pytest.mark.campaign
async def test_without_a_whole_session_no_handler_runs_and_nothing_is_told(
    people: People, ids: Northside
) -> None:
    cookies = [cookie_without_a_session(people, how) for how in NOBODIES]
    async with open_tabs(app) as tabs:
        with nothing_changes() as guilty:
            for number, cookie in enumerate(cookies):
                for handler, arguments in every_kind(ids, number, len(cookies)):
                    await tabs.send("tab", cookie, handler, arguments, examples.path_for(handler, ids))
                    guilty.look(handler)
    assert told_beside_defaults(tabs) == {}


@pytest.mark.campaign
async def test_who_the_table_does_not_name_is_refused_and_nothing_changes(
    people: People, ids: Northside, sam: Actor
) -> None:
    everybody = {**vars(people), "sam": sam}
    del everybody["sites"]
    for number, (name, actor) in enumerate(everybody.items()):
        events = every_kind(ids, number, len(everybody))
        forbidden = [event for event in events if not allowed(actor, event[0])]
        cookie = cookie_of(actor)
        async with open_tabs(app) as tabs:
            with nothing_changes() as guilty:
                for handler, arguments in forbidden:
                    await tabs.send(name, cookie, handler, arguments, examples.path_for(handler, ids))
                    guilty.look(handler)
        assert tabs.wire.refused == [
            f"refused event {each} for user {actor.user_id}" for each, _ in forbidden
        ]


@pytest.mark.campaign
@pytest.mark.parametrize("name", size(("dana", "erin", "pat"), EVERYBODY))
async def test_arguments_of_the_wrong_type_are_refused_in_words_and_change_nothing(
    people: People, ids: Northside, name: str
) -> None:
    actor: Actor = getattr(people, name)
    cookie, failed = cookie_of(actor), dict[str, BaseException]()
    async with open_tabs(app) as tabs:
        with nothing_changes() as guilty:
            for handler, arguments in wrong_typed(ids):
                if allowed(actor, handler) and handler not in REFLEX_OWN:
                    raised = await tabs.send("tab", cookie, handler, arguments)
                    if raised is not None and not isinstance(raised, CareHubError):
                        failed[handler] = raised
                    guilty.look(handler)
    assert failed == {}


@pytest.mark.campaign
@pytest.mark.parametrize("name", size(("erin",), EVERYBODY))
async def test_arguments_that_are_missing_or_too_many_never_reach_a_handler(
    people: People, ids: Northside, name: str
) -> None:
    actor: Actor = getattr(people, name)
    cookie = cookie_of(actor)
    events = [event for event in [*missing(ids), *too_many(ids)] if allowed(actor, event[0])]
    async with open_tabs(app) as tabs:
        with nothing_changes() as guilty:
            for handler, arguments in events:
                await tabs.send("tab", cookie, handler, arguments)
                guilty.look(handler)
    assert len(tabs.wire.refused) == len(events)


@pytest.mark.parametrize("name", ["charlie", "sam"])
async def test_who_works_at_another_site_reaches_nothing_of_northside_by_any_handler(
    people: People, ids: Northside, sam: Actor, name: str
) -> None:
    actor = sam if name == "sam" else people.charlie
    before, cookie = rows_now(), cookie_of(actor)
    async with open_tabs(app) as tabs:
        for handler, arguments in right(ids):
            if allowed(actor, handler):
                await tabs.send("tab", cookie, handler, arguments, examples.path_for(handler, ids))
    after = rows_now()
    changed = {
        key: row for key, row in before.items() if after.get(key) != row and key[0] not in OF_THE_CENTER
    }
    assert changed == {}
    new = {key: after[key] for key in after.keys() - before.keys()}
    assert [key for key, row in new.items() if row.get("patient_id") in (ids.patient, ids.sister)] == []
    assert [shown for shown in tabs.wire.said["tab"] if CANARY.lower() in str(shown).lower()] == []


async def test_the_same_events_reach_it_for_those_who_may(people: People, ids: Northside) -> None:
    """So that the tests above cannot pass because the events are wrong."""
    understood = {handler for handler, arguments in right(ids) if not arguments}
    with unit_of_work() as session:
        imports.cancel(session, people.dana, ids.import_)
    for actor in (people.bob, people.pat, people.alice, people.erin, people.dana):
        cookie = cookie_of(actor)
        async with open_tabs(app) as tabs:
            for handler, arguments in right(ids):
                # A page that was loaded watches already; seventy that do would be read again at each event.
                if allowed(actor, handler) and not handler.endswith(".watch"):
                    path = examples.path_for(handler, ids)
                    raised = await tabs.send("tab", cookie, handler, arguments, path)
                    if handler.endswith(".load"):
                        tabs.leave_pages()
                    understood |= {handler} if "does not understand" not in str(raised) else set()
        assert actor is people.dana or CANARY in str(tabs.wire.said["tab"]), actor.name
    assert HANDLERS.keys() - understood == set()
    with unit_of_work(write=False) as session:
        assert set(session.exec(select(JournalEntry.action))) >= DONE


def refusal(handler: str, actor: Actor) -> str:
    return f"refused event {handler} for user {actor.user_id}"


def right(ids: Northside) -> list[Event]:
    """Every handler with arguments as they should be; pages are loaded before anything is done on them."""
    known = examples.known(ids)
    events = [(each, known.get(each) or examples.guessed(registered()[each][1].fn, ids)) for each in HANDLERS]
    return sorted(events, key=lambda event: (turn_of(event[0]), event[0]))


def turn_of(handler: str) -> int:
    """Pages are loaded before dialogs are opened, and those before anything is chosen or done in them."""
    verb = handler.partition(".")[2]
    if verb in ("load", "open_page") or handler == "AddressState.follow":
        return 0
    if verb.startswith(("close", "leave", "forget", "dismiss")):
        return 4
    if verb.startswith(("open", "begin", "ask", "compare")):
        return 1
    return 2 if verb.startswith("choose") else 3


def every_kind(ids: Northside, caller: int, callers: int) -> list[Event]:
    """Every handler as it should be called and with each kind of wrong arguments, for one of the callers; in
    the small size each kind of wrong ones by one of them, another for each handler."""
    kinds = [wrong_typed(ids), missing(ids), too_many(ids)]
    wrong = [
        event
        for shift, kind in enumerate(kinds)
        for number, event in enumerate(kind)
        if size((number + shift) % callers == caller, True)
    ]
    return [*right(ids), *wrong]


def wrong_typed(ids: Northside) -> list[Event]:
    return [
        (handler, {name: [] if isinstance(value, dict) else {"id": ids.patient, "force": True}
                   for name, value in arguments.items()})
        for handler, arguments in right(ids) if arguments
    ]  # fmt: skip


def missing(ids: Northside) -> list[Event]:
    return [
        (handler, dict(list(arguments.items())[1:]))
        for handler, arguments in right(ids)
        if arguments and needs_arguments(handler)
    ]


def too_many(ids: Northside) -> list[Event]:
    return [(handler, {**arguments, "force": True}) for handler, arguments in right(ids)]


def needs_arguments(handler: str) -> bool:
    first = list(inspect.signature(registered()[handler][1].fn).parameters.values())[1]
    return first.default is inspect.Parameter.empty


def told_beside_defaults(tabs: Tabs) -> dict[str, object]:
    """What a tab was told that is not the empty beginning of its variables."""
    from reflex.state import State
    from reflex_base.utils.format import json_dumps

    told: dict[str, object] = {}
    for delta in tabs.wire.said["tab"]:
        for state_name, variables in delta.items():
            fields = State.get_class_substate(tuple(state_name.split("."))).get_fields()
            for name, value in variables.items():
                plain = name.removesuffix("_rx_state_")
                if plain.startswith("rx_router"):
                    assert "invented" not in json_dumps(value)
                elif (
                    plain in fields
                    and value != fields[plain].default_value()
                    and plain not in ("signed_out", "locked")
                ):
                    told[f"{state_name}.{plain}"] = value
    return told
