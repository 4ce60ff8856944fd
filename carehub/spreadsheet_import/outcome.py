"""The six things that can become of a row."""

from enum import StrEnum


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REVIEW = "review"
    INVALID = "invalid"
    SKIPPED = "skipped"
