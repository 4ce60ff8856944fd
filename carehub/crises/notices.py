"""What supervisors are told of crises on their first page, until one of them knows."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.changes import Topic
from carehub.crises import service
from carehub.crises.showing import NoticeRow, notices
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class CrisisNoticesState(rx.State):
    """Empty for everybody but supervisors."""

    lines: rx.Field[list[NoticeRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        await self._read()
        return [CrisisNoticesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.CRISES):
            async with self:
                await self._read()

    @rx.event
    async def acknowledge(self, crisis_id: int) -> None:
        number = parse(int, crisis_id)
        async with acting(self) as (session, actor):
            service.acknowledge(session, actor, number)
        await self._read()
        await say(self, "Noted that you know of it")

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.lines = notices(session, actor)


def crisis_notices() -> rx.Component:
    """The section; nothing where nothing waits."""
    lines = CrisisNoticesState.lines
    return rx.cond(
        lines.length() > 0,
        rx.el.section(
            rx.el.h2("Crises"),
            rx.el.ul(rx.foreach(lines, _line), class_name="lines"),
            aria_label="Crises",
            class_name="day-section",
        ),
    )


def _line(notice: ObjectVar[NoticeRow]) -> rx.Component:
    patient = notice["patient"].to(str)
    return rx.el.li(
        rx.link(patient, href=notice["href"].to(str), weight="medium"),
        rx.el.span(notice["said"]),
        rx.el.span(
            rx.button(
                "I know of it",
                size="1",
                variant="soft",
                on_click=CrisisNoticesState.acknowledge(notice["id"].to(int)),
                custom_attrs={"aria-label": "I know of the crisis of " + patient},
            ),
            class_name="line-buttons",
        ),
        class_name="line",
    )
