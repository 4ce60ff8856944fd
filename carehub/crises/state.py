"""One crisis, live for everybody who has joined."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.crises import service
from carehub.crises.kinds import CrisisOutcome
from carehub.crises.showing import NoteRow, Shown, StepRow, one
from carehub.patients.looking import looking_at
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

_WORDS = (
    "patient", "identity", "language", "safe", "phones", "on_call", "on_call_phone", "opened", "ended",
    "outcome", "summary", "seen",
)  # fmt: skip


class CrisisState(rx.State):
    """``ending`` says that the form for the end is open; ``noted`` counts notes, to empty their field."""

    is_ready: rx.Field[bool] = rx.field(default=False)
    missing: rx.Field[str] = rx.field("")
    crisis_number: rx.Field[int] = rx.field(0)
    patient_url: rx.Field[str] = rx.field("")
    patient: rx.Field[str] = rx.field("")
    identity: rx.Field[str] = rx.field("")
    language: rx.Field[str] = rx.field("")
    safe: rx.Field[str] = rx.field("")
    phones: rx.Field[str] = rx.field("")
    on_call: rx.Field[str] = rx.field("")
    on_call_phone: rx.Field[str] = rx.field("")
    opened: rx.Field[str] = rx.field("")
    ended: rx.Field[str] = rx.field("")
    outcome: rx.Field[str] = rx.field("")
    summary: rx.Field[str] = rx.field("")
    seen: rx.Field[str] = rx.field("")
    is_over: rx.Field[bool] = rx.field(default=False)
    steps: rx.Field[list[StepRow]] = rx.field(default_factory=list)
    notes: rx.Field[list[NoteRow]] = rx.field(default_factory=list)
    noted: rx.Field[int] = rx.field(0)
    ending: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        try:
            self.crisis_number = row_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            async with acting(self, write=False) as (session, actor):
                patient_id = service.find(session, actor, self.crisis_number).patient_id
            async with looking_at(self, "crisis", patient_id) as (session, actor):
                self._show(one(session, actor, self.crisis_number))
        except CareHubError as refusal:
            self._forget()
            self.missing = str(refusal)
            return []
        return [CrisisState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.CRISES, Topic.PATIENTS):
            async with self:
                try:
                    await self._read()
                except NotFound as refusal:
                    self._forget()
                    self.missing = str(refusal)
                    return

    @rx.event
    async def tick(self, step: int, done: bool) -> None:
        number, is_done = parse(int, step), parse(bool, done)
        async with acting(self) as (session, actor):
            service.tick(session, actor, self.crisis_number, number, done=is_done)
        await self._read()

    @rx.event
    async def note(self, form: dict[str, object]) -> None:
        text = fields_of(form, ("text",)).get("text", "")
        async with acting(self) as (session, actor):
            service.note(session, actor, self.crisis_number, text)
        self.noted += 1
        await self._read()

    @rx.event
    def open_end(self) -> None:
        self.ending, self.problem = True, ""

    @rx.event
    def close_end(self) -> None:
        self.ending, self.problem = False, ""

    @rx.event
    async def end(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("outcome", "summary"))
        self.problem = ""
        try:
            outcome = _outcome(fields.get("outcome", ""))
            async with acting(self) as (session, actor):
                words = fields.get("summary", "")
                service.end(session, actor, self.crisis_number, self._version, outcome, words)
        except CareHubError as refusal:
            self.problem = str(refusal)
            await self._read()
            return
        self.ending = False
        await self._read()
        await say(self, "The crisis is ended. The follow-up stands in the list.")

    @rx.event
    async def acknowledge(self) -> None:
        """A supervisor knows of it."""
        async with acting(self) as (session, actor):
            service.acknowledge(session, actor, self.crisis_number)
        await self._read()

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self._show(one(session, actor, self.crisis_number))

    def _show(self, read: Shown) -> None:
        for name in _WORDS:
            setattr(self, name, getattr(read, name))
        self.patient_url = f"/patients/{read.patient_id}"
        self.is_ready, self.missing, self.is_over = True, "", read.is_over
        self.steps, self.notes, self._version = read.steps, read.notes, read.version

    def _forget(self) -> None:
        """Nothing of the crisis before stays behind."""
        for name in _WORDS:
            setattr(self, name, "")
        self.missing = self.patient_url = self.problem = ""
        self.is_ready = self.is_over = self.ending = False
        self.steps, self.notes, self.crisis_number, self._version = [], [], 0, 0


def _outcome(word: str) -> CrisisOutcome:
    if word not in set(CrisisOutcome):
        raise Invalid("Choose how it ended.")
    return CrisisOutcome(word)
