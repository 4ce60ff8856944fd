"""How long `carehub run` takes from the command to the first answer, with a finished build."""

import tempfile
import time
from pathlib import Path
from statistics import median

from carehub.serving import frontend
from tests.serving.running import running

STARTS = 5


def main() -> None:
    frontend.ready_build(print)
    with tempfile.TemporaryDirectory() as folder:
        first, *later = [_seconds_to_start(Path(folder) / "data") for _ in range(1 + STARTS)]
    print(f"start on an empty folder {first:.2f} s; later {median(later):.2f} s (median of {STARTS})")


def _seconds_to_start(home: Path) -> float:
    begun = time.monotonic()
    with running(home):
        return time.monotonic() - begun


if __name__ == "__main__":
    main()
