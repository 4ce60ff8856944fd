"""How the log is written: lines for a person, or JSON for a program that collects logs."""

import logging

from pythonjsonlogger.json import JsonFormatter

from carehub.settings import Settings

_FIELDS = "{asctime}{levelname}{name}{message}"


def set_up(here: Settings) -> None:
    """Give the process's log its form; plain lines stay as Python writes them."""
    if here.logs != "json":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter(
            _FIELDS,
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
