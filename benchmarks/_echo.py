"""The least that saving a move over a websocket can cost: ``python -m benchmarks._echo DATABASE``.

Who connects sends the id of a referral; it is changed by one UPDATE, committed as CareHub commits, and sent
back. No session, no rights, no journal, nobody else told. Prints the port that it listens on.
"""

import asyncio
import sqlite3
import sys

from websockets.asyncio.server import ServerConnection, serve

_MOVE = "UPDATE referrals SET version = version + 1, stage_entered_at = stage_entered_at WHERE id = ?"


async def main(file: str) -> None:
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        database.execute(f"PRAGMA {pragma}")

    async def echo(socket: ServerConnection) -> None:
        async for message in socket:
            database.execute(_MOVE, (int(message),))
            await socket.send(message)

    async with serve(echo, "127.0.0.1", 0) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
