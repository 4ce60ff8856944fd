"""The page of a record's field history: what the address names, narrowed to a field."""

from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.auditing import fields
from carehub.auditing.fields import FieldStep, Record, RecordKind
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.dates import written_time
from carehub.core.errors import CareHubError, Invalid
from carehub.patients import service as patients
from carehub.patients.names import listed_name
from carehub.referrals import service as referrals
from carehub.ui.claims import parse, row_id
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class StepRow(TypedDict):
    """A line of the history; ``before`` and ``after`` are empty where the field was."""

    key: str
    at: str
    who: str
    what: str
    label: str
    before: str
    after: str


class FieldChoice(TypedDict):
    name: str
    label: str


class FieldHistoryState(rx.State):
    """``chosen`` is the one field that is shown, empty for all of them; ``back`` leads to the record."""

    title: rx.Field[str] = rx.field("")
    back: rx.Field[str] = rx.field("")
    rows: rx.Field[list[StepRow]] = rx.field(default_factory=list)
    choices: rx.Field[list[FieldChoice]] = rx.field(default_factory=list)
    chosen: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)
    _record: Record | None = None

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Show the record that the address names; that it is looked at is in the journal before."""
        self._forget()
        asked = dict(self.router.url.query_parameters)
        self.chosen = str(asked.get("field", ""))
        try:
            record = _record_in(asked)
            async with acting(self) as (session, actor):
                fields.record_reading(session, actor, record)
            self._record = record
            await self._refresh()
        except CareHubError as refusal:
            self._forget()
            self.problem, self.is_loaded = str(refusal), True
            return []
        return [FieldHistoryState.watch]

    @rx.event
    async def choose(self, field: str) -> None:
        """Show one field, or all of them again with an empty word."""
        self.chosen = parse(str, field)
        await self._refresh()

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others change, until the record is not to be seen any more."""
        async for _ in changes_of(Topic.PATIENTS, Topic.REFERRALS):
            async with self:
                try:
                    await self._refresh()
                except CareHubError as refusal:
                    self._forget()
                    self.problem, self.is_loaded = str(refusal), True
                    return

    async def _refresh(self) -> None:
        if self._record is None:
            return
        async with acting(self, write=False) as (session, actor):
            steps = fields.steps(session, actor, self._record)
            title = _title(session, actor, self._record)
            zone = accounts.center(session).time_zone
        wanted = [step for step in steps if self.chosen in ("", step.field)]
        self.rows = [_row(step, zone) for step in wanted]
        self.choices = _choices(steps)
        self.title, self.back = title, _back(self._record)
        self.problem, self.is_loaded = "", True

    def _forget(self) -> None:
        """Nothing of the record before stays behind."""
        self.title, self.back, self.chosen, self.problem = "", "", "", ""
        self.rows, self.choices, self.is_loaded, self._record = [], [], False, None


def _record_in(asked: dict[str, str]) -> Record:
    for kind in RecordKind:
        if asked.get(kind):
            return Record(kind, row_id(asked[kind]))
    raise Invalid("This address names no record. Open the history of fields from a patient or a referral.")


def _title(session: Session, actor: Actor, record: Record) -> str:
    if record.kind is RecordKind.PATIENT:
        patient = patients.find(session, actor, record.id)
        return listed_name(patient.last_name, patient.first_name)
    entry = referrals.read(session, actor, record.id)
    who = listed_name(entry.patient.last_name, entry.patient.first_name)
    return ", ".join(filter(None, (who, entry.type_name, entry.referral.receiver)))


def _back(record: Record) -> str:
    return f"/patients/{record.id}" if record.kind is RecordKind.PATIENT else f"/board?referral={record.id}"


def _choices(steps: list[FieldStep]) -> list[FieldChoice]:
    labels = {step.field: step.label for step in steps}
    in_order = sorted(labels.items(), key=lambda each: each[1])
    return [FieldChoice(name=name, label=label) for name, label in in_order]


def _row(step: FieldStep, zone: str) -> StepRow:
    return StepRow(
        key=f"{step.number}-{step.field}",
        at=written_time(step.at, zone),
        who=step.who,
        what=step.what,
        label=step.label,
        before=step.before,
        after=step.after,
    )
