"""What goes into a packet, as it travels to the process that draws it."""

import json
from dataclasses import asdict, dataclass

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Sender:
    """The center, as the receiver can reach it."""

    name: str
    address: str
    phone: str
    fax: str


@dataclass(frozen=True)
class Enclosure:
    """A file to append; ``kind`` is "pdf", "jpeg" or "png", ``path`` where its bytes are."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True)
class Packet:
    """``patient``, ``coverage`` and ``about`` are labelled lines; ``printed`` says by whom and when,
    ``notice`` what must go along with a Part 2 record.
    """

    sender: Sender
    receiver: str
    receiver_address: str
    receiver_fax: str
    contact: str
    day: str
    heading: str
    patient: Pairs
    coverage: Pairs
    about: Pairs
    question: str
    printed: str
    notice: str
    with_cover: bool
    enclosures: list[Enclosure]


def as_text(packet: Packet) -> str:
    return json.dumps(asdict(packet))


def packet_in(text: str) -> Packet:
    raw = json.loads(text)
    pairs = {
        name: [(label, value) for label, value in raw[name]] for name in ("patient", "coverage", "about")
    }
    enclosures = [Enclosure(**each) for each in raw["enclosures"]]
    return Packet(**{**raw, **pairs, "sender": Sender(**raw["sender"]), "enclosures": enclosures})
