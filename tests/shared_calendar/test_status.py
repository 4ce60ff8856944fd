import pytest

from carehub.shared_calendar.status import (
    ATTENDANCE,
    CANCELLED,
    MOVABLE,
    OCCUPYING,
    AppointmentStatus,
    Mode,
    may_become,
    next_statuses,
)

_S = AppointmentStatus


@pytest.mark.parametrize("status", AppointmentStatus)
def test_every_status_leads_somewhere_and_nowhere_to_itself(status: AppointmentStatus) -> None:
    assert next_statuses(status)
    assert status not in next_statuses(status)


def test_a_missed_cancelled_or_awaited_appointment_takes_nobodys_time() -> None:
    assert set(AppointmentStatus) - OCCUPYING == CANCELLED | {_S.NO_SHOW, _S.WAITLIST}


def test_only_what_has_not_happened_yet_moves() -> None:
    assert MOVABLE.isdisjoint(ATTENDANCE | CANCELLED)


def test_what_was_marked_by_mistake_can_be_taken_back() -> None:
    assert may_become(_S.NO_SHOW, _S.BOOKED)
    assert may_become(_S.ARRIVED, _S.BOOKED)
    assert may_become(_S.CANCELLED_BY_US, _S.BOOKED)


def test_who_came_cannot_be_a_no_show_without_taking_it_back_first() -> None:
    assert not may_become(_S.COMPLETED, _S.NO_SHOW)
    assert not may_become(_S.ARRIVED, _S.NO_SHOW)


def test_labels_are_words() -> None:
    assert _S.NO_SHOW.label == "No-show"
    assert _S.CANCELLED_BY_PATIENT.label == "Cancelled by patient"
    assert Mode.HOME_VISIT.label == "Home visit"
