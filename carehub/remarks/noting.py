"""Problems, concerns, preferences and alerts: noted, reworded, ended."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import Center, User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.remarks.models import Remark, RemarkKind, RemarkStatus

LONGEST = 200
_FOR_EVERYONE = (RemarkKind.ALERT, RemarkKind.PREFERENCE)


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark with who noted it."""

    remark: Remark
    by: str


def visible_to(actor: Actor) -> SelectOfScalar[Remark]:
    """The remarks on patients whom this person may see: alerts and preferences, for care staff all."""
    require(actor, Permission.PATIENTS_SEE)
    theirs = select(Remark).join(Patient, col(Patient.id) == Remark.patient_id)
    if actor.may(Permission.NOTES_SEE):
        return theirs.where(patients.at_sites_of(actor))
    return theirs.where(patients.at_sites_of(actor), col(Remark.kind).in_(_FOR_EVERYONE))


def remarks_of(session: Session, actor: Actor, patient_id: int) -> list[Noted]:
    """What holds, then what no longer does, the newest first; mistakes are left out."""
    found = (
        visible_to(actor)
        .add_columns(col(User.name))
        .join(User, col(User.id) == Remark.noted_by_id)
        .where(col(Remark.patient_id) == patient_id, col(Remark.status) != RemarkStatus.ENTERED_IN_ERROR)
        .order_by(col(Remark.ended_at).is_not(None), col(Remark.id).desc())
    )
    return [Noted(*row) for row in session.execute(found)]


def alerts_of(session: Session, actor: Actor, patient_id: int) -> list[str]:
    """What everyone who meets the patient must know, the oldest first."""
    now = and_(
        col(Remark.patient_id) == patient_id,
        col(Remark.kind) == RemarkKind.ALERT,
        col(Remark.status) == RemarkStatus.OPEN,
    )
    return [each.words for each in session.exec(visible_to(actor).where(now).order_by(col(Remark.id)))]


def note(
    session: Session, actor: Actor, patient_id: int, kind: RemarkKind, words: str, since: date | None = None
) -> Remark:
    """Write down what holds from now on."""
    require(actor, Permission.CARE_EDIT)
    patients.find(session, actor, patient_id)
    _refuse_future(session, since)
    remark = Remark(
        patient_id=patient_id,
        kind=kind,
        words=_checked(words),
        since=since,
        noted_at=clock.now(),
        noted_by_id=actor.user_id,
    )
    session.add(remark)
    session.flush()
    _write_down(session, actor, "note", remark, ["words"])
    return remark


def reword(
    session: Session, actor: Actor, remark_id: int, version: int, words: str, since: date | None
) -> Remark:
    """Say it better; Conflict when somebody else did so since ``version``."""
    require(actor, Permission.CARE_EDIT)
    remark = _find(session, actor, remark_id)
    _refuse_future(session, since)
    return _change(session, actor, remark, version, "reword", words=_checked(words), since=since)


def end(session: Session, actor: Actor, remark_id: int, version: int, status: RemarkStatus) -> Remark:
    """It is no longer so, or never was."""
    require(actor, Permission.CARE_EDIT)
    remark = _find(session, actor, remark_id)
    if status is RemarkStatus.OPEN or remark.status is not RemarkStatus.OPEN:
        raise Conflict("Someone else ended this first. Look again.")
    return _change(
        session, actor, remark, version, "end",
        status=status, ended_at=clock.now(), ended_by_id=actor.user_id,
    )  # fmt: skip


def open_again(session: Session, actor: Actor, remark_id: int, version: int) -> Remark:
    """It holds after all."""
    require(actor, Permission.CARE_EDIT)
    remark = _find(session, actor, remark_id)
    return _change(
        session, actor, remark, version, "open", status=RemarkStatus.OPEN, ended_at=None, ended_by_id=None
    )


def _find(session: Session, actor: Actor, remark_id: int) -> Remark:
    remark = session.exec(visible_to(actor).where(Remark.id == remark_id)).first()
    if remark is None:
        raise NotFound("This is not here any more. Reload the page.")
    return remark


def _checked(words: str) -> str:
    words = " ".join(words.split())
    if not 1 <= len(words) <= LONGEST:
        raise Invalid(f"Say it in at most {LONGEST} characters.")
    return words


def _refuse_future(session: Session, since: date | None) -> None:
    if since and since > clock.today(session.get_one(Center, 1).time_zone):
        raise Invalid("This day is in the future. Check the date.")


def _change(
    session: Session, actor: Actor, remark: Remark, version: int, action: str, **values: object
) -> Remark:
    assert remark.id is not None
    if not versioned_update(session, Remark, remark.id, version, **values):
        raise Conflict("Someone else changed this first. Nothing of yours was saved; look again.")
    session.refresh(remark)
    _write_down(session, actor, action, remark, list(values))
    return remark


def _write_down(session: Session, actor: Actor, action: str, remark: Remark, fields: list[str]) -> None:
    journal.record(
        session, actor, f"remarks.{action}",
        patient_id=remark.patient_id, subject=f"remark:{remark.id}", fields=fields,
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, remark.patient_id)
