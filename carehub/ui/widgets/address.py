"""Keeps the browser's address bar at `href` without loading anything: the address opens what is shown."""

import reflex as rx


class Address(rx.Component):
    """Draws nothing; an empty `href` leaves the address as it is."""

    library = rx.asset("address.jsx", shared=True).importable_path
    tag = "Address"
    is_default = False

    href: rx.Var[str]


address = Address.create
