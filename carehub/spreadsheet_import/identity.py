"""What a record says about who it is, folded for comparing."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from msgspec import Struct

from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.cleaning.text import folded


class Identity(Struct, frozen=True):
    """What a record says about who it is, folded for comparing."""

    mrn: str
    last: str
    first: str
    suffix: str
    birth: date | None
    phones: tuple[str, ...]
    email: str
    street: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def place(self) -> str:
        """Street and ZIP; empty when one of them is missing."""
        return f"{self.street} {self.postcode}" if self.street and self.postcode else ""

    @property
    def name(self) -> tuple[str, str]:
        return self.last, self.first

    def reached_like(self, other: "Identity") -> bool:
        """One of phone, e-mail, or address with ZIP agrees."""
        return bool(self.ways_shared(other))

    def ways_shared(self, other: "Identity") -> list[str]:
        ways = []
        if any(phone in other.phones for phone in self.phones):
            ways.append("phone")
        if self.email and self.email == other.email:
            ways.append("e-mail")
        if self.place and folded(self.place) == folded(other.place):
            ways.append("address")
        return ways

    def is_reached_otherwise(self, other: "Identity") -> bool:
        """Both can be reached, and by nothing in common."""
        return self.has_contact and other.has_contact and not self.reached_like(other)

    @property
    def has_contact(self) -> bool:
        return bool(self.phones or self.email or self.place)

    def is_other_generation(self, other: "Identity") -> bool:
        return bool(self.suffix and other.suffix and self.suffix != other.suffix)


def identity_of(values: Values) -> Identity:
    """One is made for each row of a list."""
    text = cast(Mapping[str, str], values).get
    phone, other, suffix = text("phone"), text("phone_alt"), text("suffix")
    birth = values.get("birth_date")
    return Identity(
        text("mrn", ""),
        folded(text("last_name", "")),
        folded(text("first_name", "")),
        folded(suffix) if suffix else "",
        birth if isinstance(birth, date) else None,
        (phone, other) if phone and other else (phone or other,) if phone or other else (),  # pyright: ignore[reportArgumentType]
        text("email", ""),
        text("address", ""),
        text("zip", "")[:5],
        text("city", ""),
    )
