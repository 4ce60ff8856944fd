"""Asks before what was typed inside a dialog is dropped."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class Unsaved(rx.Component):
    """Around a dialog's content. ``on_discard`` closes the dialog once the person said so."""

    library = script("unsaved.jsx")
    tag = "Unsaved"
    is_default = False

    question: rx.Var[str]
    keep: rx.Var[str]
    discard: rx.Var[str]
    on_discard: rx.EventHandler[rx.event.no_args_event_spec]


unsaved = Unsaved.create
