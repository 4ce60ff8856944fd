from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlmodel import Session

from carehub.patients.indexing import most_patients_are_new
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

INDEXES = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'patients' ORDER BY name"
)


def indexes(session: Session) -> Sequence[tuple[str, str]]:
    return [(name, made_by) for name, made_by in session.execute(INDEXES) if made_by]


def test_the_indexes_are_made_after_a_first_list(session: Session, people: People) -> None:
    make_patient(session, people.sites["Northside"], last_name="Okafor")
    before = indexes(session)
    assert before

    with most_patients_are_new(session, 2):
        assert indexes(session) == []
        make_patient(session, people.sites["Northside"], last_name="Nguyen")

    assert indexes(session) == before
    assert session.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
    by_name = "SELECT last_name FROM patients INDEXED BY ix_patients_sort_name_id ORDER BY sort_name"
    assert session.execute(text(by_name)).scalars().all() == ["Nguyen", "Okafor"]


def test_where_few_are_new_the_indexes_stay(session: Session, people: People) -> None:
    make_patient(session, people.sites["Northside"], last_name="Okafor")
    before = indexes(session)

    with most_patients_are_new(session, 1):
        assert indexes(session) == before
