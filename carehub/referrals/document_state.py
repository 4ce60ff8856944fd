"""The panel's documents: what came of sending one, and removing one."""

import asyncio

import reflex as rx

from carehub.core.errors import CareHubError
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.referrals.panel_state import ReferralState
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting


class DocumentState(rx.State):
    """``removing`` is the document that the person is asked about, 0 for none; ``name`` what it is called."""

    problem: rx.Field[str] = rx.field("")
    removing: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    removing_problem: rx.Field[str] = rx.field("")

    @rx.event
    async def received(self, document_id: int) -> None:
        """A file was taken."""
        parse(int, document_id)
        self.problem = ""
        await (await self.get_state(ReferralState))._refresh()
        await say(self, "Document added")

    @rx.event
    def refused(self, why: str) -> None:
        """A file was not taken."""
        self.problem = parse(str, why)[:500]

    @rx.event
    async def ask(self, document_id: int) -> None:
        """Ask why a document is to be removed."""
        document_id = parse(int, document_id)
        async with acting(self, write=False) as (session, actor):
            self.name = documents.find(session, actor, document_id).name
        self.removing, self.removing_problem = document_id, ""

    @rx.event
    def leave(self) -> None:
        """Remove nothing."""
        self.removing, self.name = 0, ""

    @rx.event
    async def remove(self, form: dict[str, str]) -> None:
        """Remove the document: its row says why, its bytes are deleted."""
        reason = parse(dict[str, str], form).get("reason", "")
        try:
            async with acting(self) as (session, actor):
                key = documents.remove(session, actor, self.removing, reason).key
        except CareHubError as refusal:
            self.removing_problem = str(refusal)
            return
        await asyncio.to_thread(storage.remove, key)
        self.removing, self.name = 0, ""
        await (await self.get_state(ReferralState))._refresh()
        await say(self, "Document removed")
