"""What the gate does with the state of a tab, before any handler runs."""

import importlib
from typing import cast

import reflex as rx
from reflex.istate.data import RouterData
from reflex_base.event import Event

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.gate import Gate
from carehub.ui.session import SessionState
from tests.conftest import People
from tests.states import state_of

app = importlib.import_module("carehub.carehub").app
OPEN_PAGE = f"{SessionState.get_full_name()}.open_page"


async def test_a_tab_that_was_signed_out_is_alive_after_signing_in_again(people: People) -> None:
    tab = state_of(SessionState, people.alice)
    with unit_of_work() as session:
        sessions.end_all_of(session, people.alice.user_id)
    await knock(tab)
    assert tab.signed_out
    sign_in_again(tab, people.alice)
    await knock(tab)
    assert not tab.signed_out


async def test_a_tab_that_changes_hands_starts_empty(people: People) -> None:
    tab = state_of(SessionState, people.alice)
    await knock(tab)
    tab.name = "Alice Moreno"
    sign_in_again(tab, people.charlie)
    await knock(tab)
    assert tab.name == ""


async def knock(tab: SessionState) -> None:
    await Gate().preprocess(app, tab._get_root_state(), Event(name=OPEN_PAGE))


def sign_in_again(tab: SessionState, actor: Actor) -> None:
    with unit_of_work() as session:
        token = sessions.start(session, actor.user_id)
    headers = {"cookie": f"{sessions.cookie_name()}={token}", "origin": "http://127.0.0.1"}
    root = cast(rx.State, tab._get_root_state())
    root.router = RouterData.from_router_data({"headers": headers, "asPath": "/"})
