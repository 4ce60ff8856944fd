"""The panel's contact log: write an attempt down."""

import reflex as rx

from carehub.contacts import service as contacts
from carehub.contacts.service import NewAttempt
from carehub.core.errors import CareHubError
from carehub.referrals import service
from carehub.referrals.change import working_days
from carehub.referrals.claims import Contacted, filled_in
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.transition import in_utc
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting

KEY = "c"


class ContactState(rx.State):
    """``problem`` is why the attempt was not written down; what was typed stays."""

    is_logging: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    def begin(self) -> None:
        """Show the form."""
        self.is_logging, self.problem = True, ""

    @rx.event
    def press(self, key: str) -> None:
        """A letter was pressed in the panel."""
        if parse(str, key) == KEY:
            self.is_logging, self.problem = True, ""

    @rx.event
    def leave(self) -> None:
        """Write nothing down."""
        self.is_logging = False

    @rx.event
    async def log(self, form: dict[str, str]) -> None:
        """Write the attempt down for the open referral."""
        panel = await self.get_state(ReferralState)
        try:
            said = filled_in(Contacted, form)
            async with acting(self) as (session, actor):
                referral = service.find(session, actor, panel._opened)
                at = in_utc(said.at, working_days(session)) if said.at else None
                attempt = NewAttempt(
                    referral.patient_id, said.whom, said.how, said.answer, referral.id,
                    said.minutes, said.note, at,
                )  # fmt: skip
                contacts.log(session, actor, attempt)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.is_logging = False
        await panel._refresh()
        await say(self, "Contact logged")
