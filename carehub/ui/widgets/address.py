"""Keeps the browser's address bar at `href` without loading anything: the address opens what is shown."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class Address(rx.Component):
    """Draws nothing; an empty `href` leaves the address as it is."""

    library = script("address.jsx")
    tag = "Address"
    is_default = False

    href: rx.Var[str]


address = Address.create
