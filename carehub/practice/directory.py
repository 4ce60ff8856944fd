"""The receivers of the practice center: none of them can be called."""

from sqlmodel import Session

from carehub.directory import service as directory
from carehub.directory.draft import ReceiverDraft
from carehub.practice import made_up
from carehub.practice.staff import Staff

_LANGUAGES = ("English", "English, Spanish", "English, Spanish, Polish")
_INSURANCE = ("Medicaid, Medicare", "Medicaid, most commercial plans", "Medicare, commercial plans")
_WAITS = (7, 14, 21, 45, 90)


def list_receivers(session: Session, staff: Staff) -> None:
    """Every receiver that the practice center's referrals go to."""
    kinds = {name: kind for kind, offers in made_up.RECEIVERS.items() for name, _ in offers}
    for number, (name, kind) in enumerate(kinds.items()):
        draft = ReceiverDraft(
            name,
            specialty=kind,
            phone=f"(312) 555-01{number:02d}",
            fax=f"(312) 555-01{number + 50:02d}",
            city=("Riverbend", "Aurora", "Elgin")[number % 3],
            state="IL",
            languages=_LANGUAGES[number % 3],
            insurance=_INSURANCE[number % 3],
            sliding_fee=number % 2 == 0,
            usual_wait_days=_WAITS[number % 5],
        )
        directory.add(session, staff.actors["erin"], draft)
