"""Notes that name this person: a mark on every page, and the list on the first one, until they are read."""

from typing import TypedDict

import reflex as rx
from reflex.vars import ObjectVar

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


def mention_list() -> rx.Component:
    """What waits; opening the referral takes its line away."""
    return rx.cond(
        MentionsState.lines.length() > 0,
        rx.el.section(
            rx.el.h2("Notes for you"),
            rx.el.ul(rx.foreach(MentionsState.lines, _shown), class_name="mentions"),
            aria_label="Notes for you",
            class_name="first",
        ),
    )


def _shown(line: ObjectVar[MentionLine]) -> rx.Component:
    return rx.el.li(
        rx.link(line["about"], href=line["href"].to(str), weight="medium"),
        rx.el.span(line["text"], class_name="mention-text"),
        rx.el.span(line["who"], ", ", line["when"], class_name="soft"),
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
