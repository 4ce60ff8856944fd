"""Notes that name this person: a mark on every page, and a section of My day, until they are read."""

from typing import TypedDict

import reflex as rx

from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.dates import ago
from carehub.patients.names import listed_name
from carehub.referrals import notes
from carehub.referrals.cards import ADDRESS
from carehub.ui.live import changes_of
from carehub.ui.session import acting

_LONGEST = 160


class MentionLine(TypedDict):
    """``about`` is the patient and the type of the referral that ``href`` opens."""

    href: str
    who: str
    about: str
    text: str
    when: str


class MentionsState(rx.State):
    """The notes that wait for this person, the newest first."""

    lines: rx.Field[list[MentionLine]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read them, and follow what is written and read from now on."""
        self.lines = await self._read()
        return [MentionsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """A note that names somebody was written or read."""
        async for _ in changes_of(Topic.MENTIONS):
            lines = await self._read()
            async with self:
                self.lines = lines

    async def _read(self) -> list[MentionLine]:
        async with acting(self, write=False) as (session, actor):
            return [_line(each) for each in notes.unread(session, actor)]


def mention_mark() -> rx.Component:
    """The way to the list, for as long as something waits there."""
    count = MentionsState.lines.length()
    return rx.cond(
        count > 0,
        rx.el.a(
            rx.icon("at-sign", size=14),
            rx.el.span(count, " ", rx.cond(count == 1, "note", "notes"), " for you"),
            href="/",
            class_name="mention-mark",
        ),
    )


def _line(unread: notes.Unread) -> MentionLine:
    patient = listed_name(unread.patient.last_name, unread.patient.first_name)
    text = unread.text if len(unread.text) <= _LONGEST else f"{unread.text[:_LONGEST].rstrip()}…"
    return MentionLine(
        href=f"{ADDRESS}{unread.referral_id}",
        who=unread.who,
        about=f"{patient}, {unread.type_name}",
        text=text,
        when=ago(unread.at, clock.now()),
    )
