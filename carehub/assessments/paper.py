"""A form on paper: blank, to be filled in by hand, or as it was filled in."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.assessments import service
from carehub.assessments.branching import counting, shown
from carehub.assessments.definition import CHOSEN, Answers, Condition, Form, Kind, Question
from carehub.assessments.wording import spoken, spoken_points
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients import service as patients


@dataclass(frozen=True, slots=True)
class Asked:
    """``only_if`` says in words when a blank form may leave the question out."""

    text: str
    only_if: str
    choices: list[str]
    is_long: bool
    is_scale: bool
    ends: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """``patient`` is empty on a blank form, which has lines for name and date."""

    title: str
    about: str
    patient: str
    standing: str
    sections: list[tuple[str, str, list[Asked]]]
    scores: list[str]
    printed: str


def blank(session: Session, actor: Actor, key: str) -> Sheet:
    """A form of the library as it is now, with every question."""
    form = service.form_named(session, actor, key).form
    journal.record(session, actor, "assessments.print", subject=f"form:{key}")
    return _sheet(form, form.questions, {}, printed=_printed(session, actor))


def filled_in(session: Session, actor: Actor, assessment_id: int) -> Sheet:
    """An assessment with its answers; that it was printed is in the journal."""
    whole = service.filled(session, actor, assessment_id)
    patient = patients.find(session, actor, whole.row.patient_id)
    subject = f"assessment:{assessment_id}"
    journal.record(session, actor, "assessments.print", patient_id=patient.id, subject=subject)
    zone = accounts.center(session).time_zone
    done = whole.row.completed_at
    born = f", born {written_date(patient.birth_date)}" if patient.birth_date else ""
    return _sheet(
        whole.form,
        tuple(shown(whole.form, whole.answers)),
        counting(whole.form, whole.answers),
        patient=f"{patient.first_name} {patient.last_name}{born}",
        standing=f"Completed {written_time(done, zone)}" if done else "Not complete yet",
        scores=[
            f"{each.score.title}: {spoken_points(each.points)}{f' ({each.band})' if each.band else ''}"
            for each in whole.scores
        ],
        printed=_printed(session, actor),
    )


def _sheet(
    form: Form,
    asked: tuple[Question, ...],
    answers: Answers,
    *,
    printed: str,
    patient: str = "",
    standing: str = "",
    scores: list[str] | None = None,
) -> Sheet:
    questions = {each.id: each for each in form.questions}
    sections = [
        (
            section.title,
            section.about,
            [_asked(each, answers, questions) for each in section.questions if each in asked],
        )
        for section in form.sections
    ]
    kept = [section for section in sections if section[2]]
    return Sheet(form.title, form.about, patient, standing, kept, scores or [], printed)


def _asked(question: Question, answers: Answers, questions: dict[str, Question]) -> Asked:
    is_scale = question.kind is Kind.SCALE
    return Asked(
        text=question.text,
        only_if=" ".join(filter(None, (_only_if(each, questions) for each in question.show_if))),
        choices=[choice.text for choice in question.choices],
        is_long=question.kind is Kind.LONG_TEXT,
        is_scale=is_scale,
        ends=" – ".join(filter(None, (question.low_text, question.high_text))) if is_scale else "",
        answer=spoken(question, answers.get(question.id, ())),
    )


def _only_if(condition: Condition, questions: dict[str, Question]) -> str:
    question = questions[condition.question]
    if question.kind in CHOSEN and condition.values:
        said = " or ".join(
            f"“{choice.text}”" for choice in question.choices if choice.value in condition.values
        )
        return f"Only if you answered {said} to “{question.text}”."
    return f"Only if it follows from “{question.text}”."


def _printed(session: Session, actor: Actor) -> str:
    center = accounts.center(session)
    return f"{center.name}. Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}."
