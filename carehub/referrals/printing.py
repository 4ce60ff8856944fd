"""A list of chosen referrals on paper: a page of our own, made on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from carehub.accounts import sessions
from carehub.accounts.models import Center
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.dates import written_time
from carehub.core.errors import CareHubError, Invalid
from carehub.referrals import reading
from carehub.referrals.bulk import MOST
from carehub.referrals.cards import View, card_of, view_for
from carehub.referrals.details import identity, stage_of
from carehub.referrals.reading import Entry

PRINT = "/api/referrals/print"
_PRIVATE = {"Cache-Control": "no-store"}
_templates = Environment(
    loader=PackageLoader("carehub.referrals"), autoescape=True, undefined=StrictUndefined
)


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


def print_cards(request: Request) -> Response:
    """``?ids=1,2,3``: those that the person may see, in that order. What was printed is in the journal."""
    with unit_of_work() as session:
        actor = sessions.actor_of(session, sessions.token_in(request.headers.get("cookie", "")))
        if actor is None:
            return PlainTextResponse("Sign in first.", 401, headers=_PRIVATE)
        try:
            ids = _ids(request.query_params.get("ids", ""))
            page = _page(session, actor, ids)
        except CareHubError as refusal:
            return PlainTextResponse(
                str(refusal), 400 if isinstance(refusal, Invalid) else 403, headers=_PRIVATE
            )
    return HTMLResponse(page, headers=_PRIVATE)


ROUTES = [Route(PRINT, print_cards)]


def _page(session: Session, actor: Actor, ids: Sequence[int]) -> str:
    view = view_for(session, actor)
    found = {entry.referral.id: entry for entry in reading.changed_cards(session, actor, ids)}
    entries = [found[number] for number in ids if number in found]
    for entry in entries:
        subject = f"referral:{entry.referral.id}"
        journal.record(
            session, actor, "referrals.printed", patient_id=entry.referral.patient_id, subject=subject
        )
    return _templates.get_template("cards.html").render(
        rows=[_row(entry, view) for entry in entries],
        asked=len(ids),
        center=session.get_one(Center, 1).name,
        actor=actor.name,
        printed_at=written_time(clock.now(), view.days.zone.key),
    )


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
