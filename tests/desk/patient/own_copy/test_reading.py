"""The patient's own copy holds every table that refers to the patient, for those who may take it out."""

import json

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.core.errors import NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.desk.patient.own_copy.reading import as_json, to_read
from carehub.desk.patient.own_copy.routes import FILE, PRINT, ROUTES
from carehub.desk.patient.own_copy.tables import LEFT_OUT, referring
from carehub.referrals import sensitivity
from carehub.sensitive.models import Sensitivity
from tests.conftest import People, make_patient
from tests.referrals.conftest import specialty, stages, walk
from tests.sensitive.conftest import WORD, Whole, granted, nine, whole

__all__ = ["nine", "specialty", "stages", "walk", "whole"]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_every_table_that_refers_to_a_patient_is_in_the_copy(
    session: Session, people: People, whole: Whole
) -> None:
    tables = json.loads(as_json(session, people.erin, whole.patient_id))["tables"]
    assert tables.keys() == {table.name for table in referring()} - LEFT_OUT.keys()
    assert LEFT_OUT.keys() <= {table.name for table in referring()}


def test_it_tells_of_what_belongs_to_the_patient_and_of_nobody_else(
    session: Session, people: People, whole: Whole
) -> None:
    make_patient(session, people.sites["Northside"], last_name="Vandermeer")
    told = as_json(session, people.erin, whole.patient_id)
    tables = json.loads(told)["tables"]
    for table in ("referrals", "referral_notes", "appointments", "documents", "follow_ups"):
        assert WORD in json.dumps(tables[table]), table
    assert tables["assignments"][0]["coordinator_id"] == {"id": people.alice.user_id, "name": "Alice Moreno"}
    assert ("Vandermeer" in told, "key" in tables["documents"][0]) == (False, False)
    assert session.exec(select(JournalEntry).where(JournalEntry.action == "patients.export")).one()


@on_sqlite
def test_a_sensitive_referral_is_in_it_only_for_who_may_see_it(
    session: Session, people: People, whole: Whole
) -> None:
    number = whole.referral.id or 0
    session.refresh(whole.referral)
    sensitivity.mark(session, granted(people.erin), number, whole.referral.version, Sensitivity.HIV)
    for read in (as_json, to_read):
        assert WORD not in str(read(session, people.erin, whole.patient_id))
        assert WORD in str(read(session, granted(people.erin), whole.patient_id))


@on_sqlite
def test_who_takes_it_out(session: Session, people: People) -> None:
    patient_id = make_patient(session, people.sites["Northside"]).id or 0
    for actor in (people.alice, people.bob, people.pat, people.dana):
        with pytest.raises(NotAllowed):
            as_json(session, actor, patient_id)
    for actor, wanted in ((people.charlie, patient_id), (people.erin, 999)):
        with pytest.raises(NotFound):
            as_json(session, actor, wanted)
    caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
    session.expire_all()
    assert "Garcia" in as_json(session, people.alice, patient_id)


@on_sqlite
def test_it_is_handed_out_as_a_page_and_as_a_file(people: People) -> None:
    with unit_of_work() as session:
        patient_id = make_patient(session, people.sites["Northside"]).id
        token = sessions.start(session, people.erin.user_id)
    client = TestClient(Starlette(routes=ROUTES))
    assert [client.get(f"{path}?patient={patient_id}").status_code for path in (PRINT, FILE)] == [401, 401]
    client.cookies.set(sessions.cookie_name(), token)
    page, file = (client.get(f"{path}?patient={patient_id}") for path in (PRINT, FILE))
    assert ("GARCIA, Maria" in page.text, "made by Erin Castellano" in page.text) == (True, True)
    assert ("Garcia" in file.text, "Garcia" in file.headers["content-disposition"]) == (True, False)
    assert client.get(f"{FILE}?patient=999").status_code == 404
