"""Settings > Privacy: how long what goes after a time is kept."""

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Invalid
from carehub.retention import forgetting, service
from carehub.retention.models import Kept
from carehub.settings_pages.privacy.retention_words import FOR_GOOD, spoken, what_goes
from carehub.ui.claims import parse, whole_number
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class RetentionState(rx.State):
    """``chosen`` is how long each is kept, by its word; ``question`` asks before a shorter time counts."""

    chosen: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    question: rx.Field[str] = rx.field("")
    goes: rx.Field[str] = rx.field("")
    _versions: dict[Kept, int] = {}
    _wanted: tuple[Kept, int | None] | None = None

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._drop()
        await self._refresh()
        return [RetentionState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what another admin chooses; a question that is open stays."""
        async for _ in changes_of(Topic.PEOPLE):
            async with self:
                await self._refresh()

    @rx.event
    async def ask(self, kept: str, days: str) -> None:
        """Say what would go, before it is chosen."""
        wanted, number = _kept_in(parse(str, kept)), _days_in(parse(str, days))
        async with acting(self, write=False) as (session, actor):
            service.periods(session, actor)
            due = forgetting.how_many_due(session, wanted, number)
        self._wanted = (wanted, number)
        self.question, self.goes = spoken(wanted, number), what_goes(wanted, due)

    @rx.event
    async def choose(self) -> None:
        """Keep it for that long from now on."""
        if self._wanted is None:
            return
        kept, days = self._wanted
        try:
            async with acting(self) as (session, actor):
                service.choose(session, actor, kept, days, self._versions.get(kept, 0))
        except CareHubError as refusal:
            await refuse(self, refusal)
        else:
            await say(self, "Saved")
        self._drop()
        await self._refresh()

    @rx.event
    async def leave(self) -> None:
        """Everything stays as it was, the control too."""
        self._drop()
        await self._refresh()

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.chosen, self._versions = _read(session, actor)

    def _drop(self) -> None:
        self.question, self.goes, self._wanted = "", "", None


def _read(session: Session, actor: Actor) -> tuple[dict[str, str], dict[Kept, int]]:
    periods = service.periods(session, actor)
    chosen = {each.kept.value: FOR_GOOD if each.days is None else str(each.days) for each in periods}
    return chosen, {each.kept: each.version for each in periods}


def _kept_in(word: str) -> Kept:
    if word not in list(Kept):
        raise Invalid("Choose from the list.")
    return Kept(word)


def _days_in(word: str) -> int | None:
    return None if word == FOR_GOOD else whole_number(word)
