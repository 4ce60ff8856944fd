"""Who is this row? The same person by three strict rules only; what is only alike is for a person to see."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from carehub.spreadsheet_import.cleaning.rows import CleanRow, Values
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.likeness import Identity, alike, clearly_different, identity_of

# A block larger than this is a name or a day that says little; the other blocks still find the pair.
_LARGEST_BLOCK = 400
BlockKey = tuple[str, object]


class Sameness(StrEnum):
    SAME = "same"
    MAYBE = "maybe"
    NOBODY = "nobody"


@dataclass(eq=False, slots=True)
class Known:
    """A patient of the center, or a person of a row above (``row`` set, no ``patient_id``).

    ``values`` are the import fields that are filled now; ``imported`` what the last import brought
    for this patient, so that a later edit in CareHub can be told from a change in the source.
    """

    values: Values
    patient_id: int | None = None
    version: int = 0
    row: int | None = None
    is_visible: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    imported: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    sameness: Sameness
    known: Known | None = None
    reason: str = ""


NOBODY = Match(Sameness.NOBODY)
_ELSEWHERE = "A patient with this {what} is at another site; ask a supervisor."


class People:
    """Everyone a row could be, found by what two records of one person have in common."""

    def __init__(self) -> None:
        self._by_mrn: dict[str, Known] = {}
        self._by_plain_mrn: dict[str, Known] = {}
        self._by_fingerprint: dict[str, Known] = {}
        self._blocks: defaultdict[BlockKey, list[tuple[Identity, Known]]] = defaultdict(list)
        self._numberless: defaultdict[BlockKey, list[tuple[Identity, Known]]] = defaultdict(list)

    def add(self, known: Known, *fingerprints: str) -> None:
        """Make someone findable; ``fingerprints`` are of the rows imported for this person before."""
        person = identity_of(known.values)
        if person.mrn:
            self._by_mrn.setdefault(person.mrn, known)
            self._by_plain_mrn.setdefault(_plain(person.mrn), known)
        for fingerprint in fingerprints:
            self._by_fingerprint[fingerprint] = known
        for key in _block_keys(person):
            self._blocks[key].append((person, known))
            if not person.mrn:
                self._numberless[key].append((person, known))

    def match(self, row: CleanRow) -> Match:
        """Who the row is, with the reason in words wherever a person has to look."""
        before = self._by_fingerprint.get(row.fingerprint)
        if before is not None:
            return Match(Sameness.SAME, before, "this row came in before")
        person = identity_of(row.values)
        found = self._match_by_mrn(person) if person.mrn else self._match_exactly(person, row)
        return _without_details(found or self._most_alike(person))

    def _match_by_mrn(self, person: Identity) -> Match | None:
        known = self._by_mrn.get(person.mrn)
        if known is None:
            return self._match_by_nearly_the_mrn(person)
        other = identity_of(known.values)
        if _agree(person, other) and not _another_person(person, other):
            return Match(Sameness.SAME, known, "same MRN")
        return Match(Sameness.MAYBE, known, f"same MRN, but {_what_differs(person, other)}")

    def _match_by_nearly_the_mrn(self, person: Identity) -> Match | None:
        near = self._by_plain_mrn.get(_plain(person.mrn))
        if near is None or not _agree(person, identity_of(near.values)):
            return None
        reason = f"the MRN differs from {near.values.get('mrn')} only in zeros or signs"
        return Match(Sameness.MAYBE, near, reason)

    def _match_exactly(self, person: Identity, row: CleanRow) -> Match | None:
        """Rule (b): no MRN in the row, so name, birth date and one way to reach the person must agree."""
        if not person.birth or not person.first:
            return None
        block = self._blocks.get(("birth", person.birth), ())
        exact = [(other, known) for other, known in block if other.name == person.name]
        identical = [known for _, known in exact if adds_nothing(row.values, known.values)]
        if len(identical) == 1:
            return Match(Sameness.SAME, identical[0], "nothing differs")
        if (
            len(exact) == 1
            and person.reached_like(exact[0][0])
            and not person.is_other_generation(exact[0][0])
        ):
            return Match(Sameness.SAME, exact[0][1], "same name, birth date and contact")
        if len(exact) > 1:
            return Match(Sameness.MAYBE, exact[0][1], f"{len(exact)} people have this name and date of birth")
        return None

    def _most_alike(self, person: Identity) -> Match:
        best: tuple[float, str, Known] | None = None
        for other, known in self._neighbours(person):
            likeness = alike(person, other)
            if likeness and (best is None or likeness.score > best[0]):
                best = (likeness.score, likeness.reason, known)
        return Match(Sameness.MAYBE, best[2], best[1]) if best else NOBODY

    def _neighbours(self, person: Identity) -> Iterator[tuple[Identity, Known]]:
        """Who shares something with the person; of two with an MRN each, only those born the same day."""
        seen: set[int] = set()
        for key in _block_keys(person):
            blocks = self._numberless if person.mrn and key[0] != "birth" else self._blocks
            block = blocks.get(key, ())
            if len(block) > _LARGEST_BLOCK:
                continue
            for other, known in block:
                if id(known) not in seen:
                    seen.add(id(known))
                    yield other, known


def adds_nothing(values: Values, known: Values) -> bool:
    """Every value of the row stands in the record already."""
    return all(value in (known.get(name), "unknown") for name, value in values.items())


def _block_keys(person: Identity) -> Iterator[BlockKey]:
    if person.birth:
        yield "birth", person.birth
    if person.last and person.first:
        yield "name", (person.last, person.first[0])
        yield "first name", (person.first, person.last[0])
        yield "swapped", tuple(sorted((person.last, person.first)))
    for phone in person.phones:
        yield "phone", phone
    if person.email:
        yield "email", person.email


def _plain(mrn: str) -> str:
    whole = mrn.lower() if mrn.isascii() and mrn.isalnum() else folded(mrn).replace(" ", "")
    return whole.lstrip("0")


def _agree(person: Identity, other: Identity) -> bool:
    """What rule (a) asks for beside the MRN: the birth date or the family name."""
    return (person.birth is not None and person.birth == other.birth) or person.last == other.last


def _another_person(person: Identity, other: Identity) -> bool:
    """One MRN that two people carry: the given name is clearly another, and not all else agrees."""
    all_else = person.last == other.last and person.birth == other.birth
    return not all_else and clearly_different(person.first, other.first)


def _what_differs(person: Identity, other: Identity) -> str:
    parts = []
    if person.last != other.last or clearly_different(person.first, other.first):
        parts.append("another name")
    if person.birth != other.birth and isinstance(person.birth, date) and isinstance(other.birth, date):
        parts.append("another date of birth")
    return " and ".join(parts) or "nothing else to compare"


def _without_details(match: Match) -> Match:
    if match.known is None or match.known.is_visible:
        return match
    what = "MRN" if "MRN" in match.reason else "name and date of birth"
    return Match(Sameness.MAYBE, None, _ELSEWHERE.format(what=what))
