"""What a form is: sections of questions, which of them are shown when, how it is scored, what it offers.

An answer is a tuple of values: none for "not answered", more than one only where several can be chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Answer = tuple[str, ...]
Answers = Mapping[str, Answer]
YES, NO = "yes", "no"


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    SCALE = "scale"


CHOSEN = frozenset({Kind.YES_NO, Kind.ONE_OF, Kind.SEVERAL_OF, Kind.SCALE})
COUNTED = frozenset({Kind.NUMBER, Kind.SCALE})


class Method(StrEnum):
    SUM = "sum"
    COUNT_POSITIVE = "count_positive"


class OfferKind(StrEnum):
    CONCERN = "concern"
    FOLLOW_UP = "follow_up"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Choice:
    """``stands_alone``: who chooses it can choose no other ("none of these")."""

    value: str
    text: str
    points: int = 0
    is_positive: bool = False
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """An earlier question has one of the values, or a number within the bounds, or any answer at all."""

    question: str
    values: frozenset[str] = frozenset()
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``low_text`` and ``high_text`` stand at the ends of a scale; ``show_if`` must hold altogether."""

    id: str
    kind: Kind
    text: str
    help: str = ""
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    low_text: str = ""
    high_text: str = ""
    positive_from: Decimal | None = None
    show_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    about: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What a score means from so many points on."""

    starts_at: int
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """``questions`` are the ids of those that count."""

    id: str
    title: str
    method: Method
    questions: tuple[str, ...]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered when its conditions hold: a concern, a follow-up in ``days``, or a referral."""

    id: str
    kind: OfferKind
    text: str
    when: tuple[Condition, ...]
    referral_type: str = ""
    is_urgent: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """``key`` names the form over all of its versions; ``about`` stands above it, on paper as well."""

    key: str
    title: str
    about: str
    is_validated: bool
    sections: tuple[Section, ...]
    scores: tuple[Score, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)
