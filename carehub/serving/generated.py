"""Changes of ours to the files that Reflex writes for a build: each finds its place, or the build fails."""


def add_after(text: str, anchor: str, addition: str, otherwise: str) -> str:
    """``text`` with ``addition`` after its one ``anchor``; safe to repeat.

    ValueError that names ``otherwise`` (the file, and where to look) when the place is not there once.
    """
    if addition in text:
        return text
    return replace(text, anchor, anchor + addition, otherwise)


def replace(text: str, before: str, after: str, otherwise: str) -> str:
    """``text`` with ``after`` in place of its one ``before``; safe to repeat; ValueError as above."""
    if after in text:
        return text
    if text.count(before) != 1:
        raise ValueError(f"Not as Reflex 0.10.1 has it. {otherwise}")
    return text.replace(before, after)
