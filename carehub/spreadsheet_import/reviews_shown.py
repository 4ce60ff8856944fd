"""The rows that need a look, each beside the people it could be."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts.models import Site
from carehub.core.actor import Actor
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.spreadsheet_import import center, service
from carehub.spreadsheet_import.cells_shown import written
from carehub.spreadsheet_import.columns import FIELDS
from carehub.spreadsheet_import.models import ImportKind, ImportRow
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.referral_list import reading
from carehub.spreadsheet_import.referral_list.columns import REFERRAL_LIST, WHOSE
from carehub.spreadsheet_import.who_shown import Namer, who_is
from carehub.spreadsheet_import.wording import LABELS


class ReviewField(TypedDict):
    """One field on both sides; ``tone`` is same, differs, or only (one side has it)."""

    label: str
    here: str
    there: str
    tone: str


class ReviewCandidate(TypedDict):
    """``place`` is its number among the candidates; ``where`` says whether it is a patient or a row above."""

    place: int
    who: str
    where: str
    why: str
    fields: list[ReviewField]


class ReviewCard(TypedDict):
    """``same`` and ``other`` are the answers beside leaving the row out; ``other`` can be empty."""

    number: int
    who: str
    why: str
    same: str
    other: str
    candidates: list[ReviewCandidate]


def review_cards(session: Session, actor: Actor, import_id: int, start: int) -> list[ReviewCard]:
    """A page of the rows that need a look, in the file's order."""
    kind = service.find(session, actor, import_id).kind
    rows = service.rows(session, actor, import_id, [Outcome.REVIEW], start)
    namer = Namer(session, actor, [(row.patient_id, row.values) for row in rows])
    cards = []
    for row in rows:
        same, other = _answers(kind, row)
        could_be = _referrals if row.referral_candidates else _people
        cards.append(
            ReviewCard(
                number=row.number, who=namer.who(row.patient_id, row.values), why=row.reason, same=same,
                other=other,
                candidates=could_be(session, actor, row),
            )
        )  # fmt: skip
    return cards


def _answers(kind: ImportKind, row: ImportRow) -> tuple[str, str]:
    if kind is ImportKind.PATIENTS:
        return "Same person", "Different person"
    return ("Same referral", "Another referral") if row.referral_candidates else ("This patient", "")


def _people(session: Session, actor: Actor, row: ImportRow) -> list[ReviewCandidate]:
    shown = [
        _candidate(session, actor, row, place, patient_id, above, str(why))
        for place, (patient_id, above, why, *_) in enumerate(row.candidates)
    ]
    return [each for each in shown if each is not None]


def _referrals(session: Session, actor: Actor, row: ImportRow) -> list[ReviewCandidate]:
    """The open referrals of the patient that this could be."""
    known = reading.known_referrals(session, actor, of_patient=row.patient_id)
    here = {each.referral_id: center.to_json(each.values) for each in known}
    names = [name for name in REFERRAL_LIST.fields if name not in WHOSE]
    shown = []
    for place, (_, above, why, referral_id) in enumerate(row.candidates):
        values = here.get(referral_id if isinstance(referral_id, int) else None)
        where = "In CareHub" if values else f"Row {above} of this list"
        values = values or _values_above(session, actor, row.import_id, above)
        if values:
            fields = _side_by_side(row.values, values, names)
            who = str(why).capitalize()
            shown.append(ReviewCandidate(place=place, who=who, where=where, why=str(why), fields=fields))
    return shown


def _candidate(
    session: Session, actor: Actor, row: ImportRow, place: int, patient_id: object, above: object, why: str
) -> ReviewCandidate | None:
    if isinstance(patient_id, int):
        patient = session.exec(patients.visible_to(actor).where(Patient.id == patient_id)).first()
        values, where = (_values_of(session, patient), "In CareHub") if patient else ({}, "")
    else:
        values, where = _values_above(session, actor, row.import_id, above), f"Row {above} of this list"
    if not values:
        return None
    fields = _side_by_side(row.values, values, FIELDS)
    return ReviewCandidate(place=place, who=who_is(values), where=where, why=why, fields=fields)


def _values_of(session: Session, patient: Patient) -> dict[str, str | bool]:
    values: dict[str, str | bool] = {}
    for name in FIELDS:
        value = getattr(patient, name, None)
        if value not in (None, "", "unknown"):
            values[name] = value if isinstance(value, bool) else str(value)
    values["site"] = session.get_one(Site, patient.home_site_id).name
    return values


def _values_above(session: Session, actor: Actor, import_id: int, above: object) -> dict[str, str | bool]:
    found = service.row(session, actor, import_id, above) if isinstance(above, int) else None
    return found.values if found else {}


def _side_by_side(
    here: Mapping[str, str | bool], there: Mapping[str, str | bool], fields: Sequence[str]
) -> list[ReviewField]:
    return [
        ReviewField(
            label=LABELS[name],
            here=written(name, here.get(name)),
            there=written(name, there.get(name)),
            tone=_tone(here.get(name), there.get(name)),
        )
        for name in fields
        if here.get(name) or there.get(name)
    ]


def _tone(here: str | bool | None, there: str | bool | None) -> str:
    if here == there:
        return "same"
    return "differs" if here and there else "only"
