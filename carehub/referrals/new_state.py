"""The dialog in which a referral is made by hand."""

import reflex as rx

from carehub.core import clock
from carehub.core.errors import CareHubError, Invalid
from carehub.patients import service as patients
from carehub.patients.choosing import Choosable, choosable
from carehub.patients.names import listed_name
from carehub.referrals import service
from carehub.referrals.change import working_days
from carehub.referrals.claims import Requested, filled_in
from carehub.referrals.details import identity
from carehub.referrals.prompts import Choice
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting


class NewReferralState(rx.State):
    """``chosen`` holds the patient once one is chosen: one row, or none."""

    is_open: bool = False
    found: list[Choosable] = []
    is_nobody: bool = False
    chosen: list[Choosable] = []
    types: list[Choice] = []
    problem: str = ""

    @rx.event
    async def open_form(self) -> None:
        """Begin a new referral."""
        self.found, self.chosen, self.is_nobody, self.problem = [], [], False, ""
        async with acting(self, write=False) as (session, _actor):
            types = service.shown_types(session)
        self.types = [Choice(value=str(kind.id), label=kind.name) for kind in types]
        self.is_open = True

    @rx.event
    async def open_for(self, patient_id: int) -> None:
        """Begin a new referral for this patient."""
        patient_id = parse(int, patient_id)
        async with acting(self, write=False) as (session, actor):
            patient = patients.find(session, actor, patient_id)
            today = working_days(session).day_of(clock.now())
        await self.open_form()
        name = listed_name(patient.last_name, patient.first_name)
        about = identity(patient.birth_date, patient.mrn, today)
        self.chosen = [Choosable(id=patient_id, name=name, identity=about)]

    @rx.event
    async def close(self) -> None:
        """Make nothing."""
        self.is_open = False

    @rx.event
    async def search(self, text: str) -> None:
        """Find patients by the beginning of a name or an MRN."""
        await self._find(parse(str, text))

    @rx.event
    async def choose_only(self, form: dict[str, str]) -> None:
        """Enter in the search: if the words fit one patient alone, it is this one. Never a guess."""
        await self._find(parse(dict[str, str], form).get("patient", ""))
        if len(self.found) == 1:
            self.chosen, self.found = self.found, []

    @rx.event
    async def choose(self, patient_id: int) -> None:
        """The referral is for this patient."""
        patient_id = parse(int, patient_id)
        self.chosen = [each for each in self.found if each["id"] == patient_id]
        self.found = []

    @rx.event
    async def choose_another(self) -> None:
        """It is for someone else."""
        self.chosen = []

    @rx.event
    async def create(self, form: dict[str, str]) -> None:
        """Make the referral; what was typed stays when it is refused."""
        try:
            await self._create(filled_in(Requested, form))
        except CareHubError as refusal:
            self.problem = str(refusal)
        else:
            self.is_open = False
            await say(self, "Referral made. It is in the first column.")

    async def _find(self, text: str) -> None:
        async with acting(self, write=False) as (session, actor):
            today = working_days(session).day_of(clock.now())
            self.found = choosable(session, actor, text, today)
        self.is_nobody = bool(text.strip()) and not self.found

    async def _create(self, requested: Requested) -> None:
        if not self.chosen:
            raise Invalid("Choose the patient first.")
        async with acting(self) as (session, actor):
            service.create(session, actor, requested.referral_for(self.chosen[0]["id"]))
