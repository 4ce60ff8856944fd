"""Makes a workbook of a table in a process of its own, and ends it when that takes too long."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Sequence

from carehub.core.errors import Invalid

_PRESS = "carehub.spreadsheet_import.workbook_press"
_WALL_SECONDS = 90
_TURNS = asyncio.Semaphore(2)
_FAILED = "The workbook could not be made. Narrow the list, or export it as CSV."


async def workbook_of(name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The table as .xlsx; Invalid in words when it cannot be made."""
    asked = json.dumps({"name": name, "titles": list(titles), "rows": [list(row) for row in rows]})
    async with _TURNS:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _PRESS,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_WALL_SECONDS):
                made, _ = await process.communicate(asked.encode())
        except TimeoutError:
            raise Invalid(_FAILED) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode != 0:
        raise Invalid(_FAILED)
    return made
