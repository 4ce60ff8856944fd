"""Settings > Center: what it is called, where its clocks stand, how long the board keeps what is closed."""

import reflex as rx

from carehub.accounts import service, zones
from carehub.core.errors import CareHubError
from carehub.ui.claims import parse, whole_number
from carehub.ui.feedback import say
from carehub.ui.session import acting

_LETTERHEAD = ("phone", "fax", "address")


class CenterState(rx.State):
    """``elsewhere`` are the time zones that the page does not name itself."""

    name: rx.Field[str] = rx.field("")
    time_zone: rx.Field[str] = rx.field("")
    archive_after_days: rx.Field[str] = rx.field("")
    phone: rx.Field[str] = rx.field("")
    fax: rx.Field[str] = rx.field("")
    address: rx.Field[str] = rx.field("")
    elsewhere: rx.Field[list[str]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        async with acting(self, write=False) as (session, _):
            center = service.center(session)
        self.name, self.time_zone, self.problem = center.name, center.time_zone, ""
        self.archive_after_days = str(center.archive_after_days)
        self.phone, self.fax, self.address = center.phone, center.fax, center.address
        self.elsewhere = zones.elsewhere(center.time_zone)

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        name, zone, days = (fields.get(each, "") for each in ("name", "time_zone", "archive_after_days"))
        self.problem = ""
        try:
            async with acting(self) as (session, actor):
                service.edit_center(session, actor, name, zone, whole_number(days))
                service.edit_letterhead(session, actor, *(fields.get(each, "") for each in _LETTERHEAD))
            await say(self, "Saved")
        except CareHubError as refusal:
            self.problem = str(refusal)
