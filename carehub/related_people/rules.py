"""What to heed before a patient is called, written to or visited: pure words, for every page with a phone."""

from datetime import time
from typing import TypedDict

from carehub.related_people.models import Safe, SafeContact
from carehub.related_people.wording import SAFE


class SafeRules(TypedDict):
    """``rules`` one by one, ``said`` in one line: shown before any phone number or address."""

    rules: list[str]
    said: str


NO_RULES = SafeRules(rules=[], said="")


def safe_rules(contact: SafeContact | None) -> SafeRules:
    """The rules of a patient as they are read out, the coded ones first: ``No voicemail``."""
    if contact is None:
        return NO_RULES
    rules = [SAFE[code] for code in Safe if code in contact.codes]
    rules += [f"Ask for {contact.ask_for}"] if contact.ask_for else []
    rules += [_hours(contact.not_before, contact.not_after)]
    rules = [*filter(None, rules), *filter(None, [contact.words])]
    return SafeRules(rules=rules, said=" · ".join(rules))


def _hours(not_before: str, not_after: str) -> str:
    first, last = _clock(not_before), _clock(not_after)
    if first and last:
        return f"Only from {first} to {last}"
    return f"Not before {first}" if first else f"Not after {last}" if last else ""


def _clock(written: str) -> str:
    """``9:05 AM`` for ``09:05``."""
    if not written:
        return ""
    wall = time.fromisoformat(written)
    return f"{wall.hour % 12 or 12}:{wall.minute:02d} {'AM' if wall.hour < 12 else 'PM'}"
