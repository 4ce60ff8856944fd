"""How a document is called: the sender's name for it, with nothing in it that could mislead."""

import unicodedata

from carehub.documents.models import FileKind

_LONGEST = 120
_SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png")


def document_name(typed: str, kind: FileKind) -> str:
    """``../../x/scan.exe`` of a PDF becomes ``scan.exe.pdf``: no folder, nothing unseen, its true suffix."""
    last = typed.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    name = " ".join(seen.split()).strip(". ")
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)].rstrip(". ")
            break
    return f"{name[:_LONGEST] or 'Document'}{kind.suffix}"
