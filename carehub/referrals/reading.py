"""Reading referrals: the board, one referral, its history. Only what the person may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.core.sight import once_for_each_actor
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.referrals.filters import WHOLE_BOARD, BoardView, fitting, narrowed, open_or_closed
from carehub.referrals.models import Referral, ReferralEvent, ReferralType, Stage
from carehub.sensitive.access import may_see

# What fits on a screen comes first: a board opens with what is seen, and the rest comes as somebody scrolls.
FIRST_CARDS, NEXT_CARDS = 10, 25
_GONE = "This referral is not on your board. Ask a supervisor if you need access."


@dataclass(frozen=True)
class Entry:
    """One referral with what its card says beside it; the coordinator may be nobody yet."""

    referral: Referral
    patient: Patient
    type_name: str
    coordinator: str | None


@dataclass(frozen=True)
class Column:
    """A stage and the first of its referrals, in their order; ``total`` counts all of them."""

    stage: Stage
    total: int
    entries: list[Entry]


@dataclass(frozen=True)
class HistoryLine:
    event: ReferralEvent
    who: str


@once_for_each_actor
def visible_to(actor: Actor) -> SelectOfScalar[Referral]:
    """The referrals of the patients that this person may see; sensitive ones only with the grant."""
    return select(Referral).join(Patient, col(Patient.id) == Referral.patient_id).where(_may_see(actor))


@once_for_each_actor
def of_its_patient(actor: Actor) -> SelectOfScalar[Referral]:
    """The same for one patient of a surrounding query: a subquery that costs a look per patient there."""
    theirs = select(Referral).where(col(Referral.patient_id) == Patient.id, _may_see(actor))
    return theirs.correlate(Patient)


def find(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral; NotFound when there is none or the person may not see this one."""
    referral = session.exec(visible_to(actor).where(Referral.id == referral_id)).first()
    if referral is None:
        raise NotFound(_GONE)
    return referral


def patients_of(session: Session, referral_ids: Collection[int]) -> set[int]:
    """Whose these referrals are, whoever asks: for the journal, of what a board has shown already."""
    theirs = select(Referral.patient_id).where(col(Referral.id).in_(referral_ids))
    return set(session.exec(theirs))


def read(session: Session, actor: Actor, referral_id: int) -> Entry:
    """One referral with its patient, as ``find``."""
    row = session.execute(_entries(actor).where(Referral.id == referral_id)).first()
    if row is None:
        raise NotFound(_GONE)
    return Entry(*row)


def board(session: Session, actor: Actor, only: BoardView = WHOLE_BOARD) -> list[Column]:
    """The shown stages from left to right, each with the first of its referrals."""
    totals = stage_totals(session, actor, only)
    fits = fitting(session, actor, only, clock.now())
    columns = []
    for stage in shown_stages(session):
        number = stage.id or 0
        first = _page(session, actor, number, "", fits, FIRST_CARDS)
        columns.append(Column(stage, totals.get(number, 0), first))
    return columns


def column_page(
    session: Session, actor: Actor, stage_id: int, after: str = "", only: BoardView = WHOLE_BOARD
) -> list[Entry]:
    """The next page of a stage, behind the referral with the order key ``after``."""
    fits = fitting(session, actor, only, clock.now())
    return _page(session, actor, stage_id, after, fits, NEXT_CARDS)


def _page(
    session: Session, actor: Actor, stage_id: int, after: str, fits: list[ColumnElement[bool]], most: int
) -> list[Entry]:
    statement = (
        _entries(actor)
        .where(Referral.stage_id == stage_id, col(Referral.order_key) > after)
        .where(*fits)
        .order_by(col(Referral.order_key))
        .limit(most)
    )
    return [Entry(*row) for row in session.execute(statement)]


def changed_cards(
    session: Session, actor: Actor, referral_ids: Collection[int], only: BoardView = WHOLE_BOARD
) -> list[Entry]:
    """Those of the referrals that fit the view and that the person may see, as they are now."""
    those = _entries(actor).where(col(Referral.id).in_(sorted(referral_ids)))
    statement = those.where(*fitting(session, actor, only, clock.now()))
    return [Entry(*row) for row in session.execute(statement)]


def ids_for_patients(session: Session, actor: Actor, patient_ids: Collection[int]) -> frozenset[int]:
    """The referrals of these patients, also of those that the person no longer sees: their cards go."""
    require(actor, Permission.PATIENTS_SEE)
    if not patient_ids:
        return frozenset()
    statement = select(Referral.id).where(col(Referral.patient_id).in_(sorted(patient_ids)))
    return frozenset(number for number in session.exec(statement) if number)


def stage_totals(session: Session, actor: Actor, only: BoardView = WHOLE_BOARD) -> dict[int, int]:
    """How many referrals of the view stand in each stage, by its id; an empty stage is left out."""
    now = clock.now()
    fits = _placed(actor, only).where(*narrowed(session, actor, only, now))
    # Each in its own range of an index: what was closed long ago is not looked at.
    shown = union_all(*(fits.where(each) for each in open_or_closed(session, only, now))).subquery()
    statement = select(shown.c.stage_id, func.count()).group_by(shown.c.stage_id)
    return {stage_id: number for stage_id, number in session.execute(statement)}


def _placed(actor: Actor, only: BoardView) -> SelectOfScalar[int]:
    """The stage of each referral; a filter may ask for its patient, the whole board does without."""
    require(actor, Permission.PATIENTS_SEE)
    placed = select(Referral.stage_id)
    if only.is_filtered:
        return placed.join(Patient, col(Patient.id) == Referral.patient_id).where(_may_see(actor))
    visible = patients.may_see_patient(actor, col(Referral.patient_id))
    return placed.where(visible, may_see(actor, col(Referral.id)))


def history(session: Session, actor: Actor, referral_id: int) -> list[HistoryLine]:
    """What happened to a referral, the newest first."""
    find(session, actor, referral_id)
    statement = (
        select(ReferralEvent, User.name)
        .join(User, col(User.id) == ReferralEvent.actor_id)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(col(ReferralEvent.id).desc())
    )
    return [HistoryLine(event, who) for event, who in session.exec(statement)]


def shown_stages(session: Session) -> list[Stage]:
    """The columns of the board, from left to right."""
    shown = select(Stage).where(col(Stage.is_hidden).is_(False))
    return list(session.exec(shown.order_by(col(Stage.position), col(Stage.id))))


def shown_types(session: Session) -> list[ReferralType]:
    """The referral types to choose from, in the center's order."""
    shown = select(ReferralType).where(col(ReferralType.is_hidden).is_(False))
    return list(session.exec(shown.order_by(col(ReferralType.position), col(ReferralType.id))))


@once_for_each_actor
def _entries(actor: Actor) -> Select[Referral, Patient, str, str]:
    return (
        select(Referral, Patient, ReferralType.name, User.name)
        .join(Patient, col(Patient.id) == Referral.patient_id)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .outerjoin(User, col(User.id) == Referral.coordinator_id)
        .where(_may_see(actor))
    )


@once_for_each_actor
def _may_see(actor: Actor) -> ColumnElement[bool]:
    require(actor, Permission.PATIENTS_SEE)
    return and_(patients.at_sites_of(actor), may_see(actor, col(Referral.id)))
