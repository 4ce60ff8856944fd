"""A center after years of work, made in a few statements: for benchmarks of what people read all day.

For each patient there are two referrals, four contact attempts, a follow-up and an appointment. However many
patients there are, a coordinator keeps about as many of them: the center grows, not the day's work.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from carehub import migrations
from carehub.accounts.models import Center, Site, User, UserSite
from carehub.caseloads.models import Assignment
from carehub.contacts.models import Answer, ContactAttempt, How, Whom
from carehub.core import clock, database
from carehub.core.actor import Actor, Role
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import Priority
from carehub.patients.indexing import many_patients_change
from carehub.patients.models import Patient, PatientSite, Risk
from carehub.patients.names import sort_name
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.referrals.status import Status, Urgency
from carehub.settings import settings
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus

SITES = 8
# So many patients and coordinators are made one by one, and the rest are their copies: both divide by SITES.
BASE, KEEPERS = 5_000, 24
REFERRALS, ATTEMPTS = 2, 4
SUPERVISOR = 1
BATCH = 20_000
_UNASSIGNED_EVERY = 20
_FAMILY = ("Garcia", "Smith", "Nguyen", "Okafor", "Moreno", "Álvarez", "López", "Kim", "O'Brien", "Haddad")
_GIVEN = (
    "Maria",
    "José",
    "Ana",
    "Linh",
    "Emeka",
    "Sofía",
    "James",
    "Fatima",
    "Wei",
    "Lucas",
    "Noor",
    "Grace",
)
_SYLLABLES = ("ba", "do", "ri", "ka", "mo", "len", "sa", "ti", "vu", "zo", "per", "nak")
_RISKS = (Risk.HIGH, Risk.MEDIUM, Risk.MEDIUM, Risk.LOW, Risk.LOW, Risk.LOW, None)
_ANSWERS = (Answer.REACHED, Answer.NO_ANSWER, Answer.LEFT_MESSAGE)
Row = dict[str, object]


@dataclass(frozen=True)
class GrownCenter:
    """``coordinators`` work at one site each; patients have the ids from 1 to ``patients``."""

    patients: int
    coordinators: tuple[Actor, ...]
    supervisor: Actor


def grown_center(patients: int, home: Path) -> GrownCenter:
    """The center of this size in ``home``, made if it is not there yet; this process works on it.

    ``patients`` is a multiple of BASE.
    """
    os.environ["CAREHUB_HOME"] = str(home)
    settings.cache_clear()
    database.engine.cache_clear()
    is_there = (home / "carehub.db").exists()
    home.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(database.engine())
    if not is_there:
        started = time.perf_counter()
        with database.unit_of_work() as session:
            _fill(session, BASE)
            _copy(session, patients // BASE - 1)
        print(f"{patients:,} patients made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return _people(patients)


def _people(patients: int) -> GrownCenter:
    how_many = KEEPERS * (patients // BASE)
    keepers = (
        Actor(number, f"Coordinator {number}", Role.COORDINATOR, frozenset({_site(number)}))
        for number in range(SUPERVISOR + 1, SUPERVISOR + 1 + how_many)
    )
    return GrownCenter(patients, tuple(keepers), Actor(SUPERVISOR, "Erin", Role.SUPERVISOR, all_sites=True))


def _site(number: int) -> int:
    return 1 + number % SITES


def _fill(session: Session, patients: int) -> None:
    chance, now = random.Random(7), clock.now()
    session.add(Center(id=1, name="Benchmark", time_zone="America/Chicago"))
    session.add_all(Site(id=number, name=f"Site {number}") for number in range(1, SITES + 1))
    session.flush()
    center = _people(patients)
    _insert(session, User, (_user(actor, now) for actor in (center.supervisor, *center.coordinators)))
    _insert(
        session, UserSite,
        ({"user_id": each.user_id, "site_id": min(each.site_ids)} for each in center.coordinators),
    )  # fmt: skip
    # A patient's coordinator works at the patient's site.
    keepers = [
        [each.user_id for each in center.coordinators if site in each.site_ids] for site in range(SITES + 1)
    ]
    everybody = range(1, patients + 1)
    with many_patients_change(session, everybody):
        _insert(session, Patient, (_patient(number, chance, now) for number in everybody))
    _insert(session, PatientSite, ({"patient_id": n, "site_id": _site(n)} for n in everybody))
    kept = {n: chance.choice(keepers[_site(n)]) for n in everybody if n // SITES % _UNASSIGNED_EVERY}
    _insert(session, Assignment, (_assignment(n, keeper, now) for n, keeper in kept.items()))
    _insert_work(session, patients, kept, chance, now)


def _insert_work(
    session: Session, patients: int, kept: dict[int, int], chance: random.Random, now: datetime
) -> None:
    stages = {stage.status: stage.id or 0 for stage in session.exec(select(Stage))}
    kinds = [kind or 0 for kind in session.exec(select(ReferralType.id).order_by(col(ReferralType.id)))]
    makers: dict[type[SQLModel], tuple[int, Callable[[int], Row]]] = {
        Referral: (REFERRALS, lambda n: _referral(n, kept.get(n), chance.choice(kinds), stages, chance, now)),
        ContactAttempt: (ATTEMPTS, lambda n: _attempt(n, kept.get(n, SUPERVISOR), chance, now)),
        FollowUp: (1, lambda n: _follow_up(n, kept.get(n), chance, now)),
        Appointment: (1, lambda n: _appointment(n, kept.get(n), chance, now)),
    }
    for model, (each, make) in makers.items():
        _insert(session, model, (make(n) for _ in range(each) for n in range(1, patients + 1)))


def _copy(session: Session, times: int) -> None:
    """Everything so many times more, with patients and coordinators of their own; in the database itself."""
    numbers = f"VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < {times}"  # noqa: S608
    copies = f"(WITH RECURSIVE c(n) AS ({numbers}) SELECT n FROM c)"  # noqa: S608
    if times == 0:
        return
    with many_patients_change(session, range(BASE + 1, BASE * (times + 1) + 1)):
        for model in (
            User,
            UserSite,
            Patient,
            PatientSite,
            Assignment,
            Referral,
            ContactAttempt,
            FollowUp,
            Appointment,
        ):
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            kept = [column for column in table.columns if column.name != "id" or model in (User, Patient)]
            names = ", ".join(f'"{column.name}"' for column in kept)
            values = ", ".join(_copied(table.name, column.name) for column in kept)
            where = f"WHERE {table.name}.id <> {SUPERVISOR}" if model is User else ""
            session.connection().exec_driver_sql(
                f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name}, {copies} {where}"  # noqa: S608
            )


def _copied(table: str, column: str) -> str:
    """What a copy has in a column: the number of its own patient or coordinator, else the same."""
    match table, column:
        case (_, "patient_id") | ("patients", "id"):
            return f"{table}.{column} + n * {BASE}"
        case ("users", "id") | (_, "coordinator_id" | "user_id" | "owner_id" | "staff_id"):
            return f"{table}.{column} + n * {KEEPERS}"
        case ("patients", "mrn") | ("users", "user_name"):
            return f"{table}.{column} || '-' || n"
        case _:
            return f'{table}."{column}"'


def _insert(session: Session, model: type[SQLModel], rows: Iterator[Row]) -> None:
    # By the table, not the model: rows with and without a value go in together.
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    while batch := list(islice(rows, BATCH)):
        session.connection().execute(insert(table), batch)


def _user(actor: Actor, now: datetime) -> Row:
    return {
        "id": actor.user_id, "user_name": f"user{actor.user_id}", "name": actor.name, "role": actor.role,
        "all_sites": actor.all_sites, "is_active": True, "password_hash": "", "single_keys": True,
        "version": 1, "created_at": now,
    }  # fmt: skip


def _patient(number: int, chance: random.Random, now: datetime) -> Row:
    rare = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    last_name = chance.choice(_FAMILY) if chance.random() < 0.3 else rare
    first_name = chance.choice(_GIVEN)
    made = _plain(Patient) | {
        "id": number,
        "mrn": f"M{number:07}",
        "last_name": last_name,
        "first_name": first_name,
        "birth_date": date(1930, 1, 1) + timedelta(days=chance.randrange(33_000)),
        "language": chance.choice(("en", "es", "vi", "")),
        "phone": f"+1{chance.randrange(2_012_000_000, 9_899_999_999)}",
        "home_site_id": _site(number),
        "risk": chance.choice(_RISKS),
        "sort_name": sort_name(last_name, first_name),
        "created_at": now,
        "updated_at": now,
    }
    return made


def _assignment(patient_id: int, keeper: int, now: datetime) -> Row:
    return {
        "patient_id": patient_id, "coordinator_id": keeper, "since": now - timedelta(days=90), "until": None,
        "assigned_by": SUPERVISOR, "reason": "",
    }  # fmt: skip


def _referral(
    patient_id: int,
    keeper: int | None,
    kind: int,
    stages: dict[Status, int],
    chance: random.Random,
    now: datetime,
) -> Row:
    """Four of five are closed; of the open ones a third is late."""
    is_open = chance.random() < 0.2
    status = chance.choice((Status.DRAFT, Status.READY, Status.SENT)) if is_open else Status.CLOSED
    due = now + timedelta(days=chance.randrange(-3, 7)) if is_open else None
    entered = now - timedelta(days=chance.randrange(1, 600))
    return _plain(Referral) | {
        "patient_id": patient_id, "type_id": kind, "receiver": "Lakeside Cardiology",
        "urgency": Urgency.ROUTINE, "question": "Is this angina?",
        "coordinator_id": keeper, "requested_by_id": SUPERVISOR,
        "requested_on": entered.date(), "stage_id": stages[status], "status": status,
        "stage_entered_at": entered, "status_entered_at": entered, "due_at": due,
        "order_key": f"{chance.randrange(10**9):010}", "closed_at": None if is_open else entered,
        "created_at": entered, "updated_at": entered,
    }  # fmt: skip


def _attempt(patient_id: int, by: int, chance: random.Random, now: datetime) -> Row:
    at = now - timedelta(minutes=chance.randrange(500_000))
    return _plain(ContactAttempt) | {
        "patient_id": patient_id, "whom": Whom.PATIENT, "how": How.PHONE, "answer": chance.choice(_ANSWERS),
        "minutes": chance.randrange(1, 20), "note": "", "at": at, "by_id": by, "created_at": at,
    }  # fmt: skip


def _follow_up(patient_id: int, owner: int | None, chance: random.Random, now: datetime) -> Row:
    """Three of four are done."""
    is_done = chance.random() < 0.75
    return _plain(FollowUp) | {
        "patient_id": patient_id, "text": "Call about the results", "owner_id": owner,
        "due_on": now.date() + timedelta(days=chance.randrange(-2, 14)), "priority": Priority.USUAL,
        "done_at": now if is_done else None, "done_by_id": SUPERVISOR if is_done else None,
        "created_at": now, "created_by_id": SUPERVISOR, "updated_at": now, "updated_by_id": SUPERVISOR,
    }  # fmt: skip


def _appointment(patient_id: int, staff: int | None, chance: random.Random, now: datetime) -> Row:
    starts = now + timedelta(minutes=chance.randrange(-400_000, 60_000))
    past = starts < now
    return _plain(Appointment) | {
        "title": "Check-in", "patient_id": patient_id, "staff_id": staff, "site_id": _site(patient_id),
        "starts_at": starts, "ends_at": starts + timedelta(minutes=30),
        "status": AppointmentStatus.COMPLETED if past else AppointmentStatus.BOOKED,
        "created_at": now, "created_by": SUPERVISOR, "updated_at": now, "updated_by": SUPERVISOR,
    }  # fmt: skip


_PLAIN: dict[type[SQLModel], Row] = {}


def _plain(model: type[SQLModel]) -> Row:
    """Every column that has a value of its own, as a model would fill it in."""
    if model not in _PLAIN:
        _PLAIN[model] = {
            name: field.get_default(call_default_factory=True)  # pyright: ignore[reportCallIssue]
            for name, field in model.model_fields.items()
            if name != "id" and not field.is_required()
        }
    return dict(_PLAIN[model])
