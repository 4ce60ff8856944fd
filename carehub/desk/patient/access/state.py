"""The access part: who may see this patient, and who looked."""

import asyncio

import reflex as rx

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.database import unit_of_work
from carehub.desk.patient.access.reading import AccessRow, AccessShown, LookRow, access_shown
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.patients.looking import reading_about


class AccessState(rx.State):
    """``journal_href`` leads to everything that the journal knows of the patient, ``history_href`` to what
    its fields held before."""

    people: rx.Field[list[AccessRow]] = rx.field(default_factory=list)
    looks: rx.Field[list[LookRow]] = rx.field(default_factory=list)
    journal_href: rx.Field[str] = rx.field("")
    history_href: rx.Field[str] = rx.field("")
    _patient_id: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "access")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [AccessState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(self, self._refresh, self._forget, Topic.PATIENTS, Topic.PEOPLE, Topic.CASELOADS)

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (_, actor):
            pass
        read = await asyncio.to_thread(_read, actor, self._patient_id)
        self.people, self.looks = read.people, read.looks
        self.journal_href, self.history_href = read.journal_href, read.history_href

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.people, self.looks, self._patient_id = [], [], 0
        self.journal_href = self.history_href = ""


def _read(actor: Actor, patient_id: int) -> AccessShown:
    """In a thread: who looked is sought in years of lists, too."""
    with unit_of_work(write=False) as session:
        return access_shown(session, actor, patient_id)
