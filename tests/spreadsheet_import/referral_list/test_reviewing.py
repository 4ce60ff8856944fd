"""Rows of referrals that need a look: whose they are, or which referral; and what becomes of them then."""

from pathlib import Path

import pytest
from sqlmodel import select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.referrals.models import Referral
from carehub.spreadsheet_import import reviewing, service
from carehub.spreadsheet_import.deciding import Decision
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ImportKind, ImportRow, Ruling
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reviews_shown import ReviewCard, review_cards
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.referral_list.conftest import BOOKED, HEADER, SENT, WHEN, bring_in
from tests.spreadsheet_import.steps import decide, do, started

ANNA = SENT.replace("001,Ruiz,Ana", ",Ruiz,Anna")
OTHER_DAY = SENT.replace("2026-10-05", "2026-10-01")


def checked(who: Actor, path: Path) -> int:
    import_id = started(who, path)
    with clock.freeze(WHEN):
        do(Task.LOOK, who, import_id)
        do(Task.CHECK, who, import_id)
    return import_id


def rule(who: Actor, import_id: int, ruling: Ruling | None, number: int = 2) -> ImportRow:
    with unit_of_work() as session, clock.freeze(WHEN):
        reviewing.rule(session, who, import_id, number, ruling)
    with unit_of_work(write=False) as session:
        row = service.row(session, who, import_id, number)
        assert row is not None
        return row


def cards(who: Actor, import_id: int) -> list[ReviewCard]:
    with unit_of_work(write=False) as session:
        return review_cards(session, who, import_id, 0)


def commit(who: Actor, import_id: int) -> list[Referral]:
    with clock.freeze(WHEN):
        do(Task.COMMIT, who, import_id)
    with unit_of_work(write=False) as session:
        return list(session.exec(select(Referral)))


def test_the_titles_say_that_these_are_referrals_unless_a_person_says_otherwise(
    people: People, tmp_path: Path
) -> None:
    import_id = started(people.dana, csv_file(tmp_path, HEADER, SENT))
    for said, kind in (
        (None, ImportKind.REFERRALS),
        (ImportKind.PATIENTS, ImportKind.PATIENTS),
        (ImportKind.REFERRALS, ImportKind.REFERRALS),
    ):
        if said is not None:
            decide(people.dana, import_id, Decision(kind=said))
        do(Task.LOOK, people.dana, import_id)
        with unit_of_work(write=False) as session:
            assert service.find(session, people.dana, import_id).kind is kind


def test_who_is_only_alike_is_shown_beside_the_row_and_taken_when_somebody_says_so(
    people: People, tmp_path: Path
) -> None:
    import_id = checked(people.dana, csv_file(tmp_path, HEADER, ANNA, BOOKED))
    (card,) = cards(people.dana, import_id)
    assert (card["same"], card["other"]) == ("This patient", "")
    assert card["candidates"][0]["who"] == "RUIZ, Ana  14-Mar-1980  001"
    with pytest.raises(Conflict, match="Bring the patient in first"):
        rule(people.dana, import_id, Ruling.NEW)
    assert rule(people.dana, import_id, Ruling.SAME).outcome is Outcome.NEW
    assert rule(people.dana, import_id, None).outcome is Outcome.REVIEW
    assert rule(people.dana, import_id, Ruling.SAME).outcome is Outcome.NEW
    assert len(commit(people.dana, import_id)) == 2


def test_a_row_can_be_decided_after_the_others_came_in(people: People, tmp_path: Path) -> None:
    import_id = checked(people.dana, csv_file(tmp_path, HEADER, ANNA, BOOKED))
    assert len(commit(people.dana, import_id)) == 1
    assert rule(people.dana, import_id, Ruling.SAME).outcome is Outcome.NEW
    assert len(commit(people.dana, import_id)) == 2
    with pytest.raises(Conflict, match="Nothing of what was left"):
        commit(people.dana, import_id)


@pytest.mark.parametrize(("ruling", "outcome", "many"), [(Ruling.SAME, "updated", 1), (Ruling.NEW, "new", 2)])
def test_another_day_is_the_same_referral_or_another_one(
    people: People, tmp_path: Path, ruling: Ruling, outcome: str, many: int
) -> None:
    bring_in(people.dana, csv_file(tmp_path, HEADER, SENT))
    import_id = checked(people.dana, csv_file(tmp_path, HEADER, OTHER_DAY))
    (card,) = cards(people.dana, import_id)
    assert (card["same"], card["other"]) == ("Same referral", "Another referral")
    fields = {each["label"]: each["tone"] for each in card["candidates"][0]["fields"]}
    assert (fields["Requested on"], fields["Receiver"]) == ("differs", "same")
    assert rule(people.dana, import_id, ruling).outcome == outcome
    found = commit(people.dana, import_id)
    assert [str(each.requested_on) for each in found][-1] == "2026-10-01"
    assert len(found) == many
    assert bring_in(people.dana, csv_file(tmp_path, HEADER, OTHER_DAY)).counts["unchanged"] == 1


def test_what_was_ruled_outlives_another_check(people: People, tmp_path: Path) -> None:
    import_id = checked(people.dana, csv_file(tmp_path, HEADER, ANNA))
    rule(people.dana, import_id, Ruling.SAME)
    with clock.freeze(WHEN):
        do(Task.CHECK, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert service.report(session, people.dana, import_id)[Outcome.NEW] == 1


def test_who_may_not_import_rules_nothing(people: People, tmp_path: Path) -> None:
    import_id = checked(people.dana, csv_file(tmp_path, HEADER, ANNA))
    with pytest.raises(NotAllowed):
        rule(people.charlie, import_id, Ruling.SAME)
    with pytest.raises(NotFound):
        rule(people.dana, 999, Ruling.SAME)
    with pytest.raises(NotFound):
        rule(people.dana, import_id, Ruling.SAME, number=77)
