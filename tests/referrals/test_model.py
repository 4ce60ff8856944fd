"""Any sequence of moves, pins and undos by two people leaves exactly what a model of a few lines says."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import CareHubError, Conflict, Invalid, NotFound
from carehub.referrals import bulk, service
from carehub.referrals.bulk import Seen
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Referral
from carehub.referrals.status import Status, may_follow
from carehub.referrals.taking_back import undo
from tests.conftest import People
from tests.referrals.conftest import EVIDENCE, MakeReferral
from tests.sizes import size

pytestmark = [
    pytest.mark.usefixtures("monday"),
    pytest.mark.campaign,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

CARDS = 3
SAID = Evidence.model_validate(
    {
        name: value
        for evidence in EVIDENCE.values()
        for name, value in evidence.model_dump(exclude_none=True).items()
    }
    | {"reason": "Because", "no_report": "not_expected"}
)


@dataclass(frozen=True)
class Card:
    """What the model knows of a card; ``kept`` is all that the database held of it."""

    status: Status
    version: int = 1
    is_pinned: bool = False
    kept: tuple[tuple[str, object], ...] = ()


@dataclass
class Deed:
    """Something that can be undone: whose it was, and each card before it."""

    who: int
    before: dict[int, Card]


@dataclass
class Model:
    """The board in a few lines."""

    cards: list[Card]
    deeds: dict[str, Deed] = field(default_factory=dict)

    def takes(self, number: int, version: int, status: Status) -> bool:
        card = self.cards[number]
        return card.version == version and may_follow(card.status, status)

    def change(self, number: int, **values: object) -> None:
        card = self.cards[number]
        self.cards[number] = replace(card, version=card.version + 1, **values)  # pyright: ignore

    def can_put_back(self, number: int, deed: Deed) -> bool:
        return self.cards[number].version == deed.before[number].version + 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(0, CARDS - 1), st.sampled_from(Status), st.integers(0, 1)),
        st.tuples(st.just("all"), st.integers(0, CARDS - 1), st.sampled_from(Status), st.integers(0, 1)),
        st.tuples(st.just("pin"), st.integers(0, CARDS - 1), st.booleans(), st.integers(0, 1)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.none(), st.integers(0, 1)),
    ),
    max_size=30,
)
# How many versions behind the person's page is at each step.
BEHIND = st.lists(st.sampled_from([0, 0, 0, 1]), min_size=30, max_size=30)


@settings(
    max_examples=size(15, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, behind=BEHIND)
def test_the_board_is_what_the_model_says(
    session: Session,
    people: People,
    make_referral: MakeReferral,
    stages: dict[str, int],
    steps: list[tuple],
    behind: list[int],
) -> None:
    with session.begin_nested() as example:
        cards = [make_referral() for _ in range(CARDS)]
        played = _Play(session, (people.alice, people.erin), stages, cards)
        for number, (step, lag) in enumerate(zip(steps, behind, strict=False)):
            played.take(f"t{number}", step, lag)
            played.agrees()
        example.rollback()
    session.expire_all()


class _Play:
    """The same steps on the model and on the database."""

    def __init__(
        self, session: Session, actors: tuple[Actor, Actor], stages: dict[str, int], cards: list[Referral]
    ) -> None:
        self.session, self.actors, self.cards = session, actors, cards
        shown = service.shown_stages(session)
        self.stage_of = {stage.status: stage.id or 0 for stage in shown}
        self.model = Model([Card(card.status, kept=_kept(card)) for card in cards])

    def take(self, token: str, step: tuple, lag: int) -> None:
        kind, which, what, who = step
        {"move": self.move, "all": self.move_all, "pin": self.pin, "undo": self.undo}[kind](
            token, which, what, who, lag
        )
        self.model.cards = [
            replace(known, kept=_kept(card)) for known, card in zip(self.model.cards, self.cards, strict=True)
        ]

    def move(self, token: str, which: int, status: Status, who: int, lag: int) -> None:
        card, before = self.cards[which], self.model.cards[which]
        version = before.version - lag
        expected = self.model.takes(which, version, status)
        refusal = self._refusal(
            lambda: service.move(
                self.session, self.actors[who], card.id or 0, version, self.stage_of[status], SAID, token
            )
        )
        assert (refusal is None) == expected
        if expected:
            self.model.change(which, status=status)
            self.model.deeds[token] = Deed(who, {which: before})
        else:
            assert isinstance(refusal, Conflict if lag else Invalid)

    def move_all(self, token: str, which: int, status: Status, who: int, lag: int) -> None:
        """All cards; of one the person's page may be behind."""
        versions = [
            card.version - (lag if number == which else 0) for number, card in enumerate(self.model.cards)
        ]
        go = [number for number in range(CARDS) if self.model.takes(number, versions[number], status)]
        before = {number: self.model.cards[number] for number in go}
        seen = [Seen(card.id or 0, version) for card, version in zip(self.cards, versions, strict=True)]
        results = bulk.move(self.session, self.actors[who], seen, self.stage_of[status], SAID, token)
        assert [number for number, result in enumerate(results) if not result.refusal] == go
        for number in go:
            self.model.change(number, status=status)
        if go:
            self.model.deeds[token] = Deed(who, before)

    def pin(self, _token: str, which: int, pinned: bool, who: int, lag: int) -> None:
        version = self.model.cards[which].version - lag
        refusal = self._refusal(
            lambda: service.pin(
                self.session, self.actors[who], self.cards[which].id or 0, version, pinned=pinned
            )
        )
        assert isinstance(refusal, Conflict) == bool(lag)
        if not lag:
            self.model.change(which, is_pinned=pinned)

    def undo(self, _token: str, which: int, _what: None, who: int, _lag: int) -> None:
        tokens = list(self.model.deeds)
        token = tokens[which % len(tokens)] if tokens else "t99"
        deed = self.model.deeds.get(token)
        refusal = self._refusal(lambda: undo(self.session, self.actors[who], token))
        if deed is None or deed.who != who:
            assert isinstance(refusal, NotFound)
            return
        back = [number for number in deed.before if self.model.can_put_back(number, deed)]
        assert isinstance(refusal, Conflict) == (not back)
        for number in back:
            was = deed.before[number]
            self.model.change(number, status=was.status, is_pinned=was.is_pinned)
            assert _kept(self.cards[number]) == was.kept

    def agrees(self) -> None:
        for known, card in zip(self.model.cards, self.cards, strict=True):
            self.session.refresh(card)
            assert (card.status, card.version, card.is_pinned) == (
                known.status,
                known.version,
                known.is_pinned,
            )
            assert card.stage_id == self.stage_of[known.status]
            assert (card.due_at is None) == (known.status is Status.CLOSED)

    def _refusal(self, attempt: Callable[[], object]) -> CareHubError | None:
        try:
            with self.session.begin_nested():
                attempt()
        except CareHubError as refusal:
            return refusal
        return None


def _kept(card: Referral) -> tuple[tuple[str, object], ...]:
    """Everything of a card that an undo brings back."""
    held = card.model_dump(exclude={"version", "updated_at"})
    return tuple((name, str(value)) for name, value in sorted(held.items()))
