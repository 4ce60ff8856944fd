"""One patient of Northside with everything that can hang on a patient, made through the services."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, select

from carehub.accounts.models import User, UserSite
from carehub.assessments import service as assessments
from carehub.care_plans import service as care_plans
from carehub.care_plans.kinds import Owner
from carehub.care_plans.service import ActionWish, GoalWish
from carehub.caseloads import service as caseloads
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor, Role
from carehub.crises import service as crises
from carehub.crises.protocol import EVERY_DAY
from carehub.desk.handover.models import Why
from carehub.desk.handover.planning import Wish
from carehub.desk.handover.service import Terms, hand_over
from carehub.desk.merging.service import Side, merge
from carehub.directory import service as directory
from carehub.directory.draft import ReceiverDraft
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Complexity
from carehub.discharges.service import NewDischarge
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.documents.models import FileKind
from carehub.documents.service import Received
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.referrals import saved_views
from carehub.referrals import service as referrals
from carehub.referrals.filters import BoardView
from carehub.referrals.models import Stage
from carehub.referrals.service import NewReferral
from carehub.related_people import service as related
from carehub.related_people.draft import person_drafted, safe_drafted
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind
from carehub.saved_views import service as views
from carehub.saved_views.models import ViewedPage
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar import subscriptions
from carehub.shared_calendar.models import CalendarSubscription, Shows
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus
from carehub.spreadsheet_import import service as imports
from carehub.spreadsheet_import import storage as lists
from carehub.working_time import service as working_time
from tests.conftest import People, make_patient
from tests.documents.files import pdf

CANARY = "Zzyzxkowski"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Northside:
    """The id of each row, under the name by which handlers ask for it."""

    patient: int
    sister: int
    site: int
    alice: int
    pat: int
    referral: int
    type: int
    stage: int
    appointment: int
    waiting: int
    document: int
    follow_up: int
    assessment: int
    goal: int
    action: int
    crisis: int
    discharge: int
    program: int
    enrolment: int
    person: int
    member: int
    remark: int
    handover: int
    merge: int
    import_: int
    board_view: int
    caseload_view: int
    receiver: int
    room: int
    closing_day: int
    subscription: int


def fill_northside(session: Session, people: People) -> Northside:
    """Everything is alice's, or was done by who may; each free text holds the canary."""
    alice, dana, erin, north = people.alice, people.dana, people.erin, people.sites["Northside"]
    patient, sister, twin = (
        make_patient(session, north, last_name=CANARY, first_name=name, mrn=f"CANARY-{name}").id or 0
        for name in ("Maria", "Rosa", "Marie")
    )
    caseloads.assign(session, alice, patient, alice.user_id)
    kind = referrals.shown_types(session)[0].id or 0
    wanted = NewReferral(patient, kind, question=CANARY, coordinator_id=alice.user_id)
    referral = referrals.create(session, alice, wanted).id or 0
    today = follow_ups.today_of(session)
    goal = (
        care_plans.add_goal(session, alice, patient, GoalWish(CANARY, "", today + timedelta(days=90))).id or 0
    )
    wish = ActionWish(CANARY, Owner.US, due_on=today + timedelta(days=9))
    action = care_plans.add_action(session, alice, goal, wish).id or 0
    contacts.log(session, alice, NewAttempt(patient, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, note=CANARY))
    news = NewDischarge(CANARY, CANARY, today, Complexity.HIGH, CANARY, today)
    program = programs.add_program(session, dana, "Moms", ProgramKind.CCM).id or 0
    related.live_together(session, alice, patient, sister)
    related.set_safe_contact(session, alice, patient, 0, safe_drafted({"codes": ["no_voicemail"]}))
    remarks.say_what_matters(session, alice, patient, 0, CANARY)
    subscriptions.subscribe(session, alice, north, Shows.INITIALS)
    crises.set_rota(session, dana, {EVERY_DAY: ("Erin", "(312) 555-0107")})
    absence = Terms(Why.ABSENCE, today + timedelta(days=5), "Vacation")
    return Northside(
        patient=patient,
        sister=sister,
        site=north,
        alice=alice.user_id,
        pat=people.pat.user_id,
        referral=referral,
        type=kind,
        stage=session.exec(select(Stage.id).order_by(Stage.id)).all()[1] or 0,  # pyright: ignore[reportArgumentType]
        appointment=booked(session, people, patient, hours=26),
        waiting=booked(session, people, patient, hours=50, status=AppointmentStatus.WAITLIST),
        document=_document(session, alice, patient),
        follow_up=follow_ups.create(session, alice, NewFollowUp(patient, CANARY, today)).id or 0,
        assessment=assessments.start(session, alice, patient, "social_needs").id or 0,
        goal=goal,
        action=action,
        crisis=crises.open_crisis(session, alice, patient).id or 0,
        discharge=discharges.write_down(session, alice, patient, news).id or 0,
        program=program,
        enrolment=programs.enrol(session, alice, patient, program).id or 0,
        person=related.add_person(session, alice, patient, person_drafted(_PERSON)).id or 0,
        member=related.join_team(session, alice, patient, people.pat.user_id, "Provider").id or 0,
        remark=remarks.note(session, alice, patient, RemarkKind.PROBLEM, CANARY).id or 0,
        handover=hand_over(session, erin, Wish(alice.user_id, (people.erin.user_id,)), absence),
        merge=merge(session, erin, Side(sister, 1), Side(twin, 1)),
        import_=_import(session, dana),
        board_view=saved_views.save_view(session, alice, CANARY, BoardView(late="1")),
        caseload_view=views.save_view(session, alice, ViewedPage.CASELOAD, CANARY, "late=x", shared=False),
        receiver=directory.add(session, alice, ReceiverDraft("Riverbend Cardiology")).id or 0,
        room=working_time.add_room(session, dana, north, "Room 1"),
        closing_day=working_time.add_closing_day(session, dana, today + timedelta(days=40), "Retreat", north),
        subscription=session.exec(select(CalendarSubscription.id)).one() or 0,
    )


_PERSON = {"name": CANARY, "relation": "sister", "may_talk": "yes"}


def sam_of_southside(session: Session, people: People) -> Actor:
    """A supervisor who works at Southside only: every power over patients, over none of Northside's."""
    south = people.sites["Southside"]
    user = User(
        user_name="sam", name="Sam Ito", role=Role.SUPERVISOR, password_hash="", created_at=clock.now()
    )
    session.add(user)
    session.flush()
    session.add(UserSite(user_id=user.id or 0, site_id=south))
    return Actor(user.id or 0, user.name, user.role, frozenset({south}))


def booked(
    session: Session,
    people: People,
    patient: int,
    *,
    hours: int,
    status: AppointmentStatus = AppointmentStatus.BOOKED,
) -> int:
    start = clock.now().replace(minute=0, second=0, microsecond=0) + hours * _HOUR
    details = Details(CANARY, people.sites["Northside"], patient, people.pat.user_id, note=CANARY)
    asked = Booking(details, Slot(start, start + _HOUR), despite="Only a test", status=status)
    return calendar.book(session, people.erin, asked).id or 0


def _document(session: Session, actor: Actor, patient: int) -> int:
    key = storage.new_key()
    storage.path_of(key).write_bytes(pdf())
    return documents.add(session, actor, patient, Received(key, f"{CANARY}.pdf", FileKind.PDF, 400)).id or 0


def _import(session: Session, actor: Actor) -> int:
    key = lists.new_key()
    lists.path_of(key).write_text(f"Last name,First name\n{CANARY},Maria\n")
    return imports.start(session, actor, "patients.csv", key, 40)
