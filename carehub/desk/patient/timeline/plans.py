"""What was agreed on and asked: the care plan, and forms."""

from datetime import datetime

from sqlmodel import col, select

from carehub.accounts.models import User
from carehub.assessments import service as assessments
from carehub.assessments.library import defined
from carehub.assessments.models import Assessment, FormVersion
from carehub.care_plans import service as care_plans
from carehub.care_plans.models import PlanGoal, PlanProgress, PlanReview, PlanVersion
from carehub.care_plans.wording import AGREED, RELATION
from carehub.core.actor import Permission
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look, begun, ended

# Rows of three tables in one kind, perhaps of one instant: the remainder tells them apart.
_PROGRESS, _REVIEW, _VERSION, _TABLES = 0, 1, 2, 3


def care_plan_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    return [*_progress(look), *_reviews(look), *_versions(look)]


def forms_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    theirs = (
        assessments.visible_to(look.actor)
        .join(FormVersion, col(FormVersion.id) == Assessment.form_version_id)
        .where(col(Assessment.patient_id) == look.patient_id)
        .add_columns(col(FormVersion.source), col(User.name))
    )
    began = theirs.join(User, col(User.id) == Assessment.started_by_id)
    finished = theirs.join(User, col(User.id) == Assessment.completed_by_id)
    number = col(Assessment.id)
    starts = look.session.execute(look.cut(began, Kind.FORM, col(Assessment.started_at), begun(number)))
    ends = look.session.execute(look.cut(finished, Kind.FORM, col(Assessment.completed_at), ended(number)))
    return [
        Entry(row.started_at, Kind.FORM, 2 * row.id, f"{_title(source)}: begun", who, href=_form(row))
        for row, source, who in starts
    ] + [
        Entry(
            row.completed_at, Kind.FORM, 2 * row.id + 1, f"{_title(source)}: completed", who, href=_form(row)
        )
        for row, source, who in ends
    ]


def _progress(look: Look) -> list[Entry]:
    told = (
        care_plans.visible_to(look.actor)
        .join(PlanProgress, col(PlanProgress.goal_id) == PlanGoal.id)
        .join(User, col(User.id) == PlanProgress.by_id)
        .where(col(PlanGoal.patient_id) == look.patient_id)
        .with_only_columns(PlanProgress, col(PlanGoal.words), col(User.name))
    )
    number = _TABLES * col(PlanProgress.id) + _PROGRESS
    rows = look.session.execute(look.cut(told, Kind.CARE_PLAN, col(PlanProgress.at), number))
    return [
        _plan(look, each.at, _TABLES * each.id + _PROGRESS, f"Progress: {goal}", who, each.text)
        for each, goal, who in rows
    ]


def _reviews(look: Look) -> list[Entry]:
    told = (
        select(PlanReview, User.name)
        .join(User, col(User.id) == PlanReview.updated_by_id)
        .where(PlanReview.patient_id == look.patient_id)
    )
    number = _TABLES * col(PlanReview.id) + _REVIEW
    rows = look.session.execute(look.cut(told, Kind.CARE_PLAN, col(PlanReview.held_at), number))
    return [
        _plan(look, each.held_at, _TABLES * each.id + _REVIEW, "Care plan reviewed", who, each.note)
        for each, who in rows
        if each.held_at
    ]


def _versions(look: Look) -> list[Entry]:
    told = (
        select(PlanVersion, User.name)
        .join(User, col(User.id) == PlanVersion.made_by_id)
        .where(PlanVersion.patient_id == look.patient_id)
    )
    number = _TABLES * col(PlanVersion.id) + _VERSION
    rows = look.session.execute(look.cut(told, Kind.CARE_PLAN, col(PlanVersion.made_at), number))
    return [
        _plan(
            look,
            each.made_at,
            _TABLES * each.id + _VERSION,
            f"Care plan agreed to by {each.signed_by}",
            who,
            f"{RELATION[each.relation]}: {AGREED[each.agreed].lower()}",
        )
        for each, who in rows
    ]


def _plan(look: Look, at: datetime, row_id: int, what: str, who: str, note: str) -> Entry:
    return Entry(at, Kind.CARE_PLAN, row_id, what, who, note, f"/patients/{look.patient_id}/care-plan")


def _title(source: str) -> str:
    return defined(source).title


def _form(row: Assessment) -> str:
    return f"/patients/{row.patient_id}/forms/{row.id}"
