"""What a completed form calls for, as the page shows it."""

from typing import TypedDict

from carehub.assessments.definition import Offer, OfferKind
from carehub.assessments.reading import Filled
from carehub.assessments.scoring import offers_of
from carehub.assessments.wording import OFFER
from carehub.core.dates import written_time


class OfferRow(TypedDict):
    """``decided`` is empty while it waits; ``href`` leads to what was made."""

    id: str
    kind: str
    kind_word: str
    text: str
    is_urgent: bool
    decided: str
    href: str


def offer_rows(whole: Filled, zone: str) -> list[OfferRow]:
    standing = offers_of(whole.form, whole.answers)
    known = [each for each in whole.form.offers if each in standing or each.id in whole.decisions]
    return [_offer(each, whole, zone) for each in known]


def _offer(offer: Offer, whole: Filled, zone: str) -> OfferRow:
    decision, who = whole.decisions.get(offer.id, (None, ""))
    decided = ""
    if decision is not None:
        verb = "Taken up" if decision.is_accepted else "Not needed"
        decided = f"{verb}: {who}, {written_time(decision.at, zone)}"
    return OfferRow(
        id=offer.id,
        kind=offer.kind,
        kind_word=OFFER[offer.kind],
        text=offer.text,
        is_urgent=offer.is_urgent,
        decided=decided,
        href=_made(offer, decision.made if decision else "", whole.row.patient_id),
    )


def _made(offer: Offer, made: str, patient_id: int) -> str:
    number = made.partition(":")[2]
    if offer.kind is OfferKind.REFERRAL and number:
        return f"/board?referral={number}"
    part = "/follow-ups" if offer.kind is OfferKind.FOLLOW_UP else ""
    return f"/patients/{patient_id}{part}" if made else ""
