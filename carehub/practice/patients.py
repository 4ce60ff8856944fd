"""The patients of the practice center, and whose caseload each is on."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.patients import service as patients
from carehub.patients.record import drafted
from carehub.practice import made_up
from carehub.practice.diary import Diary
from carehub.practice.staff import COORDINATOR_AT, LAKE, NORTH, SOUTH, Staff

HOW_MANY = {NORTH: 170, SOUTH: 130, LAKE: 100}
_INACTIVE_EVERY = 17
_DECEASED_EVERY = 80
_NEW_EVERY = 20
_LONGEST_KNOWN = 700
# Who was registered a second time, by a colleague who did not find the first record; by number.
_AGAIN = {97: 41, 250: 212}
_OLDEST_DAYS = 95 * 365


@dataclass
class MadeUpPatient:
    """``patient_id`` is known from the day on which the patient is added."""

    number: int
    site: str
    is_active: bool
    is_new: bool
    patient_id: int = 0


def meet_everybody(session: Session, diary: Diary, staff: Staff) -> list[MadeUpPatient]:
    """Note that each patient is added and most are assigned; those of this week are with nobody yet."""
    names = [
        (family, given, sex)
        for family in made_up.FAMILY_NAMES
        for sex, names_of_sex in made_up.GIVEN_NAMES.items()
        for given in names_of_sex
    ]
    sites = [site for site, how_many in HOW_MANY.items() for _ in range(how_many)]
    chosen = diary.chance.sample(names, len(sites))
    forms = [
        _form(diary, number, staff.sites[site], *name)
        for number, (site, name) in enumerate(zip(sites, chosen, strict=True), start=1)
    ]
    for again, before in _AGAIN.items():
        forms[again - 1] |= _as_written_again(forms[before - 1])
    return [
        _meet(session, diary, staff, number, site, form)
        for number, (site, form) in enumerate(zip(sites, forms, strict=True), start=1)
    ]


def _as_written_again(first: dict[str, object]) -> dict[str, object]:
    """The same person, heard on the phone: two letters change places, and no chart was at hand."""
    family = str(first["last_name"])
    same = {name: first[name] for name in ("first_name", "sex", "birth_date", "phone", "address", "zip")}
    return {**same, "last_name": family[:-2] + family[:-3:-1], "mrn": "", "email": "", "insurance_id": ""}


def _meet(
    session: Session, diary: Diary, staff: Staff, number: int, site: str, form: dict[str, object]
) -> MadeUpPatient:
    is_new = number % _NEW_EVERY == 0
    made = MadeUpPatient(number, site, is_active=form["status"] == "active", is_new=is_new)
    coordinator = staff.actors[COORDINATOR_AT[site]]
    added = diary.in_office_hours(
        diary.chance.randrange(1, 6) if is_new else diary.chance.randrange(120, _LONGEST_KNOWN)
    )

    def add() -> None:
        made.patient_id = patients.add(session, coordinator, drafted(form), is_another=True)

    def assign() -> None:
        caseloads.assign(session, coordinator, made.patient_id, coordinator.user_id)

    diary.note(added, add)
    if made.is_active and not is_new:
        diary.note(added + timedelta(minutes=diary.chance.randrange(5, 600)), assign)
    return made


def _form(diary: Diary, number: int, site_id: int, family: str, given: str, sex: str) -> dict[str, object]:
    chance = diary.chance
    born = diary.today - timedelta(days=chance.randrange(_LONGEST_KNOWN, _OLDEST_DAYS))
    language = chance.choice(made_up.LANGUAGES)
    has_owner = chance.random() < 0.15
    return {
        "mrn": f"P{number:05}" if number % 9 else "",
        "last_name": family,
        "first_name": given,
        "preferred_name": chance.choice(made_up.PREFERRED_NAMES) if chance.random() < 0.12 else "",
        "birth_date": born.isoformat(),
        "sex": sex,
        "language": language,
        "interpreter": language != "en" and chance.random() < 0.7,
        "phone": _phone(diary) if number % 13 else "",
        "phone_owner": chance.choice(("mother", "daughter", "neighbor")) if has_owner and number % 13 else "",
        "email": f"patient{number}@example.org" if number % 3 == 0 else "",
        "address": f"{chance.randrange(1, 99)} {chance.choice(made_up.STREETS)}",
        "city": "Riverbend",
        "state": "IL",
        "zip": f"6{chance.randrange(1000, 2999):04}",
        "insurance": chance.choice(made_up.INSURANCES),
        "insurance_id": f"PRACTICE-{number:05}",
        "home_site_id": site_id,
        "status": _status(number),
        "risk": chance.choices(("low", "medium", "high", ""), (45, 30, 12, 13))[0],
        "notes": chance.choice(made_up.NOTES) if chance.random() < 0.2 else "",
    }


def _phone(diary: Diary) -> str:
    return f"{diary.chance.choice(made_up.AREA_CODES)}-555-{diary.chance.randrange(100, 200):04}"


def _status(number: int) -> str:
    if number % _DECEASED_EVERY == 1:
        return "deceased"
    return "inactive" if number % _INACTIVE_EVERY == 2 else "active"
