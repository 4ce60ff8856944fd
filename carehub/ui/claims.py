"""What a browser sends is a claim: taken strictly, or refused."""

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


def row_id(text: str) -> int:
    """The id of a row in an address or in the value of a select."""
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST_ID):
        raise Invalid("This address or choice names nothing that CareHub knows. Go back and choose again.")
    return int(text)
