"""The documents part: what is on file, what came of sending one, and removing one."""

import asyncio

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.desk.patient.documents.reading import DocumentRow, document_rows
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.patients.looking import reading_about
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in


class DocumentsPartState(rx.State):
    """``removing`` is the document that the person is asked about, 0 for none; ``name`` what it is called."""

    rows: rx.Field[list[DocumentRow]] = rx.field(default_factory=list)
    send_to: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)
    refusal: rx.Field[str] = rx.field("")
    removing: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "documents")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        self.send_to = f"/api/patients/{self._patient_id}/documents"
        return [DocumentsPartState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(
            self, self._refresh, self._forget, Topic.PATIENTS, Topic.REFERRALS, about=self._patient_id
        )

    @rx.event
    async def received(self, document_id: int) -> None:
        """A file was taken."""
        parse(int, document_id)
        self.refusal = ""
        await self._refresh()
        await say(self, "Document added")

    @rx.event
    def refused(self, why: str) -> None:
        """A file was not taken."""
        self.refusal = parse(str, why)[:500]

    @rx.event
    def ask(self, document_id: int) -> None:
        """Ask why a document is to be removed."""
        number = parse(int, document_id)
        row = next((each for each in self.rows if each["id"] == number), None)
        if row is None:
            raise NotFound("This document is not here any more.")
        self.removing, self.name, self.problem = number, row["name"], ""

    @rx.event
    def close(self) -> None:
        self.removing, self.name, self.problem = 0, "", ""

    @rx.event
    async def remove(self, form: dict[str, object]) -> None:
        """Remove the document: its row says why, its bytes are deleted."""
        reason, key = fields_of(form, ("reason",)).get("reason", ""), ""
        async with filling_in(self) as (session, actor):
            key = documents.remove(session, actor, self.removing, reason).key
        if not self.problem:
            await asyncio.to_thread(storage.remove, key)
            self.close()
            await self._refresh()
            await say(self, "Document removed")

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            self.rows = document_rows(session, actor, self._patient_id)
        self.is_loaded = True

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.rows, self.send_to, self.is_loaded, self.refusal = [], "", False, ""
        self.close()
        self._patient_id = 0
