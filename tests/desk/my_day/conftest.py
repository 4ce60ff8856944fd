from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from carehub.core import clock

# Thursday, 9:00 in Chicago.
NINE = datetime(2026, 11, 12, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.freeze(NINE):
        yield
