"""Around a table whose rows have check boxes: several are chosen by mouse or keyboard."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class RowSelect(rx.Component):
    """A box with ``data-row`` is that of the row with this number, one with ``data-rows="all"`` of all.

    ``on_select`` hears the numbers of the chosen rows; with another ``released`` nothing is chosen any more.
    """

    library = script("row_select.jsx")
    tag = "RowSelect"
    is_default = False

    released: rx.Var[int]
    on_select: rx.EventHandler[rx.event.passthrough_event_spec(list[int])]


row_select = RowSelect.create
