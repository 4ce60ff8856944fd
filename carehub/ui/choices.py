"""A choice among rows of the database, as a select shows it."""

from typing import TypedDict


class Option(TypedDict):
    value: str
    label: str
