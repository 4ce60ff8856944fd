"""A caseload: mine, a colleague's, or the patients whom nobody has yet; and handing one over."""

import reflex as rx

from carehub.caseloads import service as caseloads
from carehub.caseloads.choosing import REASON, TO, CoordinatorChoice, chosen, coordinator_choices, reason_in
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.desk.caseload import CaseloadShown, CaseRow, caseload
from carehub.patients.service import PAGE
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

UNASSIGNED = "unassigned"


class CaseloadState(rx.State):
    """``whose`` is a coordinator's id or ``unassigned``; ``holder_id`` is who had the patient when the
    dialog opened, empty for nobody."""

    rows: rx.Field[list[CaseRow]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    whose: rx.Field[str] = rx.field("")
    mine: rx.Field[str] = rx.field("")
    choices: rx.Field[list[CoordinatorChoice]] = rx.field(default_factory=list)
    is_assigning: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    patient: rx.Field[str] = rx.field("")
    holder_id: rx.Field[str] = rx.field("")
    holder: rx.Field[str] = rx.field("")
    _asked_id: int = 0
    _how_many: int = PAGE

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._how_many = PAGE
        self._close()
        async with acting(self, write=False) as (_, actor):
            self.mine = str(actor.user_id)
        self.whose = self.whose or self.mine
        await self._refresh()
        return [CaseloadState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.CASELOADS, Topic.PATIENTS, Topic.REFERRALS, Topic.APPOINTMENTS):
            async with self:
                await self._refresh()

    @rx.event
    async def choose(self, whose: str) -> None:
        self.whose, self._how_many = parse(str, whose), PAGE
        await self._refresh()

    @rx.event
    async def show_more(self) -> None:
        self._how_many += PAGE
        await self._refresh()

    @rx.event
    def open_assigning(self, patient_id: int) -> None:
        wanted = parse(int, patient_id)
        found = next((row for row in self.rows if row["id"] == wanted), None)
        if found is None:
            raise NotFound("This patient has just left the list. Look again.")
        self._close()
        self.is_assigning, self._asked_id, self.patient = True, wanted, found["name"]
        self.holder_id = "" if self.whose == UNASSIGNED else self.whose
        self.holder = next((each["name"] for each in self.choices if each["id"] == self.holder_id), "")

    @rx.event
    def close_assigning(self) -> None:
        self._close()

    @rx.event
    async def assign(self, form: dict[str, object]) -> None:
        fields = fields_of(form, (TO, REASON))
        held = row_id(self.holder_id) if self.holder_id else None
        try:
            async with acting(self) as (session, actor):
                to, why = chosen(fields), reason_in(fields)
                caseloads.assign(session, actor, self._asked_id, to, instead_of=held, reason=why)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        await say(self, f"Reassigned {self.patient}" if held else f"Assigned {self.patient}")
        self._close()
        await self._refresh()

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.choices = coordinator_choices(session, actor)
            whose = None if self.whose == UNASSIGNED else row_id(self.whose)
            self._show(caseload(session, actor, whose, self._how_many))

    def _show(self, shown: CaseloadShown) -> None:
        self.rows, self.has_more, self.is_loaded = shown.rows, shown.has_more, True
        self.counted = f"{shown.total:,} patient{'' if shown.total == 1 else 's'}"

    def _close(self) -> None:
        self.is_assigning, self._asked_id = False, 0
        self.problem = self.patient = self.holder_id = self.holder = ""
