"""The quick dialog: a contact attempt or a follow-up, for a patient, from anywhere."""

import secrets
from datetime import timedelta

import reflex as rx

from carehub.contacts.models import How
from carehub.core.errors import CareHubError, Invalid
from carehub.desk.quick import reading
from carehub.desk.quick.claims import Contacted, Wanted, filled_in
from carehub.desk.quick.reading import Known
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off, taking_back
from carehub.follow_ups.contacting import Answered, log_contact
from carehub.patients.choosing import Choosable, choosable
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting
from carehub.ui.undoing import Undo

CONTACT, FOLLOW_UP, TRIED = "contact", "follow_up", "tried"


class QuickState(rx.State):
    """``mode`` is what is written down, empty while the dialog is closed; "tried" offers what comes after
    attempts in vain. ``chosen`` holds the patient once one is chosen: one row, or none."""

    mode: rx.Field[str] = rx.field("")
    found: rx.Field[list[Choosable]] = rx.field(default_factory=list)
    is_nobody: rx.Field[bool] = rx.field(default=False)
    chosen: rx.Field[list[Known]] = rx.field(default_factory=list)
    how: rx.Field[str] = rx.field(How.PHONE.value)
    about: rx.Field[str] = rx.field("")
    again_on: rx.Field[str] = rx.field("")
    today: rx.Field[str] = rx.field("")
    tomorrow: rx.Field[str] = rx.field("")
    tried: rx.Field[str] = rx.field("")
    letter: rx.Field[str] = rx.field("")
    may_ask: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _referral_id: int | None = None
    _answered: Answered | None = None

    @rx.event
    async def begin_contact(self) -> None:
        """Log a contact of somebody who is still to be chosen."""
        await self._begin(CONTACT)

    @rx.event
    async def begin_follow_up(self) -> None:
        """Make a follow-up for somebody who is still to be chosen."""
        await self._begin(FOLLOW_UP)

    @rx.event
    async def contact_for(self, patient_id: int, referral_id: int = 0, follow_up_id: int = 0) -> None:
        """Log a contact of this patient, for a referral or a follow-up if it is for one."""
        await self._begin_for(
            CONTACT, parse(int, patient_id), parse(int, referral_id), parse(int, follow_up_id)
        )

    @rx.event
    async def follow_up_for(self, patient_id: int, referral_id: int = 0) -> None:
        """Make a follow-up for this patient."""
        await self._begin_for(FOLLOW_UP, parse(int, patient_id), parse(int, referral_id))

    @rx.event
    def close(self) -> None:
        """Write nothing down."""
        self.mode, self.chosen, self.found = "", [], []

    @rx.event
    async def search(self, text: str) -> None:
        """Find patients by the beginning of a name, by MRN, phone or date of birth."""
        await self._find(parse(str, text))

    @rx.event
    async def choose_only(self, form: dict[str, str]) -> None:
        """Enter in the search: if the words fit one patient alone, it is this one. Never a guess."""
        await self._find(parse(dict[str, str], form).get("patient", ""))
        if len(self.found) == 1:
            await self._choose(self.found[0]["id"])

    @rx.event
    async def choose(self, patient_id: int) -> None:
        """It is for this patient."""
        await self._choose(parse(int, patient_id))

    @rx.event
    def choose_another(self) -> None:
        """It is for someone else."""
        self.chosen, self._referral_id, self._answered, self.about = [], None, None, ""

    @rx.event
    async def log(self, form: dict[str, str]) -> None:
        """Write the attempt down; what was typed stays when it is refused."""
        token = secrets.token_urlsafe(9)
        try:
            said = filled_in(Contacted, form)
            async with acting(self) as (session, actor):
                new = said.attempt(self._patient_id(), self._referral_id, reading.zone_of(session))
                logged = log_contact(session, actor, new, self._answered, said.again_on, token)
                offers = reading.offers(session, actor, new, logged)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        undo = Undo(taking_back.KIND, token) if self._answered and not logged.is_reached else None
        await say(self, offers.said, undo)
        if offers.has_any:
            self.mode, self.tried, self.letter = TRIED, offers.tried, offers.letter
            self.may_ask, self.problem = offers.may_ask, ""
        else:
            self.close()

    @rx.event
    async def make(self, form: dict[str, str]) -> None:
        """Make the follow-up, or those of a template."""
        try:
            said = filled_in(Wanted, form)
            async with acting(self) as (session, actor):
                made = said.make(session, actor, self._patient_id(), self._referral_id)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.close()
        await say(self, "Follow-up made" if made == 1 else f"{made} follow-ups made")

    @rx.event
    async def ask_sign_off(self, form: dict[str, str]) -> None:
        """Ask a supervisor to give the patient up for this referral."""
        said = parse(dict[str, str], form)
        try:
            code = reading.lost_code(said.get("code", ""))
            async with acting(self) as (session, actor):
                sign_off.ask_sign_off(session, actor, self._referral_id or 0, code, said.get("words", ""))
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.close()
        await say(self, "A supervisor is asked to sign")

    async def _begin(self, mode: str) -> None:
        async with acting(self, write=False) as (session, _):
            today = follow_ups.today_of(session)
            self.again_on = follow_ups.in_business_days(session, 1).isoformat()
        self.tomorrow = (today + timedelta(days=1)).isoformat()
        self.today = today.isoformat()
        self.found, self.chosen, self.is_nobody = [], [], False
        self.problem, self.about, self.how = "", "", How.PHONE.value
        self._referral_id, self._answered = None, None
        self.mode = mode

    async def _begin_for(self, mode: str, patient_id: int, referral_id: int, follow_up_id: int = 0) -> None:
        async with acting(self, write=False) as (session, actor):
            patient = reading.known(session, actor, patient_id)
            follow_up = follow_ups.find(session, actor, follow_up_id) if follow_up_id else None
        await self._begin(mode)
        self.chosen, self._referral_id = [patient], referral_id or None
        if follow_up is not None:
            self._answered = Answered(follow_up_id, follow_up.version)
            self.about, self.how = follow_up.text, (follow_up.how or How.PHONE).value

    async def _find(self, text: str) -> None:
        async with acting(self, write=False) as (session, actor):
            self.found = choosable(session, actor, text, reading.today_of(session))
        self.is_nobody = bool(text.strip()) and not self.found

    async def _choose(self, patient_id: int) -> None:
        async with acting(self, write=False) as (session, actor):
            self.chosen = [reading.known(session, actor, patient_id)]
        self.found, self.problem = [], ""

    def _patient_id(self) -> int:
        if not self.chosen:
            raise Invalid("Choose the patient first.")
        return self.chosen[0]["id"]
