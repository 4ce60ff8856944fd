"""A center with a crowded board, made without any service: only the rows that the board reads."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, select

from carehub.accounts import sessions
from carehub.accounts.models import User, UserSite
from carehub.core import clock
from carehub.core.actor import Role
from carehub.core.database import unit_of_work
from carehub.patients.models import Patient, PatientSite
from carehub.patients.names import sort_name
from carehub.referrals.change import place_of
from carehub.referrals.models import Happening, Referral, ReferralEvent, ReferralType, Stage
from carehub.referrals.status import Status, Urgency
from tests.conftest import open_center

FAMILY = ("Garcia", "Nguyen", "Okafor", "Moreno", "Haddad", "Lindqvist", "Castellano", "Delacroix")
URGENCIES = (Urgency.ROUTINE,) * 8 + (Urgency.URGENT,) * 2
BATCH = 2_000


@dataclass(frozen=True)
class CrowdedCenter:
    """``tokens``: a session for each coordinator of Northside; ``drafts`` and ``ready``: stage ids."""

    tokens: list[str]
    site_id: int
    draft: int
    ready: int


def open_crowded_center(coordinators: int, referrals: int) -> CrowdedCenter:
    """Fill the migrated, empty database: coordinators of one site and its open referrals."""
    with unit_of_work() as session:
        people = open_center(session)
        site_id = people.sites["Northside"]
        tokens = [_coordinator(session, number, site_id) for number in range(coordinators)]
        stages = {stage.status: stage.id or 0 for stage in session.exec(select(Stage))}
        add_referrals(session, site_id, referrals)
    return CrowdedCenter(tokens, site_id, stages[Status.DRAFT], stages[Status.READY])


def add_referrals(session: Session, site_id: int, how_many: int) -> None:
    """Open referrals in every stage but Closed, each of a patient of its own, half of them due or late."""
    patients = [_patient(number, site_id) for number in range(how_many)]
    for rows in _batches(patients):
        session.execute(insert(Patient), rows)
    newest = session.exec(select(Patient.id).order_by(col(Patient.id).desc()).limit(how_many)).all()
    places = [{"patient_id": patient_id, "site_id": site_id} for patient_id in newest]
    stages = [stage for stage in session.exec(select(Stage)) if stage.status is not Status.CLOSED]
    kinds = list(session.exec(select(ReferralType.id)))
    owner = session.exec(select(User.id).where(User.user_name == "alice")).one() or 0
    chance = random.Random(7)
    referrals = [
        _referral(session, patient_id or 0, chance.choice(stages), chance.choice(kinds) or 0, owner, chance)
        for patient_id in newest
    ]
    for rows in _batches(places):
        session.execute(insert(PatientSite), rows)
    for rows in _batches(referrals):
        session.execute(insert(Referral), rows)
    made = session.exec(select(Referral.id).order_by(col(Referral.id).desc()).limit(how_many)).all()
    for rows in _batches([_event(number or 0, owner) for number in made]):
        session.execute(insert(ReferralEvent), rows)


def _coordinator(session: Session, number: int, site_id: int) -> str:
    user = User(
        user_name=f"coordinator{number}",
        name=f"Coordinator {number}",
        role=Role.COORDINATOR,
        password_hash="",
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    session.add(UserSite(user_id=user.id or 0, site_id=site_id))
    return sessions.start(session, user.id or 0)


def _patient(number: int, site_id: int) -> dict[str, object]:
    last_name, first_name = FAMILY[number % len(FAMILY)], f"Given{number}"
    patient = Patient(
        last_name=last_name,
        first_name=first_name,
        home_site_id=site_id,
        sort_name=sort_name(last_name, first_name),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    return patient.model_dump(exclude={"id"})


def _referral(
    session: Session, patient_id: int, stage: Stage, type_id: int, owner: int, chance: random.Random
) -> dict[str, object]:
    moment = clock.now()
    referral = Referral(
        patient_id=patient_id,
        type_id=type_id,
        receiver="Lakeside Cardiology",
        urgency=chance.choice(URGENCIES),
        question="Is this angina? Please advise on further work-up.",
        coordinator_id=owner,
        requested_by_id=owner,
        requested_on=moment.date(),
        stage_id=stage.id or 0,
        status=stage.status,
        stage_entered_at=moment,
        status_entered_at=moment,
        order_key="",
        created_at=moment,
        updated_at=moment,
    )
    place = place_of(session, referral)
    return {**referral.model_dump(exclude={"id"}), **place, "order_key": f"{place['order_key']}{patient_id}"}


def _event(referral_id: int, owner: int) -> dict[str, object]:
    event = ReferralEvent(
        referral_id=referral_id, at=clock.now(), actor_id=owner, happening=Happening.CREATED
    )
    return event.model_dump(exclude={"id"})


def _batches(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))
