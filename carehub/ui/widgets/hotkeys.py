"""Keys that work anywhere on a page, except while typing."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class Hotkeys(rx.Component):
    """``pages`` maps the letter after "g" to a route; Ctrl-K calls ``on_open``, "?" calls ``on_help``."""

    library = script("hotkeys.jsx", "typed_ahead.jsx")
    tag = "Hotkeys"
    pages: rx.Var[dict[str, str]]
    enabled: rx.Var[bool]
    on_open: rx.EventHandler[rx.event.no_args_event_spec]
    on_help: rx.EventHandler[rx.event.no_args_event_spec]


hotkeys = Hotkeys.create
