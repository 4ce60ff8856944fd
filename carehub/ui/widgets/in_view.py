"""Keep the link to the present page in sight, in a row of links that scrolls."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class InView(rx.Component):
    """Stands inside the row; scrolls it to its link with ``aria-current="page"``."""

    library = script("in_view.jsx")
    tag = "InView"
    is_default = False


in_view = InView.create
