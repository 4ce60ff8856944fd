"""Where a row's referral stands: by the word for its status and by its dates, with what that status wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from carehub.core.dates import written_date
from carehub.referrals.status import MEANINGS, OPTIONAL, Proof, Status
from carehub.spreadsheet_import.cleaning.cleaned import Severity
from carehub.spreadsheet_import.cleaning.rows import Problem, Values
from carehub.spreadsheet_import.planned import PlannedRow
from carehub.spreadsheet_import.referral_list.columns import REFERRAL_LIST

_FIELD_OF: Mapping[Proof, str] = {
    Proof.QUESTION: "question",
    Proof.RECEIVER: "receiver",
    Proof.SENT_ON: "sent_on",
    Proof.ACCEPTED_ON: "accepted_on",
    Proof.APPOINTMENT_AT: "appointment",
    Proof.SEEN_ON: "seen_on",
    Proof.REPORT_RECEIVED_ON: "report_received_on",
}
_SHOWS: Mapping[str, Status] = {
    "sent_on": Status.SENT,
    "accepted_on": Status.ACCEPTED,
    "appointment": Status.SCHEDULED,
    "seen_on": Status.SEEN,
    "report_received_on": Status.REPORT_RECEIVED,
}
# Where a wanted day is not told, the nearest one before it that is.
_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "sent_on": ("requested_on",),
    "accepted_on": ("sent_on", "requested_on"),
    "seen_on": ("appointment",),
    "report_received_on": ("seen_on", "appointment"),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What a referral list can refer to: stage -> status in the order of the board; the center's day."""

    stages: Mapping[str, Status]
    today: date

    def first_of(self, status: Status) -> str:
        return next((name for name, each in self.stages.items() if each is status), "")

    def rank(self, stage: object) -> int:
        return list(Status).index(self.stages.get(str(stage), Status.DRAFT))


def settle(planned: PlannedRow, board: Board) -> None:
    """Put together what the row says of its place on the board; problems say what was missing or taken."""
    values = planned.values
    _join_time(values)
    if "stage" not in values:
        values["stage"] = board.first_of(_shown_by(values))
    _go_on_to_an_appointment_ahead(planned, board)
    status = board.stages.get(str(values["stage"]), Status.DRAFT)
    if status is Status.CLOSED:
        return
    planned.problems.extend(_left_out(planned, status))
    planned.problems.extend(_taken_instead(planned, status, board))
    planned.problems.extend(_lacking(planned, status))
    if "question" not in values and status not in (Status.DRAFT, Status.NEEDS_INFO, Status.READY):
        planned.problems.append(_warning(planned, "question", "there is none; write it on the card"))
    if status is Status.SCHEDULED and len(str(values.get("appointment", ""))) == len("2026-12-03"):
        planned.problems.append(
            _warning(planned, "appointment", "no time of day is told; it shows as 12:00 AM")
        )


def _join_time(values: Values) -> None:
    at = values.pop("appointment_time", None)
    day = str(values.get("appointment", ""))
    if at and day and "T" not in day:
        values["appointment"] = f"{day}T{at}"


def _shown_by(values: Values) -> Status:
    """The furthest that the dates show."""
    if values.get("missing"):
        return Status.NEEDS_INFO
    shown = [status for name, status in _SHOWS.items() if name in values]
    if shown:
        return shown[-1]
    return Status.READY if {"receiver", "question"} <= values.keys() else Status.DRAFT


def _go_on_to_an_appointment_ahead(planned: PlannedRow, board: Board) -> None:
    """An appointment that lies ahead is never lost, whatever the word for the status says."""
    values = planned.values
    is_ahead = str(values.get("appointment", ""))[:10] >= board.today.isoformat()
    before = board.stages.get(str(values["stage"]))
    if is_ahead and before in (Status.DRAFT, Status.READY, Status.SENT, Status.ACCEPTED):
        reason = f"it says {values['stage']}, but there is an appointment ahead"
        values["stage"] = board.first_of(Status.SCHEDULED)
        planned.problems.append(_warning(planned, "stage", reason))


def _left_out(planned: PlannedRow, status: Status) -> Iterator[Problem]:
    """Dates of what comes later than the status; while information is missing, what was sent stays sent."""
    if status is Status.NEEDS_INFO:
        return
    order = list(Status)
    for name, shows in _SHOWS.items():
        if name in planned.values and order.index(shows) > order.index(status):
            day = _written(planned.values.pop(name))
            yield _warning(planned, name, f"the status is {planned.values['stage']}, so {day} is left out")


def _taken_instead(planned: PlannedRow, status: Status, board: Board) -> Iterator[Problem]:
    values = planned.values
    for name in _wanted(status):
        for other in _INSTEAD.get(name, ()):
            day = str(values.get(other, ""))[:10]
            if name not in values and day and day <= board.today.isoformat():
                values[name] = day
                told = f"there is none; the day under {_label(other)} is taken, {_written(day)}"
                yield _warning(planned, name, told)


def _lacking(planned: PlannedRow, status: Status) -> Iterator[Problem]:
    for name in _wanted(status):
        if name not in planned.values:
            reason = f"the status is {planned.values['stage']}, and nothing is told here"
            yield Problem(planned.number, _label(name), Severity.ERROR, reason)


def _wanted(status: Status) -> list[str]:
    """What a move to this status would ask for, without what a center may leave out."""
    proofs = [proof for proof in MEANINGS[status].proofs if proof not in OPTIONAL]
    goes_out = status not in (Status.DRAFT, Status.NEEDS_INFO, Status.READY)
    return [*(["receiver"] if goes_out else []), *(_FIELD_OF[each] for each in proofs if each in _FIELD_OF)]


def _warning(planned: PlannedRow, name: str, reason: str) -> Problem:
    return Problem(planned.number, _label(name), Severity.WARNING, reason)


def _label(name: str) -> str:
    return REFERRAL_LIST.by_name[name].label


def _written(day: object) -> str:
    return written_date(date.fromisoformat(str(day)[:10]))
