"""What just happened, told in a toast. A state variable, because the page runs without eval."""

import logging
import secrets
from typing import TypedDict, cast

import reflex as rx

from carehub.core.errors import CareHubError
from carehub.ui.claims import parse
from carehub.ui.session import SignedOut
from carehub.ui.widgets.toasts import toaster

_KEPT = 5
log = logging.getLogger("carehub")


class Toast(TypedDict):
    """``tone`` is ``done`` or ``refused``; ``id`` is new for each toast."""

    id: str
    text: str
    tone: str


class FeedbackState(rx.State):
    """The last few toasts of this page."""

    toasts: list[Toast] = []

    @rx.event
    def refused(self, text: str) -> None:
        """Tell the person on this page that something was refused."""
        self._add(parse(str, text), "refused")

    def _add(self, text: str, tone: str) -> None:
        self.toasts = [*self.toasts[1 - _KEPT :], Toast(id=secrets.token_hex(4), text=text, tone=tone)]


async def say(state: rx.State, text: str) -> None:
    """Tell the person that it is done."""
    (await state.get_state(FeedbackState))._add(text, "done")


async def refuse(state: rx.State, refusal: CareHubError) -> None:
    """Tell the person why it was not done."""
    (await state.get_state(FeedbackState))._add(str(refusal), "refused")


def explain(exception: Exception) -> rx.event.EventSpec | None:
    """The one place where an exception of a handler becomes words for the person."""
    if isinstance(exception, SignedOut):
        return None
    if isinstance(exception, CareHubError):
        return _told(str(exception))
    code = secrets.token_hex(3)
    log.error("unexpected failure %s: %s", code, _without_values(exception))
    return _told(f"Something went wrong (code {code}). Nothing was saved; please try again.")


def _told(text: str) -> rx.event.EventSpec:
    return cast(rx.event.EventSpec, FeedbackState.refused(text))


def toasts() -> rx.Component:
    return toaster(toasts=FeedbackState.toasts)


def _without_values(exception: BaseException) -> str:
    """Where it happened, without the exception's text: that may hold patient data."""
    frames = []
    step = exception.__traceback__
    while step is not None:
        frames.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno} {step.tb_frame.f_code.co_name}")
        step = step.tb_next
    return "\n  ".join([type(exception).__name__, *frames])
