"""The panel's notes: write one."""

import reflex as rx

from carehub.core.errors import CareHubError, Invalid
from carehub.referrals import notes
from carehub.referrals.panel_state import ReferralState
from carehub.ui.claims import parse
from carehub.ui.session import acting


class NoteState(rx.State):
    """``saved`` is the text of the last note, ``saved_count`` how many were saved on this page."""

    problem: rx.Field[str] = rx.field("")
    saved: rx.Field[str] = rx.field("")
    saved_count: rx.Field[int] = rx.field(0)

    @rx.event
    async def write(self, form: dict[str, str]) -> None:
        """Write a note beside the open referral; what was typed stays when it is refused."""
        text = parse(dict[str, str], form).get("text", "")
        panel = await self.get_state(ReferralState)
        try:
            if not text.strip():
                raise Invalid("Type the note first.")
            async with acting(self) as (session, actor):
                notes.write(session, actor, panel._opened, text)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.problem, self.saved = "", text.strip()
        self.saved_count += 1
        await panel._refresh()
