"""One test, two sizes: small in `make test`, full in `make campaign`."""

import os


def size(small: int, full: int) -> int:
    """How many times to try; mark the test with ``pytest.mark.campaign``."""
    return full if os.environ.get("CAMPAIGN") else small
