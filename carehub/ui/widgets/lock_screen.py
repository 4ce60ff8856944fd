"""Covers a page whose person went away, without losing anything that stands on it."""

from typing import TypedDict

import reflex as rx

from carehub.ui.widgets.scripts import script


class LockWords(TypedDict):
    """What it says; ``soon`` before it locks, ``offline`` when the server does not answer."""

    title: str
    why: str
    label: str
    unlock: str
    leave: str
    soon: str
    offline: str


class LockScreen(rx.NoSSRComponent):
    """Blurs the page and puts it out of reach while ``locked``; ``on_unlock`` once the secret was right.

    ``activity_url`` answers a GET with the seconds left as ``{"left": 90}``, with 423 when it is locked and
    with 401 when the session is over; ``unlock_url`` takes the form field ``secret`` and answers a refusal
    in words. ``leave_to`` is where somebody else signs in; ``other_to`` opens beside the page, under the
    words ``other``, where the page can be unlocked as well.
    """

    library = script("lock_screen.jsx")
    tag = "LockScreen"
    is_default = False
    locked: rx.Var[bool]
    words: rx.Var[LockWords]
    warn_seconds: rx.Var[int]
    activity_url: rx.Var[str]
    unlock_url: rx.Var[str]
    leave_to: rx.Var[str]
    other_to: rx.Var[str]
    other: rx.Var[str]
    on_unlock: rx.EventHandler[rx.event.no_args_event_spec]


lock_screen = LockScreen.create
