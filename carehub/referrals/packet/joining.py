"""Puts the pages of a packet together. Only the packet's own process loads this."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter

from carehub.core.errors import Invalid
from carehub.referrals.packet.parts import Enclosure

MOST_PAGES = 300
_MARGIN = 10
# 300 dots an inch on US Letter: more than a fax or a printer shows.
_LARGEST = (2550, 3300)
_ACTIVE = ("/AA", "/A", "/JS")


def pages_of(enclosure: Enclosure) -> list[PageObject]:
    """The pages of a document; Invalid names the one that cannot be printed."""
    try:
        return _pdf_pages(enclosure) if enclosure.kind == "pdf" else _picture_page(enclosure)
    except Invalid:
        raise
    except Exception:  # a file from outside can break a reader in any way
        raise Invalid(f"“{enclosure.name}” cannot be read. Leave it out, or scan it again.") from None


def joined(parts: Iterable[PageObject]) -> bytes:
    """One PDF of all pages, without anything that acts by itself."""
    writer = PdfWriter()
    for page in parts:
        writer.add_page(page)
    if len(writer.pages) > MOST_PAGES:
        raise Invalid(f"This packet would have {len(writer.pages)} pages. Leave some documents out.")
    for page in writer.pages:
        _calm(page)
    writer.add_metadata({"/Title": "Referral packet", "/Producer": "CareHub"})
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _pdf_pages(enclosure: Enclosure) -> list[PageObject]:
    reader = PdfReader(Path(enclosure.path))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Invalid(f"“{enclosure.name}” is locked with a password. Leave it out, or add it unlocked.")
    return list(reader.pages[: MOST_PAGES + 1])


def _picture_page(enclosure: Enclosure) -> list[PageObject]:
    with Image.open(enclosure.path, formats=(enclosure.kind.upper(),)) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail(_LARGEST)
        compact = BytesIO()
        _on_white(picture).save(compact, "JPEG", quality=85)
        sideways = picture.width > picture.height
    paper = FPDF(orientation="landscape" if sideways else "portrait", format="Letter", unit="mm")
    paper.add_page()
    width, height = paper.w - 2 * _MARGIN, paper.h - 2 * _MARGIN
    paper.image(compact, x=_MARGIN, y=_MARGIN, w=width, h=height, keep_aspect_ratio=True)
    return list(PdfReader(BytesIO(paper.output())).pages)


def _on_white(picture: Image.Image) -> Image.Image:
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _calm(page: PageObject) -> None:
    for name in _ACTIVE:
        page.pop(name, None)
    for annotation in page.get("/Annots") or ():
        for name in _ACTIVE:
            annotation.get_object().pop(name, None)
