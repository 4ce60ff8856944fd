"""Assessments as they were, or are being, filled in; and how a score went over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.assessments.definition import Answer, Form
from carehub.assessments.library import defined
from carehub.assessments.models import Assessment, AssessmentAnswer, FormVersion, OfferDecision
from carehub.assessments.scoring import Scored, scores_of
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient

_GONE = "This form is not among those of your patients. Go back and choose again."


@dataclass(frozen=True)
class Given:
    """An answer as it stands, with who gave it last."""

    row: AssessmentAnswer
    who: str


@dataclass(frozen=True)
class Filled:
    """An assessment with its form; ``number`` is the version of the form, ``who`` by user id."""

    row: Assessment
    form: Form
    number: int
    given: dict[str, Given]
    decisions: dict[str, tuple[OfferDecision, str]]
    who: dict[int, str]

    @property
    def answers(self) -> dict[str, Answer]:
        return {name: tuple(each.row.values) for name, each in self.given.items() if each.row.values}

    @property
    def scores(self) -> list[Scored]:
        return scores_of(self.form, self.answers)


@dataclass(frozen=True)
class Point:
    """One step of a trend: the score of a completed assessment."""

    at: datetime
    points: Decimal
    band: str


@dataclass(frozen=True)
class Trend:
    """How a score of a form went, the oldest first."""

    form_title: str
    title: str
    points: list[Point]


def visible_to(actor: Actor) -> SelectOfScalar[Assessment]:
    """The assessments of the patients that this person may see."""
    require(actor, Permission.NOTES_SEE)
    theirs = select(Assessment).join(Patient, col(Patient.id) == Assessment.patient_id)
    return theirs.where(patients.at_sites_of(actor))


def find(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    found = session.exec(visible_to(actor).where(col(Assessment.id) == assessment_id)).first()
    if found is None:
        raise NotFound(_GONE)
    return found


def filled(session: Session, actor: Actor, assessment_id: int) -> Filled:
    """One assessment with its answers."""
    find(session, actor, assessment_id)
    return _filled(session, visible_to(actor).where(col(Assessment.id) == assessment_id))[0]


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Filled]:
    """All of a patient's: those that are being filled in first, then the completed, the newest first."""
    patients.find(session, actor, patient_id)
    theirs = visible_to(actor).where(Assessment.patient_id == patient_id)
    order = (
        col(Assessment.completed_at).is_not(None),
        col(Assessment.completed_at).desc(),
        col(Assessment.id).desc(),
    )
    return _filled(session, theirs.order_by(*order))


def trends(filled_ones: Iterable[Filled]) -> list[Trend]:
    """How each score went over the completed assessments of each form."""
    found: dict[tuple[str, str], Trend] = {}
    completed = [each for each in filled_ones if each.row.completed_at is not None]
    for each in sorted(completed, key=lambda each: each.row.completed_at or each.row.started_at):
        for scored in each.scores:
            key = each.form.key, scored.score.id
            trend = found.setdefault(key, Trend(each.form.title, scored.score.title, []))
            at = each.row.completed_at or each.row.started_at
            trend.points.append(Point(at, scored.points, scored.band))
    return list(found.values())


def _filled(session: Session, which: SelectOfScalar[Assessment]) -> list[Filled]:
    rows = session.exec(which.execution_options(populate_existing=True)).all()
    ids = [row.id or 0 for row in rows]
    given, decisions = _given(session, ids), _decisions(session, ids)
    versions = _versions(session, {row.form_version_id for row in rows})
    names = _names(session, rows)
    return [
        Filled(
            row,
            defined(versions[row.form_version_id].source),
            versions[row.form_version_id].number,
            {name: each for (owner, name), each in given.items() if owner == row.id},
            {name: each for (owner, name), each in decisions.items() if owner == row.id},
            names,
        )
        for row in rows
    ]


def _given(session: Session, ids: list[int]) -> dict[tuple[int, str], Given]:
    answers = (
        select(AssessmentAnswer, User.name)
        .join(User, col(User.id) == AssessmentAnswer.by_id)
        .where(col(AssessmentAnswer.assessment_id).in_(ids))
        .execution_options(populate_existing=True)
    )
    return {(row.assessment_id, row.question_id): Given(row, who) for row, who in session.exec(answers)}


def _decisions(session: Session, ids: list[int]) -> dict[tuple[int, str], tuple[OfferDecision, str]]:
    made = (
        select(OfferDecision, User.name)
        .join(User, col(User.id) == OfferDecision.by_id)
        .where(col(OfferDecision.assessment_id).in_(ids))
    )
    return {(row.assessment_id, row.offer_id): (row, who) for row, who in session.exec(made)}


def _versions(session: Session, ids: set[int]) -> dict[int, FormVersion]:
    wanted = select(FormVersion).where(col(FormVersion.id).in_(ids))
    return {version.id or 0: version for version in session.exec(wanted)}


def _names(session: Session, rows: Iterable[Assessment]) -> dict[int, str]:
    ids = {each for row in rows for each in (row.started_by_id, row.completed_by_id) if each}
    wanted = select(User.id, User.name).where(col(User.id).in_(ids))
    return {user_id: name for user_id, name in session.exec(wanted) if user_id}
