"""No list, count, search, export, print, feed, report, timeline or journal tells of a sensitive referral to
somebody without the grant; with it, each of them does."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import Session, col, select
from starlette.datastructures import QueryParams

from carehub.accounts.models import User
from carehub.auditing import exporting, fields
from carehub.auditing import reading as auditing
from carehub.auditing.fields import Record, RecordKind
from carehub.auditing.reading import JournalView
from carehub.contacts import service as contacts
from carehub.core.actor import Actor, Role
from carehub.core.changes import HUB
from carehub.core.errors import CareHubError
from carehub.desk.caseload import paper
from carehub.desk.caseload import reading as caseload
from carehub.desk.caseload.view import CaseloadView
from carehub.desk.handover import planning
from carehub.desk.handover.models import Thing
from carehub.desk.handover.planning import Wish
from carehub.desk.merging import comparing
from carehub.desk.minutes import rows as minutes
from carehub.desk.my_day.lines import Name
from carehub.desk.my_day.reading import my_day
from carehub.desk.patient import reading as charts
from carehub.desk.patient.timeline.kinds import Kind
from carehub.desk.patient.timeline.reading import timeline
from carehub.disclosures.models import DisclosureGround, Ground
from carehub.documents import service as documents
from carehub.emergency_access import service as emergency_access
from carehub.emergency_access.models import EmergencyReason
from carehub.emergency_access.service import Reason
from carehub.follow_ups import reading as follow_ups
from carehub.follow_ups import sign_off
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.referrals import chasing, disclosing, notes, printing, sensitivity, sharing, turns
from carehub.referrals import reading as referrals
from carehub.referrals.filters import WHOLE_BOARD
from carehub.referrals.models import Referral
from carehub.referrals.packet.content import packet_of
from carehub.referrals.panel_reading import sheet
from carehub.sensitive.models import Sensitivity
from carehub.shared_calendar import calls, feed, sheets, subscriptions, waitlist
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Shows
from carehub.shared_calendar.selection import EVERYTHING, Look
from carehub.shared_calendar.sheets import Names
from carehub.spreadsheet_import import rejecting, reviews_shown, undone
from carehub.spreadsheet_import import service as imports
from tests.conftest import People
from tests.sensitive.conftest import NINE, TODAY, WORD, Whole, granted
from tests.sizes import size

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Surface = Callable[[Session, Actor, Whole], object]
# Nothing is committed here, so nobody tells the board that something changed.
NEWS = count(HUB.rev + 1)
A_DAY = timedelta(days=1)
EVERY_LINE = dict.fromkeys(Name, 10_000)


def _rejects(session: Session, actor: Actor, whole: Whole) -> object:
    import openpyxl

    with TemporaryDirectory() as folder:
        file = Path(folder) / "rejects.xlsx"
        rejecting.write_rejects(session, actor, whole.import_id, file)
        return [row for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows(values_only=True)]


def _feed(session: Session, actor: Actor, whole: Whole) -> object:
    secret = subscriptions.subscribe(session, actor, None, Shows.INITIALS)
    return subscriptions.read_by(session, secret)


def _grounds(session: Session, actor: Actor, whole: Whole) -> object:
    """As if it were a record under 42 CFR Part 2 with a consent."""
    number = whole.referral.id or 0
    consent = DisclosureGround(
        referral_id=number, ground=Ground.CONSENT, recipient="", what=f"{WORD} notes", purpose="Treatment",
        signed_on=TODAY, recorded_at=NINE, recorded_by_id=whole.referral.requested_by_id,
    )  # fmt: skip
    session.add(consent)
    session.flush()
    return disclosing.grounds_of(session, actor, number)


def _moved(session: Session, actor: Actor, whole: Whole) -> list[str]:
    told = comparing._moves(session, actor, whole.patient_id)
    return [line for line in told if "program" not in line and "enrol" not in line]


def _handed_over(session: Session, actor: Actor, whole: Whole) -> int:
    covers = session.exec(select(User.id).where(User.role == Role.SUPERVISOR)).one() or 0
    plan = planning.plan(session, actor, Wish(whole.referral.coordinator_id or 0, (covers,)))
    return sum(plan.count(thing) for thing in (Thing.REFERRAL, Thing.FOLLOW_UP, Thing.APPOINTMENT))


SURFACES: dict[str, Surface] = {
    "board": lambda s, a, w: referrals.board(s, a),
    "column": lambda s, a, w: referrals.column_page(s, a, w.referral.stage_id),
    "cards": lambda s, a, w: referrals.changed_cards(s, a, [w.referral.id or 0]),
    "shared board": lambda s, a, w: sharing.board_at(s, a, next(NEWS), WHOLE_BOARD),
    "referral": lambda s, a, w: referrals.read(s, a, w.referral.id or 0),
    "panel": lambda s, a, w: sheet(s, a, w.referral.id or 0),
    "printed cards": lambda s, a, w: printing.read_sheet(s, a, QueryParams(ids=str(w.referral.id))),
    "packet": lambda s, a, w: packet_of(s, a, w.referral.id or 0, [w.document_id], with_cover=True),
    "our moves": lambda s, a, w: turns.our_moves(s, a, 99)[0],
    "late": lambda s, a, w: turns.late(s, a, 99),
    "reports to chase": lambda s, a, w: chasing.overdue_reports(s, a),
    "Part 2 consents": _grounds,
    "notes": lambda s, a, w: notes.notes_of(s, a, w.referral.id or 0),
    "mentions": lambda s, a, w: notes.unread(s, a),
    "sign-offs": lambda s, a, w: sign_off.waiting(s, a, 99),
    "follow-ups of the patient": lambda s, a, w: follow_ups.of_patient(s, a, w.patient_id),
    "follow-ups of the referral": lambda s, a, w: follow_ups.of_referral(s, a, w.referral.id or 0),
    "follow-ups due": lambda s, a, w: follow_ups.due_for(s, a, w.referral.coordinator_id or 0, TODAY),
    "neglected follow-ups": lambda s, a, w: follow_ups.neglected(s, a, TODAY, 99, 99)[0],
    "documents": lambda s, a, w: documents.of_patient(s, a, w.patient_id),
    "document": lambda s, a, w: documents.find(s, a, w.document_id),
    "contact log": lambda s, a, w: contacts.of_patient(s, a, w.patient_id),
    "minutes as a file": lambda s, a, w: minutes.month_file(s, a, TODAY.replace(day=1)),
    "calendar": lambda s, a, w: calendar.between(s, a, NINE - A_DAY, NINE + 5 * A_DAY),
    "calendar events": lambda s, a, w: feed.events(s, a, NINE - A_DAY, NINE + 5 * A_DAY, EVERYTHING, Look()),
    "appointment": lambda s, a, w: calendar.sheet(s, a, w.appointment_id),
    "day sheet": lambda s, a, w: sheets.day_sheet(s, a, TODAY + A_DAY, EVERYTHING, Names.FULL),
    "call list": lambda s, a, w: calls.call_list(s, a, TODAY + A_DAY),
    "calendar feed": _feed,
    "waitlist": lambda s, a, w: waitlist.waiters(s, a),
    "my day": lambda s, a, w: my_day(s, a, EVERY_LINE),
    "patient page": lambda s, a, w: charts.chart(s, a, w.patient_id),
    "timeline": lambda s, a, w: timeline(s, a, w.patient_id, size=999),
    "caseload": lambda s, a, w: caseload.rows_of(s, a, [s.get_one(Patient, w.patient_id)]),
    "caseload as a file": lambda s, a, w: paper.exported(s, a, CaseloadView(), [w.patient_id]),
    "caseload on paper": lambda s, a, w: paper.printed(s, a, CaseloadView(), [w.patient_id]),
    "import rows": lambda s, a, w: imports.rows(s, a, w.import_id),
    "import row": lambda s, a, w: imports.row(s, a, w.import_id, 1),
    "import review": lambda s, a, w: reviews_shown.review_cards(s, a, w.import_id, 0),
    "import rejects": _rejects,
    "undone import": lambda s, a, w: undone.lines(s, a, w.import_id),
    "search": lambda s, a, w: patients.search(s, a, WORD),
}  # fmt: skip
COUNTS: dict[str, Surface] = {
    "stages": lambda s, a, w: sum(referrals.stage_totals(s, a).values()),
    "our moves": lambda s, a, w: turns.our_moves(s, a, 1)[1],
    "late": lambda s, a, w: turns.count_late(s, a, 99),
    "reports to chase": lambda s, a, w: chasing.count_overdue(s, a),
    "mentions": lambda s, a, w: notes.count_unread(s, a),
    "sign-offs": lambda s, a, w: sign_off.count_waiting(s, a),
    "follow-ups due": lambda s, a, w: follow_ups.count_due(s, a, w.referral.coordinator_id or 0, TODAY),
    "follow-ups of patients": lambda s, a, w: sum(follow_ups.open_counts(s, a, [w.patient_id]).values()),
    "minutes": lambda s, a, w: len(minutes.month_rows(s, a, TODAY.replace(day=1))),
    "handover": lambda s, a, w: _handed_over(s, a, w),
    "import report": lambda s, a, w: sum(imports.report(s, a, w.import_id).values()),
    "merging": lambda s, a, w: len(_moved(s, a, w)),
    "timeline": lambda s, a, w: sum(len(timeline(s, a, w.patient_id, kind).entries) for kind in (
        Kind.REFERRAL, Kind.NOTE, Kind.FOLLOW_UP, Kind.DOCUMENT, Kind.CONTACT, Kind.IMPORT)),
    "journal": lambda s, a, w: len(_about(s, a, w)),
    "history of fields": lambda s, a, w: len(
        fields.steps(s, a, Record(RecordKind.REFERRAL, w.referral.id or 0))
    ),
}  # fmt: skip
# Told to nobody by name, or empty here whoever asks.
SAY_NOTHING = {"search", "waitlist", "undone import", "reports to chase", "calendar feed"}


def _about(session: Session, actor: Actor, whole: Whole) -> list[object]:
    belonging = {
        "a referral", "a document", "an appointment", "a follow-up", "a contact attempt",
    }  # fmt: skip
    deeds = auditing.page(session, actor, JournalView(whole.patient_id), size=999).deeds
    return [deed for deed in deeds if any(thing in deed.what for thing in belonging)]


def told(surface: Surface, session: Session, actor: Actor, whole: Whole) -> str:
    """Everything that is told, or the refusal."""
    session.expire_all()
    try:
        with session.begin_nested():
            return repr(surface(session, actor, whole))
    except CareHubError as refusal:
        return str(refusal)


def everybody(people: People) -> tuple[Actor, ...]:
    """Everybody who sees the patient; nobody of them is granted to see what is sensitive."""
    return people.alice, people.bob, people.erin, people.pat, people.dana


def tells(session: Session, actor: Actor, whole: Whole) -> set[str]:
    """The surfaces that tell this person of it."""
    return {name for name, each in SURFACES.items() if WORD in told(each, session, actor, whole)}


def counts(session: Session, actor: Actor, whole: Whole) -> dict[str, int]:
    """The numbers that count it, or what belongs to it, for this person."""
    said = {name: told(each, session, actor, whole) for name, each in COUNTS.items()}
    return {name: int(number) for name, number in said.items() if number.isdecimal() and number != "0"}


def marked(session: Session, people: People, whole: Whole, kind: Sensitivity | None) -> None:
    number = whole.referral.id or 0
    version = session.exec(select(Referral.version).where(col(Referral.id) == number)).one()
    sensitivity.mark(session, granted(people.erin), number, version, kind)


def test_nothing_tells_of_it_without_the_grant_and_everything_with_it(
    session: Session, people: People, whole: Whole
) -> None:
    plainly = {actor: tells(session, actor, whole) for actor in everybody(people)}
    assert SURFACES.keys() - set().union(*plainly.values()) <= SAY_NOTHING
    marked(session, people, whole, Sensitivity.HIV)
    for actor, surfaces in plainly.items():
        assert tells(session, actor, whole) == set(), actor.name
        assert tells(session, granted(actor), whole) == surfaces, actor.name


def test_in_an_emergency_only_what_reads_about_that_patient_tells_of_it(
    session: Session, people: People, whole: Whole
) -> None:
    """Nobody's lists, files, feeds and numbers change; the patient page reads as ``widened`` says."""
    marked(session, people, whole, Sensitivity.HIV)
    why = Reason(EmergencyReason.CARE_NOW, "Found unconscious here")
    for actor in (people.alice, people.erin, people.pat):
        emergency_access.open_patient(session, actor, whole.patient_id, why)
        assert tells(session, actor, whole) == set(), actor.name
        assert counts(session, actor, whole) == {}, actor.name
        reader = emergency_access.widened(session, actor, whole.patient_id)
        assert tells(session, reader, whole) >= {"patient page", "timeline"}, actor.name
        assert len(session.exec(patients.visible_to(reader)).all()) == 1


def test_no_number_counts_it_without_the_grant(session: Session, people: People, whole: Whole) -> None:
    before = {actor: counts(session, actor, whole) for actor in everybody(people)}
    assert COUNTS.keys() - set().union(*before.values()) <= SAY_NOTHING
    marked(session, people, whole, Sensitivity.MINOR)
    for actor in everybody(people):
        assert counts(session, actor, whole) == {}, actor.name


@settings(max_examples=size(15, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
@pytest.mark.campaign
def test_a_look_tells_of_it_only_to_who_may_see_it_just_then(
    session: Session, people: People, whole: Whole, data: some.DataObject
) -> None:
    """Marked, unmarked, granted, looked at, in any order."""
    with session.begin_nested() as afterwards:
        for _ in range(data.draw(some.integers(1, 5))):
            kind = data.draw(some.sampled_from([None, *Sensitivity]))
            marked(session, people, whole, kind)
            name = data.draw(some.sampled_from(sorted(SURFACES)))
            actor = data.draw(some.sampled_from(everybody(people)))
            is_granted = data.draw(some.booleans())
            said = told(SURFACES[name], session, granted(actor) if is_granted else actor, whole)
            assert kind is None or is_granted or WORD not in said, (name, actor.name)
        afterwards.rollback()


def test_the_signed_journal_withholds_it(session: Session, people: People, whole: Whole) -> None:
    marked(session, people, whole, Sensitivity.BEHAVIORAL)
    named = f'"referral:{whole.referral.id}"'
    lines = "".join(exporting.signed(session, people.dana))
    assert (named in lines, '"withheld": true' in lines) == (False, True)
    assert named in "".join(exporting.signed(session, granted(people.dana)))
