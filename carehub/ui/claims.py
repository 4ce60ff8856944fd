"""What a browser sends is a claim: taken strictly, or refused."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from carehub.core.errors import Invalid

Claim = TypeVar("Claim")


def parse(kind: type[Claim], raw: object) -> Claim:
    """``raw`` as ``kind``, without any conversion; Invalid when it is something else."""
    try:
        return TypeAdapter(kind).validate_python(raw, strict=True)
    except ValidationError:
        raise Invalid("This page sent something that CareHub does not understand. Reload the page.") from None
