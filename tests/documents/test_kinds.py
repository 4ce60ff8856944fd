"""A file is what its bytes are, and only that."""

from pathlib import Path

import pytest

from carehub.core.errors import Invalid
from carehub.documents import storage
from carehub.documents.kinds import recognise
from carehub.documents.models import FileKind
from carehub.documents.naming import document_name
from tests.documents.files import jpeg, pdf, png

ZIP = b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18
PAGE = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), FileKind.PDF),
        (pdf() + b"\r\n\0\0", FileKind.PDF),
        (png(), FileKind.PNG),
        (jpeg(), FileKind.JPEG),
        (jpeg(comment=b"Scanned at the front desk"), FileKind.JPEG),
        (jpeg(tail=b"\0\0\0\x18ftypmp42 a phone's short film"), FileKind.JPEG),
    ],
)
def test_what_a_scanner_or_a_phone_makes_is_taken(tmp_path: Path, content: bytes, kind: FileKind) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert recognise(path) is kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"MZ\x90\0 a program", "not a PDF or a picture"),
        (PAGE, "not a PDF or a picture"),
        (ZIP + pdf(), "not a PDF or a picture"),
        (b"GIF89a" + PAGE, "not a PDF or a picture"),
        (pdf() + ZIP, "another file inside"),
        (pdf() + PAGE, "another file inside"),
        (png() + ZIP, "another file inside"),
        (jpeg(tail=ZIP), "another file inside"),
        (jpeg(tail=b"MZ\x90 a program"), "another file inside"),
        (jpeg(comment=b"<?php system($_GET['c']); ?>"), "another file inside"),
        (jpeg(comment=b"<SCRIPT>alert(1)</SCRIPT>"), "another file inside"),
        (pdf()[:-20], "damaged"),
        (png()[:-6], "damaged"),
        (jpeg()[:-2], "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (png(width=100_000, height=100_000), "too large to print"),
        (png(width=0), "too large to print"),
    ],
)
def test_what_is_something_else_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        recognise(path)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MRI report.pdf", "MRI report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\me\scan.PDF", "scan.pdf"),
        ("report.exe", "report.exe.pdf"),
        ("photo.png", "photo.pdf"),
        ("gpj\u202e.pdf", "gpj.pdf"),
        ("a\r\nSet-Cookie: x\0.pdf", "aSet-Cookie: x.pdf"),
        ("", "Document.pdf"),
        ("..", "Document.pdf"),
        ("x" * 500, "x" * 120 + ".pdf"),
        ("Обследование.pdf", "Обследование.pdf"),
    ],
)
def test_a_name_keeps_what_people_read_and_nothing_else(typed: str, kept: str) -> None:
    assert document_name(typed, FileKind.PDF) == kept


@pytest.mark.parametrize("key", ["", "..", "../carehub", "a/b", "A" * 32, "a" * 31, "a" * 33])
def test_a_key_names_no_other_file(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        storage.path_of(key)
