"""Settings > Center: what it is called and where its clocks stand."""

import reflex as rx

from carehub.accounts import service, zones
from carehub.core.errors import CareHubError
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting


class CenterState(rx.State):
    """``elsewhere`` are the time zones that the page does not name itself."""

    name: rx.Field[str] = rx.field("")
    time_zone: rx.Field[str] = rx.field("")
    elsewhere: rx.Field[list[str]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        async with acting(self, write=False) as (session, _):
            center = service.center(session)
        self.name, self.time_zone, self.problem = center.name, center.time_zone, ""
        self.elsewhere = zones.elsewhere(center.time_zone)

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        name, zone = fields.get("name", ""), fields.get("time_zone", "")
        self.problem = ""
        try:
            async with acting(self) as (session, actor):
                service.edit_center(session, actor, name, zone)
            await say(self, "Saved")
        except CareHubError as refusal:
            self.problem = str(refusal)
