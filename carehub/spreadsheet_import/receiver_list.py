"""Lists of receivers: what the columns of NPPES, of Open Referral HSDS and of a hand-made list mean."""

from collections.abc import Mapping, Sequence

from carehub.core.errors import Invalid
from carehub.directory.bringing_in import Row
from carehub.directory.draft import ReceiverDraft
from carehub.directory.models import ReceiverKind
from carehub.directory.npi import is_npi

# The title of a column, in lower case without marks, -> the field that it fills.
TITLES: dict[str, str] = {
    "npi": "npi",
    "entity type code": "entity",
    "provider organization name legal business name": "name",
    "provider last name legal name": "last_name",
    "provider first name": "first_name",
    "provider credential text": "credential",
    "provider first line business practice location address": "address",
    "provider business practice location address city name": "city",
    "provider business practice location address state name": "state",
    "provider business practice location address postal code": "zip",
    "provider business practice location address telephone number": "phone",
    "provider business practice location address fax number": "fax",
    "npi deactivation date": "gone",
    "healthcare provider taxonomy code 1": "taxonomy",
    "id": "source_id",
    "organization id": "organization_id",
    "name": "name",
    "alternate name": "alternate",
    "description": "notes",
    "url": "website",
    "email": "email",
    "status": "status",
    "interpretation services": "languages",
    "fees description": "fees",
    "receiver": "name",
    "organisation": "organisation",
    "organization": "organisation",
    "specialty": "specialty",
    "phone": "phone",
    "fax": "fax",
    "address": "address",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "languages": "languages",
    "insurance": "insurance",
    "insurance accepted": "insurance",
    "sliding fee": "sliding_fee",
    "usual wait days": "wait",
    "website": "website",
    "notes": "notes",
}
# What NUCC's codes for the most common specialties begin with (Health Care Provider Taxonomy).
_TAXONOMY = {
    "207R": "Internal medicine", "207Q": "Family medicine", "207RC00": "Cardiology",
    "207RG01": "Gastroenterology", "207RE01": "Endocrinology", "207RN03": "Nephrology",
    "207RP10": "Pulmonology", "207RX02": "Oncology", "207RR05": "Rheumatology",
    "207RI02": "Infectious disease", "207N": "Dermatology", "207V": "Obstetrics and gynecology",
    "207W": "Ophthalmology", "207X": "Orthopedic surgery", "207Y": "Ear, nose and throat",
    "2080": "Pediatrics", "2084N04": "Neurology", "2084P08": "Psychiatry", "2085": "Radiology",
    "2086": "Surgery", "2088": "Urology", "101Y": "Counseling", "103T": "Psychology", "1041": "Social work",
    "1223": "Dentistry", "152W": "Optometry", "213E": "Podiatry", "2251": "Physical therapy",
    "225X": "Occupational therapy", "2355": "Speech therapy", "235Z": "Speech therapy",
    "251E": "Home health", "261Q": "Clinic", "291U": "Laboratory", "3336": "Pharmacy",
    "363L": "Nurse practitioner", "363A": "Physician assistant",
}  # fmt: skip
_YES, _NO = {"y", "yes", "true", "1", "x"}, {"n", "no", "false", "0"}
_COPIED = (
    "organisation", "phone", "fax", "email", "website", "address", "city", "languages", "insurance",
)  # fmt: skip
_LONGEST_NOTE = 2_000


def plain(title: str) -> str:
    """A title without case and marks."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in title.lower()).split())


def known_titles(cells: Sequence[str]) -> int:
    """How many cells of a row are titles that we know."""
    return len({plain(cell) for cell in cells} & set(TITLES))


def rows_of(header: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]]) -> list[Row]:
    """The receivers of a list; Invalid when it has no column for their names."""
    names = [TITLES.get(plain(title), "") for title in header]
    if not {"name", "last_name"} & set(names):
        raise Invalid("This list has no column with names of receivers: Name, or those of NPPES or HSDS.")
    return [_row(number, _named(names, cells)) for number, cells in lines]


def _named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell.strip():
            said.setdefault(name, cell.strip())
    return said


def _row(number: int, said: Mapping[str, str]) -> Row:
    person = " ".join(filter(None, (said.get("first_name"), said.get("last_name"))))
    is_person = said.get("entity") == "1" or bool(person and not said.get("name"))
    credential = said.get("credential", "")
    name = f"{person}, {credential}" if person and credential else person
    return Row(
        number=number,
        draft=_draft(said, (name if is_person else "") or said.get("name", ""), is_person=is_person),
        source_id=_source(said),
        gone=bool(said.get("gone")) or said.get("status", "").lower() in ("inactive", "defunct"),
    )


def _draft(said: Mapping[str, str], name: str, *, is_person: bool) -> ReceiverDraft:
    copied = {field: said[field] for field in _COPIED if field in said}
    wait = said.get("wait", "").removesuffix(".0")
    return ReceiverDraft(
        name=name,
        kind=ReceiverKind.PROVIDER if is_person else ReceiverKind.ORGANISATION,
        npi=said.get("npi", "").removesuffix(".0"),
        specialty=said.get("specialty", "") or specialty_of(said.get("taxonomy", "")),
        state=said.get("state", "").upper(),
        zip=_zip(said.get("zip", "")),
        sliding_fee=_sliding(said),
        usual_wait_days=int(wait) if wait.isdecimal() and len(wait) < 4 else None,
        notes=said.get("notes", "")[:_LONGEST_NOTE],
        **copied,
    )


def specialty_of(code: str) -> str:
    """The specialty of a taxonomy code, in words; empty for one that is not among the common ones."""
    for length in (7, 4):
        if code[:length].upper() in _TAXONOMY:
            return _TAXONOMY[code[:length].upper()]
    return ""


def _source(said: Mapping[str, str]) -> str:
    """The list's own id; an NPI is known by itself."""
    npi = said.get("npi", "")
    return "" if is_npi(npi) else said.get("source_id", "")


def _zip(text: str) -> str:
    figures = "".join(sign for sign in text.removesuffix(".0") if sign.isdigit())
    if len(figures) > 5:
        figures = figures.zfill(9)
        return f"{figures[:5]}-{figures[5:]}" if figures[5:] != "0000" else figures[:5]
    return figures.zfill(5) if figures else ""


def _sliding(said: Mapping[str, str]) -> bool | None:
    answer = said.get("sliding_fee", "").lower()
    if answer in _YES | _NO:
        return answer in _YES
    return True if "sliding" in said.get("fees", "").lower() else None
