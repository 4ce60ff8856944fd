"""A button that sends files to a route of ours, one after the other, with their progress shown."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class FileSend(rx.Component):
    """Sends each file as the body of a PUT to ``url``, its name in the header X-File-Name.

    ``on_sent`` gets the number that the route answered with (``{"id": 7}``), ``on_refused`` the name and
    the sentence of its refusal (``{"error": "..."}``). More than ``most`` bytes are not sent at all.
    """

    library = script("file_send.jsx")
    tag = "FileSend"
    is_default = False
    url: rx.Var[str]
    accept: rx.Var[str]
    button: rx.Var[str]
    hint: rx.Var[str]
    failed: rx.Var[str]
    too_large: rx.Var[str]
    most: rx.Var[int]
    on_sent: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


file_send = FileSend.create
