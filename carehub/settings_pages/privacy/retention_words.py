"""How long something is kept, in words."""

from carehub.retention.models import Kept
from carehub.retention.periods import YEAR

FOR_GOOD = "for_good"
WHAT: dict[Kept, str] = {
    Kept.SESSIONS: "Where people were signed in: address and browser of sessions that ended",
    Kept.CODES: "One-time codes and recovery codes that were used or ran out",
    Kept.DOCUMENTS: "Documents of a referral, after it was closed",
}
_THING: dict[Kept, tuple[str, str]] = {
    Kept.SESSIONS: ("ended session", "ended sessions"),
    Kept.CODES: ("code", "codes"),
    Kept.DOCUMENTS: ("document", "documents"),
}


def length(days: int | None) -> str:
    """``30 days``, ``7 years``, ``For good``."""
    if days is None:
        return "For good"
    years, rest = divmod(days, YEAR)
    if rest == 0:
        return f"{years} year{'' if years == 1 else 's'}"
    return f"{days} days"


def spoken(kept: Kept, days: int | None) -> str:
    """What is asked before it counts."""
    how_long = length(days)
    _, things = _THING[kept]
    return f"Keep {things} for good?" if days is None else f"Keep {things} for {how_long}?"


def what_goes(kept: Kept, number: int) -> str:
    """What the next look of the server would delete."""
    one, many = _THING[kept]
    if not number:
        return "Nothing goes now."
    goes = f"1 {one} goes" if number == 1 else f"{number:,} {many} go"
    return f"{goes} within the hour, and cannot be brought back but from a backup."
