"""What the forms of the care plan send, taken strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session

from carehub.care_plans import service
from carehub.care_plans.kinds import ActionStatus, Agreed, GoalStatus, Owner, Relation
from carehub.care_plans.service import ActionWish, GoalWish, Signature
from carehub.core.actor import Actor
from carehub.core.errors import Invalid

Fields = Mapping[str, str]
Word = TypeVar("Word", bound=StrEnum)


class Sheet(StrEnum):
    """The form that is open at the right."""

    GOAL = "goal"
    BARRIER = "barrier"
    ACTION = "action"
    PROGRESS = "progress"
    REVIEW = "review"
    HELD = "held"
    SIGN = "sign"


FIELDS = (
    "words", "measure", "target_on", "status", "text", "is_solved", "owner", "who", "due_on", "note",
    "name", "relation", "agreed", "on",
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a sheet is about: the goal it belongs to, the row that it changes (0 for a new one), its version.

    ``seal`` is that of the plan as it was shown when the sheet was opened.
    """

    patient_id: int
    goal_id: int = 0
    row_id: int = 0
    version: int = 0
    seal: str = ""


def save(session: Session, actor: Actor, sheet: Sheet, about: About, fields: Fields) -> str:
    """Do what the sheet is for; returns the sentence to say."""
    return _SAVES[sheet](session, actor, about, fields)


def _save_goal(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    wish = GoalWish(
        fields.get("words", ""),
        fields.get("measure", ""),
        day_in(fields, "target_on"),
        word_in(fields, "status", GoalStatus, GoalStatus.OPEN),
    )
    if about.row_id:
        service.edit_goal(session, actor, about.row_id, about.version, wish)
        return "Goal saved"
    service.add_goal(session, actor, about.patient_id, wish)
    return "Goal added"


def _save_barrier(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    text, is_solved = fields.get("text", ""), "is_solved" in fields
    if about.row_id:
        service.edit_barrier(session, actor, about.row_id, about.version, text, is_solved=is_solved)
        return "Barrier saved"
    service.add_barrier(session, actor, about.goal_id, text)
    return "Barrier added"


def _save_action(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    wish = ActionWish(
        fields.get("text", ""),
        word_in(fields, "owner", Owner, Owner.US),
        fields.get("who", ""),
        day_in(fields, "due_on"),
        word_in(fields, "status", ActionStatus, ActionStatus.OPEN),
    )
    if about.row_id:
        service.edit_action(session, actor, about.row_id, about.version, wish)
        return "Action saved"
    service.add_action(session, actor, about.goal_id, wish)
    return "Action added"


def _save_progress(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    service.note_progress(session, actor, about.goal_id, fields.get("text", ""))
    return "Progress noted"


def _save_review(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    day = day_in(fields, "due_on")
    if day is None:
        raise Invalid("Choose the day of the next review.")
    service.plan_review(session, actor, about.patient_id, day, about.version)
    return "Review date set"


def _save_held(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    service.hold_review(session, actor, about.patient_id, about.version, fields.get("note", ""))
    return "Review written down"


def _save_signature(session: Session, actor: Actor, about: About, fields: Fields) -> str:
    day = day_in(fields, "on")
    if day is None:
        raise Invalid("Write the day on which it was agreed.")
    relation = word_in(fields, "relation", Relation, Relation.PATIENT)
    agreed = word_in(fields, "agreed", Agreed, Agreed.SIGNED)
    signature = Signature(fields.get("name", ""), relation, agreed, day)
    service.sign(session, actor, about.patient_id, about.seal, signature)
    return "Signed. This version stays as it is."


def day_in(fields: Fields, name: str) -> date | None:
    text = fields.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("Write the date as MM/DD/YYYY.") from None


def word_in(fields: Fields, name: str, words: type[Word], usual: Word) -> Word:
    text = fields.get(name, usual.value)
    if text not in set(words):
        raise Invalid("Choose from the list.")
    return words(text)


_SAVES = {
    Sheet.GOAL: _save_goal,
    Sheet.BARRIER: _save_barrier,
    Sheet.ACTION: _save_action,
    Sheet.PROGRESS: _save_progress,
    Sheet.REVIEW: _save_review,
    Sheet.HELD: _save_held,
    Sheet.SIGN: _save_signature,
}
