"""One assessment as the page shows it while it is filled in, and once it is completed."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.assessments import service
from carehub.assessments.branching import missing
from carehub.assessments.definition import Answer
from carehub.assessments.offers_shown import OfferRow, offer_rows
from carehub.assessments.reading import Filled
from carehub.assessments.sections_shown import SectionRow, section_rows
from carehub.assessments.wording import spoken_points, standing
from carehub.core.actor import Actor


class ScoreRow(TypedDict):
    title: str
    points: str
    band: str
    answered: str


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
        standing=standing(whole, zone),
        is_completed=completed,
        to_answer=len(missing(whole.form, whole.answers)),
        sections=section_rows(whole.form, whole.answers, whole.given, zone),
        scores=_scores(whole),
        offers=offer_rows(whole, zone) if completed else [],
        answers=whole.answers,
    )


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
