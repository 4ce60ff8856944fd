"""The follow-ups part: each is completed, put off, given to somebody else or opened again where it stands."""

import secrets
from datetime import date, timedelta

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import Conflict, Invalid
from carehub.desk.patient.follow_ups.reading import FollowUpRow, follow_up_rows, owner_choices
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import taking_back
from carehub.follow_ups.status import OUTCOMES, Ended
from carehub.patients.looking import reading_about
from carehub.ui.choices import Option
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo

TAKE_BACK[taking_back.KIND] = taking_back.undo

COMPLETE, SNOOZE, REASSIGN = "complete", "snooze", "reassign"


class FollowUpsPartState(rx.State):
    """``asking`` says which question is open ("complete", "snooze", "reassign") about which follow-up."""

    rows: rx.Field[list[FollowUpRow]] = rx.field(default_factory=list)
    owners: rx.Field[list[Option]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    asking: rx.Field[str] = rx.field("")
    about: rx.Field[str] = rx.field("")
    tomorrow: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _asked: tuple[int, int] = (0, 0)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "follow_ups")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [FollowUpsPartState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        topics = (Topic.FOLLOW_UPS, Topic.PATIENTS, Topic.REFERRALS)
        await follow(self, self._refresh, self._forget, *topics, about=self._patient_id)

    @rx.event
    def ask(self, what: str, follow_up_id: int, version: int) -> None:
        """Open the question that a deed needs."""
        wanted, number, seen = parse(str, what), parse(int, follow_up_id), parse(int, version)
        if wanted not in (COMPLETE, SNOOZE, REASSIGN):
            raise Invalid("This page sent something that CareHub does not understand. Reload the page.")
        row = next((each for each in self.rows if each["id"] == number), None)
        if row is None:
            raise Conflict("This follow-up is no longer here: somebody was faster.")
        self.asking, self.about, self.problem, self._asked = wanted, row["text"], "", (number, seen)

    @rx.event
    def close(self) -> None:
        self.asking, self.about, self.problem = "", "", ""

    @rx.event
    async def answer(self, form: dict[str, object]) -> None:
        """Do it with what was said; what was typed stays when it is refused."""
        said = fields_of(form, ("ended", "note", "until", "reason", "owner"))
        token, asked = secrets.token_urlsafe(9), self.asking
        async with filling_in(self) as (session, actor):
            seen = (session, actor, *self._asked)
            if asked == COMPLETE:
                follow_ups.complete(*seen, _ended(said), said.get("note", ""), token=token)
            elif asked == SNOOZE:
                follow_ups.snooze(*seen, _day(said), said.get("reason", ""), token=token)
            else:
                owner = row_id(said["owner"]) if said.get("owner") else None
                follow_ups.reassign(*seen, owner, said.get("reason", ""), token=token)
        if not self.problem:
            self.close()
            await self._refresh()
            await say(self, "Saved", Undo(taking_back.KIND, token))

    @rx.event
    async def reopen(self, follow_up_id: int, version: int) -> None:
        """It is to be done after all."""
        number, seen = parse(int, follow_up_id), parse(int, version)
        async with acting(self) as (session, actor):
            follow_ups.reopen(session, actor, number, seen)
        await self._refresh()
        await say(self, "Open again")

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            self.rows = follow_up_rows(session, actor, self._patient_id)
            self.owners = owner_choices(session, actor, self._patient_id)
            self.tomorrow = (follow_ups.today_of(session) + timedelta(days=1)).isoformat()
        self.is_loaded = True

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.rows, self.owners, self.is_loaded = [], [], False
        self.close()
        self._patient_id, self._asked = 0, (0, 0)


def _ended(said: dict[str, str]) -> Ended:
    word = said.get("ended", "")
    if word not in [each.value for each in OUTCOMES]:
        raise Invalid("Choose what became of it.")
    return Ended(word)


def _day(said: dict[str, str]) -> date:
    try:
        return date.fromisoformat(said.get("until", ""))
    except ValueError:
        raise Invalid("Choose a day.") from None
