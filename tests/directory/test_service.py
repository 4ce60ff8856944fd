"""The directory: found, added, edited, taken out of use."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.directory import service
from carehub.directory.draft import ReceiverDraft
from carehub.directory.models import ReceiverKind
from tests.conftest import People

HEART = ReceiverDraft("Heart  House", specialty="Cardiology", city="Aurora", languages="English, Español")


def test_a_receiver_is_found_by_any_of_its_words(session: Session, people: People) -> None:
    heart = service.add(session, people.alice, HEART)
    service.add(session, people.alice, ReceiverDraft("Aurora Imaging", npi="1234567893"))

    def found(typed: str) -> list[str]:
        return [each.listed_as for each in service.receivers(session, people.bob, typed).receivers]

    assert found("") == ["Aurora Imaging", "Heart House"]
    assert found("aurora card") == found("espanol") == found("HOUSE") == ["Heart House"]
    assert found("12345678") == ["Aurora Imaging"]
    assert found("100%") == found("nobody") == []
    assert service.receivers(session, people.bob, most=1).total == 2
    assert service.named(session, people.bob, " heart house ") == heart


def test_two_of_one_name_are_told_apart(session: Session, people: People) -> None:
    names = [
        service.add(session, people.alice, ReceiverDraft("Quest", city=city, npi=npi)).listed_as
        for city, npi in (("Aurora", ""), ("Elgin", ""), ("Elgin", "1234567893"))
    ]
    assert names == ["Quest", "Quest, Elgin", "Quest, Elgin (NPI 1234567893)"]
    with pytest.raises(Invalid, match="already"):
        service.add(session, people.alice, ReceiverDraft("QUEST", city="Elgin"))


def test_an_edit_meets_the_one_before_it(session: Session, people: People) -> None:
    heart = service.add(session, people.alice, HEART)
    number = heart.id or 0
    changed = ReceiverDraft("Heart Center", ReceiverKind.PROVIDER, usual_wait_days=21, sliding_fee=True)
    service.edit(session, people.erin, number, 1, changed)
    assert (heart.listed_as, heart.usual_wait_days, heart.sliding_fee, heart.city) == (
        "Heart Center",
        21,
        True,
        "",
    )
    assert service.receivers(session, people.bob, "center").total == 1
    with pytest.raises(Conflict):
        service.edit(session, people.alice, number, 1, HEART)
    assert service.edit(session, people.alice, number, 2, changed).version == 2


def test_what_is_out_of_use_is_kept_apart_and_comes_back(session: Session, people: People) -> None:
    number = service.add(session, people.alice, HEART).id or 0
    service.set_in_use(session, people.alice, number, 1, in_use=False)
    assert service.receivers(session, people.alice).total == 0
    assert service.receivers(session, people.alice, active=False).total == 1
    service.set_in_use(session, people.alice, number, 2, in_use=True)
    assert service.receivers(session, people.alice).total == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_may_not_edit_reads(session: Session, people: People) -> None:
    number = service.add(session, people.dana, HEART).id or 0
    for actor in (people.bob, people.pat):
        assert service.find(session, actor, number).city == "Aurora"
        with pytest.raises(NotAllowed):
            service.add(session, actor, HEART)
        with pytest.raises(NotAllowed):
            service.edit(session, actor, number, 1, HEART)
        with pytest.raises(NotAllowed):
            service.set_in_use(session, actor, number, 1, in_use=False)
    with pytest.raises(NotFound):
        service.find(session, people.alice, 999_999)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "draft",
    [
        ReceiverDraft(" "),
        ReceiverDraft("x" * 201),
        ReceiverDraft("Quest", npi="1234567890"),
        ReceiverDraft("Quest", usual_wait_days=-1),
        ReceiverDraft("Quest", notes="x" * 2_001),
    ],
)
def test_what_cannot_be_right_is_refused(session: Session, people: People, draft: ReceiverDraft) -> None:
    with pytest.raises(Invalid):
        service.add(session, people.alice, draft)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_npi_belongs_to_one_receiver(session: Session, people: People) -> None:
    service.add(session, people.alice, ReceiverDraft("Quest", npi="1234567893"))
    with pytest.raises(Conflict, match="Quest has this NPI"):
        service.add(session, people.alice, ReceiverDraft("Other", npi="1234567893"))
