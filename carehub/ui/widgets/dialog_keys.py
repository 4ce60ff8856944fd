"""Letters that work inside one dialog, except while typing."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class DialogKeys(rx.Component):
    """``keys`` are told to ``on_key``; ``fields`` maps a letter to the name of a control to go to."""

    library = script("dialog_keys.jsx")
    tag = "DialogKeys"
    is_default = False
    keys: rx.Var[list[str]]
    fields: rx.Var[dict[str, str]]
    enabled: rx.Var[bool]
    on_key: rx.EventHandler[rx.event.passthrough_event_spec(str)]


dialog_keys = DialogKeys.create
