"""What a browser sends is a claim: taken strictly, or refused."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from carehub.core.errors import Invalid

Claim = TypeVar("Claim")
_LONGEST_ID = 10


def parse(kind: type[Claim], raw: object) -> Claim:
    """``raw`` as ``kind``, without any conversion; Invalid when it is something else."""
    try:
        return TypeAdapter(kind).validate_python(raw, strict=True)
    except ValidationError:
        raise Invalid("This page sent something that CareHub does not understand. Reload the page.") from None


def fields_of(form: object, names: Iterable[str]) -> dict[str, str]:
    """The named controls of a submitted form; Reflex adds a line for each element that has an id."""
    sent = parse(dict[str, object], form)
    return parse(dict[str, str], {name: sent[name] for name in names if name in sent})


def row_id(text: str) -> int:
    """The id of a row in an address or in the value of a select."""
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST_ID):
        raise Invalid("This address or choice names nothing that CareHub knows. Go back and choose again.")
    return int(text)


def whole_number(text: str) -> int:
    """A number typed into a form."""
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST_ID):
        raise Invalid("Type a whole number, in digits.")
    return int(text)
