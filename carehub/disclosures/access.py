"""The condition that leaves Part 2 records out of lists that are taken out of the center."""

from sqlalchemy import ColumnElement, not_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from carehub.disclosures.models import Part2Referral


def may_leave_in_a_list(
    referral_id: ColumnElement[int] | Mapped[int] | Mapped[int | None],
) -> ColumnElement[bool]:
    """Whether what belongs to the referral in this column is no Part 2 record; always where it names none.

    A list asks nobody for consent, so such records are never in one.
    """
    marked = select(Part2Referral.referral_id).where(col(Part2Referral.referral_id) == referral_id)
    return not_(marked.correlate_except(Part2Referral).exists())
