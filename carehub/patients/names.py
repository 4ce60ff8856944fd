"""How a patient's name is written and how it is put in order."""

import unicodedata


def listed_name(last_name: str, first_name: str) -> str:
    """``FAMILY, Given``: hard to mistake in a list."""
    return f"{last_name.upper()}, {first_name}".rstrip(", ")


def sort_name(last_name: str, first_name: str) -> str:
    """The key by which patients are listed: no case, no accents, family name first."""
    return f"{folded(last_name)}\x1f{folded(first_name)}"


def folded(name: str) -> str:
    """Lower case without accents: what two spellings of one name have in common."""
    if name.isascii():
        return name.lower().strip()
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold().strip()
