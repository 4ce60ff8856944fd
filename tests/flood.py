"""Somebody who sends as fast as a socket takes it: ``python -m tests.flood URL HANDLER EVENTS``.

The cookie comes on standard input. A process of its own, so that who measures beside it is not held up by it.
Says "begun" once the first answer came, and ends when the last event was answered. Thrown out, it comes back.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.exceptions import ConnectionClosed

from tests.raw_client import RawClient, open_socket
from tests.serving.running import PROJECT

LONGEST_SECONDS = 60.0


@contextmanager
def flood(url: str, cookie: str, handler: str, events: int) -> Iterator[subprocess.Popen[str]]:
    """The sender, while it is at work; ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.flood", url, handler, str(events)],
        cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(f"{cookie}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def waits(client: RawClient, handler: str) -> float:
    """Type another word, and the seconds until the page heard of it; then be quiet for a moment."""
    typed, begun = f"word {len(client.shown)}", time.perf_counter()
    client.post(handler, typed=typed)
    answered = next(time.perf_counter() for each in client.hear(LONGEST_SECONDS) if typed in str(each))
    client.listen(0.1)
    return answered - begun


def main(url: str, handler: str, events: int) -> None:
    cookie, sent = input(), 0
    while sent < events:
        with open_socket(url, cookie) as client:
            hearing = threading.Thread(target=_hear, args=(client, _word(events - 1)))
            hearing.start()
            try:
                for number in range(sent, events):
                    client.post(handler, typed=_word(number))
                    sent = number + 1
            except ConnectionClosed:
                pass
            hearing.join()


def _hear(client: RawClient, last: str) -> None:
    try:
        for number, each in enumerate(client.hear(LONGEST_SECONDS)):
            if number == 0:
                print("begun", flush=True)
            if last in str(each):
                return
    except ConnectionClosed:
        return


def _word(number: int) -> str:
    return f"flood {number}."


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
