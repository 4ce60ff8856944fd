"""A reverse proxy of a few lines: each connection goes to the next server, and knows nothing of http."""

import asyncio
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

CHUNK = 65_536


@contextmanager
def round_robin(port: int, servers: Sequence[int]) -> Iterator[list[int]]:
    """Listen on a port of this computer until the end of the block; the ports that were chosen so far."""
    chosen: list[int] = []
    turns = itertools.cycle(servers)
    loop = asyncio.new_event_loop()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen.append(next(turns))
        there, answer = await asyncio.open_connection("127.0.0.1", chosen[-1])
        await asyncio.gather(_pass_on(reader, answer), _pass_on(there, writer))

    listening = loop.run_until_complete(asyncio.start_server(take, "127.0.0.1", port))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield chosen
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()
