"""How alike two records are, and why, in words. Phone alone never counts: families share one."""

from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA, JaroWinkler

from carehub.spreadsheet_import.identity import Identity
from carehub.spreadsheet_import.weighing import CLOSE, birth_alike, same_birth, weighs_enough

_VERY_CLOSE = 0.93
_GENERATION_YEARS = 15
_NICKNAMES = """
william bill billy will liam guillermo; robert bob bobby rob roberto; richard rick dick ricardo; james
jim jimmy jaime; john jack johnny juan; joseph joe jose pepe; francisco paco pancho frank; margaret
maggie peggy meg margarita; elizabeth liz beth betty lisa isabel; katherine catherine kate kathy cathy
katie catalina; michael mike miguel; thomas tom tommy tomas; charles charlie chuck carlos; edward ed
eddie ted eduardo; anthony tony antonio tono; alexander alex alejandro sasha; daniel dan danny; david
dave; stephen steven steve esteban; susan sue susana; patricia pat patty trish; jennifer jen jenny;
rebecca becky; deborah debbie deb; dolores lola; jesus chuy; rosario charo; guadalupe lupe; concepcion
concha; ignacio nacho; enrique quique henry harry; manuel manny manolo; luis louis lou; samuel sam;
benjamin ben; matthew matt mateo; nicholas nick nicolas; gregory greg; timothy tim; kenneth ken; ronald
ron; donald don; lawrence larry; raymond ray; barbara barb; theresa teresa terry tere; dorothy dot; mary
maria molly; ann anne anna ana annie; andrew andy andres drew; christopher chris cristobal
""".strip()
_NICKNAME_GROUPS: dict[str, set[int]] = {}
for _number, _group in enumerate(_NICKNAMES.split(";")):
    for _name in _group.split():
        _NICKNAME_GROUPS.setdefault(_name, set()).add(_number)


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 1 orders candidates; ``reason`` is for the person who looks at them."""

    score: float
    reason: str


def clearly_different(one: str, other: str) -> bool:
    """Two given names that are no spelling, short form or initial of each other."""
    return bool(one and other) and _given_alike(one, other) < CLOSE


def alike(one: Identity, other: Identity) -> Likeness | None:
    """Why the two could be one person; None when nothing worth a look says so."""
    if one.is_other_generation(other):
        return None
    if one.mrn and other.mrn:
        return _two_numbers(one, other)
    first, last = _given_alike(one.first, other.first), _family_alike(one.last, other.last)
    if one.name == (other.first, other.last):
        first = last = 0.97
    ways = one.ways_shared(other)
    if not (_is_worth_a_look(one, other, first, last, ways) or weighs_enough(one, other, first, last, ways)):
        return None
    score = (first + last + birth_alike(one.birth, other.birth) + min(len(ways), 2) / 2) / 4
    return Likeness(score, _in_words(one, other, first, last, ways))


def _two_numbers(one: Identity, other: Identity) -> Likeness | None:
    """Two MRNs are two people, unless all else says that someone has two charts."""
    if one.name != other.name or one.birth != other.birth or not one.birth or one.is_reached_otherwise(other):
        return None
    return Likeness(0.8, "same name and date of birth, but another MRN")


def _is_worth_a_look(one: Identity, other: Identity, first: float, last: float, ways: list[str]) -> bool:
    if one.birth and one.birth == other.birth:
        return first >= CLOSE and (last >= CLOSE or bool(ways))
    if min(first, last) < _VERY_CLOSE:
        return False
    if one.birth is None or other.birth is None:
        return bool(ways)
    if birth_alike(one.birth, other.birth) > 0:
        return True
    return bool(ways) and abs(one.birth.year - other.birth.year) < _GENERATION_YEARS


def _given_alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    heads = one.split()[0], other.split()[0]
    if _NICKNAME_GROUPS.get(heads[0], set()) & _NICKNAME_GROUPS.get(heads[1], set()):
        return 0.95
    if 1 in map(len, heads) and heads[0][0] == heads[1][0]:
        return 0.9
    if heads[0] == heads[1] and (len(one.split()) == 1 or len(other.split()) == 1):
        return 0.95
    return JaroWinkler.similarity(one, other)


def _family_alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    words, others = set(one.split()), set(other.split())
    if words <= others or others <= words:
        return 1.0 if words == others else 0.95
    return JaroWinkler.similarity(one, other)


def _in_words(one: Identity, other: Identity, first: float, last: float, ways: list[str]) -> str:
    same = [
        word
        for word, is_same in (("name", one.name == other.name), ("date of birth", same_birth(one, other)))
        if is_same
    ]
    said = [f"same {_listed([*same, *ways])}"] if same or ways else []
    if one.name != other.name:
        said.append(_name_in_words(one, other))
    if not same_birth(one, other):
        both = one.birth and other.birth
        near = both and birth_alike(one.birth, other.birth) > 0
        said.append(
            "date of birth differs slightly"
            if near
            else "date of birth differs"
            if both
            else "a date of birth is missing"
        )
    elif not ways and one.name == other.name:
        said.append("nothing else agrees")
    return ", ".join(said)


def _name_in_words(one: Identity, other: Identity) -> str:
    if one.name == (other.first, other.last):
        return "given and family name are swapped"
    if one.last == other.last or one.first == other.first:
        which, a, b = (
            ("given", one.first, other.first) if one.last == other.last else ("family", one.last, other.last)
        )
        letters = OSA.distance(a, b)
        return f"{which} name differs" + (
            " by one letter" if letters == 1 else f" by {letters} letters" if letters < 4 else ""
        )
    return "name differs"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def agree(person: Identity, other: Identity) -> bool:
    """What rule (a) asks for beside the MRN: the birth date or the family name."""
    return (person.birth is not None and person.birth == other.birth) or person.last == other.last


def another_person(person: Identity, other: Identity) -> bool:
    """One MRN that two people carry: the given name is clearly another, and not all else agrees."""
    all_else = person.last == other.last and person.birth == other.birth
    return not all_else and clearly_different(person.first, other.first)


def what_differs(person: Identity, other: Identity) -> str:
    parts = []
    if person.last != other.last or clearly_different(person.first, other.first):
        parts.append("another name")
    if person.birth != other.birth and isinstance(person.birth, date) and isinstance(other.birth, date):
        parts.append("another date of birth")
    return " and ".join(parts) or "nothing else to compare"
