"""A patient's record as someone fills it in, and who may fill in what."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from carehub.core.actor import Actor, Permission, Role
from carehub.core.errors import Invalid
from carehub.patients import fields
from carehub.patients.models import PatientStatus, Risk, Sex

LABELS = {
    "mrn": "MRN",
    "last_name": "Family name",
    "first_name": "Given name",
    "middle_name": "Middle name",
    "suffix": "Suffix",
    "preferred_name": "Preferred name",
    "birth_date": "Date of birth",
    "sex": "Sex",
    "language": "Language",
    "interpreter": "Interpreter",
    "phone": "Phone",
    "phone_owner": "Whose phone",
    "phone_alt": "Other phone",
    "phone_alt_owner": "Whose other phone",
    "email": "E-mail",
    "address": "Address",
    "city": "City",
    "state": "State",
    "zip": "ZIP",
    "insurance": "Insurance",
    "insurance_id": "Insurance number",
    "home_site_id": "Site",
    "status": "Status",
    "risk": "Risk",
    "notes": "Notes",
}
CONTACT_FIELDS = frozenset(
    {
        "preferred_name",
        "language",
        "interpreter",
        "phone",
        "phone_owner",
        "phone_alt",
        "phone_alt_owner",
        "email",
        "address",
        "city",
        "state",
        "zip",
    }
)


class InvalidRecord(Invalid):
    """Some fields cannot stand like this: ``problems`` says for each what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(
            " ".join(f"{LABELS.get(field, field)}: {text}" for field, text in self.problems.items())
        )


def blank_is_none(value: object) -> object:
    """A control that was left empty says nothing."""
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, Field(max_length=200), AfterValidator(fields.one_line)]
Phone = Annotated[Line, AfterValidator(fields.phone_number)]


class PatientDraft(BaseModel):
    """A patient's record as someone wrote it down: clean where it is filled in.

    Fields that were not given are left as they are in an edit: ``given`` names those that were.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    mrn: Annotated[Line | None, BeforeValidator(blank_is_none)] = None
    last_name: Line = ""
    first_name: Line = ""
    middle_name: Line = ""
    suffix: Line = ""
    preferred_name: Line = ""
    birth_date: Annotated[date | None, BeforeValidator(blank_is_none)] = None
    sex: Sex = Sex.UNKNOWN
    language: Annotated[Line, AfterValidator(fields.language_code)] = ""
    interpreter: bool = False
    phone: Phone = ""
    phone_owner: Line = ""
    phone_alt: Phone = ""
    phone_alt_owner: Line = ""
    email: Annotated[Line, AfterValidator(fields.email_address)] = ""
    address: Line = ""
    city: Line = ""
    state: Annotated[Line, AfterValidator(fields.state_code)] = ""
    zip: Annotated[Line, AfterValidator(fields.zip_code)] = ""
    insurance: Line = ""
    insurance_id: Line = ""
    home_site_id: Annotated[int, Field(ge=0, lt=2**31)] = 0
    status: PatientStatus = PatientStatus.ACTIVE
    risk: Annotated[Risk | None, BeforeValidator(blank_is_none)] = None
    notes: Annotated[str, Field(max_length=20_000), AfterValidator(fields.many_lines)] = ""

    @property
    def given(self) -> frozenset[str]:
        return frozenset(self.model_fields_set)


def drafted(form: Mapping[str, object]) -> PatientDraft:
    """The draft in a form's values; InvalidRecord names every field that cannot stand."""
    try:
        return PatientDraft.model_validate(form)
    except ValidationError as error:
        raise InvalidRecord(problems_in(error)) from None


def refuse_unidentifiable(draft: PatientDraft) -> None:
    """A name alone fits two people: a birth date or an MRN belongs to it."""
    missing: dict[str, str] = {}
    if not draft.last_name:
        missing["last_name"] = "Write the family name."
    if not draft.first_name:
        missing["first_name"] = "Write the given name."
    if draft.birth_date is None and not draft.mrn:
        missing["birth_date"] = "Write the date of birth, or an MRN if it is not known."
    if missing:
        raise InvalidRecord(missing)


def refuse_impossible_birth(draft: PatientDraft, today: date) -> None:
    """A birth is neither in the future nor longer ago than people live."""
    try:
        if draft.birth_date:
            fields.birth_date(draft.birth_date, today)
    except ValueError as error:
        raise InvalidRecord({"birth_date": str(error)}) from None


def editable_by(actor: Actor) -> frozenset[str]:
    """The fields that this person may change: front desk contact data, notes whoever may see them."""
    if not actor.may(Permission.PATIENTS_EDIT):
        return frozenset()
    if actor.role is Role.FRONT_DESK:
        return CONTACT_FIELDS
    return frozenset(LABELS) if actor.may(Permission.NOTES_SEE) else frozenset(LABELS) - {"notes"}


_WORDS = {
    "date_from_datetime_parsing": "Write a date as MM/DD/YYYY.",
    "date_parsing": "Write a date as MM/DD/YYYY.",
    "enum": "Choose from the list.",
    "int_parsing": "Choose from the list.",
    "missing": "Choose from the list.",
    "string_pattern_mismatch": "Write a time such as 09:30.",
    "greater_than_equal": "Choose from the list.",
    "less_than": "Choose from the list.",
    "string_too_long": "This is too long.",
    "extra_forbidden": "There is no such field.",
}


def problems_in(error: ValidationError) -> dict[str, str]:
    """What to do about each field that pydantic refused."""
    found: dict[str, str] = {}
    for problem in error.errors():
        words = _WORDS.get(problem["type"], "This cannot be read.")
        # The fields' own rules raise ValueError, in words.
        said = problem["ctx"]["error"] if problem["type"] == "value_error" else words  # pyright: ignore[reportTypedDictNotRequiredAccess]
        found[str(problem["loc"][0])] = str(said)
    return found
