"""How alike two records are, and why, in words. Phone alone never counts: families share one."""

from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA, JaroWinkler

from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.cleaning.text import folded

_CLOSE = 0.88
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
class Identity:
    """What a record says about who it is, folded for comparing."""

    mrn: str
    last: str
    first: str
    suffix: str
    birth: date | None
    phones: frozenset[str]
    email: str
    place: str

    @property
    def name(self) -> tuple[str, str]:
        return self.last, self.first

    def reached_like(self, other: "Identity") -> bool:
        """One of phone, e-mail, or address with ZIP agrees."""
        return bool(self.ways_shared(other))

    def ways_shared(self, other: "Identity") -> list[str]:
        ways = []
        if self.phones & other.phones:
            ways.append("phone")
        if self.email and self.email == other.email:
            ways.append("e-mail")
        if self.place and folded(self.place) == folded(other.place):
            ways.append("address")
        return ways

    def is_reached_otherwise(self, other: "Identity") -> bool:
        """Both can be reached, and by nothing in common."""
        return self.has_contact and other.has_contact and not self.reached_like(other)

    @property
    def has_contact(self) -> bool:
        return bool(self.phones or self.email or self.place)

    def is_other_generation(self, other: "Identity") -> bool:
        return bool(self.suffix and other.suffix and self.suffix != other.suffix)


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 1 orders candidates; ``reason`` is for the person who looks at them."""

    score: float
    reason: str


def identity_of(values: Values) -> Identity:
    address, postcode = _text(values, "address"), _text(values, "zip")[:5]
    birth = values.get("birth_date")
    phones = {_text(values, "phone"), _text(values, "phone_alt")}
    phones.discard("")
    suffix = _text(values, "suffix")
    return Identity(
        _text(values, "mrn"),
        folded(_text(values, "last_name")),
        folded(_text(values, "first_name")),
        folded(suffix) if suffix else "",
        birth if isinstance(birth, date) else None,
        frozenset(phones),
        _text(values, "email"),
        f"{address} {postcode}" if address and postcode else "",
    )


def clearly_different(one: str, other: str) -> bool:
    """Two given names that are no spelling, short form or initial of each other."""
    return bool(one and other) and _given_alike(one, other) < _CLOSE


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
    if not _is_worth_a_look(one, other, first, last, ways):
        return None
    score = (first + last + _birth_alike(one.birth, other.birth) + min(len(ways), 2) / 2) / 4
    return Likeness(score, _in_words(one, other, first, last, ways))


def _two_numbers(one: Identity, other: Identity) -> Likeness | None:
    """Two MRNs are two people, unless all else says that someone has two charts."""
    if one.name != other.name or one.birth != other.birth or not one.birth or one.is_reached_otherwise(other):
        return None
    return Likeness(0.8, "same name and date of birth, but another MRN")


def _is_worth_a_look(one: Identity, other: Identity, first: float, last: float, ways: list[str]) -> bool:
    if one.birth and one.birth == other.birth:
        return first >= _CLOSE and (last >= _CLOSE or bool(ways))
    if min(first, last) < _VERY_CLOSE:
        return False
    if one.birth is None or other.birth is None:
        return bool(ways)
    if _birth_alike(one.birth, other.birth) > 0:
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


def _birth_alike(one: date | None, other: date | None) -> float:
    if one is None or other is None:
        return 0.5
    if one == other:
        return 1.0
    is_swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    # One digit wrong, or two neighbours swapped.
    return 0.8 if is_swapped or OSA.distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}") == 1 else 0.0


def _in_words(one: Identity, other: Identity, first: float, last: float, ways: list[str]) -> str:
    same = [
        word
        for word, is_same in (("name", one.name == other.name), ("date of birth", _same_birth(one, other)))
        if is_same
    ]
    said = [f"same {_listed([*same, *ways])}"] if same or ways else []
    if one.name != other.name:
        said.append(_name_in_words(one, other))
    if not _same_birth(one, other):
        both = one.birth and other.birth
        near = both and _birth_alike(one.birth, other.birth) > 0
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


def _same_birth(one: Identity, other: Identity) -> bool:
    return one.birth is not None and one.birth == other.birth


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


def _text(values: Values, name: str) -> str:
    value = values.get(name, "")
    return value if isinstance(value, str) else ""
