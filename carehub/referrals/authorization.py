"""What the payer allows for a referral, and when that is about to run out."""

from dataclasses import dataclass
from datetime import date, timedelta

from carehub.core.dates import written_date
from carehub.core.errors import Invalid
from carehub.referrals.evidence import LINE_LIMIT
from carehub.referrals.models import Referral

WARN_DAYS = 14
WARN_VISITS = 2
_MOST_VISITS = 999


@dataclass(frozen=True)
class Authorization:
    """Payer, number, valid days (both ends included), visits allowed and used; nothing known is empty."""

    payer: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    visits: int | None = None
    used: int | None = None

    def fields(self) -> dict[str, object]:
        """By the names of the referral's fields."""
        return {
            "authorization_payer": self.payer.strip(),
            "authorization_number": self.number.strip(),
            "authorization_from": self.valid_from,
            "authorization_until": self.valid_until,
            "authorization_visits": self.visits,
            "authorization_used": self.used,
        }


def authorization_of(referral: Referral) -> Authorization:
    return Authorization(
        referral.authorization_payer,
        referral.authorization_number,
        referral.authorization_from,
        referral.authorization_until,
        referral.authorization_visits,
        referral.authorization_used,
    )


def refuse_impossible(authorization: Authorization) -> None:
    """Invalid when it cannot be so. More visits used than allowed can: that is what the warning is for."""
    first, last = authorization.valid_from, authorization.valid_until
    if first and last and last < first:
        raise Invalid("The authorization ends before it begins. Check its dates.")
    if max(len(authorization.payer), len(authorization.number)) > LINE_LIMIT:
        raise Invalid(f"Keep payer and number under {LINE_LIMIT} characters.")
    for count in (authorization.visits, authorization.used):
        if count is not None and not 0 <= count <= _MOST_VISITS:
            raise Invalid(f"Visits are a number from 0 to {_MOST_VISITS}.")


def warning(authorization: Authorization, today: date) -> str:
    """What to say 14 days or 2 visits before the end and after it; empty while all is well."""
    said = (_days_left(authorization, today), _visits_left(authorization))
    return " · ".join(filter(None, said))


def _days_left(authorization: Authorization, today: date) -> str:
    first, last = authorization.valid_from, authorization.valid_until
    if first and first > today:
        return f"Not valid before {written_date(first)}"
    if last is None or last - today > timedelta(days=WARN_DAYS):
        return ""
    if last < today:
        return f"Ended {written_date(last)}"
    days = (last - today).days
    return "Ends today" if not days else f"Ends in {days} {'day' if days == 1 else 'days'}"


def _visits_left(authorization: Authorization) -> str:
    if authorization.visits is None:
        return ""
    left = authorization.visits - (authorization.used or 0)
    if left > WARN_VISITS:
        return ""
    return "No visits left" if left <= 0 else f"{left} {'visit' if left == 1 else 'visits'} left"
