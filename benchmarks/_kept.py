"""What a program measured, kept as JSON beside it: docs/performance.md and its plots are made of that."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


def keep(name: str, figures: Mapping[str, object]) -> None:
    """Write down the figures of a program with their day and machine, in the place of its last ones."""
    RESULTS.mkdir(exist_ok=True)
    made = {
        "day": date.today().isoformat(),  # noqa: DTZ011  the day of who measures
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "figures": figures,
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n")


def kept(name: str) -> dict[str, object]:
    """What ``keep`` wrote; empty when nothing was measured yet."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.is_file() else {}
