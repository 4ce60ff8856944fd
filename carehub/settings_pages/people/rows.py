"""A person as the list shows them, and what the form of the panel means."""

from collections.abc import Mapping
from typing import TypedDict

from carehub.accounts.models import Qualification, Site
from carehub.accounts.service import Person
from carehub.core.actor import Role
from carehub.core.dates import written_time
from carehub.core.errors import Invalid

SITE_FIELD = "site-"
QUALIFICATION: dict[Qualification, str] = {
    Qualification.CLINICAL_STAFF: "Clinical staff",
    Qualification.TRAINED_AUXILIARY: "Trained auxiliary",
    Qualification.OTHER: "Other",
}


class PersonRow(TypedDict):
    """``site_ids`` are those of the checkboxes; ``status`` is ``active``, ``new`` or ``disabled``."""

    id: int
    version: int
    name: str
    user_name: str
    role: str
    role_label: str
    qualification: str
    qualification_label: str
    site_ids: list[str]
    works_at: str
    status: str
    status_label: str
    last_active: str
    has_second_factor: bool


class SiteChoice(TypedDict):
    id: str
    name: str


def person_row(person: Person, site_names: Mapping[int, str], time_zone: str) -> PersonRow:
    names = sorted(site_names.get(site_id, "") for site_id in person.site_ids)
    status, label = _status(person)
    return PersonRow(
        id=person.user_id,
        version=person.version,
        name=person.name,
        user_name=person.user_name,
        role=person.role.value,
        role_label=person.role.label,
        qualification=person.qualification.value,
        qualification_label=QUALIFICATION[person.qualification],
        site_ids=[str(site_id) for site_id in sorted(person.site_ids)],
        works_at="All sites" if person.all_sites else ", ".join(names) or "No site",
        status=status,
        status_label=label,
        last_active=written_time(person.last_active_at, time_zone) if person.last_active_at else "Never",
        has_second_factor=person.has_second_factor,
    )


def site_choice(site: Site) -> SiteChoice:
    return SiteChoice(id=str(site.id), name=site.name)


def chosen_role(form: Mapping[str, str]) -> Role:
    try:
        return Role(form.get("role", ""))
    except ValueError:
        raise Invalid("Choose a role.") from None


def chosen_qualification(form: Mapping[str, str]) -> Qualification:
    try:
        return Qualification(form.get("qualification", Qualification.OTHER.value))
    except ValueError:
        raise Invalid("Choose a qualification.") from None


def chosen_sites(form: Mapping[str, str]) -> frozenset[int]:
    """The ids of the ticked sites."""
    ticked = [name.removeprefix(SITE_FIELD) for name in form if name.startswith(SITE_FIELD)]
    if not all(each.isdecimal() and len(each) < 10 for each in ticked):
        raise Invalid("Choose the sites from the list.")
    return frozenset(int(each) for each in ticked)


def _status(person: Person) -> tuple[str, str]:
    if not person.is_active:
        return "disabled", "Disabled"
    return ("active", "Active") if person.has_password else ("new", "No password yet")
