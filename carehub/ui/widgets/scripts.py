"""Where the build finds the scripts that stand beside the widgets."""

from pathlib import Path

_HERE = Path(__file__).parent
# Reflex copies assets/ into the build. These are links, made anew where they are missing, never committed.
_LINKS = _HERE.parents[2] / "assets" / "external" / "widgets"


def script(name: str, *parts: str) -> str:
    """The ``library`` of the widget that ``name`` draws; ``parts`` are the files that it imports.

    FileNotFoundError if there is no such file. ``rx.asset(shared=True)`` does the same, but reads the source
    of every caller above it: for our 22 files that was a third of the time in which CareHub starts.
    """
    _LINKS.mkdir(parents=True, exist_ok=True)
    for each in (name, *parts):
        _link(_LINKS / each, (_HERE / each).resolve(strict=True))
    return f"$/public/external/widgets/{name}"


def _link(link: Path, file: Path) -> None:
    """Several processes may start at once: whoever comes second finds the link there."""
    try:
        link.symlink_to(file)
    except FileExistsError:
        if link.resolve() != file:
            link.unlink(missing_ok=True)
            _link(link, file)
