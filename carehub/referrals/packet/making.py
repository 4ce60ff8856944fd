"""Starts the process that makes a packet, and ends it when it takes too long."""

import asyncio
import contextlib
import os
import signal
import sys

from carehub.core.errors import Invalid
from carehub.referrals.packet.parts import Packet, as_text

_PRESS = "carehub.referrals.packet.press"
# The press's own exit status for a refusal; importing it here would load the PDF libraries.
_REFUSED = 3
WALL_SECONDS = 90
_TURNS = asyncio.Semaphore(2)
_FAILED = "The packet cannot be made: one of the documents is too large or damaged. Leave some of them out."


async def pdf_of(packet: Packet) -> bytes:
    """The packet as one PDF; Invalid in words when a document cannot be part of it."""
    async with _TURNS:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _PRESS,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(WALL_SECONDS):
                made, _ = await process.communicate(as_text(packet).encode())
        except TimeoutError:
            raise Invalid(_FAILED) from None
        finally:
            await _end(process)
    if process.returncode == 0:
        return made
    raise Invalid(made.decode() if process.returncode == _REFUSED else _FAILED)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    await process.wait()
