"""The packet: what it says, who may print it, and what a hostile document does to it."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.core.journal import JournalEntry
from carehub.disclosures.models import NOTICE
from carehub.documents.receiving import NAME_HEADER
from carehub.referrals import service
from carehub.referrals.packet.parts import Enclosure, Packet, Sender, as_text, packet_in
from carehub.referrals.packet.press import packet_pdf
from carehub.referrals.routes import ROUTES
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.documents.files import pdf

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PACKET = Packet(
    Sender("Riverbend", "12 River Road", "(312) 555-0100", "(312) 555-0101"),
    "Lakeside Cardiology", "5 Lake Street", "(312) 555-0142", "Alice Moreno", "23-Nov-2026", "Referral",
    [("Name", "Nguyễn Thị Ánh"), ("Date of birth", "07-Mar-1961 (65y)")], [("Insurance", "Sunrise")],
    [("Requested by", "Иванов Пётр")], "Is this angina?", "Printed by Alice", "", True, [],
)  # fmt: skip


@pytest.fixture
def number(people: People) -> int:
    """A referral of alice's for Siobhan Ní Dhomhnaill at Northside."""
    with unit_of_work() as session:
        accounts.edit_letterhead(session, people.dana, "(312) 555-0100", "(312) 555-0101", "12 River Road")
        patient = make_patient(
            session, people.sites["Northside"], last_name="Ní Dhomhnaill", first_name="Siobhan", mrn="00771"
        )
        kind = service.shown_types(session)[0].id or 0
        new = NewReferral(patient.id or 0, kind, receiver="Lakeside Cardiology", question="Is this angina?")
        return service.create(session, people.alice, new).id or 0


def client(who: Actor | None) -> TestClient:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return opened


def words(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


@on_sqlite
def test_cover_letter_and_documents_are_one_pdf_and_the_cover_names_no_patient(
    people: People, number: int
) -> None:
    path = f"/api/referrals/{number}"
    sent = client(people.alice).put(f"{path}/documents", content=pdf(2), headers={NAME_HEADER: "MRI.pdf"})
    answer = client(people.bob).get(f"{path}/packet", params={"cover": "1", "document": sent.json()["id"]})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    cover, letter, *document = words(answer.content)
    assert len(document) == 2
    assert all(said in cover for said in ("Lakeside Cardiology", "Pages 4", "(312) 555-0101"))
    assert not any(said in cover for said in ("Siobhan", "Dhomhnaill", "00771"))
    for said in ("NÍ DHOMHNAILL, Siobhan", "00771", "Is this angina?", "MRI.pdf", "Printed by Bob Tran"):
        assert said in letter
    with unit_of_work(write=False) as session:
        done = [entry.action for entry in session.exec(select(JournalEntry)).all()]
    assert done[-2:] == ["documents.download", "referrals.packet"]


@on_sqlite
def test_who_may_not_see_the_patient_prints_nothing(people: People, number: int) -> None:
    path = f"/api/referrals/{number}/packet"
    assert [client(who).get(path).status_code for who in (None, people.charlie, people.dana)] == [
        401,
        404,
        403,
    ]
    for wrong in ({"document": "999999"}, {"document": "x"}, {"document": "1" * 30}):
        assert client(people.alice).get(path, params=wrong).status_code in {404, 422}
    assert client(people.alice).get("/api/referrals/999999/packet").status_code == 404
    with unit_of_work() as session:
        other = make_patient(session, people.sites["Northside"], last_name="Other")
        kind = service.shown_types(session)[0].id or 0
        another = service.create(session, people.alice, NewReferral(other.id or 0, kind)).id
    sent = client(people.alice).put(f"/api/referrals/{another}/documents", content=pdf())
    refused = client(people.alice).get(path, params={"document": sent.json()["id"]})
    assert (refused.status_code, "another patient's" in refused.text) == (404, True)


@on_sqlite
def test_a_document_of_a_referral_wants_sight_of_its_patient(people: People, number: int) -> None:
    path = f"/api/referrals/{number}/documents"
    assert [client(who).put(path, content=pdf()).status_code for who in (None, people.charlie)] == [401, 404]


def test_names_in_other_scripts_are_in_the_letter() -> None:
    assert packet_in(as_text(PACKET)) == PACKET
    letter = words(packet_pdf(PACKET))[1]
    assert "Nguyễn Thị Ánh" in letter
    assert "Иванов Пётр" in letter


def test_the_notice_of_a_part_2_record_is_on_cover_and_letter() -> None:
    for page in words(packet_pdf(replace(PACKET, notice=NOTICE))):
        assert " ".join(NOTICE.split()) in " ".join(page.split())


def locked(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.encrypt("secret")
    writer.write(path)


def too_long(path: Path) -> None:
    path.write_bytes(pdf(301))


def broken(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\ntrailer << /Root 1 0 R >>\n%%EOF")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (locked, "“x.pdf” is locked"),
        (too_long, "Leave some documents out"),
        (broken, "“x.pdf” cannot be read"),
    ],
)
def test_a_document_that_cannot_be_printed_is_named(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "x")
    enclosure = Enclosure("x.pdf", "pdf", str(tmp_path / "x"))
    with pytest.raises(Invalid, match=said):
        packet_pdf(Packet(**{**vars(PACKET), "enclosures": [enclosure]}))


def test_pictures_become_pages_and_what_acts_by_itself_is_taken_out(tmp_path: Path) -> None:
    Image.new("RGBA", (900, 600), (0, 0, 0, 0)).save(tmp_path / "card", "PNG")
    writer = PdfWriter()
    alert = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    opened = DictionaryObject({NameObject("/O"): DictionaryObject(alert)})
    writer.add_blank_page(612, 792)[NameObject("/AA")] = opened
    writer.write(tmp_path / "form")
    enclosed = [
        Enclosure("card.png", "png", str(tmp_path / "card")),
        Enclosure("form.pdf", "pdf", str(tmp_path / "form")),
    ]
    made = packet_pdf(Packet(**{**vars(PACKET), "with_cover": False, "enclosures": enclosed}))
    assert len(PdfReader(BytesIO(made)).pages) == 3
    assert b"JavaScript" not in made


def test_a_name_is_printed_in_its_own_script(caplog: pytest.LogCaptureFixture) -> None:
    names = [
        "王小明", "陳怡君", "አበበ ቢቂላ", "अमर", "محمد", "김민준", "山田たろう", "Αλέξανδρος",
        "דוד", "Li 李 Wei",
    ]  # fmt: skip
    made = packet_pdf(replace(PACKET, patient=[("Name", name) for name in names], with_cover=False))
    letters = "".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert [name for name in names if "".join(name.split()) not in letters] == []
    assert "missing" not in caplog.text, "a box was printed"
