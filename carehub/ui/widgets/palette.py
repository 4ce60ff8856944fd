"""A box over the page that finds places by typing and goes there: cmdk."""

from typing import TypedDict

import reflex as rx

from carehub.ui.widgets.scripts import script


class Place(TypedDict):
    """Somewhere to go: ``href`` tells places apart, ``detail`` tells two of one name apart."""

    href: str
    label: str
    detail: str


class Palette(rx.NoSSRComponent):
    """``places`` are always there, but for those without ``href``; so are ``actions``, whose ``href`` is
    the name that ``on_act`` gets.

    ``found`` is what the server found for the text ``found_for``.
    """

    library = script("palette.jsx", "typed_ahead.jsx")
    tag = "Palette"
    lib_dependencies: list[str] = ["cmdk@1.1.1"]
    open: rx.Var[bool]
    places: rx.Var[list[Place]]
    actions: rx.Var[list[Place]]
    found: rx.Var[list[Place]]
    found_for: rx.Var[str]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    nothing: rx.Var[str]
    on_type: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_act: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_open_change: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


palette = Palette.create
