"""Draws the fax cover and the letter. Only the packet's own process loads this."""

import re
from io import BytesIO
from pathlib import Path

from fpdf import FPDF

from carehub.referrals.packet.parts import Packet, Pairs, Sender

_FONTS = Path(__file__).parent / "fonts"
_FONT = "DejaVu"
# For what DejaVu does not write (it has Latin, Greek, Cyrillic, Arabic, Hebrew ...); see fonts/README.md.
# Reading one takes a while: only those are that the packet needs.
_FURTHER = {
    "NotoSansDevanagari": re.compile("[\u0900-\u097f]"),
    "NotoSansEthiopic": re.compile("[\u1200-\u139f\u2d80-\u2ddf]"),
    "NotoSansSC": re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"),
    "NotoSansKR": re.compile("[\uac00-\ud7a3]"),
}
_LABEL_WIDTH = 42
_TO_FILL_IN = "____________________"
_CONFIDENTIAL = (
    "Confidential: this message holds health information that the law protects. If it reached you by "
    "mistake, call us at once, do not read or copy it, and destroy it."
)


class _Paper(FPDF):
    """US Letter; every page says who printed it and when."""

    def __init__(self, packet: Packet) -> None:
        super().__init__(format="Letter", unit="mm")
        self.printed = packet.printed
        self.add_font(_FONT, fname=_FONTS / "DejaVuSans.ttf")
        self.add_font(_FONT, style="B", fname=_FONTS / "DejaVuSans-Bold.ttf")
        self._add_further_fonts(repr(packet))
        self.set_text_shaping(True)
        self.set_margins(22, 20)
        self.set_auto_page_break(True, margin=22)
        self.set_title("Referral packet")
        self.add_page()

    def _add_further_fonts(self, words: str) -> None:
        needed = [name for name, script in _FURTHER.items() if script.search(words)]
        for name in needed:
            self.add_font(name, fname=_FONTS / f"{name}-Regular.ttf")
        self.set_fallback_fonts(needed, exact_match=False)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(_FONT, size=7.5)
        self.cell(0, 5, self.printed, align="L")

    def words(self, text: str, *, size: float = 10, bold: bool = False, gap: float = 0) -> None:
        self.set_font(_FONT, style="B" if bold else "", size=size)
        self.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def labelled(self, pairs: Pairs) -> None:
        for label, value in pairs:
            self.set_font(_FONT, size=9)
            self.cell(_LABEL_WIDTH, 5.5, label)
            self.set_font(_FONT, style="B", size=10)
            self.multi_cell(0, 5.5, value, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def rule(self) -> None:
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(4)


def cover(packet: Packet, pages: int) -> BytesIO:
    """The fax cover; ``pages`` counts all of the packet, this one included. It names no patient."""
    paper = _Paper(packet)
    _letterhead(paper, packet.sender)
    paper.words("Fax", size=22, bold=True, gap=4)
    paper.labelled(
        [
            ("To", packet.receiver or _TO_FILL_IN),
            ("Fax", packet.receiver_fax or _TO_FILL_IN),
            ("From", packet.contact),
            ("Our phone", packet.sender.phone or _TO_FILL_IN),
            ("Our fax", packet.sender.fax or _TO_FILL_IN),
            ("Date", packet.day),
            ("Pages", str(pages)),
            ("About", packet.heading),
        ]
    )
    paper.rule()
    paper.words(packet.notice or _CONFIDENTIAL, size=9)
    return BytesIO(paper.output())


def letter(packet: Packet) -> BytesIO:
    """The letter that asks the receiver for help."""
    paper = _Paper(packet)
    _letterhead(paper, packet.sender)
    to = "\n".join(filter(None, (packet.receiver, packet.receiver_address)))
    paper.labelled([("Date", packet.day), ("To", to or _TO_FILL_IN)])
    paper.words(packet.heading, size=14, bold=True, gap=3)
    _part(paper, "Patient", packet.patient)
    _part(paper, "Insurance and authorization", packet.coverage)
    paper.words("What we ask", size=10, bold=True, gap=1)
    paper.words(packet.question or _TO_FILL_IN, size=11, gap=4)
    _part(paper, "About this referral", packet.about)
    paper.rule()
    paper.words(_please(packet.sender), size=10, gap=3)
    if packet.notice:
        paper.words(packet.notice, size=9, bold=True)
    return BytesIO(paper.output())


def _letterhead(paper: _Paper, sender: Sender) -> None:
    paper.words(sender.name, size=14, bold=True)
    if sender.address:
        paper.words(sender.address, size=9)
    numbers = (("Phone", sender.phone), ("Fax", sender.fax))
    paper.words("   ".join(f"{label} {number}" for label, number in numbers if number), size=9, gap=2)
    paper.rule()


def _part(paper: _Paper, title: str, pairs: Pairs) -> None:
    if pairs:
        paper.words(title, size=10, bold=True, gap=1)
        paper.labelled(pairs)


def _please(sender: Sender) -> str:
    return (
        "Please tell us when the visit is, or if you cannot see this patient, and send your report to "
        f"fax {sender.fax or _TO_FILL_IN}. Questions: phone {sender.phone or _TO_FILL_IN}."
    )
