"""Walk the lines of a page by keyboard and press their buttons by letter."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class ListKeys(rx.Component):
    """j and k (or the arrows) walk what carries ``data-line`` inside the page; a letter of a line presses its
    button of that ``data-key``. Never while typing, in a dialog, or behind a "g"."""

    library = script("list_keys.jsx")
    tag = "ListKeys"
    is_default = False
    enabled: rx.Var[bool]


list_keys = ListKeys.create
