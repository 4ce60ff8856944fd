"""How answers and scores read."""

from datetime import date
from decimal import Decimal

from carehub.assessments.definition import CHOSEN, Answer, Kind, OfferKind, Question
from carehub.assessments.reading import Filled
from carehub.core.dates import written_date, written_time

OFFER: dict[OfferKind, str] = {
    OfferKind.CONCERN: "Concern",
    OfferKind.FOLLOW_UP: "Follow-up",
    OfferKind.REFERRAL: "Referral",
}


def spoken(question: Question, answer: Answer) -> str:
    """The answer in the words of the form; empty for none."""
    if not answer:
        return ""
    if question.kind is Kind.SCALE:
        return f"{answer[0]} of {question.choices[0].value} to {question.choices[-1].value}"
    if question.kind in CHOSEN:
        return "; ".join(choice.text for choice in question.choices if choice.value in answer)
    if question.kind is Kind.DATE:
        return written_date(date.fromisoformat(answer[0]))
    return answer[0]


def spoken_points(points: Decimal) -> str:
    """Without digits that say nothing: ``3``, ``2.5``."""
    return f"{points.normalize():f}"


def standing(whole: Filled, zone: str) -> str:
    """Who began or completed an assessment, and when."""
    row = whole.row
    begun = f"Begun by {whole.who[row.started_by_id]}, {written_time(row.started_at, zone)}"
    if row.completed_at is None:
        return begun
    return f"Completed by {whole.who[row.completed_by_id or 0]}, {written_time(row.completed_at, zone)}"
