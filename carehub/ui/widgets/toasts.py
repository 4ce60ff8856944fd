"""Short messages at the edge of the page, read out and paused on hover: sonner."""

import reflex as rx

from carehub.ui.widgets.scripts import script


def _id_of(toast_id: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (toast_id,)


class Toaster(rx.Component):
    """Shows every new entry of ``toasts`` once: ``id``, ``text``, ``tone`` (done or refused), ``can_undo``.

    ``on_undo`` gives the id of the toast whose Undo was pressed; Ctrl-Z outside of a text field
    presses that of the newest toast that still stands there.
    """

    library = script("toasts.jsx")
    tag = "Toaster"
    lib_dependencies: list[str] = ["sonner@2.0.8"]
    toasts: rx.Var[list[dict[str, object]]]
    on_undo: rx.EventHandler[_id_of]


toaster = Toaster.create
