"""My account."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.accounts.second_factor_routes import SET_UP
from carehub.accounts.state import AccountState, SessionRow
from carehub.ui.layout import frame
from carehub.ui.session import SessionState
from carehub.ui.tables import simple_table

CHANGE_PASSWORD = "/account/password"
_COLUMNS = ("Browser", "Address", "Since", "Last active")


def account_page() -> rx.Component:
    return frame("My account", _who_i_am(), _where_i_am_signed_in())


def _who_i_am() -> rx.Component:
    return rx.el.section(
        rx.el.dl(
            *_fact("Name", SessionState.name),
            *_fact("User name", AccountState.user_name),
            *_fact("Role", SessionState.role),
            *_fact("Works at", AccountState.works_at),
            *_fact("Second factor", rx.cond(AccountState.has_second_factor, "On", "Not set up")),
            class_name="facts",
        ),
        # A page outside of the app: React Router would look for it among the app's own.
        rx.el.a(
            "Change password",
            href=CHANGE_PASSWORD,
            class_name="plain-button",
            custom_attrs={"reloadDocument": True},
        ),
        rx.cond(
            AccountState.has_second_factor,
            rx.fragment(),
            rx.el.a(
                "Set up a second factor",
                href=SET_UP,
                class_name="plain-button",
                custom_attrs={"reloadDocument": True},
            ),
        ),
        class_name="account-section",
    )


def _fact(name: str, value: str | rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(name), rx.el.dd(value)


def _where_i_am_signed_in() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Where you are signed in", class_name="section-title"),
        simple_table("Where you are signed in", _COLUMNS, AccountState.open_sessions, _session),
        rx.cond(
            AccountState.open_sessions.length() > 1,
            rx.button(
                "Sign out in all other browsers", on_click=AccountState.sign_out_elsewhere, variant="soft"
            ),
        ),
        class_name="account-section",
    )


def _session(row: ObjectVar[SessionRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["browser"], rx.cond(row["is_this"], " (this one)", ""), scope="row"),
        rx.el.td(row["address"]),
        rx.el.td(row["started"], class_name="nowrap"),
        rx.el.td(row["last_active"], class_name="nowrap"),
    )
