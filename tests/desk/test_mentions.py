"""The notes that wait for somebody, as the first page has them."""

import pytest

from carehub.core.database import unit_of_work
from carehub.desk.mentions import MentionsState
from carehub.referrals import notes, service
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_only_whom_a_note_names_is_shown_it_and_only_until_it_is_read(people: People) -> None:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"])
        kind = service.shown_types(session)[0].id or 0
        number = service.create(session, people.alice, NewReferral(patient.id or 0, kind)).id or 0
        notes.write(session, people.alice, number, "@Pat Lindqvist " + "look " * 60)
    pages = {actor.name: state_of(MentionsState, actor) for actor in (people.pat, people.erin, people.bob)}
    for page in pages.values():
        await page.load()
    (line,) = pages["Pat Lindqvist"].lines
    assert (line["who"], line["href"]) == ("Alice Moreno", f"/board?referral={number}")
    assert line["about"].startswith("GARCIA, Maria")
    assert len(line["text"]) <= 161
    assert (pages["Erin Castellano"].lines, pages["Bob Tran"].lines) == ([], [])
    with unit_of_work() as session:
        notes.mark_read(session, people.pat, number)
    await pages["Pat Lindqvist"].load()
    assert pages["Pat Lindqvist"].lines == []
