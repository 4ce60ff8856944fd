"""Assembles the app: state of the page, gate, routes, door. No logic."""

import reflex as rx

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.door import Door
from carehub.gate import Gate
from carehub.pages import add_pages
from carehub.ui.feedback import explain
from carehub.ui.theme import STYLESHEETS, theme

app = rx.App(
    theme=theme,
    stylesheets=STYLESHEETS,
    backend_exception_handler=explain,
    api_transformer=[Door],
)
app.add_middleware(Gate(), index=0)
add_pages(app)
