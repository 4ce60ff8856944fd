"""A patient's forms as the page lists them: those filled in, how scores went, and what can be filled in."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.assessments import service
from carehub.assessments.reading import Filled
from carehub.assessments.trends_shown import TrendRow, trend_row
from carehub.assessments.wording import spoken_points, standing
from carehub.core.actor import Actor
from carehub.patients import service as patients

PRINT = "/forms/print"


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


@dataclass(frozen=True, slots=True)
class ListShown:
    forms: list[FormChoice]
    lines: list[LineRow]
    trends: list[TrendRow]


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
        [trend_row(each, zone) for each in trends],
    )


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
        standing=standing(whole, zone),
        is_open=is_open,
        score="" if is_open else " · ".join(scores),
        print_href=f"{PRINT}?assessment={whole.row.id}",
    )
