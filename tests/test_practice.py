from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast

import pytest
from sqlmodel import Session, select

from carehub import migrations, practice
from carehub.accounts import passwords
from carehub.accounts import service as accounts
from carehub.accounts.models import Center, Site, User
from carehub.auditing import fields
from carehub.auditing.fields import Record, RecordKind
from carehub.caseloads.models import Assignment
from carehub.contacts.minutes import minutes_of
from carehub.contacts.models import ContactAttempt
from carehub.core import clock, database, journal
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.core.journal import JournalEntry
from carehub.desk.handover.models import Fate
from carehub.desk.handover.service import handovers
from carehub.desk.merging.finding import likely_pairs
from carehub.desk.my_day.lines import Name
from carehub.desk.my_day.reading import my_day
from carehub.disclosures.models import DisclosureGround, Part2Referral
from carehub.patients.models import Patient
from carehub.practice.diary import Diary
from carehub.practice.patients import meet_everybody
from carehub.practice.staff import COORDINATOR_AT, SITES, TIME_ZONE, Staff
from carehub.referrals.models import Mention, Referral, ReferralEvent, Stage
from carehub.serving.moving import move
from carehub.settings import settings
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import Kind
from tests.conftest import forget_settings

PASSWORD = "four brown teapots sing"
NOW = datetime(2026, 3, 11, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The practice center, made once for all tests here; nobody changes it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CAREHUB_HOME", str(tmp_path_factory.mktemp("practice")))
        environment.delenv("CAREHUB_DATABASE_URL", raising=False)
        forget_settings()
        migrations.upgrade(database.engine())
        with clock.freeze(NOW):
            practice.fill(PASSWORD)
        yield
        database.engine().dispose()
    forget_settings()


@pytest.fixture
def session(filled: None) -> Iterator[Session]:
    with database.unit_of_work(write=False) as opened:
        yield opened


def test_everybody_of_the_practice_center_is_there(session: Session) -> None:
    assert session.get_one(Center, 1).is_practice
    assert {site.name for site in session.exec(select(Site))} == set(SITES)
    assert len(session.exec(select(Patient.id)).all()) == 400
    users = {user.user_name: user for user in session.exec(select(User))}
    assert len(users) == 9
    assert {"alice", "bob", "charlie", "dana", "erin", "pat"} <= users.keys()
    assert passwords.fits(PASSWORD, users["alice"].password_hash)


def test_most_patients_are_on_a_caseload_and_some_wait_for_one(session: Session) -> None:
    current = session.exec(select(Assignment).where(Assignment.until == None)).all()  # noqa: E711
    assert len({each.coordinator_id for each in current}) == 3
    assert 300 < len(current) < 400


def test_referrals_stand_in_every_stage_with_the_history_that_led_there(session: Session) -> None:
    stages = {stage.id: stage for stage in session.exec(select(Stage))}
    referrals = session.exec(select(Referral)).all()
    assert len(referrals) == 150
    assert {each.stage_id for each in referrals} == set(stages)
    late = [each for each in referrals if each.closed_at is None and each.due_at and each.due_at < NOW]
    assert 10 < len(late) < 60
    events = Counter(event.referral_id for event in session.exec(select(ReferralEvent)))
    assert all(events[each.id or 0] >= 1 for each in referrals)
    assert all(each.created_at <= each.stage_entered_at <= NOW for each in referrals)


def test_referrals_have_paperwork_beside_them(session: Session) -> None:
    referrals = session.exec(select(Referral)).all()
    assert 20 < sum(bool(each.authorization_number) for each in referrals) < 100
    assert len(session.exec(select(ContactAttempt)).all()) > 40
    mentions = session.exec(select(Mention)).all()
    assert 3 < len(mentions) < 40
    assert 0 < sum(each.read_at is None for each in mentions) < 12


def test_sixty_appointments_a_week_are_booked_around_today(session: Session) -> None:
    visits = select(Appointment).where(Appointment.kind == Kind.APPOINTMENT)
    starts = [each.starts_at for each in session.exec(visits)]
    weeks = Counter(clock.local(at, TIME_ZONE).isocalendar().week for at in starts)
    this_week = clock.local(NOW, TIME_ZONE).isocalendar().week
    assert weeks[this_week - 1] == weeks[this_week] == weeks[this_week + 1] == 60
    past = session.exec(visits.where(Appointment.ends_at < NOW - timedelta(days=1)))
    assert {each.status.value for each in past} <= {"completed", "no_show", "cancelled_by_patient"}


def test_all_of_it_is_in_the_journal(session: Session) -> None:
    assert journal.first_broken(session) is None


def test_a_database_that_holds_a_center_is_refused(filled: None) -> None:
    with pytest.raises(Conflict, match="holds a center already"):
        practice.fill(PASSWORD)


def test_the_same_people_and_days_come_out_of_every_making() -> None:
    def planned() -> tuple[object, list[datetime]]:
        diary = Diary(NOW, TIME_ZONE, Random(1))
        nobody = cast(Actor, None)
        staff = Staff((), dict.fromkeys(COORDINATOR_AT.values(), nobody), dict.fromkeys(SITES, 1))
        people = meet_everybody(cast(Session, None), diary, staff)
        return people, [at for at, _, _ in diary._entries]

    assert planned() == planned()


def test_every_coordinator_has_a_day(session: Session) -> None:
    with clock.freeze(NOW):
        for user_name in COORDINATOR_AT.values():
            actor = accounts.actor_named(session, user_name)
            assert my_day(session, actor, {})[Name.FOLLOW_UPS]["total"] >= 5
        waiting = my_day(session, accounts.actor_named(session, "erin"), {})[Name.SIGN_OFFS]
    assert waiting["total"] > 0


def test_somebody_is_away_and_her_work_is_with_a_colleague(session: Session) -> None:
    with clock.freeze(NOW):
        (kept,) = handovers(session, accounts.actor_named(session, "erin"))
    assert (kept.whose, kept.row.returned_at) == ("Gina Larkin", None)
    assert kept.row.until is not None
    assert kept.row.until > NOW.date()
    assert kept.fates[Fate.MOVED] >= 14 + 3
    assert kept.fates[Fate.LEFT] == 0


def test_records_were_corrected_and_part2_records_are_guarded(session: Session) -> None:
    dana = accounts.actor_named(session, "dana")
    corrected = session.exec(select(JournalEntry.patient_id).where(JournalEntry.action == "patients.edit"))
    for patient_id in set(corrected):
        told = fields.steps(session, dana, Record(RecordKind.PATIENT, patient_id or 0))
        assert {"Phone", "Address", "Insurance"} <= {step.label for step in told}
    records = session.exec(select(Part2Referral.referral_id)).all()
    consents = session.exec(select(DisclosureGround.referral_id)).all()
    assert (len(records), len(consents), set(consents) < set(records)) == (2, 1, True)


def test_minutes_of_this_month_count_for_programs(session: Session) -> None:
    with clock.freeze(NOW):
        counted = minutes_of(session, accounts.actor_named(session, "erin"), NOW.date().replace(day=1))
    assert len(counted) > 10
    assert any(each.counted > 20 for each in counted)


def test_two_people_were_registered_twice(session: Session) -> None:
    pairs = likely_pairs(session, accounts.actor_named(session, "erin"))
    assert 2 <= len(pairs) < 10
    told = [pair.likeness.reason for pair in pairs]
    assert told.count("same date of birth, phone and address, family name differs by one letter") == 2


def test_the_whole_practice_center_moves_to_postgresql(filled: None, postgres: str) -> None:
    server = database.make_engine(postgres).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE practice")
        moved = move(settings(), postgres.replace("/postgres?", "/practice?"))
        connection.exec_driver_sql("DROP DATABASE practice WITH (FORCE)")
    server.dispose()
    assert moved["patients"].rows == 400
    assert min(moved[name].rows for name in ("referrals", "appointments", "journal", "plan_versions")) > 0
