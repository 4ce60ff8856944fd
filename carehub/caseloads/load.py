"""How heavy a caseload is: one number that tells two of them apart, made of numbers that can be looked up.

Each active patient weighs 1, one of medium risk 2, of high risk 3; who has late work weighs 2 more, for that
is what the day is spent on. So 40 patients, 10 of them of medium and 5 of high risk, 6 with late work:
40 + 10 + 2 x 5 + 2 x 6 = 72.
"""

from dataclasses import dataclass

PATIENT, MEDIUM_RISK, HIGH_RISK, LATE_WORK = 1, 1, 2, 2
FORMULA = (
    "Each patient counts 1; medium risk 1 more, high risk 2 more, late work 2 more: "
    "load = patients + medium + 2 x high + 2 x late."
)


@dataclass(frozen=True, slots=True)
class Load:
    """Active patients of a caseload, and how many of them are of medium or high risk or have late work."""

    patients: int = 0
    medium: int = 0
    high: int = 0
    late: int = 0

    @property
    def points(self) -> int:
        return (
            PATIENT * self.patients
            + MEDIUM_RISK * self.medium
            + HIGH_RISK * self.high
            + LATE_WORK * self.late
        )


NO_LOAD = Load()
