"""A field in which a receiver is typed: the directory offers what fits, and other words are taken too."""

from typing import TypedDict

import reflex as rx
from reflex.vars import ObjectVar

from carehub.directory import service
from carehub.directory.draft import LONGEST
from carehub.directory.models import Receiver
from carehub.ui.claims import parse
from carehub.ui.session import acting

_MOST = 8
_TYPING_PAUSE_MS = 150


class Suggestion(TypedDict):
    """``name`` is what the field is filled with; ``detail`` tells it from others."""

    name: str
    detail: str


class SuggestState(rx.State):
    """What the directory offers for the words typed last."""

    offered: rx.Field[list[Suggestion]] = rx.field(default_factory=list)

    @rx.event
    async def suggest(self, typed: str) -> None:
        """Offer the receivers in use that the typed words fit."""
        typed = parse(str, typed)
        async with acting(self, write=False) as (session, actor):
            found = service.receivers(session, actor, typed, most=_MOST).receivers if typed.strip() else []
        self.offered = [_suggestion(receiver) for receiver in found]


def receiver_field(label: str, name: str, value: str | rx.Var[str] = "", *, where: str) -> rx.Component:
    """The field called ``name``; ``where`` tells its suggestions from those of another form on the page."""
    offers = f"receivers-{where}"
    field = rx.el.input(
        name=name,
        default_value=value,
        max_length=LONGEST,
        auto_complete="off",
        on_change=SuggestState.suggest.debounce(_TYPING_PAUSE_MS),
        class_name="plain-input",
        custom_attrs={"list": offers},
    )
    return rx.fragment(
        rx.el.label(rx.el.span(label, class_name="field-label"), field, class_name="field"),
        # No id of Reflex's own: it would become one more field of the form.
        rx.el.datalist(rx.foreach(SuggestState.offered, _option), custom_attrs={"id": offers}),
    )


def _option(suggestion: ObjectVar[Suggestion]) -> rx.Component:
    return rx.el.option(suggestion["detail"], value=suggestion["name"].to(str))


def _suggestion(receiver: Receiver) -> Suggestion:
    wait = f"usual wait {receiver.usual_wait_days} days" if receiver.usual_wait_days is not None else ""
    known = (receiver.specialty, receiver.city, receiver.fax and f"fax {receiver.fax}", wait)
    return Suggestion(name=receiver.listed_as, detail=" · ".join(filter(None, known)))
