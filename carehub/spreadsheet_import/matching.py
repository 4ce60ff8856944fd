"""Who is this row? The same person by three strict rules only; what is only alike is for a person to see."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, structs

from carehub.spreadsheet_import.cleaning.rows import CleanRow, Values
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.identity import Identity, identity_of
from carehub.spreadsheet_import.likeness import agree, alike, another_person, what_differs

# A block larger than this is a name or a day that says little; the other blocks still find the pair.
_LARGEST_BLOCK = 400
_MOST_CANDIDATES = 3
BlockKey = tuple[str, object]


class Sameness(StrEnum):
    SAME = "same"
    MAYBE = "maybe"
    NOBODY = "nobody"


class Known(Struct, eq=False):
    """A patient of the center, or a person of a row above (``row`` set, no ``patient_id``).

    ``values`` are the import fields that are filled now; ``imported`` what the last import brought
    for this patient (or who knows it, by the patient's id), so that a later edit in CareHub can be told
    from a change in the source.
    """

    values: Values
    patient_id: int | None = None
    version: int = 0
    row: int | None = None
    is_visible: bool = True
    extra: dict[str, str] = {}
    imported: Values | Callable[[int], Values] | None = None
    identity: Identity | None = None

    def said_last(self) -> Values:
        """What the last import brought; asked for only where a value differs."""
        if callable(self.imported):
            self.imported = self.imported(self.patient_id) if self.patient_id else None
        return self.imported or {}


class Candidate(Struct, frozen=True):
    known: Known
    reason: str


class Match(Struct, frozen=True):
    """``candidates`` are all whom the row could be, likeliest first; ``known`` is the first of them."""

    sameness: Sameness
    known: Known | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


NOBODY = Match(Sameness.NOBODY)
_ELSEWHERE = "A patient with this {what} is at another site; ask a supervisor."


class People:
    """Everyone a row could be, found by what two records of one person have in common."""

    def __init__(self) -> None:
        self._by_mrn: dict[str, Known] = {}
        self._by_fingerprint: dict[str, Known] = {}
        self._births: dict[date, list[Known]] = {}
        self._by_patient: dict[int, Known] = {}
        self._everyone: list[Known] = []
        # Made when the first row asks: a list in which everyone has an MRN needs the second one only.
        self._blocks: dict[BlockKey, list[Known]] | None = None
        self._numberless: dict[BlockKey, list[Known]] | None = None
        self._by_plain_mrn: dict[str, Known] | None = None

    def add(self, known: Known, *fingerprints: str, former_mrns: Collection[str] = ()) -> None:
        """Make someone findable; ``fingerprints`` are of the rows imported for this person before."""
        mrn, birth = str(known.values.get("mrn", "")), known.values.get("birth_date")
        if mrn:
            self._by_mrn.setdefault(mrn, known)
            if self._by_plain_mrn is not None:
                self._by_plain_mrn.setdefault(_plain(mrn), known)
        for mrn in former_mrns:
            self._by_mrn.setdefault(mrn, known)
        for fingerprint in fingerprints:
            self._by_fingerprint[fingerprint] = known
        self._everyone.append(known)
        if known.patient_id is not None:
            self._by_patient[known.patient_id] = known
        if isinstance(birth, date):
            self._births.setdefault(birth, []).append(known)
        if self._blocks is not None:
            _put_into(self._blocks, known)
        if self._numberless is not None and not mrn:
            _put_into(self._numberless, known)

    def recall(self, patient_id: int, fingerprint: str) -> None:
        """A row with this fingerprint was imported for the patient before; a row above goes first."""
        known = self._by_patient.get(patient_id)
        if known is not None:
            self._by_fingerprint.setdefault(fingerprint, known)

    def find(self, patient_id: int | None, row: int | None) -> Known | None:
        """The patient with this id, or the person of this row above."""
        if patient_id is not None:
            wanted = (known for known in self._everyone if known.patient_id == patient_id)
        else:
            wanted = (known for known in self._everyone if row is not None and known.row == row)
        return next((known for known in wanted if known.is_visible), None)

    @property
    def is_anybody_here(self) -> bool:
        """Whether there is any patient of the center."""
        return bool(self._by_patient)

    def has_mrn(self, mrn: str) -> bool:
        return mrn in self._by_mrn

    def numbered(self, mrn: str) -> Match:
        """Whose MRN this is, for a row that tells nothing else of the person."""
        known = self._by_mrn.get(mrn)
        return NOBODY if known is None else _without_details(Match(Sameness.SAME, known, "same MRN"))

    def match_before(self, row: CleanRow) -> Match | None:
        """Whose row this is if the same one came in before, at a glance."""
        before = self._by_fingerprint.get(row.fingerprint)
        return None if before is None else Match(Sameness.SAME, before, "this row came in before")

    def match(self, row: CleanRow, person: Identity) -> Match:
        """Who the row is, with the reason in words wherever a person has to look.

        Of a row that came in before ``match_before`` knows it.
        """
        found = self._match_by_mrn(person) if person.mrn else self._match_exactly(person, row)
        return _without_details(found or self._most_alike(person))

    def _match_by_mrn(self, person: Identity) -> Match | None:
        known = self._by_mrn.get(person.mrn)
        if known is None:
            return self._match_by_nearly_the_mrn(person)
        other = _identity(known)
        if agree(person, other) and not another_person(person, other):
            return Match(Sameness.SAME, known, "same MRN")
        return Match(Sameness.MAYBE, known, f"same MRN, but {what_differs(person, other)}")

    def _match_by_nearly_the_mrn(self, person: Identity) -> Match | None:
        near = self._plain_mrns().get(_plain(person.mrn))
        if near is None or not agree(person, _identity(near)):
            return None
        reason = f"the MRN differs from {near.values.get('mrn')} only in zeros or signs"
        return Match(Sameness.MAYBE, near, reason)

    def _match_exactly(self, person: Identity, row: CleanRow) -> Match | None:
        """Rule (b): no MRN in the row, so name, birth date and one way to reach the person must agree."""
        if not person.birth or not person.first:
            return None
        born_then = self._births.get(person.birth, ())
        exact = [known for known in born_then if _identity(known).name == person.name]
        identical = [known for known in exact if adds_nothing(row.values, known.values)]
        if len(identical) == 1:
            return Match(Sameness.SAME, identical[0], "nothing differs")
        if (
            len(exact) == 1
            and person.reached_like(_identity(exact[0]))
            and not person.is_other_generation(_identity(exact[0]))
        ):
            return Match(Sameness.SAME, exact[0], "same name, birth date and contact")
        if len(exact) > 1:
            return Match(Sameness.MAYBE, exact[0], f"{len(exact)} people have this name and date of birth")
        return None

    def _most_alike(self, person: Identity) -> Match:
        if person.mrn and person.birth not in self._births and not self._those_without_a_number():
            return NOBODY
        found: list[tuple[float, int, str, Known]] = []
        for at, known in enumerate(self._neighbours(person)):
            likeness = alike(person, _identity(known))
            if likeness:
                found.append((-likeness.score, at, likeness.reason, known))
        if not found:
            return NOBODY
        found.sort(key=lambda each: each[:2])
        candidates = tuple(Candidate(known, reason) for _, _, reason, known in found[:_MOST_CANDIDATES])
        return Match(Sameness.MAYBE, found[0][3], found[0][2], candidates)

    def _neighbours(self, person: Identity) -> Iterator[Known]:
        """Who shares something with the person; of two with an MRN each, only those born the same day."""
        births = self._births.get(person.birth, []) if person.birth else []
        if person.mrn and len(births) <= _LARGEST_BLOCK:
            births = _without_a_number_or_of_the_name(births, person)
        blocks = self._those_without_a_number() if person.mrn else self._all_blocks()
        near = [births, *(blocks.get(key, []) for key in _block_keys(person))] if blocks else [births]
        seen: set[int] = set()
        for block in near:
            if len(block) > _LARGEST_BLOCK:
                continue
            for known in block:
                if id(known) not in seen:
                    seen.add(id(known))
                    yield known

    def _plain_mrns(self) -> dict[str, Known]:
        if self._by_plain_mrn is None:
            # The first of two wins.
            numbered = ((str(each.values.get("mrn", "")), each) for each in reversed(self._everyone))
            self._by_plain_mrn = {_plain(mrn): each for mrn, each in numbered if mrn}
        return self._by_plain_mrn

    def _all_blocks(self) -> dict[BlockKey, list[Known]]:
        if self._blocks is None:
            self._blocks = {}
            for known in self._everyone:
                _put_into(self._blocks, known)
        return self._blocks

    def _those_without_a_number(self) -> dict[BlockKey, list[Known]]:
        if self._numberless is None:
            self._numberless = {}
            for known in self._everyone:
                if not _identity(known).mrn:
                    _put_into(self._numberless, known)
        return self._numberless


def _put_into(blocks: dict[BlockKey, list[Known]], known: Known) -> None:
    for key in _block_keys(_identity(known)):
        blocks.setdefault(key, []).append(known)


def _identity(known: Known) -> Identity:
    known.identity = known.identity or identity_of(known.values)
    return known.identity


def _without_a_number_or_of_the_name(born_then: Sequence[Known], person: Identity) -> list[Known]:
    """Of two people with an MRN each, only those of one name can be one."""
    last, first = person.last, person.first
    return [
        known
        for known in born_then
        if not (other := known.identity or _identity(known)).mrn
        or (other.last == last and other.first == first)
    ]


def adds_nothing(values: Values, known: Values) -> bool:
    """Every value of the row stands in the record already."""
    return all(value in (known.get(name), "unknown") for name, value in values.items())


def _block_keys(person: Identity) -> Iterator[BlockKey]:
    if person.last and person.first:
        yield "name", (person.last, person.first[0])
        yield "first name", (person.first, person.last[0])
        yield "swapped", tuple(sorted((person.last, person.first)))
    for phone in person.phones:
        yield "phone", phone
    if person.email:
        yield "email", person.email
    if person.street:
        yield "street", folded(person.street)
    if person.birth and person.first:
        yield "month", (person.birth.year, person.birth.month, person.first[0])
    if person.birth and person.last:
        yield "day", (person.birth.month, person.birth.day, person.last[0])
        yield "year", (person.birth.year, person.last)
    if person.postcode and person.first:
        yield "near", (person.postcode, person.first)
    if person.postcode and person.last:
        yield "near family", (person.postcode, person.last)


def _plain(mrn: str) -> str:
    whole = mrn.lower() if mrn.isascii() and mrn.isalnum() else folded(mrn).replace(" ", "")
    return whole.lstrip("0")


def _without_details(match: Match) -> Match:
    if match is NOBODY:
        return match
    if match.known is None or match.known.is_visible:
        seen = tuple(each for each in match.candidates if each.known.is_visible)
        return match if len(seen) == len(match.candidates) else structs.replace(match, candidates=seen)
    what = "MRN" if "MRN" in match.reason else "name and date of birth"
    return Match(Sameness.MAYBE, None, _ELSEWHERE.format(what=what))
