"""Column types shared by all models."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, String
from sqlalchemy.types import TypeDecorator

from carehub.core.database import UtcDateTime


class Word(TypeDecorator[StrEnum]):
    """A member of a closed set, stored as its word: readable in the database, never a number."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        self.words = words
        super().__init__()

    def process_bind_param(self, value: StrEnum | str | None, dialect: object) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: object) -> StrEnum | None:
        return None if value is None else self.words(value)


def word(words: type[StrEnum], *, nullable: bool = False, index: bool = False) -> Column[StrEnum]:
    """A column for a member of ``words``."""
    return Column(Word(words), nullable=nullable, index=index)


def instant(*, nullable: bool = False, index: bool = False) -> Column[datetime]:
    """A column for an aware UTC instant."""
    return Column(UtcDateTime, nullable=nullable, index=index)
