"""Who saw a patient and what a person did: asked by those who may, in words, a page at a time."""

import ast
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

import carehub
from carehub.auditing import reading
from carehub.auditing.kinds import JournalKind
from carehub.auditing.reading import JournalView
from carehub.auditing.wording import has_words, sentence
from carehub.core import clock, journal, reads
from carehub.core.actor import Actor
from carehub.core.errors import NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from tests.conftest import People, make_patient

NIGHT = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # 10:30 PM of March 2 in Chicago
# Two words with a point between them that are no action: columns, files, modules, and where verbs are added.
NO_ACTION = re.compile(
    r"carehub\..*|journal\.(anchors|seq)|backup\.lock|care_plans\.(add|edit)_|.*\.(id|html|key|db)"
)


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def told(session: Session, actor: Actor, view: JournalView) -> list[tuple[str, str]]:
    return [(deed.who, deed.what) for deed in reading.page(session, actor, view).deeds]


def test_who_saw_a_patient_is_told_the_newest_first(session: Session, people: People, maria: int) -> None:
    other = make_patient(session, people.sites["Northside"], first_name="José").id or 0
    reads.record(session, people.alice, "patient", maria)
    journal.record(session, people.pat, "referrals.moved", patient_id=maria, subject="referral:1")
    reads.record(session, people.bob, "patient", other)
    journal.record(session, people.erin, "caseload.print", fields=[str(other), str(maria)])
    journal.record(session, people.erin, "caseload.print", fields=[f"{maria}0", f"1{maria}"])
    assert told(session, people.dana, JournalView(patient_id=maria)) == [
        ("Erin Castellano", "Printed a list"),
        ("Pat Lindqvist", "Moved a referral"),
        ("Alice Moreno", "Looked at the patient page"),
    ]
    assert [deed.who for deed in reading.looks_at(session, people.erin, maria)] == ["Alice Moreno"]


def test_what_a_person_did_names_patients_and_fields_but_no_values(
    session: Session, people: People, maria: int
) -> None:
    journal.record(session, people.alice, "patients.edit", patient_id=maria, fields=["phone", "last_name"])
    journal.record(session, people.bob, "patients.edit", patient_id=maria, fields=["phone"])
    (deed,) = reading.page(session, people.erin, JournalView(person_id=people.alice.user_id)).deeds
    assert (deed.patient, deed.what, deed.fields) == (
        "GARCIA, Maria", "Changed a patient's record", "Family name, Phone"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (JournalKind.LOOK, ["patients.look"]),
        (JournalKind.CHANGE, ["referrals.moved"]),
        (JournalKind.TAKEN_OUT, ["documents.download"]),
        (JournalKind.SIGN_IN, ["sessions.sign_in", "sessions.sign_out"]),
        (JournalKind.REFUSED, ["sessions.sign_in"]),
    ],
)
def test_kinds_narrow(session: Session, people: People, kind: JournalKind, expected: list[str]) -> None:
    written = ("patients.look", "referrals.moved", "documents.download", "sessions.sign_out")
    for action in written:
        journal.record(session, people.alice, action)
    journal.record(session, people.alice, "sessions.sign_in", outcome="refused")
    found = reading.page(session, people.dana, JournalView(kind=kind)).deeds
    by_seq = {entry.seq: entry.action for entry in session.exec(select(JournalEntry))}
    assert sorted(by_seq[deed.seq] for deed in found) == expected


def test_days_are_those_of_the_center(session: Session, people: People, maria: int) -> None:
    with clock.freeze(NIGHT):
        reads.record(session, people.alice, "patient", maria)
    second = JournalView(since=date(2026, 3, 2), until=date(2026, 3, 2))
    third = JournalView(since=date(2026, 3, 3), until=date(2026, 3, 3))
    assert len(told(session, people.dana, second)) == 1
    assert told(session, people.dana, third) == []


def test_pages_follow_one_another_without_a_gap_whatever_is_written_meanwhile(
    session: Session, people: People
) -> None:
    for _ in range(5):
        journal.record(session, people.alice, "patients.edit")
    first = reading.page(session, people.dana, JournalView(), size=2)
    journal.record(session, people.alice, "patients.edit")
    second = reading.page(session, people.dana, JournalView(), first.next, size=2)
    third = reading.page(session, people.dana, JournalView(), second.next, size=2)
    seqs = [deed.seq for page in (first, second, third) for deed in page.deeds]
    assert seqs == sorted(seqs, reverse=True)
    assert (len(set(seqs)), third.next) == (5, None)


def test_only_who_may_read_the_journal_does(session: Session, people: People, maria: int) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.pat):
        for ask in (
            lambda actor=actor: reading.page(session, actor, JournalView()),
            lambda actor=actor: reading.looks_at(session, actor, maria),
            lambda actor=actor: reading.everyone(session, actor),
            lambda actor=actor: reading.person_named(session, actor, people.bob.user_id),
            lambda actor=actor: reading.record_reading(session, actor, JournalView()),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_a_supervisor_of_another_site_learns_no_name(session: Session, people: People, maria: int) -> None:
    away = replace(people.erin, all_sites=False, site_ids=frozenset({people.sites["Southside"]}))
    reads.record(session, people.alice, "patient", maria)
    with pytest.raises(NotFound):
        reading.page(session, away, JournalView(patient_id=maria))
    (deed,) = reading.page(session, away, JournalView(person_id=people.alice.user_id)).deeds
    assert (deed.patient, deed.patient_id) == ("", None)


def test_nobody_and_no_patient_of_that_number(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        reading.page(session, people.dana, JournalView(patient_id=999))
    with pytest.raises(NotFound):
        reading.person_named(session, people.dana, 999)


def test_reading_the_journal_is_written_down_once(session: Session, people: People, maria: int) -> None:
    for _ in range(2):
        reading.record_reading(session, people.dana, JournalView(patient_id=maria))
    found = session.exec(select(JournalEntry).where(JournalEntry.action == "journal.read")).all()
    assert [entry.patient_id for entry in found] == [maria]


def test_what_was_refused_says_so() -> None:
    entry = JournalEntry(at=NIGHT, action="sessions.sign_in", outcome="refused", prev="", hmac="")
    assert sentence(entry) == "Signed in: refused"


def test_every_action_that_is_written_has_words() -> None:
    assert {action for action in _actions_in_the_code() if not has_words(action)} == set()


def _actions_in_the_code() -> set[str]:
    found: set[str] = set()
    for path in Path(carehub.__file__).parent.rglob("*.py"):
        source = path.read_text()
        if "journal" in source and "migrations" not in path.parts:
            found |= {node.value for node in ast.walk(ast.parse(source)) if _is_action(node)}  # pyright: ignore[reportAttributeAccessIssue]
    return {text for text in found if not NO_ACTION.fullmatch(text)}


def _is_action(node: ast.AST) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", text) is not None
