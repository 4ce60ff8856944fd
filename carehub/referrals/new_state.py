"""The dialog in which a referral is made by hand."""

from typing import TypedDict

import reflex as rx

from carehub.core.errors import CareHubError, Invalid
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.referrals import service
from carehub.referrals.cards import View, view_for
from carehub.referrals.claims import Requested, filled_in
from carehub.referrals.details import identity
from carehub.referrals.prompts import Choice
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import acting


class Found(TypedDict):
    """A patient to choose, told so that two of one name cannot be mixed up."""

    id: int
    name: str
    identity: str


class NewReferralState(rx.State):
    """``chosen`` holds the patient once one is chosen: one row, or none."""

    is_open: bool = False
    found: list[Found] = []
    is_nobody: bool = False
    chosen: list[Found] = []
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
    async def close(self) -> None:
        """Make nothing."""
        self.is_open = False

    @rx.event
    async def search(self, text: str) -> None:
        """Find patients by the beginning of a name or an MRN."""
        text = parse(str, text)
        async with acting(self, write=False) as (session, actor):
            view = view_for(session, actor)
            self.found = [_found(each, view) for each in service.patients_named(session, actor, text)]
        self.is_nobody = bool(text.strip()) and not self.found

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

    async def _create(self, requested: Requested) -> None:
        if not self.chosen:
            raise Invalid("Choose the patient first.")
        async with acting(self) as (session, actor):
            service.create(session, actor, requested.referral_for(self.chosen[0]["id"]))


def _found(patient: Patient, view: View) -> Found:
    return Found(
        id=patient.id or 0,
        name=listed_name(patient.last_name, patient.first_name),
        identity=identity(patient, view.days.day_of(view.now)),
    )
