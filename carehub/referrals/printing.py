"""A list of chosen referrals on paper: a page of our own, made on the server."""

from dataclasses import dataclass

from sqlmodel import Session
from starlette.datastructures import QueryParams

from carehub.accounts.models import Center
from carehub.core import journal
from carehub.core.actor import Actor
from carehub.core.dates import written_time
from carehub.core.errors import Invalid
from carehub.referrals import reading
from carehub.referrals.bulk import MOST
from carehub.referrals.cards import View, card_of, view_for
from carehub.referrals.details import identity, stage_of
from carehub.referrals.reading import Entry
from carehub.ui.papers import paper

PRINT = "/api/referrals/print"


@dataclass(frozen=True)
class Row:
    """One referral as it stands on paper."""

    patient: str
    identity: str
    type: str
    urgency: str
    receiver: str
    stage: str
    due: str
    whose_move: str
    coordinator: str
    question: str


@dataclass(frozen=True)
class Sheet:
    """What of the ``asked`` referrals is printed, where, by whom and when."""

    rows: list[Row]
    asked: int
    center: str
    by: str
    at: str


def read_sheet(session: Session, actor: Actor, given: QueryParams) -> dict[str, Sheet]:
    """``?ids=1,2,3``: those that the person may see, in that order. What was printed is in the journal."""
    ids, view = _ids(given.get("ids", "")), view_for(session, actor)
    found = {entry.referral.id: entry for entry in reading.changed_cards(session, actor, ids)}
    entries = [found[number] for number in ids if number in found]
    for entry in entries:
        patient_id, subject = entry.referral.patient_id, f"referral:{entry.referral.id}"
        journal.record(session, actor, "referrals.printed", patient_id=patient_id, subject=subject)
    rows, center = [_row(entry, view) for entry in entries], session.get_one(Center, 1).name
    return {"sheet": Sheet(rows, len(ids), center, actor.name, written_time(view.now, view.days.zone.key))}


ROUTES = [paper(PRINT, "carehub.referrals", "cards.html", read_sheet)]


def _row(entry: Entry, view: View) -> Row:
    card = card_of(entry, view)
    return Row(
        patient=card["patient"],
        identity=identity(entry.patient.birth_date, entry.patient.mrn, view.days.day_of(view.now)),
        type=card["type"],
        urgency=card["urgency_word"],
        receiver=card["receiver"],
        stage=stage_of(entry.referral, view).name,
        due=card["late"] or card["due"],
        whose_move=card["whose_move"],
        coordinator=entry.coordinator or "",
        question=entry.referral.question,
    )


def _ids(given: str) -> list[int]:
    parts = given.split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise Invalid("Choose the referrals to print on the board.")
    if len(parts) > MOST:
        raise Invalid(f"Print at most {MOST} referrals at a time.")
    return list(dict.fromkeys(int(part) for part in parts))
