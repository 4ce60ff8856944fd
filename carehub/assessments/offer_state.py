"""What a completed form calls for is taken up, prefilled, or dismissed."""

from typing import TypedDict

import reflex as rx

from carehub.assessments import service
from carehub.assessments.claims import FIELDS, take
from carehub.assessments.definition import OfferKind
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.referrals import service as referrals
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.session import acting


class TypeChoice(TypedDict):
    value: str
    label: str


class OfferState(rx.State):
    """``kind`` is that of the offer whose form is open, empty for none; ``values`` are what it began with."""

    kind: rx.Field[str] = rx.field("")
    text: rx.Field[str] = rx.field("")
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    types: rx.Field[list[TypeChoice]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    _offer_id: str = ""

    @rx.event
    async def open_offer(self, offer_id: str) -> None:
        """Show the form of the offer, filled in as the form that was answered says."""
        wanted = parse(str, offer_id)
        async with acting(self, write=False) as (session, actor):
            whole = service.filled(session, actor, _assessment_in(self.router.url.path))
            offer = next((each for each in whole.form.offers if each.id == wanted), None)
            if offer is None:
                raise NotFound("This is not offered any more. Look at the answers again.")
            self.types = [TypeChoice(value=str(t.id), label=t.name) for t in referrals.shown_types(session)]
            self.values = {
                "type_id": str(service.suggested_type(session, offer) or ""),
                "urgency": "urgent" if offer.is_urgent else "routine",
                "due_on": service.suggested_day(session, offer).isoformat(),
            }
        self._offer_id, self.kind, self.text, self.problem = offer.id, offer.kind, offer.text, ""

    @rx.event
    def close(self) -> None:
        self.kind = self.text = self.problem = self._offer_id = ""
        self.values = {}

    @rx.event
    async def take(self, form: dict[str, object]) -> None:
        """Make what is offered, as it stands in the form."""
        fields = fields_of(form, FIELDS)
        self.problem = ""
        try:
            if self.kind not in set(OfferKind):
                raise Invalid("Choose what to take up first.")
            async with acting(self) as (session, actor):
                told = take(
                    session,
                    actor,
                    _assessment_in(self.router.url.path),
                    self._offer_id,
                    OfferKind(self.kind),
                    fields,
                )
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.close()
        await say(self, told)

    @rx.event
    async def dismiss(self, offer_id: str) -> None:
        """It is not needed; who said so is kept."""
        wanted = parse(str, offer_id)
        async with acting(self) as (session, actor):
            service.dismiss(session, actor, _assessment_in(self.router.url.path), wanted)
        await say(self, "Not needed. That is kept with your name.")


def _assessment_in(path: str) -> int:
    """The assessment of the page; a claim, which the service checks."""
    return row_id(path.rstrip("/").rsplit("/", 1)[-1])
