"""Who is here twice? Records that share a birth date or a name, weighed as the import weighs rows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from carehub.core.actor import Actor, Permission, require
from carehub.desk.merging.models import NotTheSame
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.identity import Identity, identity_of
from carehub.spreadsheet_import.likeness import Likeness, alike

MOST = 100
# A name or a day that more people share says little; what else they share finds the pair.
_LARGEST_BLOCK = 60
_COMPARED = (
    "mrn", "last_name", "first_name", "middle_name", "suffix", "birth_date",
    "phone", "phone_alt", "email", "address", "zip", "city",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person; the older one first."""

    first: Patient
    second: Patient
    likeness: Likeness


def likely_pairs(session: Session, actor: Actor) -> list[Pair]:
    """The pairs of whom the person may see both, the likeliest first. It looks at everybody: off the loop."""
    require(actor, Permission.PATIENTS_MERGE)
    known = {each.id: each for each in session.exec(patients.visible_to(actor)) if each.id}
    identities = {number: identity_of(values_of(patient)) for number, patient in known.items()}
    told_apart = {tuple(row) for row in session.exec(select(NotTheSame.patient_id, NotTheSame.other_id))}
    found = [
        Pair(known[one], known[other], likeness)
        for one, other in sorted(set(_sharing(identities)) - told_apart)
        if (likeness := alike(identities[one], identities[other]))
    ]
    found.sort(key=lambda pair: (-pair.likeness.score, pair.first.id or 0))
    return found[:MOST]


def likeness_of(first: Patient, second: Patient) -> Likeness | None:
    """Why two records could be one person; None when nothing says so."""
    return alike(identity_of(values_of(first)), identity_of(values_of(second)))


def values_of(patient: Patient) -> Values:
    """What of a record is compared, as the import has it."""
    said = {name: getattr(patient, name) for name in _COMPARED}
    return {name: value for name, value in said.items() if value}


def _sharing(identities: dict[int, Identity]) -> Iterator[tuple[int, int]]:
    blocks: dict[object, list[int]] = {}
    for number, person in identities.items():
        for key in _keys(person):
            blocks.setdefault(key, []).append(number)
    for block in blocks.values():
        if len(block) <= _LARGEST_BLOCK:
            yield from _pairs(sorted(block))


def _keys(person: Identity) -> Iterator[object]:
    """What two records of one person have in common, if only one thing was written down wrong."""
    if person.birth:
        yield "birth", person.birth
    yield "name", tuple(sorted((person.last, person.first)))
    for phone in person.phones:
        yield "phone", phone
    if person.email:
        yield "email", person.email


def _pairs(block: Collection[int]) -> Iterator[tuple[int, int]]:
    numbers = list(block)
    for at, one in enumerate(numbers):
        for other in numbers[at + 1 :]:
            yield one, other
