"""A record of a Part 2 program leaves the center once the patient has agreed."""

from datetime import timedelta

from playwright.sync_api import expect

from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.referrals import disclosing, service
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Urgency
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


def test_a_part_2_record_waits_for_the_patients_consent(
    server: RunningServer, signed_in: SignedIn, people: People
) -> None:
    with unit_of_work() as session:
        disclosing.set_runs_part2(session, people.dana, True)
        patient = make_patient(session, people.sites["Northside"], last_name="Quill", first_name="Ada")
        type_id = int(service.shown_types(session)[0].id or 0)
        new = NewReferral(patient.id or 0, type_id, Urgency.ROUTINE, receiver="Lakeside Rehab", question="?")
        number = service.create(session, people.alice, new).id
    page = signed_in("alice", f"/board?referral={number}")
    part = page.get_by_role("region", name="42 CFR Part 2")
    part.get_by_label("A record of our Part 2 program").click()
    expect(part.get_by_label("A record of our Part 2 program")).to_be_checked()
    expect(part).to_contain_text("It does not leave the center yet")
    packet = f"{server.url}/api/referrals/{number}/packet?cover=1"
    assert "without the patient's consent to Lakeside Rehab" in page.request.get(packet).text()
    part.get_by_role("button", name="Record a consent or exception").click()
    form = page.get_by_role("dialog", name="Consent or exception")
    form.get_by_label("By what").select_option(label="Consent to this receiver")
    today = clock.now().date() - timedelta(days=1)
    form.get_by_label("Signed on").fill(today.isoformat())
    form.get_by_label("Ends on").fill((today + timedelta(days=90)).isoformat())
    form.get_by_role("button", name="Save").click()
    expect(part).to_contain_text("It may leave the center")
    steps.is_accessible(page)
    assert page.request.get(packet).headers["content-type"] == "application/pdf"
    part.get_by_role("button", name="Revoke").click()
    expect(part).to_contain_text("Revoked")
