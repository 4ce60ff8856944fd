"""What fields are called and how their values read: "Site: Northside", not "home_site_id: 1"."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import Site, User
from carehub.core.dates import written_date, written_time
from carehub.core.journal import FieldChange
from carehub.directory.models import Receiver
from carehub.patients.languages import language_name
from carehub.patients.record import LABELS
from carehub.patients.wording import spoken_phone
from carehub.referrals.models import ReferralType, Stage

_OWN_LABELS = {
    "coordinator_id": "Coordinator",
    "extra": "Imported columns",
    "is_pinned": "Pinned",
    "merged_into_id": "Merged into",
    "no_report": "Why no report",
    "outcome_code": "Why it ended",
    "pauses": "Pauses of this step",
    "paused_until": "Paused until",
    "receiver_id": "Receiver in the directory",
    "stage_id": "Stage",
    "stuck_because": "Stuck because",
    "type_id": "Type",
}
_NAMED: Mapping[str, type[Site] | type[Stage] | type[ReferralType] | type[User] | type[Receiver]] = {
    "home_site_id": Site,
    "stage_id": Stage,
    "type_id": ReferralType,
    "coordinator_id": User,
    "receiver_id": Receiver,
}
# A closed set's word, as it stands in the database.
_WORDS = frozenset(
    {
        "sex", "status", "risk", "urgency", "outcome", "outcome_code", "no_report", "sent_channel",
        "stuck_because", "missing_from",
    }
)  # fmt: skip
_PHONES = frozenset({"phone", "phone_alt"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Names:
    """What the numbers in kept values name now, by field; and the time zone in which instants are told."""

    def __init__(self, by_field: Mapping[str, Mapping[int, str]], time_zone: str) -> None:
        self._by_field = by_field
        self.time_zone = time_zone

    def of(self, field: str, number: object) -> str:
        known = self._by_field.get(field, {})
        return known.get(number, f"number {number}") if isinstance(number, int) else ""


def names_in(session: Session, changes: Iterable[FieldChange]) -> Names:
    """The names of everything that these values refer to, as they are today."""
    sides = [side for change in changes for side in (change.before, change.after)]
    held = [(name, value) for side in sides for name, value in side.items()]
    by_field: dict[str, dict[int, str]] = {}
    for field, model in _NAMED.items():
        ids = {value for name, value in held if name == field and isinstance(value, int)}
        if ids:
            rows = session.exec(select(model.id, model.name).where(col(model.id).in_(ids)))
            by_field[field] = {number: name for number, name in rows if number is not None}
    return Names(by_field, accounts.center(session).time_zone)


def field_label(field: str) -> str:
    known = _OWN_LABELS.get(field) or LABELS.get(field)
    return known or field.removesuffix("_id").replace("_", " ").capitalize()


def told(field: str, value: object, names: Names) -> str:
    """A value as a person reads it; empty for none."""
    if value is None or value in ("", [], {}):
        return ""
    if field in _NAMED:
        return names.of(field, value)
    if field == "language":
        return language_name(str(value))
    if field in _PHONES:
        return spoken_phone(str(value))
    if field in _WORDS:
        return str(value).replace("_", " ").capitalize()
    return _plain(value, names)


def _plain(value: object, names: Names) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case dict():
            return ", ".join(f"{name}: {each}" for name, each in sorted(value.items()))
        case list():
            return ", ".join(" to ".join(_spoken(str(part), names) for part in each) for each in value)
        case _:
            return _spoken(str(value), names)


def _spoken(text: str, names: Names) -> str:
    """Days and instants as they are written everywhere; other text as it is."""
    if _DAY.fullmatch(text):
        return written_date(date.fromisoformat(text))
    if _DAY.match(text) and "T" in text:
        return _as_instant(text, names.time_zone)
    return text


def _as_instant(text: str, time_zone: str) -> str:
    try:
        return written_time(datetime.fromisoformat(text), time_zone)
    except ValueError:
        return text
