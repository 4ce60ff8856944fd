import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from carehub.core import recurring
from carehub.core.errors import NotFound


@pytest.mark.parametrize("failure", [NotFound("no center yet"), OperationalError("SELECT 1", {}, OSError())])
async def test_what_fails_once_is_tried_again(failure: Exception) -> None:
    done, tries = asyncio.Event(), list[int]()

    async def work() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise failure
        done.set()

    running = asyncio.create_task(recurring.every(0, work))
    await asyncio.wait_for(done.wait(), 5)
    running.cancel()
    assert len(tries) >= 2


async def test_a_mistake_of_ours_is_not_hidden() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await recurring.every(0, work)
