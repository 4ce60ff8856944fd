"""The frame around every page: sidebar, top line, panel, empty states."""

from dataclasses import dataclass

import reflex as rx

from carehub.core.actor import Permission
from carehub.ui.feedback import toasts
from carehub.ui.session import SessionState, may
from carehub.ui.widgets.lock_screen import LockWords, lock_screen
from carehub.ui.widgets.presence import presence

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
ACTIVITY = "/api/activity"
UNLOCK = "/api/unlock"
UNLOCK_ELSEWHERE = "/sign-on?unlock=1"

_WARN_SECONDS = 30
_LOCK_WORDS = LockWords(
    title="Locked",
    why="This page waits for you. Everything on it is kept.",
    label="Your password, or the six digits of your app",
    unlock="Unlock",
    leave="Sign in as someone else",
    soon="This page locks in a moment. Press a key to stay.",
    offline="CareHub does not answer just now. Try again in a moment.",
)


@dataclass(frozen=True)
class NavLink:
    """A line of the sidebar; ``key`` is the letter that goes there after "g"."""

    route: str
    label: str
    icon: str
    key: str
    permission: Permission | None


class _Boundary(rx.Component):
    """Of a page that came as HTML, React takes over what is outside first, then opens the socket, and takes
    over what is inside while the server answers."""

    library = "react"
    tag = "Suspense"


def shell(
    links: tuple[NavLink, ...], active: str, find: rx.Component, page: rx.Component, *overlays: rx.Component
) -> rx.Component:
    """A whole page: the sidebar with what finds things, what ``frame`` made, and what floats above."""
    page_and_frame = rx.el.div(
        rx.el.nav(rx.el.a("Skip to content", href="#content", class_name="skip-link"), aria_label="Skip"),
        _sidebar(links, active, find),
        rx.el.div(_practice_band(), page, class_name="shell-main"),
        toasts(),
        presence(ended=SessionState.signed_out, activity_url=ACTIVITY, leave_to=SIGN_IN, every_seconds=60),
        lock_screen(
            locked=SessionState.locked,
            words=_LOCK_WORDS,
            warn_seconds=_WARN_SECONDS,
            activity_url=ACTIVITY,
            unlock_url=UNLOCK,
            leave_to=SIGN_IN,
            other_to=UNLOCK_ELSEWHERE,
            other=rx.cond(SessionState.sign_on != "", f"Unlock with {SessionState.sign_on}", ""),
            on_unlock=SessionState.unlock,
        ),
        *overlays,
        class_name="shell",
    )
    return _Boundary.create(page_and_frame)


def frame(
    title: str | rx.Var[str], *content: rx.Component, actions: tuple[rx.Component, ...] = ()
) -> rx.Component:
    """A page's top line (its title, its main actions) above its content."""
    return rx.fragment(
        rx.el.header(
            rx.el.h1(title, class_name="page-title"),
            rx.el.div(*actions, class_name="page-actions"),
            class_name="top-line",
        ),
        # Busy until every handler that fills the page has ended.
        rx.el.main(
            *content,
            id="content",
            tab_index=-1,
            aria_busy=~rx.State.is_hydrated,
            class_name="page-content",
        ),
    )


def panel(
    label: str | rx.Var[str],
    *content: rx.Component,
    on_close: rx.event.EventType,
    open_: rx.Var[bool] | bool,
) -> rx.Component:
    """Details at the right, 480 px wide; Esc closes and the focus goes back to where it was."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.el.div(
                rx.dialog.title(label, class_name="panel-title"),
                rx.dialog.close(
                    rx.icon_button(
                        rx.icon("x", size=16), variant="ghost", color_scheme="gray", aria_label="Close"
                    ),
                ),
                class_name="panel-head",
            ),
            rx.el.div(*content, class_name="panel-body"),
            class_name="panel",
            aria_describedby="",
        ),
        open=open_,
        on_open_change=lambda _open: on_close,
    )


def empty_state(
    icon: str, title: str, why: str | rx.Var[str], action: rx.Component | None = None
) -> rx.Component:
    """Why there is nothing here, and the one thing to do about it."""
    return rx.el.div(
        rx.icon(icon, size=28, class_name="empty-icon"),
        rx.el.p(title, class_name="empty-title"),
        rx.el.p(why, class_name="empty-why"),
        action or rx.fragment(),
        class_name="empty-state",
    )


def _sidebar(links: tuple[NavLink, ...], active: str, find: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.a(rx.icon("heart-handshake", size=18), rx.el.span("CareHub"), href="/", class_name="brand"),
        find,
        rx.el.nav(
            *[_shown_to(link, _nav_line(link, active)) for link in links],
            aria_label="Main",
            class_name="nav",
        ),
        _person(),
        class_name="sidebar",
    )


def _nav_line(link: NavLink, active: str) -> rx.Component:
    here = _section(link.route) == _section(active)
    return rx.link(
        rx.icon(link.icon, size=16),
        rx.el.span(link.label),
        href=link.route,
        underline="none",
        class_name="nav-link nav-here" if here else "nav-link",
        custom_attrs={"aria-current": "page"} if here else {},
    )


def _section(route: str) -> str:
    """Pages below one another belong together: ``/settings/sites`` to Settings."""
    return route.split("/")[1]


def _shown_to(link: NavLink, line: rx.Component) -> rx.Component:
    return rx.cond(may(link.permission), line) if link.permission else line


def _person() -> rx.Component:
    return rx.el.div(
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                rx.el.button(
                    rx.el.span(SessionState.initials, class_name="avatar", aria_hidden="true"),
                    rx.el.span(
                        rx.el.span(SessionState.name, class_name="person-name"),
                        rx.el.span(SessionState.role, class_name="person-role"),
                        class_name="person-words",
                    ),
                    class_name="person",
                    aria_label="Your account",
                )
            ),
            rx.dropdown_menu.content(
                rx.dropdown_menu.item(rx.link("My account", href="/account", underline="none")),
                rx.dropdown_menu.item("Light or dark", on_select=rx.toggle_color_mode),
                rx.dropdown_menu.item("Lock this screen", on_select=SessionState.lock),
                rx.dropdown_menu.separator(),
                rx.dropdown_menu.item(
                    native_form(SIGN_OUT, rx.el.button("Sign out", type="submit"), class_name="sign-out")
                ),
                size="1",
            ),
        ),
        class_name="sidebar-foot",
    )


def _practice_band() -> rx.Component:
    return rx.cond(
        SessionState.is_practice,
        rx.el.div("Practice center. Nobody here is real.", class_name="practice-band", role="note"),
    )


class NativeForm(rx.el.Div):
    """A form that the browser itself posts, with a full page load: Reflex's own never does."""

    tag = "form"


def native_form(action: str, *children: rx.Component, class_name: str = "") -> rx.Component:
    """A form posted to ``action``, one of our own routes."""
    return NativeForm.create(
        *children, custom_attrs={"action": action, "method": "post"}, class_name=class_name
    )
