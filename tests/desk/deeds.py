"""Every verb by which somebody writes at the desk, each as one deed on one patient who has everything."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from carehub.assessments import service as assessments
from carehub.assessments.models import Assessment
from carehub.assessments.service import ReferralWish
from carehub.care_plans import following
from carehub.care_plans import service as care_plans
from carehub.care_plans.content import seal
from carehub.care_plans.kinds import ActionStatus, Agreed, Owner, Relation
from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal, PlanReview
from carehub.care_plans.service import ActionWish, GoalWish, Signature
from carehub.caseloads import service as caseloads
from carehub.contacts import check_ins
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.crises import service as crises
from carehub.crises.kinds import CrisisOutcome
from carehub.crises.models import Crisis
from carehub.crises.protocol import EVERY_DAY
from carehub.desk.handover import service as handover
from carehub.desk.handover.models import Why
from carehub.desk.handover.planning import Wish
from carehub.desk.handover.service import Terms
from carehub.desk.merging import service as merging
from carehub.desk.merging.service import Side
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Answer as Checked
from carehub.discharges.checklist import Complexity, EndedBecause, Item
from carehub.discharges.models import Discharge
from carehub.discharges.service import NewDischarge
from carehub.follow_ups import contacting, sign_off, template_settings
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.contacting import Answered
from carehub.follow_ups.models import FollowUp, FollowUpTemplate, LostRequest
from carehub.follow_ups.service import Change, NewFollowUp, StageRule
from carehub.follow_ups.status import Priority
from carehub.follow_ups.template_settings import TemplateWish
from carehub.follow_ups.templates import Step
from carehub.patients.models import Patient, Risk
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, Enrolment, Program, ProgramKind, ProgramOutcome
from carehub.programs.service import Consent
from carehub.referrals.reasons import EndReason
from carehub.saved_views import service as views
from carehub.saved_views.models import ViewedPage
from tests.assessments.forms import SMALL
from tests.conftest import People, make_patient
from tests.permissions.northside import Northside, fill_northside


@dataclass(frozen=True)
class World(Northside):
    """Northside, and what these verbs want beside it: ``small`` is a form that asks for food, ``hungry`` the
    same completed, ``other`` a second patient, ``erin`` who keeps alice's patients while alice is away. The
    patient of ``referral`` was tried on three days."""

    small: int
    hungry: int
    barrier: int
    other: int
    template: int
    erin: int


@dataclass(frozen=True)
class Hand:
    """Somebody at work; with ``late`` the rows have changed since they were seen."""

    session: Session
    actor: Actor
    ids: World
    late: int = 0

    @property
    def here(self) -> tuple[Session, Actor]:
        return self.session, self.actor

    @property
    def today(self) -> date:
        return follow_ups.today_of(self.session)

    def seen(self, model: type[SQLModel], number: int) -> int:
        """The version of the row as it was seen."""
        row: Any = self.session.get(model, number)
        return (row.version if row else 1) - self.late

    def on(self, model: type[SQLModel], number: int) -> tuple[Session, Actor, int, int]:
        """What a verb begins with that changes one row: who, which, and as it was seen."""
        return self.session, self.actor, number, self.seen(model, number)


Does = Callable[[Hand], object]


@dataclass(frozen=True)
class Deed:
    """``first`` is what ``by`` does before it. ``elsewhere`` has the role and not the site, and is nobody for
    a deed about the center; ``never`` have the site and not the role. ``is_seen``: it says what was seen.
    ``refuses``: how it takes what is not in the person's list."""

    does: Does
    by: str = "alice"
    elsewhere: str = "charlie"
    never: tuple[str, ...] = ("bob", "dana")
    is_seen: bool = False
    names_a_row: bool = True
    refuses: str = "NotFound"
    first: Does = lambda hand: None


def _in_care(does: Does, *, is_seen: bool = False, first: Does = lambda hand: None) -> Deed:
    return Deed(does, never=("bob", "pat", "dana"), is_seen=is_seen, first=first)


def _by_supervisor(does: Does, *, is_seen: bool = False, first: Does = lambda hand: None) -> Deed:
    return Deed(does, by="erin", elsewhere="sam", never=("alice", "bob", "pat"), is_seen=is_seen, first=first)


def _of_center(does: Does, *, is_seen: bool = False, names_a_row: bool = True) -> Deed:
    never = ("alice", "erin", "bob", "pat")
    return Deed(does, by="dana", elsewhere="", never=never, is_seen=is_seen, names_a_row=names_a_row)


def make_world(session: Session, people: People) -> World:
    """Everything is alice's, and nothing of it is Southside's."""
    north = fill_northside(session, people)
    assessments.add_form(session, people.dana, SMALL)
    small, hungry = (
        assessments.start(session, people.alice, each, "small").id or 0
        for each in (north.patient, north.sister)
    )
    for question, answer in (("food", "no"), ("why", "Lost the job")):
        for each in (small, hungry):
            assessments.answer(session, people.alice, each, question, (answer,), 0)
    assessments.complete(session, people.alice, hungry, 1)
    for days, how in ((3, How.PHONE), (2, How.PHONE), (1, How.TEXT)):
        at = clock.now() - timedelta(days=days)
        call = NewAttempt(north.patient, Whom.PATIENT, how, Answer.NO_ANSWER, north.referral, at=at)
        contacts.log(session, people.alice, call)
    return World(
        **asdict(north),
        small=small,
        hungry=hungry,
        barrier=care_plans.add_barrier(session, people.alice, north.goal, "No car").id or 0,
        other=make_patient(session, people.sites["Northside"], first_name="Maria Jose").id or 0,
        template=session.exec(select(FollowUpTemplate.id).order_by(col(FollowUpTemplate.id))).first() or 0,
        erin=people.erin.user_id,
    )


def _follow_up(hand: Hand) -> tuple[Session, Actor, int, int]:
    return hand.on(FollowUp, hand.ids.follow_up)


def _call(hand: Hand) -> NewAttempt:
    return NewAttempt(hand.ids.patient, Whom.PATIENT, How.PHONE, Answer.REACHED)


def _ask_to_give_up(hand: Hand) -> LostRequest:
    return sign_off.ask_sign_off(*hand.here, hand.ids.referral, EndReason.NOT_REACHED)


def _request(hand: Hand) -> int:
    """The request that waits, by its referral; none where the referral is not there."""
    theirs = select(LostRequest.id).where(LostRequest.referral_id == hand.ids.referral)
    return hand.session.exec(theirs).first() or hand.ids.referral


FOLLOW_UPS: dict[str, Deed] = {
    "create": Deed(lambda h: follow_ups.create(*h.here, NewFollowUp(h.ids.patient, "Call", h.today))),
    "create_together": Deed(
        lambda h: follow_ups.create_together(*h.here, [NewFollowUp(h.ids.patient, "Call", h.today)])
    ),
    "change": _in_care(
        lambda h: follow_ups.change(*_follow_up(h), Change("Call him", h.today, Priority.HIGH, None)),
        is_seen=True,
    ),
    "complete": _in_care(lambda h: follow_ups.complete(*_follow_up(h)), is_seen=True),
    "reopen": _in_care(
        lambda h: follow_ups.reopen(*_follow_up(h)),
        is_seen=True,
        first=lambda h: follow_ups.complete(*_follow_up(h)),
    ),
    "snooze": _in_care(
        lambda h: follow_ups.snooze(*_follow_up(h), h.today + timedelta(days=1), "Closed"), is_seen=True
    ),
    "reassign": _in_care(lambda h: follow_ups.reassign(*_follow_up(h), None, "Busy"), is_seen=True),
    "start": Deed(lambda h: follow_ups.start(*h.here, h.ids.template, h.ids.patient)),
    "log_contact": Deed(
        lambda h: contacting.log_contact(
            *h.here, _call(h), Answered(h.ids.follow_up, h.seen(FollowUp, h.ids.follow_up))
        ),
        is_seen=True,
    ),
    "ask_sign_off": _in_care(_ask_to_give_up),
    "sign": _by_supervisor(lambda h: sign_off.sign(*h.here, _request(h)), first=_ask_to_give_up),
    "send_back": _by_supervisor(
        lambda h: sign_off.send_back(*h.here, _request(h), "Ask his sister"), first=_ask_to_give_up
    ),
    "set_stage_rule": _of_center(
        lambda h: follow_ups.set_stage_rule(*h.here, h.ids.stage, StageRule("Call the patient"))
    ),
    "add_template": _of_center(
        lambda h: template_settings.add_template(*h.here, TemplateWish("New", [Step(0, "Call")])),
        names_a_row=False,
    ),
    "edit_template": _of_center(
        lambda h: template_settings.edit_template(
            *h.on(FollowUpTemplate, h.ids.template), TemplateWish("New", [Step(0, "Call")])
        ),
        is_seen=True,
    ),
    "set_hidden": _of_center(
        lambda h: template_settings.set_hidden(*h.on(FollowUpTemplate, h.ids.template), hidden=True),
        is_seen=True,
    ),
}
CONTACTS: dict[str, Deed] = {
    "log": Deed(lambda h: contacts.log(*h.here, _call(h))),
    "set_patient_cadence": _in_care(
        lambda h: check_ins.set_patient_cadence(*h.here, h.ids.patient, 30, "Asked for fewer calls")
    ),
    "set_cadence": _of_center(lambda h: check_ins.set_cadence(*h.here, Risk.HIGH, 10), names_a_row=False),
}


def _review(hand: Hand) -> int:
    planned = hand.session.exec(select(PlanReview).where(PlanReview.patient_id == hand.ids.patient)).first()
    return (planned.version if planned else 0) - hand.late


def _plan_review(hand: Hand) -> None:
    care_plans.plan_review(*hand.here, hand.ids.patient, hand.today + timedelta(days=9), _review(hand))


def _sign(hand: Hand) -> object:
    plan = care_plans.plan_of(*hand.here, hand.ids.patient).content()
    agreed = Signature("Maria Garcia", Relation.PATIENT, Agreed.SIGNED, hand.today)
    return care_plans.sign(*hand.here, hand.ids.patient, "another" if hand.late else seal(plan), agreed)


CARE_PLANS: dict[str, Deed] = {
    "add_goal": _in_care(lambda h: care_plans.add_goal(*h.here, h.ids.patient, GoalWish("Dance"))),
    "edit_goal": _in_care(
        lambda h: care_plans.edit_goal(*h.on(PlanGoal, h.ids.goal), GoalWish("Dance")), is_seen=True
    ),
    "add_barrier": _in_care(lambda h: care_plans.add_barrier(*h.here, h.ids.goal, "Snow")),
    "edit_barrier": _in_care(
        lambda h: care_plans.edit_barrier(*h.on(PlanBarrier, h.ids.barrier), "Ice", is_solved=True),
        is_seen=True,
    ),
    "add_action": _in_care(
        lambda h: care_plans.add_action(*h.here, h.ids.goal, ActionWish("Call", Owner.US))
    ),
    "edit_action": _in_care(
        lambda h: care_plans.edit_action(*h.on(PlanAction, h.ids.action), ActionWish("Call", Owner.US)),
        is_seen=True,
    ),
    "mark_action": _in_care(
        lambda h: care_plans.mark_action(*h.on(PlanAction, h.ids.action), ActionStatus.DONE), is_seen=True
    ),
    "note_progress": _in_care(lambda h: care_plans.note_progress(*h.here, h.ids.goal, "Better")),
    "plan_review": _in_care(_plan_review, is_seen=True, first=_plan_review),
    "hold_review": _in_care(
        lambda h: care_plans.hold_review(*h.here, h.ids.patient, _review(h), "Go on"),
        is_seen=True,
        first=_plan_review,
    ),
    "sign": _in_care(_sign, is_seen=True),
    "make_follow_up": _in_care(lambda h: following.make_follow_up(*h.here, h.ids.action)),
}


def _enrolment(hand: Hand) -> tuple[Session, Actor, int, int]:
    return hand.on(Enrolment, hand.ids.enrolment)


def _program(hand: Hand) -> tuple[Session, Actor, int, int]:
    return hand.on(Program, hand.ids.program)


PROGRAMS: dict[str, Deed] = {
    "enrol": _in_care(lambda h: programs.enrol(*h.here, h.ids.other, h.ids.program)),
    "record_consent": _in_care(
        lambda h: programs.record_consent(*_enrolment(h), Consent(ConsentHow.SPOKEN, h.today)), is_seen=True
    ),
    "graduate": _in_care(lambda h: programs.graduate(*_enrolment(h)), is_seen=True),
    "leave": _in_care(lambda h: programs.leave(*_enrolment(h), ProgramOutcome.DECLINED), is_seen=True),
    "resume": _in_care(
        lambda h: programs.resume(*_enrolment(h)),
        is_seen=True,
        first=lambda h: programs.graduate(*_enrolment(h)),
    ),
    "add_program": _of_center(
        lambda h: programs.add_program(*h.here, "Hearts", ProgramKind.PCM), names_a_row=False
    ),
    "edit_program": _of_center(
        lambda h: programs.edit_program(*_program(h), "Hearts", ProgramKind.PCM), is_seen=True
    ),
    "retire_program": _of_center(lambda h: programs.retire_program(*_program(h)), is_seen=True),
    "offer_again": _of_center(lambda h: programs.offer_again(*_program(h)), is_seen=True),
}


def _discharge(hand: Hand) -> tuple[Session, Actor, int, int]:
    return hand.on(Discharge, hand.ids.discharge)


def _came_home(hand: Hand) -> NewDischarge:
    return NewDischarge("County", "Fall", hand.today, Complexity.HIGH, "His sister", hand.today)


def _settle(hand: Hand) -> None:
    for item in Item:
        discharges.answer(*_discharge(hand), item, Checked.DONE)


DISCHARGES: dict[str, Deed] = {
    "write_down": _in_care(lambda h: discharges.write_down(*h.here, h.ids.other, _came_home(h))),
    "answer": _in_care(
        lambda h: discharges.answer(*_discharge(h), Item.TRANSPORT, Checked.DONE), is_seen=True
    ),
    "make_ready": _in_care(lambda h: discharges.make_ready(*_discharge(h)), is_seen=True, first=_settle),
    "record_contact": _in_care(lambda h: discharges.record_contact(*_discharge(h), h.today), is_seen=True),
    "record_visit": _in_care(lambda h: discharges.record_visit(*_discharge(h), h.today), is_seen=True),
    "close": _in_care(lambda h: discharges.close(*_discharge(h), EndedBecause.READMITTED), is_seen=True),
    "reopen": _in_care(
        lambda h: discharges.reopen(*_discharge(h)),
        is_seen=True,
        first=lambda h: discharges.close(*_discharge(h), EndedBecause.READMITTED),
    ),
}
_WISH = "Food for two"
ASSESSMENTS: dict[str, Deed] = {
    "start": Deed(lambda h: assessments.start(*h.here, h.ids.other, "intake")),
    "answer": Deed(
        lambda h: assessments.answer(*h.here, h.ids.small, "why", ("Rent went up",), 1 - h.late), is_seen=True
    ),
    "complete": Deed(lambda h: assessments.complete(*h.on(Assessment, h.ids.small)), is_seen=True),
    "reopen": Deed(lambda h: assessments.reopen(*h.on(Assessment, h.ids.hungry)), is_seen=True),
    "take_referral": Deed(
        lambda h: assessments.take_referral(*h.here, h.ids.hungry, "pantry", ReferralWish(h.ids.type))
    ),
    "take_follow_up": Deed(
        lambda h: assessments.take_follow_up(*h.here, h.ids.hungry, "call", _WISH, h.today)
    ),
    "take_concern": _in_care(lambda h: assessments.take_concern(*h.here, h.ids.hungry, "hungry")),
    "dismiss": Deed(lambda h: assessments.dismiss(*h.here, h.ids.hungry, "hungry")),
    "add_form": _of_center(
        lambda h: assessments.add_form(*h.here, SMALL.replace('"small"', '"smaller"', 1)), names_a_row=False
    ),
    "edit_form": _of_center(
        lambda h: assessments.edit_form(*h.here, "small", 1 - h.late, SMALL.replace("One", "Food")),
        is_seen=True,
        names_a_row=False,
    ),
    "set_active": _of_center(
        lambda h: assessments.set_active(*h.here, "small", active=False), names_a_row=False
    ),
}
CRISES: dict[str, Deed] = {
    "open_crisis": Deed(lambda h: crises.open_crisis(*h.here, h.ids.other), never=("dana",)),
    "tick": Deed(lambda h: crises.tick(*h.here, h.ids.crisis, 0, done=True), never=("dana",)),
    "note": Deed(lambda h: crises.note(*h.here, h.ids.crisis, "He is at home"), never=("dana",)),
    "end": Deed(
        lambda h: crises.end(*h.on(Crisis, h.ids.crisis), CrisisOutcome.SAFE, "Talked it over"), is_seen=True
    ),
    "acknowledge": _by_supervisor(lambda h: crises.acknowledge(*h.here, h.ids.crisis)),
    "set_steps": _of_center(
        lambda h: crises.set_steps(*h.here, crises.steps_now(*h.here)[1] - h.late, ["Stay on the phone"]),
        is_seen=True,
        names_a_row=False,
    ),
    "set_rota": _of_center(
        lambda h: crises.set_rota(*h.here, {EVERY_DAY: ("Erin", "(312) 555-0107")}), names_a_row=False
    ),
}


def _sides(hand: Hand) -> tuple[Side, Side]:
    kept, gone = hand.ids.patient, hand.ids.other
    return Side(kept, hand.seen(Patient, kept)), Side(gone, hand.seen(Patient, gone))


MERGING: dict[str, Deed] = {
    "merge": _by_supervisor(lambda h: merging.merge(*h.here, *_sides(h)), is_seen=True),
    "take_back": _by_supervisor(lambda h: merging.take_back(*h.here, h.ids.merge)),
    "say_not_the_same": _by_supervisor(
        lambda h: merging.say_not_the_same(*h.here, h.ids.patient, h.ids.other)
    ),
}


def _absence(hand: Hand) -> Terms:
    return Terms(Why.ABSENCE, hand.today + timedelta(days=7), "Surgery")


HANDOVERS: dict[str, Deed] = {
    "hand_over": Deed(
        lambda h: handover.hand_over(*h.here, Wish(h.ids.erin, (h.ids.alice,)), _absence(h)),
        by="erin", elsewhere="sam", refuses="Invalid",
    ),
    "take_back": Deed(
        lambda h: handover.take_back(*h.here, h.ids.handover), by="erin", elsewhere="sam",
        never=("bob", "pat", "dana"),
    ),
}  # fmt: skip


def _kept_by(hand: Hand, patient_id: int) -> int | None:
    patient = hand.session.get(Patient, patient_id)
    return hand.ids.pat if hand.late else patient.coordinator_id if patient else None


CASELOADS: dict[str, Deed] = {
    "assign": _in_care(
        lambda h: caseloads.assign(
            *h.here, h.ids.patient, h.ids.alice, instead_of=_kept_by(h, h.ids.patient), reason="Knows him"
        ),
        is_seen=True,
    ),
}
SAVED_VIEWS: dict[str, Deed] = {
    "remove_view": Deed(
        lambda h: views.remove_view(*h.here, ViewedPage.CASELOAD, h.ids.caseload_view), never=()
    ),
}
DEEDS: dict[str, dict[str, Deed]] = {
    "follow-ups": FOLLOW_UPS,
    "contacts": CONTACTS,
    "care plans": CARE_PLANS,
    "programs": PROGRAMS,
    "discharges": DISCHARGES,
    "assessments": ASSESSMENTS,
    "crises": CRISES,
    "merging": MERGING,
    "handovers": HANDOVERS,
    "caseloads": CASELOADS,
    "saved views": SAVED_VIEWS,
}
