"""Who takes over whom: pure rules, from patients with their sites and weights to those who take over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Split(StrEnum):
    """How patients are divided among several; BY_HAND begins evenly and follows what a person chose."""

    EVENLY = "evenly"
    BY_SITE = "by_site"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Going:
    """A patient who is handed over, where the patient is cared for, and what the patient weighs."""

    patient_id: int
    home_site_id: int
    site_ids: frozenset[int]
    weight: int


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes over; without sites at every one of them."""

    user_id: int
    site_ids: frozenset[int] | None

    def works_at_one_of(self, sites: frozenset[int]) -> bool:
        return self.site_ids is None or bool(self.site_ids & sites)


def divided(
    going: Sequence[Going], takers: Sequence[Taker], split: Split, by_hand: Mapping[int, int]
) -> dict[int, int | None]:
    """By patient who takes over; None where nobody who was chosen works at a site of the patient.

    The heaviest patients are dealt first, each to whom weighs least so far: the sums come out even.
    """
    taken = dict.fromkeys((taker.user_id for taker in takers), 0)
    result: dict[int, int | None] = {}
    for each in sorted(going, key=lambda one: (-one.weight, one.patient_id)):
        able = _able(each, takers, split, by_hand)
        to = min(able, key=lambda user_id: (taken[user_id], user_id), default=None)
        result[each.patient_id] = to
        if to is not None:
            taken[to] += each.weight
    return result


def _able(each: Going, takers: Sequence[Taker], split: Split, by_hand: Mapping[int, int]) -> list[int]:
    able = [taker for taker in takers if taker.works_at_one_of(each.site_ids)]
    at_home = [taker for taker in able if taker.works_at_one_of(frozenset({each.home_site_id}))]
    chosen = by_hand.get(each.patient_id)
    if split is Split.BY_HAND and chosen in {taker.user_id for taker in able}:
        return [chosen] if chosen is not None else []
    of_site = at_home if split is Split.BY_SITE and at_home else able
    return [taker.user_id for taker in of_site]
