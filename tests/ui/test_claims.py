import pytest

from carehub.core.errors import Invalid
from carehub.ui.claims import fields_of, parse, row_id


def test_a_claim_is_taken_as_it_is_or_refused() -> None:
    assert parse(int, 7) == 7
    for raw in ("7", 7.0, None, [7]):
        with pytest.raises(Invalid, match="Reload the page"):
            parse(int, raw)


def test_of_a_form_only_the_named_fields_are_taken() -> None:
    sent = {"city": "Joliet", "patient_city": None, "is_admin": "true"}
    assert fields_of(sent, ("city", "zip")) == {"city": "Joliet"}


@pytest.mark.parametrize("form", [None, "city", {"city": None}, {"city": 7}, {"city": ["x"]}])
def test_a_form_of_anything_but_text_is_refused(form: object) -> None:
    with pytest.raises(Invalid):
        fields_of(form, ("city",))


@pytest.mark.parametrize("text", ["", "-1", "1.0", "x", " 1", "٣", "9" * 10])
def test_what_names_no_row_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        row_id(text)


def test_an_id_is_read() -> None:
    assert row_id("417") == 417
