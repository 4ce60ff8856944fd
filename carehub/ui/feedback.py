"""What just happened, told in a toast. A state variable, because the page runs without eval."""

import asyncio
import logging
import secrets
from typing import TypedDict, cast

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext
from reflex_base.utils.exceptions import LockExpiredError

from carehub.core import clock, measures, outages
from carehub.core.errors import CareHubError, NotFound
from carehub.open_sockets import SOCKETS
from carehub.ui.claims import parse
from carehub.ui.session import SignedOut, acting
from carehub.ui.undoing import Undo, take_back
from carehub.ui.widgets.toasts import toaster

_KEPT = 5
# An outage is told once in so many seconds, however much fails meanwhile.
_OUTAGE_SECONDS = 60
_telling = set[asyncio.Task[None]]()
log = logging.getLogger("carehub")


class Toast(TypedDict):
    """``tone`` is ``done`` or ``refused``; ``id`` is new for each toast, ``can_undo`` gives it a button."""

    id: str
    text: str
    tone: str
    can_undo: bool


class FeedbackState(rx.State):
    """The last few toasts of this page, and how each can be undone by its id."""

    toasts: rx.Field[list[Toast]] = rx.field(default_factory=list)
    _undos: dict[str, Undo] = {}

    @rx.event
    def refused(self, text: str) -> None:
        """Tell the person on this page that something was refused."""
        self._add(parse(str, text), "refused")

    @rx.event
    async def undo(self, toast_id: str) -> None:
        """Take back what this toast told of, once; the pages follow as after any change."""
        undo = self._undos.pop(parse(str, toast_id), None)
        if undo is None:
            raise NotFound("This was undone already, or is too long ago.")
        async with acting(self) as (session, actor):
            done = take_back(session, actor, undo)
        self._add(done, "done")

    def _add(self, text: str, tone: str, undo: Undo | None = None) -> None:
        toast = Toast(id=secrets.token_hex(4), text=text, tone=tone, can_undo=undo is not None)
        self.toasts = [*self.toasts[1 - _KEPT :], toast]
        kept = {each["id"] for each in self.toasts}
        undos = {**self._undos, **({toast["id"]: undo} if undo else {})}
        self._undos = {key: each for key, each in undos.items() if key in kept}


async def say(state: rx.State, text: str, undo: Undo | None = None) -> None:
    """Tell the person that it is done; with ``undo`` the toast can take it back."""
    (await state.get_state(FeedbackState))._add(text, "done", undo)


async def refuse(state: rx.State, refusal: CareHubError) -> None:
    """Tell the person why it was not done."""
    (await state.get_state(FeedbackState))._add(str(refusal), "refused")


def explain(exception: Exception) -> rx.event.EventSpec | None:
    """The one place where an exception of a handler becomes words for the person."""
    if isinstance(exception, SignedOut):
        return None
    if isinstance(exception, CareHubError):
        return _told(str(exception))
    measures.FAILURES.inc()
    if outage := _outage(exception):
        log.error("an event met an outage: %s", type(exception).__name__)
        return _tell_at_once(outage, is_behind=_is_blind(exception))
    code = secrets.token_hex(3)
    log.error("unexpected failure %s: %s", code, _without_values(exception))
    return _told(f"Something went wrong (code {code}). Nothing was saved; please try again.")


def _outage(exception: Exception) -> str:
    # Redis forgot who may change the state of the page meanwhile.
    is_forgotten = isinstance(exception, LockExpiredError)
    return outages.INTERRUPTED if is_forgotten else outages.in_words(exception)


def _is_blind(exception: Exception) -> bool:
    return isinstance(exception, LockExpiredError) or outages.is_blind(exception)


def _tell_at_once(text: str, *, is_behind: bool) -> None:
    """Past the gate and the state, which ask the database and Redis themselves: an event that told of an
    outage would fail as well, be told of, and so on."""
    page = EventContext.get()
    if is_behind:
        SOCKETS.renew(page.token)
    number = int(clock.now().timestamp()) // _OUTAGE_SECONDS
    toast = Toast(id=f"outage-{number}", text=text, tone="refused", can_undo=False)
    delta = {FeedbackState.get_full_name(): {f"toasts{FIELD_MARKER}": [toast]}}
    telling = asyncio.create_task(page.emit_delta(delta))
    _telling.add(telling)
    telling.add_done_callback(_telling.discard)


def _told(text: str) -> rx.event.EventSpec:
    return cast(rx.event.EventSpec, FeedbackState.refused(text))


def toasts() -> rx.Component:
    return toaster(toasts=FeedbackState.toasts, on_undo=FeedbackState.undo)


def _without_values(exception: BaseException) -> str:
    """Where it happened, without the exception's text: that may hold patient data."""
    frames = []
    step = exception.__traceback__
    while step is not None:
        frames.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno} {step.tb_frame.f_code.co_name}")
        step = step.tb_next
    return "\n  ".join([type(exception).__name__, *frames])
