"""What is done to one or several patients of a caseload: they change hands, and can come back."""

from collections.abc import Sequence
from typing import TypedDict

import reflex as rx

from carehub.caseloads import service as caseloads
from carehub.caseloads.choosing import REASON, TO, CoordinatorChoice, chosen, coordinator_choices, reason_in
from carehub.caseloads.service import Result, Seen
from carehub.core.errors import CareHubError, NotFound
from carehub.desk.caseload import enrolling
from carehub.desk.caseload.state import CaseloadState
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo

UNDO_ASSIGNING = "caseloads.together"
UNDO_ENROLLING = "programs.together"
TAKE_BACK[UNDO_ASSIGNING] = caseloads.put_back
TAKE_BACK[UNDO_ENROLLING] = enrolling.take_out
_LEFT = "The selected patients have just left the list. Look again."


class Refused(TypedDict):
    """A patient who was left as before, and why."""

    id: int
    patient: str
    why: str


class CaseloadBulkState(rx.State):
    """``selected`` are patients of the page. The dialog is ``about`` one patient, or ``several`` counted;
    ``holder_id`` and ``holder`` say who keeps them, empty for nobody.

    ``summary`` and ``refused`` tell what became of the last deed as long as some were refused.
    """

    selected: rx.Field[list[int]] = rx.field(default_factory=list)
    released: rx.Field[int] = rx.field(0)
    is_assigning: rx.Field[bool] = rx.field(default=False)
    about: rx.Field[str] = rx.field("")
    several: rx.Field[bool] = rx.field(default=False)
    holder_id: rx.Field[str] = rx.field("")
    holder: rx.Field[str] = rx.field("")
    choices: rx.Field[list[CoordinatorChoice]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    summary: rx.Field[str] = rx.field("")
    refused: rx.Field[list[Refused]] = rx.field(default_factory=list)
    _asked: tuple[Seen, ...] = ()

    @rx.event
    def load(self) -> None:
        """A page that opens has chosen nobody."""
        self.selected = []
        self._put_away()

    @rx.event
    def select(self, patient_ids: list[int]) -> None:
        """These rows are chosen now."""
        self.selected = parse(list[int], patient_ids)

    @rx.event
    def clear(self) -> None:
        """Choose nobody any more."""
        self.selected, self.released = [], self.released + 1

    @rx.event
    async def open_assigning(self, patient_id: int) -> None:
        """Ask to whom this patient goes."""
        await self._ask([parse(int, patient_id)])

    @rx.event
    async def open_bulk(self) -> None:
        """Ask to whom the selected patients go."""
        await self._ask(self.selected)

    @rx.event
    def close(self) -> None:
        """Put the dialog, or the results, away."""
        self._put_away()

    @rx.event
    async def assign(self, form: dict[str, object]) -> None:
        """Carry out what the dialog asked about."""
        fields = fields_of(form, (TO, REASON))
        try:
            async with acting(self) as (session, actor):
                results, token = caseloads.assign_together(
                    session, actor, self._asked, chosen(fields), reason_in(fields)
                )
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        if len(results) == 1 and results[0].refusal:
            self.problem = results[0].refusal
            return
        await self._tell(results, "Reassigned" if self.holder_id else "Assigned", Undo(UNDO_ASSIGNING, token))

    @rx.event
    async def enrol(self, program: str) -> None:
        """Put the selected patients into a program."""
        program_id = row_id(parse(str, program))
        async with acting(self) as (session, actor):
            results, token = enrolling.enrol_together(session, actor, self.selected, program_id)
        self.about = "1 patient" if len(results) == 1 else f"{len(results)} patients"
        await self._tell(results, "Enrolled", Undo(UNDO_ENROLLING, token))

    async def _ask(self, patient_ids: Sequence[int]) -> None:
        page = await self.get_state(CaseloadState)
        rows = [row for row in page.rows if row["id"] in set(patient_ids)]
        if not rows:
            raise NotFound(_LEFT)
        self._put_away()
        async with acting(self, write=False) as (session, actor):
            self.choices = coordinator_choices(session, actor)
        self._asked = tuple(Seen(row["id"], row["coordinator_id"]) for row in rows)
        self.several, self.is_assigning = len(rows) > 1, True
        self.about = f"{len(rows)} patients" if self.several else rows[0]["name"]
        self.holder_id = str(next((seen.coordinator_id for seen in self._asked if seen.coordinator_id), ""))
        self.holder = next(
            (each["name"] for each in self.choices if each["id"] == self.holder_id), "a colleague"
        )

    async def _tell(self, results: Sequence[Result], verb: str, undo: Undo) -> None:
        refused = [result for result in results if result.refusal]
        done, about = len(results) - len(refused), self.about
        self._put_away()
        self.selected, self.released = [], self.released + 1
        counted = f"{done} of {len(results)} patients"
        if done:
            await say(self, f"{verb} {counted if refused else about}", undo)
        if refused:
            self.summary = f"{counted} {verb.lower()}"
            self.refused = [Refused(id=r.patient_id, patient=r.patient, why=r.refusal) for r in refused]
        await (await self.get_state(CaseloadState))._refresh()

    def _put_away(self) -> None:
        self.is_assigning, self.several, self._asked = False, False, ()
        self.about = self.holder_id = self.holder = self.problem = self.summary = ""
        self.refused = []
