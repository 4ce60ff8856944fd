"""What the settings pages have in common: one title, and the way from one to the other."""

import reflex as rx

from carehub.ui.layout import frame
from carehub.ui.widgets.in_view import in_view

SECTIONS = {
    "/settings/people": "People",
    "/settings/sites": "Sites",
    "/settings/calendar": "Calendar",
    "/settings/board": "Board",
    "/settings/programs": "Programs",
    "/settings/follow-ups": "Follow-ups",
    "/settings/forms": "Forms",
    "/settings/crisis": "Crisis protocol",
    "/settings/center": "Center",
    "/settings/privacy": "Privacy",
    "/settings/backup": "Backup",
}


def settings_frame(route: str, *content: rx.Component, action: rx.Component | None = None) -> rx.Component:
    """The settings page at ``route``, below the links to all of them."""
    return frame("Settings", _sections(route), *content, actions=(action,) if action else ())


def _sections(here: str) -> rx.Component:
    return rx.el.nav(
        *[_section(route, name, is_here=route == here) for route, name in SECTIONS.items()],
        in_view(),
        aria_label="Settings",
        class_name="sections",
    )


def _section(route: str, name: str, *, is_here: bool) -> rx.Component:
    current = {"aria-current": "page"} if is_here else {}
    return rx.link(name, href=route, underline="none", class_name="section", custom_attrs=current)
