"""What a coordinator does on the patient page: follow-ups, contacts, programs, and a stay in hospital."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from carehub.accounts import service as accounts
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, ProgramKind
from carehub.programs.service import Consent
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from tests.conftest import People, make_patient
from tests.e2e import steps
from tests.e2e.conftest import SignedIn
from tests.serving.running import RunningServer


@pytest.fixture
def maria(people: People) -> str:
    """The path of a patient of Northside whom nobody has touched."""
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"], last_name="Avila", phone="+13125550188")
        return f"/patients/{patient.id}"


def test_follow_ups_and_contacts_are_kept_on_the_patient_page(signed_in: SignedIn, maria: str) -> None:
    page = signed_in("alice", f"{maria}/follow-ups")
    page.get_by_role("button", name="Add follow-up").click()
    making = page.get_by_role("dialog", name="New follow-up")
    making.get_by_label("What is to be done").fill("Ask about the new pills")
    making.get_by_role("button", name="Make follow-up").click()
    lines = page.get_by_role("region", name="Follow-ups").get_by_role("listitem")
    expect(lines).to_contain_text("Ask about the new pills")
    lines.get_by_role("button", name="Log contact").click()
    calling = page.get_by_role("dialog", name="Log a contact")
    calling.get_by_label("What came of it").select_option("Reached")
    calling.get_by_label("Note").fill("Takes them in the morning")
    calling.get_by_role("button", name="Log contact").click()
    expect(lines).to_contain_text("Reached, ")
    lines.get_by_role("button", name="Open again").click()
    expect(lines).to_contain_text("Due ")
    page.get_by_role("link", name="Contacts").click()
    expect(page.get_by_role("region", name="Contact log")).to_contain_text("Takes them in the morning")


def test_on_a_phone_the_part_that_an_address_opens_is_in_sight(signed_in: SignedIn, maria: str) -> None:
    page = signed_in("alice")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{page.url.rstrip('/')}{maria}/documents")
    here = page.get_by_role("navigation", name="Parts of the patient page").get_by_role(
        "link", name="Documents"
    )
    # Its lowest pixel lies on the line below the row.
    expect(here).to_be_in_viewport(ratio=0.9)


def test_a_patient_is_enrolled_with_consent_and_graduates(
    signed_in: SignedIn, people: People, maria: str
) -> None:
    with unit_of_work() as session:
        programs.add_program(session, people.dana, "Healthy hearts", ProgramKind.CCM)
    page = signed_in("alice", f"{maria}/programs")
    page.get_by_role("button", name="Enrol").click()
    enrolling = page.get_by_role("dialog", name="Enrol in a program")
    enrolling.get_by_label("Program").select_option("Healthy hearts")
    enrolling.get_by_role("button", name="Enrol").click()
    line = page.get_by_role("region", name="Programs").get_by_role("listitem")
    expect(line).to_contain_text("No consent recorded")
    line.get_by_role("button", name="Record consent").click()
    page.get_by_role("dialog", name="Record consent").get_by_role("button", name="Record").click()
    expect(line).to_contain_text("consent, ")
    line.get_by_role("button", name="Graduate").click()
    ending = page.get_by_role("dialog", name="Graduate from the program")
    ending.get_by_label("Note").fill("Walks every day")
    ending.get_by_role("button", name="Save").click()
    expect(line).to_contain_text("Walks every day")


def test_minutes_count_for_the_program_that_the_patient_agreed_to(
    server: RunningServer, signed_in: SignedIn, people: People, maria: str
) -> None:
    patient = int(maria.rsplit("/", 1)[-1])
    with unit_of_work() as session:
        today = clock.today(accounts.center(session).time_zone)
        program = programs.add_program(session, people.dana, "Breathe easy", ProgramKind.PCM).id or 0
        agreed = Consent(ConsentHow.SPOKEN, today)
        programs.enrol(session, people.alice, patient, program, since=today, consent=agreed)
    page = signed_in("alice", f"{maria}/contacts")
    page.get_by_role("button", name="Log contact").click()
    calling = page.get_by_role("dialog", name="Log a contact")
    calling.get_by_label("What came of it").select_option("Reached")
    calling.get_by_label("Minutes", exact=True).fill("12")
    calling.get_by_label("Minutes count for").select_option("Breathe easy")
    calling.get_by_role("button", name="Log contact").click()
    expect(calling).to_be_hidden()
    page.goto(f"{server.url}/minutes")
    page.get_by_role("button", name="minutes of AVILA").first.click()
    steps.is_accessible(page)
    expect(page.get_by_role("table", name="Entries")).to_contain_text("Alice Moreno")


def test_what_is_known_stands_on_top_and_the_timeline_tells_it(signed_in: SignedIn, maria: str) -> None:
    page = signed_in("alice", maria)
    page.get_by_role("region", name="What matters to me").get_by_role("button", name="Write").click()
    saying = page.get_by_role("dialog", name="What matters to me")
    saying.get_by_label("In the patient's own words").fill("To be at the table on Sundays")
    saying.get_by_role("button", name="Save").click()
    expect(page.get_by_text("To be at the table on Sundays")).to_be_visible()
    page.get_by_role("region", name="Preferences and alerts").get_by_role("button", name="Note").click()
    noting = page.get_by_role("dialog", name="Note")
    noting.get_by_label("What it is").select_option("Alert")
    noting.get_by_label("In words").fill("Latex allergy")
    noting.get_by_role("button", name="Save").click()
    who = page.get_by_role("region", name="Who this is")
    expect(who).to_contain_text("Latex allergy")
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("button", name="Set rules").click()
    rules = page.get_by_role("dialog", name="How to reach the patient safely")
    rules.get_by_label("Ask for").fill("Rosa")
    rules.get_by_role("button", name="Save").click()
    expect(who).to_contain_text("Rosa")
    page.get_by_role("link", name="Timeline").click()
    page.get_by_label("Show").select_option("Problems and remarks")
    told = page.get_by_role("list", name="Timeline")
    expect(told).to_contain_text("Latex allergy")
    expect(told.get_by_role("listitem").filter(has_text="Rosa")).to_have_count(0)


def test_home_from_hospital_is_not_ready_with_a_blank(signed_in: SignedIn, maria: str) -> None:
    page = signed_in("alice", f"{maria}/hospital")
    page.get_by_role("button", name="Write down a discharge").click()
    writing = page.get_by_role("dialog", name="Write down a discharge")
    for label, words in (("Hospital", "General"), ("Why the patient", "Pneumonia"), ("Who told", "Her son")):
        writing.get_by_label(re.compile(label)).fill(words)
    writing.get_by_role("button", name="Write down").click()
    blanks = page.get_by_role("list", name="Checklist").get_by_role("button", name=re.compile("^Done"))
    expect(blanks).to_have_count(5)
    page.get_by_role("button", name="Ready at home").click()
    steps.is_told(page, re.compile("blank", re.IGNORECASE))
    for left in range(4, -1, -1):
        blanks.first.click()
        expect(blanks).to_have_count(left)


def test_after_three_days_in_vain_a_letter_is_offered_and_a_supervisor_asked(
    signed_in: SignedIn, people: People, maria: str
) -> None:
    with unit_of_work() as session:
        patient = int(maria.rsplit("/", 1)[-1])
        kind = referrals.shown_types(session)[0].id or 0
        referral = referrals.create(
            session, people.alice, NewReferral(patient, kind, coordinator_id=people.alice.user_id)
        )
        number = referral.id or 0
        for days, how in ((3, How.PHONE), (2, How.TEXT)):
            at = clock.now() - timedelta(days=days)
            tried = NewAttempt(patient, Whom.PATIENT, how, Answer.NO_ANSWER, number, at=at)
            contacts.log(session, people.alice, tried)
    page = signed_in("alice")
    steps.go_to(page, "My day")
    moves = page.get_by_role("region", name="Referrals: our move")
    moves.get_by_role("button", name=re.compile("^Log a contact")).click()
    calling = page.get_by_role("dialog", name="Log a contact")
    calling.get_by_label("What came of it").select_option("No answer")
    calling.get_by_role("button", name="Log contact").click()
    offered = page.get_by_role("dialog", name="Not reached")
    expect(offered.get_by_role("link", name="Print a letter to the patient")).to_be_visible()
    offered.get_by_role("button", name="Ask for sign-off").click()
    steps.is_told(page, "A supervisor is asked to sign")
