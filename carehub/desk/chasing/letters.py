"""What stands in a letter that asks for a report again."""

from dataclasses import dataclass

from carehub.accounts.models import Center
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients.names import listed_name
from carehub.referrals.chasing import Chased
from carehub.referrals.wording import CHANNEL

# The first time, the report was asked for with the referral itself.
_ORDINALS = ("Second", "Third", "Fourth", "Fifth", "Sixth")


@dataclass(frozen=True)
class Letter:
    """One letter, in words; empty where something is not known."""

    title: str
    receiver: str
    sent: str
    patient: str
    born: str
    reference: str
    type: str
    question: str
    seen_on: str
    notice: str


@dataclass(frozen=True)
class Sender:
    """Who asks, and where the report shall go."""

    center: str
    address: str
    phone: str
    fax: str
    person: str
    today: str
    printed: str


def sender_of(center: Center, actor: Actor) -> Sender:
    return Sender(
        center=center.name,
        address=center.address,
        phone=center.phone,
        fax=center.fax,
        person=actor.name,
        today=written_date(clock.today(center.time_zone)),
        printed=f"Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}",
    )


def letter_of(chased: Chased, notice: str = "") -> Letter:
    referral, patient = chased.entry.referral, chased.entry.patient
    return Letter(
        title=f"{request_number(chased.asked)} for a consult report",
        receiver=referral.receiver,
        sent=_sent(chased),
        patient=listed_name(patient.last_name, patient.first_name),
        born=written_date(patient.birth_date) if patient.birth_date else "",
        reference=f"R-{referral.id}",
        type=chased.entry.type_name,
        question=referral.question,
        seen_on=written_date(referral.seen_on) if referral.seen_on else "",
        notice=notice,
    )


def request_number(asked: int) -> str:
    """``Second request`` once it was asked for again, and so on."""
    number = max(asked, 1)
    return f"{_ORDINALS[number - 1]} request" if number <= len(_ORDINALS) else f"Request {number + 1}"


def _sent(chased: Chased) -> str:
    referral = chased.entry.referral
    if referral.sent_channel is None or referral.sent_on is None:
        return ""
    return f"{written_date(referral.sent_on)}, {CHANNEL[referral.sent_channel].lower()} to {referral.sent_to}"
