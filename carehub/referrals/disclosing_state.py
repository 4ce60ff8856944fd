"""The panel's part for 42 CFR Part 2: mark the record, write down a consent or an exception, revoke."""

from datetime import date

import reflex as rx

from carehub.core.errors import Invalid
from carehub.disclosures.models import Ground
from carehub.referrals import disclosing
from carehub.referrals.disclosing import NewGround
from carehub.referrals.panel_state import ReferralState
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting

FIELDS = ("ground", "what", "purpose", "signed_on", "expires_on")


class DisclosingState(rx.State):
    """``is_asking`` while the form of a consent or an exception is open."""

    is_asking: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def mark(self, is_record: bool) -> None:
        """Say that the open referral is a Part 2 record, or that it is none."""
        wanted, panel = parse(bool, is_record), await self.get_state(ReferralState)
        async with acting(self) as (session, actor):
            seen = panel.detail.get("version", 0)
            disclosing.mark(session, actor, panel._opened, seen, is_record=wanted)
        await panel._refresh()
        await say(self, "Marked as a Part 2 record" if wanted else "Not a Part 2 record any more")

    @rx.event
    def ask(self) -> None:
        self.is_asking, self.problem = True, ""

    @rx.event
    def close(self) -> None:
        self.is_asking, self.problem = False, ""

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        fields, panel = fields_of(form, FIELDS), await self.get_state(ReferralState)
        async with filling_in(self) as (session, actor):
            disclosing.add_ground(session, actor, panel._opened, _new(fields))
        if not self.problem:
            self.is_asking = False
            await panel._refresh()
            await say(self, "Saved: this record may leave by it")

    @rx.event
    async def revoke(self, ground_id: int) -> None:
        """The patient takes a consent back."""
        number, panel = parse(int, ground_id), await self.get_state(ReferralState)
        async with acting(self) as (session, actor):
            disclosing.revoke(session, actor, number)
        await panel._refresh()
        await say(self, "Revoked")


def _new(fields: dict[str, str]) -> NewGround:
    ground = fields.get("ground", "")
    if ground not in list(Ground):
        raise Invalid("Choose by what the record may leave.")
    days = [_day(fields.get(name, "")) for name in ("signed_on", "expires_on")]
    return NewGround(Ground(ground), fields.get("what", ""), fields.get("purpose", ""), *days)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("Write a date as MM/DD/YYYY.") from None
