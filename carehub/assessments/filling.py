"""A form is begun, answered question by question, left, taken up by a colleague, and completed."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.assessments.answering import checked
from carehub.assessments.branching import missing, shown
from carehub.assessments.definition import Answer, Question
from carehub.assessments.library import version_to_fill
from carehub.assessments.models import Assessment, AssessmentAnswer, FormVersion
from carehub.assessments.reading import Filled, filled, find, visible_to
from carehub.assessments.wording import spoken
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.dates import ago
from carehub.core.errors import Conflict, Invalid
from carehub.patients import service as patients


def start(session: Session, actor: Actor, patient_id: int, key: str) -> Assessment:
    """Begin a form for a patient; one that somebody began and did not complete is taken up again."""
    require(actor, Permission.NOTES_SEE)
    patients.find(session, actor, patient_id)
    version = version_to_fill(session, key)
    if open_one := _open_one(session, actor, patient_id, version):
        return open_one
    begun = Assessment(
        patient_id=patient_id,
        form_version_id=version.id or 0,
        started_at=clock.now(),
        started_by_id=actor.user_id,
    )
    session.add(begun)
    session.flush()
    _tell(session, actor, begun, "assessments.start")
    return begun


def answer(
    session: Session, actor: Actor, assessment_id: int, question_id: str, given: Answer, seen: int
) -> AssessmentAnswer:
    """Keep an answer. ``seen`` is the version of the answer that the person saw, 0 for none.

    Conflict, with what was said by whom, when a colleague answered the same question meanwhile.
    """
    require(actor, Permission.NOTES_SEE)
    whole = filled(session, actor, assessment_id)
    _refuse_completed(whole.row)
    question = _asked(whole, question_id)
    values = list(checked(question, given))
    present = whole.given.get(question_id)
    if present is None:
        # Also where the page saw one: saving it had failed.
        row = _first(session, actor, assessment_id, question, values)
    elif present.row.values == values:
        return present.row
    elif present.row.version != seen:
        raise Conflict(_who_answered(session, assessment_id, question))
    else:
        row = present.row
        row.values, row.version, row.at, row.by_id = values, seen + 1, clock.now(), actor.user_id
        session.add(row)
        session.flush()
    _tell(session, actor, whole.row, "assessments.answer", question_id)
    return row


def complete(session: Session, actor: Actor, assessment_id: int, version: int) -> Assessment:
    """All that must be answered is; from here on its score counts and its offers stand."""
    require(actor, Permission.NOTES_SEE)
    whole = filled(session, actor, assessment_id)
    _refuse_completed(whole.row)
    open_questions = missing(whole.form, whole.answers)
    if open_questions:
        more = f" and {len(open_questions) - 1} more" if len(open_questions) > 1 else ""
        raise Invalid(f"Still to answer: “{open_questions[0].text}”{more}.")
    done = {"completed_at": clock.now(), "completed_by_id": actor.user_id}
    return _change(session, actor, whole.row, version, "assessments.complete", **done)


def reopen(session: Session, actor: Actor, assessment_id: int, version: int) -> Assessment:
    """Take a completed assessment up again, to correct an answer."""
    require(actor, Permission.NOTES_SEE)
    row = find(session, actor, assessment_id)
    if row.completed_at is None:
        raise Invalid("This form is open already.")
    return _change(
        session, actor, row, version, "assessments.reopen", completed_at=None, completed_by_id=None
    )


def _open_one(session: Session, actor: Actor, patient_id: int, version: FormVersion) -> Assessment | None:
    begun = (
        visible_to(actor)
        .join(FormVersion, col(FormVersion.id) == Assessment.form_version_id)
        .where(
            Assessment.patient_id == patient_id,
            col(Assessment.completed_at).is_(None),
            FormVersion.form_id == version.form_id,
        )
    )
    return session.exec(begun).first()


def _asked(whole: Filled, question_id: str) -> Question:
    asked = next((each for each in shown(whole.form, whole.answers) if each.id == question_id), None)
    if asked is None:
        raise Invalid("This question is not asked any more, by what was answered above it.")
    return asked


def _first(
    session: Session, actor: Actor, assessment_id: int, question: Question, values: list[str]
) -> AssessmentAnswer:
    row = AssessmentAnswer(
        assessment_id=assessment_id,
        question_id=question.id,
        values=values,
        at=clock.now(),
        by_id=actor.user_id,
    )
    try:
        # Two who answer in the same moment both find none: the database decides.
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise Conflict(_who_answered(session, assessment_id, question)) from None
    return row


def _who_answered(session: Session, assessment_id: int, question: Question) -> str:
    theirs = (
        select(AssessmentAnswer, User.name)
        .join(User, col(User.id) == AssessmentAnswer.by_id)
        .where(AssessmentAnswer.assessment_id == assessment_id, AssessmentAnswer.question_id == question.id)
        .execution_options(populate_existing=True)
    )
    row, who = session.exec(theirs).one()
    said = spoken(question, tuple(row.values)) or "nothing"
    when = ago(row.at, clock.now())
    return f"{who} answered “{question.text}” {when}: {said}. Yours was not kept; change it if need be."


def _refuse_completed(row: Assessment) -> None:
    if row.completed_at is not None:
        raise Conflict("This form was completed meanwhile. Open it again to change an answer.")


def _change(
    session: Session, actor: Actor, row: Assessment, version: int, action: str, **values: object
) -> Assessment:
    if not versioned_update(session, Assessment, row.id or 0, version, **values):
        raise Conflict("A colleague completed or opened this form just now. Look again, then repeat.")
    _tell(session, actor, row, action)
    return row


def _tell(session: Session, actor: Actor, row: Assessment, action: str, *fields: str) -> None:
    journal.record(
        session, actor, action, patient_id=row.patient_id, subject=f"assessment:{row.id}", fields=fields
    )
    changes.announce(session, changes.Topic.ASSESSMENTS, row.patient_id)
