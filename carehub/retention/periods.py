"""What can be kept for how long, and for how long each is kept now."""

from dataclasses import dataclass

from sqlmodel import Session, select

from carehub.retention.models import Kept, RetentionPeriod

YEAR = 365
FOR_GOOD = None
# A record is kept for six years at least (45 CFR 164.316), in many states for longer.
CHOICES: dict[Kept, tuple[int | None, ...]] = {
    Kept.SESSIONS: (30, 90, 180, YEAR, 2 * YEAR),
    Kept.CODES: (7, 30, 90, YEAR),
    Kept.DOCUMENTS: (FOR_GOOD, 6 * YEAR, 7 * YEAR, 10 * YEAR, 25 * YEAR),
}
USUAL: dict[Kept, int | None] = {Kept.SESSIONS: YEAR, Kept.CODES: 30, Kept.DOCUMENTS: FOR_GOOD}


@dataclass(frozen=True, slots=True)
class Period:
    """``version`` is 0 as long as nobody chose."""

    kept: Kept
    days: int | None
    version: int


def standing(session: Session) -> list[Period]:
    """How long each is kept: as the center chose, or as usual."""
    chosen = {row.kept: row for row in session.exec(select(RetentionPeriod))}
    return [
        Period(kept, chosen[kept].days, chosen[kept].version)
        if kept in chosen
        else Period(kept, USUAL[kept], 0)
        for kept in Kept
    ]
