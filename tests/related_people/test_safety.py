"""Safe contact: who sets the rules, and how they read before a phone number."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.patients.record import InvalidRecord
from carehub.related_people import service as related
from carehub.related_people.draft import SafeDraft, safe_drafted
from carehub.related_people.models import Safe
from tests.conftest import People, make_patient

QUIET = SafeDraft(
    codes=frozenset({Safe.NO_VOICEMAIL, Safe.TEXT_ONLY}),
    ask_for="Rosa",
    not_after="18:00",
    words="Husband must not know.",
)


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


def test_rules_are_told_in_one_line(session: Session, people: People, maria: int) -> None:
    related.set_safe_contact(session, people.bob, maria, 0, QUIET)
    told = related.safe_rules_for(session, people.bob, [maria])
    assert told[maria]["said"] == (
        "Text only · No voicemail · Ask for Rosa · Not after 6:00 PM · Husband must not know."
    )


def test_who_may_not_see_the_patient_sees_no_rule(session: Session, people: People, maria: int) -> None:
    related.set_safe_contact(session, people.alice, maria, 0, QUIET)
    assert related.safe_rules_for(session, people.charlie, [maria]) == {}
    with pytest.raises(NotFound):
        related.safe_contact(session, people.charlie, maria)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (("09:05", ""), "Not before 9:05 AM"),
        (("", "12:00"), "Not after 12:00 PM"),
        (("00:30", "23:00"), "Only from 12:30 AM to 11:00 PM"),
        (("", ""), ""),
    ],
)
def test_hours_are_read_by_the_wall_clock(
    session: Session, people: People, maria: int, hours: tuple[str, str], said: str
) -> None:
    draft = SafeDraft(not_before=hours[0], not_after=hours[1])
    assert (
        related.safe_rules(related.set_safe_contact(session, people.alice, maria, 0, draft))["said"] == said
    )


def test_rules_without_words_are_no_rules(session: Session, people: People, maria: int) -> None:
    related.set_safe_contact(session, people.alice, maria, 0, QUIET)
    related.set_safe_contact(session, people.alice, maria, 1, SafeDraft())
    assert related.safe_rules_for(session, people.alice, [maria]) == {}


def test_rules_are_set_by_who_keeps_contact_data(session: Session, people: People, maria: int) -> None:
    with pytest.raises(NotFound):
        related.set_safe_contact(session, people.charlie, maria, 0, QUIET)
    with pytest.raises(NotAllowed):
        related.set_safe_contact(session, people.pat, maria, 0, QUIET)
    with pytest.raises(NotFound):
        related.set_safe_contact(session, people.alice, 999_999, 0, QUIET)


def test_the_second_of_two_is_told(session: Session, people: People, maria: int) -> None:
    with pytest.raises(Conflict):
        related.set_safe_contact(session, people.alice, maria, 1, QUIET)
    related.set_safe_contact(session, people.alice, maria, 0, QUIET)
    with pytest.raises(Conflict, match="first"):
        related.set_safe_contact(session, people.erin, maria, 0, SafeDraft())
    related.set_safe_contact(session, people.erin, maria, 1, SafeDraft())


def test_rules_that_exclude_each_other_are_refused(session: Session, people: People, maria: int) -> None:
    for draft in (
        SafeDraft(codes=frozenset({Safe.TEXT_ONLY, Safe.NO_TEXT})),
        SafeDraft(not_before="17:00", not_after="09:00"),
    ):
        with pytest.raises(InvalidRecord):
            related.set_safe_contact(session, people.alice, maria, 0, draft)
    with pytest.raises(InvalidRecord):
        safe_drafted({"not_before": "25:00"})
