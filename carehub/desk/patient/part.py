"""How each part of the patient page is opened, and how it follows what others change."""

from collections.abc import Awaitable, Callable

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError
from carehub.desk.patient.address import patient_in
from carehub.desk.patient.touched import changes_about
from carehub.patients.looking import looking_at
from carehub.ui.live import changes_of


async def looked_at(state: rx.State, part: str) -> int:
    """The id of the patient in the page's address; that this ``part`` is looked at is in the journal now.

    0 when nobody is shown; the frame around the part says why.
    """
    try:
        patient_id = patient_in(state.router.url.path)
        async with looking_at(state, part, patient_id):
            return patient_id
    except CareHubError:
        return 0


async def is_shown(read: Callable[[], Awaitable[None]], forget: Callable[[], None]) -> bool:
    """Read the part; once that is refused, nothing of the patient stays on the page."""
    try:
        await read()
    except CareHubError:
        forget()
        return False
    return True


async def follow(
    state: rx.State,
    read: Callable[[], Awaitable[None]],
    forget: Callable[[], None],
    *topics: Topic,
    about: int | None = None,
) -> None:
    """Read again after each change, for as long as the part is shown; ``about`` one patient, after each of
    theirs."""
    async for _ in changes_of(*topics) if about is None else changes_about(about, *topics):
        async with state:
            if not await is_shown(read, forget):
                return
