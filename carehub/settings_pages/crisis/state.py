"""Settings > Crisis protocol: the steps, one on each line, and who is on call."""

from typing import TypedDict

import reflex as rx

from carehub.core.errors import CareHubError
from carehub.crises import service
from carehub.crises.protocol import EVERY_DAY, WEEKDAYS
from carehub.ui.claims import fields_of
from carehub.ui.feedback import say
from carehub.ui.session import acting

STEPS = "steps"
DAYS = {EVERY_DAY: "Every day", **dict(enumerate(WEEKDAYS))}


class DayRow(TypedDict):
    weekday: str
    day: str
    name: str
    phone: str


class CrisisSettingsState(rx.State):
    """``read`` counts the readings: the fields take their values from each."""

    steps: rx.Field[str] = rx.field("")
    number: rx.Field[int] = rx.field(0)
    days: rx.Field[list[DayRow]] = rx.field(default_factory=list)
    read: rx.Field[int] = rx.field(0)
    problem: rx.Field[str] = rx.field("")
    rota_problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        self.problem = self.rota_problem = ""
        await self._read()

    @rx.event
    async def save_steps(self, form: dict[str, object]) -> None:
        text = fields_of(form, (STEPS,)).get(STEPS, "")
        self.problem = ""
        try:
            async with acting(self) as (session, actor):
                service.set_steps(session, actor, self.number, text.splitlines())
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        await self._read()
        await say(self, "Protocol saved. Crises that are open keep their steps.")

    @rx.event
    async def save_rota(self, form: dict[str, object]) -> None:
        names = [f"{part}_{day}" for day in DAYS for part in ("name", "phone")]
        fields = fields_of(form, names)
        people = {day: (fields.get(f"name_{day}", ""), fields.get(f"phone_{day}", "")) for day in DAYS}
        self.rota_problem = ""
        try:
            async with acting(self) as (session, actor):
                service.set_rota(session, actor, people)
        except CareHubError as refusal:
            self.rota_problem = str(refusal)
            return
        await self._read()
        await say(self, "On call saved")

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            steps, self.number = service.steps_now(session, actor)
            people = service.rota(session, actor)
        self.steps, self.read = "\n".join(steps), self.read + 1
        self.days = [
            DayRow(
                weekday=str(day),
                day=name,
                name=people[day].name if day in people else "",
                phone=people[day].phone if day in people else "",
            )
            for day, name in DAYS.items()
        ]
