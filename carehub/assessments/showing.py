"""Forms and assessments as the pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.assessments import service
from carehub.assessments.branching import missing, shown
from carehub.assessments.definition import CHOSEN, Answer, Form, Kind, Offer, OfferKind, Question
from carehub.assessments.reading import Filled, Given, Trend
from carehub.assessments.scoring import offers_of
from carehub.assessments.wording import OFFER, spoken_points
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients import service as patients

PRINT = "/forms/print"
# A trend is drawn on a field of this size, in the units of its picture.
_WIDE, _HIGH, _EDGE = 240, 60, 6


class ChoiceRow(TypedDict):
    value: str
    text: str
    is_chosen: bool


class QuestionRow(TypedDict):
    """``said_by`` says who answered last and when; ``control`` is how it is asked for."""

    id: str
    control: str
    text: str
    help: str
    is_required: bool
    choices: list[ChoiceRow]
    low_text: str
    high_text: str
    value: str
    version: int
    said_by: str


class SectionRow(TypedDict):
    title: str
    about: str
    questions: list[QuestionRow]


class OfferRow(TypedDict):
    """``decided`` is empty while it waits; ``href`` leads to what was made."""

    id: str
    kind: str
    kind_word: str
    text: str
    is_urgent: bool
    decided: str
    href: str


class ScoreRow(TypedDict):
    title: str
    points: str
    band: str
    answered: str


class LineRow(TypedDict):
    """An assessment in the list of a patient's."""

    href: str
    title: str
    standing: str
    is_open: bool
    score: str
    print_href: str


class FormChoice(TypedDict):
    key: str
    title: str
    print_href: str


class PointRow(TypedDict):
    day: str
    points: str
    band: str


class TrendRow(TypedDict):
    """``path`` are the points of the line, ``last_x`` and ``last_y`` where it ends."""

    title: str
    path: str
    last_x: str
    last_y: str
    said: str
    points: list[PointRow]


@dataclass(frozen=True, slots=True)
class Shown:
    """One assessment; ``to_answer`` counts what must be answered still."""

    patient_id: int
    version: int
    title: str
    about: str
    standing: str
    is_completed: bool
    to_answer: int
    sections: list[SectionRow]
    scores: list[ScoreRow]
    offers: list[OfferRow]
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class ListShown:
    forms: list[FormChoice]
    lines: list[LineRow]
    trends: list[TrendRow]


def one(session: Session, actor: Actor, assessment_id: int) -> Shown:
    """An assessment as it is filled in."""
    whole = service.filled(session, actor, assessment_id)
    zone = accounts.center(session).time_zone
    completed = whole.row.completed_at is not None
    return Shown(
        patient_id=whole.row.patient_id,
        version=whole.row.version,
        title=whole.form.title,
        about=whole.form.about,
        standing=_standing(whole, zone),
        is_completed=completed,
        to_answer=len(missing(whole.form, whole.answers)),
        sections=section_rows(whole.form, whole.answers, whole.given, zone),
        scores=_scores(whole),
        offers=_offers(whole, zone) if completed else [],
        answers=whole.answers,
    )


def of_patient(session: Session, actor: Actor, patient_id: int) -> ListShown:
    """A patient's forms, the trends of their scores, and what can be filled in."""
    patients.find(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    theirs = service.of_patient(session, actor, patient_id)
    offered = service.forms_to_fill(session, actor)
    trends = [each for each in service.trends(theirs) if len(each.points) > 1]
    return ListShown(
        [
            FormChoice(key=each.key, title=each.form.title, print_href=f"{PRINT}?form={each.key}")
            for each in offered
        ],
        [_line(each, zone) for each in theirs],
        [_trend(each, zone) for each in trends],
    )


def section_rows(
    form: Form, answers: Mapping[str, Answer], given: Mapping[str, Given], zone: str, *, every: bool = False
) -> list[SectionRow]:
    """The sections that ask something by these answers; ``every`` question for a preview."""
    asked = form.questions if every else shown(form, answers)
    rows = [
        SectionRow(
            title=section.title,
            about=section.about,
            questions=[_question(each, answers, given, zone) for each in section.questions if each in asked],
        )
        for section in form.sections
    ]
    return [row for row in rows if row["questions"]]


def _question(
    question: Question, answers: Mapping[str, Answer], given: Mapping[str, Given], zone: str
) -> QuestionRow:
    answer, known = answers.get(question.id, ()), given.get(question.id)
    return QuestionRow(
        id=question.id,
        control=_control(question),
        text=question.text,
        help=question.help,
        is_required=question.is_required,
        choices=[
            ChoiceRow(value=each.value, text=each.text, is_chosen=each.value in answer)
            for each in question.choices
        ],
        low_text=question.low_text,
        high_text=question.high_text,
        value=answer[0] if answer and question.kind not in CHOSEN else "",
        version=known.row.version if known else 0,
        said_by=f"{known.who}, {written_time(known.row.at, zone)}" if known and answer else "",
    )


def _control(question: Question) -> str:
    return Kind.ONE_OF if question.kind is Kind.YES_NO else question.kind


def _standing(whole: Filled, zone: str) -> str:
    row = whole.row
    begun = f"Begun by {whole.who[row.started_by_id]}, {written_time(row.started_at, zone)}"
    if row.completed_at is None:
        return begun
    return f"Completed by {whole.who[row.completed_by_id or 0]}, {written_time(row.completed_at, zone)}"


def _scores(whole: Filled) -> list[ScoreRow]:
    return [
        ScoreRow(
            title=each.score.title,
            points=spoken_points(each.points),
            band=each.band,
            answered=f"{each.answered} of {each.asked} answered",
        )
        for each in whole.scores
    ]


def _offers(whole: Filled, zone: str) -> list[OfferRow]:
    standing = offers_of(whole.form, whole.answers)
    known = [each for each in whole.form.offers if each in standing or each.id in whole.decisions]
    return [_offer(each, whole, zone) for each in known]


def _offer(offer: Offer, whole: Filled, zone: str) -> OfferRow:
    decision, who = whole.decisions.get(offer.id, (None, ""))
    decided = ""
    if decision is not None:
        verb = "Taken up" if decision.is_accepted else "Not needed"
        decided = f"{verb}: {who}, {written_time(decision.at, zone)}"
    return OfferRow(
        id=offer.id,
        kind=offer.kind,
        kind_word=OFFER[offer.kind],
        text=offer.text,
        is_urgent=offer.is_urgent,
        decided=decided,
        href=_made(offer, decision.made if decision else "", whole.row.patient_id),
    )


def _made(offer: Offer, made: str, patient_id: int) -> str:
    number = made.partition(":")[2]
    if offer.kind is OfferKind.REFERRAL and number:
        return f"/board?referral={number}"
    part = "/follow-ups" if offer.kind is OfferKind.FOLLOW_UP else ""
    return f"/patients/{patient_id}{part}" if made else ""


def _line(whole: Filled, zone: str) -> LineRow:
    scores = [
        " ".join(
            filter(
                None, [f"{each.score.title}: {spoken_points(each.points)}", each.band and f"({each.band})"]
            )
        )
        for each in whole.scores
    ]
    is_open = whole.row.completed_at is None
    return LineRow(
        href=f"/patients/{whole.row.patient_id}/forms/{whole.row.id}",
        title=whole.form.title,
        standing=_standing(whole, zone),
        is_open=is_open,
        score="" if is_open else " · ".join(scores),
        print_href=f"{PRINT}?assessment={whole.row.id}",
    )


def _trend(trend: Trend, zone: str) -> TrendRow:
    places = _places([float(point.points) for point in trend.points])
    days = [written_date(clock.local(point.at, zone)) for point in trend.points]
    said = [spoken_points(point.points) for point in trend.points]
    return TrendRow(
        title=f"{trend.form_title}: {trend.title}",
        path=" ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        last_x=f"{places[-1][0]:.1f}",
        last_y=f"{places[-1][1]:.1f}",
        said=f"From {said[0]} on {days[0]} to {said[-1]} on {days[-1]}",
        points=[
            PointRow(day=day, points=points, band=point.band)
            for day, points, point in zip(days, said, trend.points, strict=True)
        ][::-1],
    )


def _places(values: list[float]) -> list[tuple[float, float]]:
    low, high = min(0.0, *values), max(*values, 1.0)
    step = (_WIDE - 2 * _EDGE) / (len(values) - 1)
    room = _HIGH - 2 * _EDGE
    return [
        (_EDGE + n * step, _EDGE + room * (1 - (value - low) / (high - low)))
        for n, value in enumerate(values)
    ]
