from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.core.actor import Actor, Role
from carehub.patients.models import Patient, Sex
from carehub.patients.record import (
    LABELS,
    InvalidRecord,
    PatientDraft,
    drafted,
    editable_by,
    refuse_impossible_birth,
    refuse_unidentifiable,
)

TODAY = date(2026, 3, 9)


def test_every_field_of_the_draft_is_a_field_of_the_patient_and_has_a_label() -> None:
    assert set(PatientDraft.model_fields) == set(LABELS)
    assert set(PatientDraft.model_fields) <= set(Patient.model_fields)


def test_a_form_becomes_clean_values() -> None:
    draft = drafted(
        {
            "mrn": " ",
            "last_name": "  García   López ",
            "birth_date": "1961-03-07",
            "sex": "female",
            "phone": "(312) 555-2368",
            "state": "il",
            "zip": "60601-1234",
            "risk": "",
            "notes": "one\r\ntwo",
        }
    )
    assert draft.mrn is None
    assert draft.last_name == "García López"
    assert draft.birth_date == date(1961, 3, 7)
    assert draft.sex is Sex.FEMALE
    assert draft.phone == "+13125552368"
    assert (draft.state, draft.zip, draft.risk, draft.notes) == ("IL", "60601-1234", None, "one\ntwo")
    assert "first_name" not in draft.given


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("phone", "555-0123", "no such number"),
        ("phone", "call mother", "ten digits"),
        ("phone", "312-555-2368 x12", "extension"),
        ("zip", "606", "five digits"),
        ("state", "Illinois", "two letters"),
        ("email", "maria at example", "name@example.org"),
        ("language", "Spanish", "from the list"),
        ("birth_date", "31/31/1961", "MM/DD/YYYY"),
        ("sex", "yes", "from the list"),
        ("last_name", "x" * 201, "too long"),
        ("last_name", "Gar\x00cia", "cannot be shown"),
        ("notes", "a\x00b", "cannot be shown"),
        ("home_site_id", "north", "from the list"),
        ("is_admin", "true", "no such field"),
    ],
)
def test_what_cannot_stand_is_named_with_what_to_do(field: str, typed: str, told: str) -> None:
    with pytest.raises(InvalidRecord, match=told) as refused:
        drafted({field: typed})
    assert list(refused.value.problems) == [field]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidRecord) as refused:
        drafted({"phone": "1", "zip": "1", "state": "1"})
    assert set(refused.value.problems) == {"phone", "zip", "state"}


@pytest.mark.parametrize("born", [date(2026, 3, 10), date(1905, 12, 31)])
def test_a_birth_is_neither_in_the_future_nor_over_120_years_ago(born: date) -> None:
    with pytest.raises(InvalidRecord, match="Check the year"):
        refuse_impossible_birth(PatientDraft(birth_date=born), TODAY)


def test_someone_born_today_is_a_patient() -> None:
    refuse_impossible_birth(PatientDraft(birth_date=TODAY), TODAY)


def test_a_name_needs_a_birth_date_or_an_mrn() -> None:
    refuse_unidentifiable(PatientDraft(last_name="Garcia", first_name="Maria", mrn="77"))
    with pytest.raises(InvalidRecord) as refused:
        refuse_unidentifiable(PatientDraft(first_name="Maria"))
    assert set(refused.value.problems) == {"last_name", "birth_date"}


def test_who_may_fill_in_what() -> None:
    may = {role: editable_by(Actor(1, "x", role)) for role in Role}
    assert may[Role.PROVIDER] == frozenset()
    assert "phone" in may[Role.FRONT_DESK]
    assert may[Role.FRONT_DESK].isdisjoint({"last_name", "birth_date", "mrn", "risk", "notes"})
    assert may[Role.COORDINATOR] == may[Role.SUPERVISOR] == frozenset(LABELS)
    assert may[Role.ADMIN] == frozenset(LABELS) - {"notes"}


@given(
    st.dictionaries(st.sampled_from(sorted(LABELS)), st.text() | st.integers() | st.none() | st.booleans())
)
def test_what_was_read_from_a_form_is_read_the_same_again(form: dict[str, object]) -> None:
    try:
        draft = drafted(form)
    except InvalidRecord:
        return
    assert drafted(draft.model_dump(exclude_unset=True)) == draft
