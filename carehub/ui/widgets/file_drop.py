"""A place to drop a file or pick one; the file is sent to a route of ours with its progress shown."""

import reflex as rx


class FileDrop(rx.NoSSRComponent):
    """Sends the file as the body of a PUT to ``url`` with its name as ``?name=``.

    ``on_sent`` gets the number that the route answered with (``{"id": 7}``), ``on_refused`` the
    sentence of its refusal (``{"error": "..."}``).
    """

    library = rx.asset("file_drop.jsx", shared=True).importable_path
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
