"""What the controls of a caseload offer, and how the chosen filters read."""

from collections.abc import Sequence
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.caseloads import service as caseloads
from carehub.core.actor import Actor
from carehub.desk.caseload import listing
from carehub.desk.caseload.columns import NAME, Column
from carehub.desk.caseload.listing import Counted
from carehub.desk.caseload.view import ANY_STATUS, QUIET_DAYS, UNASSIGNED, CaseloadView
from carehub.patients.languages import LANGUAGES
from carehub.patients.models import PatientStatus, Risk
from carehub.programs import service as programs

LABELS = {
    "risk": "Risk",
    "language": "Language",
    "program": "Program",
    "site": "Site",
    "late": "Late",
    "quiet": "No contact",
    "status": "Status",
}
_COLLEAGUE = "A colleague"
_NOT_LISTED = "Not in your list"


class Choice(TypedDict):
    value: str
    label: str


class Chip(TypedDict):
    """A filter that is on: what takes it off, and how it reads."""

    name: str
    label: str


class Head(TypedDict):
    """The head of a column; ``sort`` is empty where one cannot order by it, ``aria`` as in aria-sort."""

    id: str
    label: str
    sort: str
    aria: str


Choices = dict[str, list[Choice]]


def choices(session: Session, actor: Actor) -> Choices:
    """What each control offers to this person, by the filter's name."""
    keepers = caseloads.within_reach(session, actor)
    others = [_one(str(user_id), name) for user_id, name in keepers.items() if user_id != actor.user_id]
    return {
        "whose": [_one("", "My caseload"), *others, _one(UNASSIGNED, "Unassigned patients")],
        "risk": [_one(risk.value, risk.value.capitalize()) for risk in reversed(Risk)],
        "language": [_one(code, name) for code, name in sorted(LANGUAGES.items(), key=lambda each: each[1])],
        "program": [_one(str(each.id), each.name) for each in programs.offered(session, actor)],
        "site": [_one(str(site.id), site.name) for site in accounts.sites(session, actor)],
        "quiet": [_one(str(days), f"For {days} days") for days in QUIET_DAYS],
        "status": [
            *(_one(each.value, each.value.capitalize()) for each in PatientStatus if each != "active"),
            _one(ANY_STATUS, "Any status"),
        ],
    }


def with_chosen(offered: Choices, view: CaseloadView) -> Choices:
    """The same, and what a link has chosen that this person is not offered."""
    said = view.said()
    return {name: _complete(those, said[name], name) for name, those in offered.items()}


def chips(offered: Choices, view: CaseloadView) -> list[Chip]:
    """The filters of the view that are on, save the switch in the bar itself."""
    said = {name: value for name in LABELS if (value := view.said()[name]) and name != "late"}
    return [
        Chip(name=name, label=f"{LABELS[name]}: {_read(offered[name], value)}")
        for name, value in said.items()
    ]


def heads(columns: Sequence[Column], view: CaseloadView, counted: Counted) -> list[Head]:
    """The heads of these columns behind that of the name, with what they are ordered by."""
    by = view.sorted_by if listing.may_sort(view.sorted_by, counted) else NAME.sort
    return [_head(column, by == column.sort, view, counted) for column in (NAME, *columns)]


def counted_in_words(counted: Counted, shown: int, number: int) -> str:
    """How many there are, and which of them this page shows."""
    first = (number - 1) * listing.PAGE + 1
    last = first + shown - 1
    # Counting may have stopped before the page that is shown.
    total = max(counted.number, last)
    whole = f"{total:,}{'+' if counted.more else ''} patient{'' if total == 1 and not counted.more else 's'}"
    return whole if not shown or shown == total else f"{first:,} to {last:,} of {whole}"


def _head(column: Column, is_it: bool, view: CaseloadView, counted: Counted) -> Head:
    may = column.sort is not None and listing.may_sort(column.sort, counted)
    aria = ("descending" if view.order else "ascending") if is_it else "none"
    return Head(
        id=column.id,
        label=column.label,
        sort=column.sort.value if may and column.sort else "",
        aria=aria if may else "",
    )


def _complete(those: list[Choice], value: str, name: str) -> list[Choice]:
    if value in {"", *(each["value"] for each in those)}:
        return those
    return [*those, _one(value, _COLLEAGUE if name == "whose" else _NOT_LISTED)]


def _read(offered: Sequence[Choice], value: str) -> str:
    return next((each["label"] for each in offered if each["value"] == value), _NOT_LISTED)


def _one(value: str, label: str) -> Choice:
    return Choice(value=value, label=label)
