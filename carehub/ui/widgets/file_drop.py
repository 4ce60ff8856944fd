"""A place to drop files or pick them; each is sent to a route of ours with its progress shown."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class FileDrop(rx.NoSSRComponent):
    """Sends each file as the body of a PUT to ``url`` with its name as ``?name=``.

    ``on_sent`` gets, once all are there, the number that the route answered the first one with
    (``{"id": 7}``), ``on_refused`` the sentences of its refusals (``{"error": "..."}``).
    """

    library = script("file_drop.jsx")
    tag = "FileDrop"
    url: rx.Var[str]
    accept: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    button: rx.Var[str]
    failed: rx.Var[str]
    on_sent: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


file_drop = FileDrop.create
