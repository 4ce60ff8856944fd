"""Settings > Backup: what there is, one more now, and the key that opens them."""

from typing import TypedDict

import reflex as rx

from carehub.accounts import service as accounts
from carehub.backups import running, service
from carehub.backups.making import Backup
from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.dates import ago, written_clock, written_date
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

_SHOWN = 30


class BackupRow(TypedDict):
    """``when`` is the moment by the center's clock, ``size`` in megabytes."""

    name: str
    when: str
    ago: str
    size: str


class BackupState(rx.State):
    """``key`` is a recovery key just made: shown once, kept nowhere."""

    is_loaded: rx.Field[bool] = rx.field(False)
    has_key: rx.Field[bool] = rx.field(False)
    folder: rx.Field[str] = rx.field("")
    rhythm: rx.Field[str] = rx.field("")
    rows: rx.Field[list[BackupRow]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    is_making: rx.Field[bool] = rx.field(False)
    key: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self.key, self.is_making = "", False
        await self._read()
        return [BackupState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.BACKUPS):
            async with self:
                await self._read()

    @rx.event(background=True)
    async def make(self) -> None:
        async with self:
            async with acting(self) as (session, actor):
                service.ask_for_one(session, actor)
            self.is_making = True
        problem = await running.make()
        async with self:
            self.is_making = False
            await self._read()
            if not problem:
                await say(self, "Backed up, and read back")

    @rx.event
    async def renew_key(self) -> None:
        async with acting(self) as (session, actor):
            self.key = service.renew_key(session, actor)
        self.has_key = True

    @rx.event
    def forget_key(self) -> None:
        self.key = ""

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            seen = service.overview(session, actor)
            zone = accounts.center(session).time_zone
        self.has_key, self.folder, self.problem, self.is_loaded = (
            seen.has_key,
            seen.folder,
            seen.problem,
            True,
        )
        self.rhythm = _rhythm(seen.every_hours)
        self.rows = [_row(each, zone) for each in seen.backups[:_SHOWN]]


def _rhythm(hours: int) -> str:
    if hours == 0:
        return "CareHub makes none by itself (CAREHUB_BACKUP_HOURS is 0)."
    return "CareHub makes one every day." if hours == 24 else f"CareHub makes one every {hours} hours."


def _row(backup: Backup, zone: str) -> BackupRow:
    at = clock.local(backup.made_at, zone)
    return BackupRow(
        name=backup.file.name,
        when=f"{written_date(at)}, {written_clock(backup.made_at, zone)}",
        ago=ago(backup.made_at, clock.now()),
        size=f"{backup.size / 1_000_000:,.1f} MB",
    )
