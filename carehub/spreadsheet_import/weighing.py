"""Records with mistakes in several fields: what agrees is weighed against what does not.

The weights and thresholds were chosen on FEBRL 1-3; ``benchmarks/matching_people.py`` measures them.
"""

from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.identity import Identity

CLOSE = 0.88
_OTHER_NAME = 0.75
_ENOUGH = 10
_SAME_STREET = 0.85


def weighs_enough(one: Identity, other: Identity, first: float, last: float, ways: list[str]) -> bool:
    """Each field speaks for or against, by how seldom it agrees by chance: mistakes in several of them
    still leave enough."""
    crossed = _crossed(one, other)
    if crossed > min(first, last):
        first = last = crossed
    street = _street_alike(one, other)
    if not (ways or street >= _SAME_STREET) and not _is_plain_without_a_place(one, other, first, last):
        return False
    if one.first and other.first and first < _OTHER_NAME and not _is_only_the_given_name(one, other, ways):
        return False
    weight = (
        _weight_of_name(first, one.first and other.first)
        + _weight_of_name(last, one.last and other.last)
        + _weight_of_birth(one.birth, other.birth)
        + _weight_of_place(one, other, street)
        + 8 * ("phone" in ways)
        + 9 * ("e-mail" in ways)
    )
    return weight >= _ENOUGH


def _is_plain_without_a_place(one: Identity, other: Identity, first: float, last: float) -> bool:
    """In one town there are many of a name, and in a large center many born on one day."""
    likely = _weight_of_birth(one.birth, other.birth) > 0
    near = bool(one.postcode and one.postcode == other.postcode) or _cities_agree(one, other)
    return likely and near and (max(first, last) >= CLOSE)


def _crossed(one: Identity, other: Identity) -> float:
    """How alike the names are with given and family name in each other's place."""
    if not (one.first and one.last and other.first and other.last):
        return 0.0
    return min(JaroWinkler.similarity(one.first, other.last), JaroWinkler.similarity(one.last, other.first))


def _is_only_the_given_name(one: Identity, other: Identity, ways: list[str]) -> bool:
    """All but the given name agrees: a mistake, or a twin. Who shares a phone is one of a family."""
    return same_birth(one, other) and not {"phone", "e-mail"} & set(ways)


def _weight_of_name(likeness: float, are_both_there: object) -> float:
    if not are_both_there:
        return 0
    return 5 if likeness == 1 else 4 if likeness >= CLOSE else 1 if likeness >= _OTHER_NAME else -3


def _weight_of_birth(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return 0
    if one == other:
        return 9
    if birth_alike(one, other) > 0:
        return 6
    parts = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return 2 if parts == 2 else -3


def _weight_of_place(one: Identity, other: Identity, street: float) -> float:
    weight = 0.0
    if one.street and other.street:
        weight += 7 if street == 1 else 5 if street >= _SAME_STREET else 2 if street >= _OTHER_NAME else -1
    if one.postcode and other.postcode:
        weight += 3 if one.postcode == other.postcode else -1
    if one.city and other.city:
        weight += 3 if _cities_agree(one, other) else -1
    return weight


def _street_alike(one: Identity, other: Identity) -> float:
    if not one.street or not other.street:
        return 0.0
    a, b = folded(one.street), folded(other.street)
    # A space in the wrong place is a slip of the finger, not another street.
    apart = fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))
    return max(fuzz.token_sort_ratio(a, b), apart) / 100


def _cities_agree(one: Identity, other: Identity) -> bool:
    if not one.city or not other.city:
        return False
    return JaroWinkler.similarity(folded(one.city), folded(other.city)) >= CLOSE


def birth_alike(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return 0.5
    if one == other:
        return 1.0
    is_swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    # One digit wrong, or two neighbours swapped.
    return 0.8 if is_swapped or OSA.distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}") == 1 else 0.0


def same_birth(one: Identity, other: Identity) -> bool:
    return one.birth is not None and one.birth == other.birth
