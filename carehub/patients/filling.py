"""What stands in the patient form, on its way to the browser and back."""

from collections.abc import Mapping

from carehub.patients.models import Patient, PatientStatus, Sex
from carehub.patients.record import LABELS, PatientDraft, drafted
from carehub.patients.wording import spoken_phone

# A tick that is not set is not sent by the browser.
TICK = "interpreter"
IS_ANOTHER = "is_another"
TICKED = "on"
FIELDS = (*LABELS, IS_ANOTHER)

# Every field by its name, as the browser's controls take it.
Values = dict[str, str]


def new_values(site_id: int | None) -> Values:
    """A blank form; the site is chosen already for those who work at one only."""
    blank = dict.fromkeys(LABELS, "")
    chosen = {
        "sex": Sex.UNKNOWN.value,
        "status": PatientStatus.ACTIVE.value,
        "home_site_id": str(site_id or ""),
    }
    return {**blank, **chosen}


def values_of(patient: Patient) -> Values:
    """A form filled in with what is known."""
    known = patient.model_dump(mode="json", include=set(LABELS))
    values = {field: "" if value is None else str(value) for field, value in known.items()}
    phones = {field: spoken_phone(values[field]) for field in ("phone", "phone_alt")}
    return {**values, **phones, TICK: TICKED if patient.interpreter else ""}


def draft_from(form: Mapping[str, str]) -> PatientDraft:
    """What the form says; InvalidRecord names each field that cannot stand."""
    fields = {field: value for field, value in form.items() if field != IS_ANOTHER}
    return drafted({**fields, TICK: TICK in form})


def says_is_another(form: Mapping[str, str]) -> bool:
    """Whether the person has seen the likely duplicates and says that this is somebody else."""
    return form.get(IS_ANOTHER) == TICKED
