"""Referrals: make, edit, move, close. Each verb checks, changes, records and announces."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts.models import User
from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import Invalid
from carehub.patients import service as patients
from carehub.referrals.authorization import Authorization, refuse_impossible
from carehub.referrals.change import Story, place_of, rewrite, tell, working_days
from carehub.referrals.ending import Ending, end
from carehub.referrals.evidence import LINE_LIMIT, NOTHING, TEXT_LIMIT, Evidence
from carehub.referrals.models import Happening, Referral, ReferralType, Stage
from carehub.referrals.reading import (
    FIRST_CARDS,
    NEXT_CARDS,
    board,
    changed_cards,
    column_page,
    find,
    history,
    ids_for_patients,
    of_its_patient,
    read,
    shown_stages,
    shown_types,
    stage_totals,
    visible_to,
)
from carehub.referrals.receivers import receiver_id_of
from carehub.referrals.status import Outcome, Status, Urgency
from carehub.referrals.transition import first_stage_of, stage_named_by, transit

__all__ = [
    "FIRST_CARDS",
    "NEXT_CARDS",
    "Ending",
    "NewReferral",
    "ReferralChanges",
    "acknowledge",
    "board",
    "changed_cards",
    "close_without_visit",
    "column_page",
    "create",
    "edit",
    "find",
    "history",
    "ids_for_patients",
    "move",
    "of_its_patient",
    "pin",
    "read",
    "reopen",
    "shown_stages",
    "shown_types",
    "stage_totals",
    "visible_to",
]


@dataclass(frozen=True)
class NewReferral:
    """What a referral begins with; it starts as a draft, so the receiver and question may follow."""

    patient_id: int
    type_id: int
    urgency: Urgency = Urgency.ROUTINE
    receiver: str = ""
    question: str = ""
    coordinator_id: int | None = None


@dataclass(frozen=True)
class ReferralChanges:
    """The fields that are edited by hand, as they shall be; no authorization leaves it as it is."""

    type_id: int
    urgency: Urgency
    receiver: str
    question: str
    authorization: Authorization | None = None


def create(session: Session, actor: Actor, new: NewReferral) -> Referral:
    """A new draft. Without a named coordinator it is for the patient's own, or for the one who makes it."""
    require(actor, Permission.REFERRALS_CREATE)
    _refuse_endless(new.receiver, new.question)
    patients.find(session, actor, new.patient_id)
    _refuse_hidden(_type_named_by(session, new.type_id))
    return _add(session, actor, _draft(session, actor, new))


def edit(
    session: Session, actor: Actor, referral_id: int, version: int, changes: ReferralChanges
) -> Referral:
    """Change what a referral says; its clock goes on, save that another urgency has another limit."""
    require(actor, Permission.REFERRALS_EDIT)
    referral = find(session, actor, referral_id)
    _refuse_endless(changes.receiver, changes.question)
    kind = _type_named_by(session, changes.type_id)
    if kind.id != referral.type_id:
        _refuse_hidden(kind)
    if changes.authorization is not None:
        refuse_impossible(changes.authorization)
    if referral.status is not Status.DRAFT and not (changes.question.strip() and changes.receiver.strip()):
        raise Invalid("Only a draft may do without a receiver and a question. Fill in both.")
    values = _edited(referral, changes)
    if not values:
        return referral
    story = Story(Happening.EDITED, detail={name: str(value) for name, value in values.items()})
    return rewrite(session, actor, referral, version, story, **values)


def move(
    session: Session,
    actor: Actor,
    referral_id: int,
    version: int,
    stage_id: int,
    evidence: Evidence = NOTHING,
    token: str = "",
) -> Referral:
    """Move a referral to a stage. ProofWanted when the stage asks for what was not said yet."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_MOVE)
    target = stage_named_by(session, stage_id)
    return transit(session, actor, referral, version, target, evidence, token=token)


def reopen(
    session: Session, actor: Actor, referral_id: int, version: int, stage_id: int, reason: str
) -> Referral:
    """Take up a closed referral again, at the stage where work goes on."""
    if find(session, actor, referral_id).status is not Status.CLOSED:
        raise Invalid("This referral is open already. Reload the board to see where it stands.")
    return move(session, actor, referral_id, version, stage_id, Evidence(reason=reason))


def close_without_visit(
    session: Session, actor: Actor, referral_id: int, version: int, ending: Ending, token: str = ""
) -> Referral:
    """End a referral off its path; a redirected one is followed by a new draft, which asks for the other
    receiver, and so it cannot be undone by its ``token``."""
    redirected = ending.outcome is Outcome.REDIRECTED
    referral = end(session, actor, referral_id, version, ending, "" if redirected else token)
    if redirected:
        _replace(session, actor, referral)
    return referral


def acknowledge(session: Session, actor: Actor, referral_id: int, version: int) -> Referral:
    """Say that the report was read; then the patient is to be told."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_ACKNOWLEDGE)
    if referral.status is not Status.REPORT_RECEIVED:
        raise Invalid("There is no report to acknowledge yet.")
    today = working_days(session).day_of(clock.now())
    story = Story(Happening.ACKNOWLEDGED, detail={"reviewed_by": actor.name})
    return rewrite(session, actor, referral, version, story, reviewed_by=actor.name, reviewed_on=today)


def pin(session: Session, actor: Actor, referral_id: int, version: int, *, pinned: bool) -> Referral:
    """Hold a card at the top of its column for everyone, or let it go."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_MOVE)
    story = Story(Happening.PINNED if pinned else Happening.UNPINNED)
    return rewrite(session, actor, referral, version, story, is_pinned=pinned)


def _replace(session: Session, actor: Actor, referral: Referral) -> None:
    new = NewReferral(referral.patient_id, referral.type_id, referral.urgency, question=referral.question)
    successor = _draft(session, actor, new)
    successor.coordinator_id, successor.replaces_id = referral.coordinator_id, referral.id
    _add(session, actor, successor)


def _add(session: Session, actor: Actor, referral: Referral) -> Referral:
    session.add(referral)
    session.flush()
    # The last part of the order key is the id, which the database has just given.
    place = place_of(session, referral)
    referral.due_at, referral.order_key = place["due_at"], place["order_key"]
    session.flush()
    story = Story(Happening.CREATED, to_stage=session.get_one(Stage, referral.stage_id).name)
    tell(session, actor, referral, story, ["patient", "type", "urgency", "receiver", "question"])
    return referral


def _draft(session: Session, actor: Actor, new: NewReferral) -> Referral:
    moment, stage = clock.now(), first_stage_of(session, Status.DRAFT)
    return Referral(
        patient_id=new.patient_id,
        type_id=new.type_id,
        receiver=new.receiver.strip(),
        receiver_id=receiver_id_of(session, actor, new.receiver),
        urgency=new.urgency,
        question=new.question.strip(),
        coordinator_id=_coordinator(session, actor, new),
        requested_by_id=actor.user_id,
        requested_on=working_days(session).day_of(moment),
        stage_id=stage.id or 0,
        status=stage.status,
        stage_entered_at=moment,
        status_entered_at=moment,
        order_key="",
        created_at=moment,
        updated_at=moment,
    )


def _coordinator(session: Session, actor: Actor, new: NewReferral) -> int | None:
    if new.coordinator_id is None:
        keeper = caseloads.responsible(session, actor, new.patient_id)
        own = actor.user_id if actor.role is Role.COORDINATOR else None
        return keeper.user_id if keeper else own
    user = session.get(User, new.coordinator_id)
    if user is None or not user.is_active:
        raise Invalid("This person no longer works here. Choose another coordinator.")
    return new.coordinator_id


def _type_named_by(session: Session, type_id: int) -> ReferralType:
    kind = session.get(ReferralType, type_id)
    if kind is None:
        raise Invalid("Choose a type of referral from the list.")
    return kind


def _refuse_hidden(kind: ReferralType) -> None:
    if kind.is_hidden:
        raise Invalid("This type of referral is no longer offered. Choose another one.")


def _edited(referral: Referral, changes: ReferralChanges) -> dict[str, object]:
    wished: dict[str, object] = {
        "type_id": changes.type_id,
        "urgency": changes.urgency,
        "receiver": changes.receiver.strip(),
        "question": changes.question.strip(),
        **(changes.authorization.fields() if changes.authorization else {}),
    }
    return {name: value for name, value in wished.items() if getattr(referral, name) != value}


def _refuse_endless(receiver: str, question: str) -> None:
    if len(receiver) > LINE_LIMIT:
        raise Invalid(f"Keep the receiver under {LINE_LIMIT} characters.")
    if len(question) > TEXT_LIMIT:
        raise Invalid(f"Keep the question under {TEXT_LIMIT:,} characters.")
