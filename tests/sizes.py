"""One test, two sizes: small in `make test`, full in `make campaign`."""

import os
from typing import TypeVar

Size = TypeVar("Size")


def size(small: Size, full: Size) -> Size:
    """How much to try; mark the test with ``pytest.mark.campaign``."""
    return full if os.environ.get("CAMPAIGN") else small
