"""Notices that somebody is working on the page, and leaves it when the session is over."""

import reflex as rx

from carehub.ui.widgets.scripts import script


class Presence(rx.NoSSRComponent):
    """Posts to ``activity_url`` at most every ``every_seconds`` while keys, pointer or touch are used.

    Goes to ``leave_to`` with a full page load when ``ended`` turns true or the post is answered 401.
    """

    library = script("presence.jsx")
    tag = "Presence"
    ended: rx.Var[bool]
    activity_url: rx.Var[str]
    leave_to: rx.Var[str]
    every_seconds: rx.Var[int]


presence = Presence.create
