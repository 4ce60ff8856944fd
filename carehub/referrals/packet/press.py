"""The process that makes one packet: a description on standard input, the PDF on standard output.

Documents come from outside, and their readers can be led into endless work: here that costs a process
with little memory and time, never the server.
"""

import resource
import sys
from itertools import chain

from pypdf import PdfReader

from carehub.core.errors import Invalid
from carehub.referrals.packet.drawing import cover, letter
from carehub.referrals.packet.joining import joined, pages_of
from carehub.referrals.packet.parts import Packet, packet_in

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
# The exit status beside which standard output holds a sentence for the person.
REFUSED = 3


def main() -> int:
    """One packet; the exit status says whether what was written is the PDF or a refusal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        made, status = packet_pdf(packet_in(sys.stdin.read())), 0
    except Invalid as refusal:
        made, status = str(refusal).encode(), REFUSED
    sys.stdout.buffer.write(made)
    return status


def packet_pdf(packet: Packet) -> bytes:
    """The PDF; Invalid names the document that cannot be part of it."""
    enclosed = list(chain.from_iterable(pages_of(each) for each in packet.enclosures))
    body = [*PdfReader(letter(packet)).pages, *enclosed]
    front = PdfReader(cover(packet, len(body) + 1)).pages if packet.with_cover else ()
    return joined([*front, *body])


if __name__ == "__main__":
    sys.exit(main())
