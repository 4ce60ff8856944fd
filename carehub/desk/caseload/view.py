"""What of a caseload is shown, and in which order: one view, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from urllib.parse import urlencode

from carehub.patients.languages import LANGUAGES
from carehub.patients.models import PatientStatus, Risk

UNASSIGNED = "unassigned"
ANY_STATUS = "any"
ON = "1"
DESCENDING = "desc"
QUIET_DAYS = (14, 30, 60, 90)
LONGEST_TEXT = 100
_LONGEST_ID = 10


class Sort(StrEnum):
    """What a caseload can be ordered by; the first two at any length, the others while it is short."""

    NAME = "name"
    ADDED = "added"
    BORN = "born"
    RISK = "risk"
    DUE = "due"
    CONTACT = "contact"
    APPOINTMENT = "appointment"


AT_ANY_LENGTH = (Sort.NAME, Sort.ADDED)


@dataclass(frozen=True)
class CaseloadView:
    """Each field is what the address says under its name; empty is "any".

    ``whose`` is a coordinator's id or ``unassigned``, empty for one's own; ``status`` is empty for active.
    ``quiet`` is a number of days without contact. ``text`` is what was typed: it may name a patient, so it
    never stands in an address.
    """

    whose: str = ""
    risk: str = ""
    language: str = ""
    program: str = ""
    site: str = ""
    late: str = ""
    quiet: str = ""
    status: str = ""
    sort: str = ""
    order: str = ""
    text: str = ""

    @property
    def sorted_by(self) -> Sort:
        return Sort(self.sort) if self.sort else Sort.NAME

    @property
    def is_filtered(self) -> bool:
        return replace(self, whose="", sort="", order="") != CaseloadView()

    def address(self) -> str:
        """The view as the query of an address, without what was typed."""
        return urlencode({name: value for name, value in self.said().items() if value})

    def said(self) -> dict[str, str]:
        """Each filter by its name, save what was typed."""
        return {each.name: str(getattr(self, each.name)) for each in fields(self) if each.name != "text"}


MINE = CaseloadView()


def view_in(said: Mapping[str, str]) -> CaseloadView:
    """The view that an address names; what it cannot mean is left out."""
    known = {name: value for name, value in said.items() if _means_something(name, value)}
    return CaseloadView(**known)


def chosen(view: CaseloadView, name: str, value: str) -> CaseloadView:
    """The view with one filter set anew; the same view when that means nothing."""
    if name not in view.said():
        return view
    return replace(view, **{name: value}) if not value or _means_something(name, value) else view


def typed(view: CaseloadView, text: str) -> CaseloadView:
    return replace(view, text=text.strip()[:LONGEST_TEXT])


def sorted_anew(view: CaseloadView, by: str) -> CaseloadView:
    """In the order of another column; by the same one, the other way round."""
    if by not in list(Sort):
        return view
    turned = view.sorted_by == by and not view.order
    return replace(view, sort="" if by == Sort.NAME else by, order=DESCENDING if turned else "")


def unfiltered(view: CaseloadView) -> CaseloadView:
    return CaseloadView(whose=view.whose, sort=view.sort, order=view.order)


def _means_something(name: str, value: str) -> bool:
    match name:
        case "whose":
            return value == UNASSIGNED or _is_id(value)
        case "site" | "program":
            return _is_id(value)
        case "risk":
            return value in list(Risk)
        case "language":
            return value in LANGUAGES
        case "late":
            return value == ON
        case "quiet":
            return value in map(str, QUIET_DAYS)
        case "status":
            return value == ANY_STATUS or value in list(PatientStatus)
        case "sort":
            return value in list(Sort)
        case "order":
            return value == DESCENDING
    return False


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < _LONGEST_ID
