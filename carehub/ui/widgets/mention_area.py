"""A text field of a form in which "@" offers names; Ctrl-Enter sends the form."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class MentionArea(rx.Component):
    """``people`` are the names that are offered.

    When ``saved_count`` changes, the text ``saved`` is cleared, if it still stands there.
    """

    library = script("mention_area.jsx")
    tag = "MentionArea"
    is_default = False
    name: rx.Var[str]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    people: rx.Var[list[str]]
    saved: rx.Var[str]
    saved_count: rx.Var[int]


mention_area = MentionArea.create
