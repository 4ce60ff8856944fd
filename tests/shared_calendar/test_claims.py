"""What a browser sends is taken strictly, or refused in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carehub.core.errors import Invalid
from carehub.shared_calendar import claims
from carehub.shared_calendar.seats import Across
from carehub.shared_calendar.selection import Columns
from carehub.shared_calendar.showing import NOBODY
from carehub.shared_calendar.status import Kind, Mode

CHICAGO = "America/Chicago"
MOVED = {
    "op": "a-1",
    "id": "12",
    "version": 3,
    "start": "2026-11-12T09:00:00-06:00",
    "end": "2026-11-12T09:30:00-06:00",
    "all_day": False,
}
TIMES = {"day": "2026-11-12", "at": "09:00", "minutes": "30"}
DETAILS = {"title": "Check-up", "site": "1", "staff": NOBODY, "mode": "phone", "note": ""}


def test_a_drag_is_an_appointment_a_version_and_a_slot() -> None:
    move = claims.moving(MOVED, "week")
    assert (move.op, move.drag.appointment_id, move.drag.version) == ("a-1", 12, 3)
    assert move.drag.slot.starts_at == datetime(2026, 11, 12, 15, tzinfo=UTC)
    assert move.drag.slot.length == timedelta(minutes=30)


def test_a_drag_across_columns_says_which_it_left_and_which_it_stands_in() -> None:
    across = {**MOVED, "column": "7", "was_in": "0"}
    assert claims.moving(across, "providers").drag.across == Across(Columns.PROVIDERS, left=0, to=7)
    assert claims.moving(across, "rooms").drag.across == Across(Columns.ROOMS, left=0, to=7)
    assert claims.moving(across, "week").drag.across is None
    assert claims.moving({**across, "was_in": "7"}, "rooms").drag.across is None


@pytest.mark.parametrize(
    "forged",
    [
        {"id": 12},
        {"id": "12; DROP TABLE"},
        {"id": "-1"},
        {"version": "3"},
        {"version": True},
        {"version": 3.0},
        {"version": None},
        {"op": {"$gt": ""}},
        {"op": "x" * 1_000},
        {"start": "soon"},
        {"start": "2026-11-12T09:00:00"},
        {"start": ["2026-11-12"]},
        {"end": "2026-11-12T08:00:00-06:00"},
        {"end": "2030-01-01T00:00:00Z"},
        {"column": "pat"},
        {"column": -1},
        {"was_in": "1 OR 1"},
    ],
)
def test_a_forged_drag_is_refused(forged: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        claims.moving({**MOVED, **forged}, "providers")


@pytest.mark.parametrize("raw", [None, [], "12", 12, {}, {"id": "1"}])
def test_what_is_no_drag_at_all_is_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        claims.moving(raw, "week")


def test_a_clicked_slot_begins_a_booking_on_the_centers_wall_clock() -> None:
    start = claims.start_of_booking({"start": "2026-11-12T15:00:00Z", "end": "", "all_day": False}, CHICAGO)
    assert (start.day, start.at, start.minutes) == ("2026-11-12", "09:00", "30")


def test_a_drawn_slot_brings_its_length_and_a_clicked_day_no_time() -> None:
    drawn = {"start": "2026-11-12T15:00:00Z", "end": "2026-11-12T16:15:00Z", "all_day": False}
    assert claims.start_of_booking(drawn, CHICAGO).minutes == "75"
    day = claims.start_of_booking({"start": "2026-11-12", "end": "", "all_day": True}, CHICAGO)
    assert (day.day, day.at) == ("2026-11-12", "")


@pytest.mark.parametrize("wrong", [{"day": ""}, {"day": "12/11/2026"}, {"at": ""}, {"at": "noon"}])
def test_a_form_without_day_or_time_says_so(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="day and the time"):
        claims.slot_of({**TIMES, **wrong}, CHICAGO)


@pytest.mark.parametrize("minutes", ["0", "9999", "-5", "half an hour"])
def test_a_length_that_is_none_is_refused(minutes: str) -> None:
    with pytest.raises(Invalid):
        claims.slot_of({**TIMES, "minutes": minutes}, CHICAGO)


def test_a_form_becomes_details() -> None:
    details = claims.details_of(DETAILS, Kind.APPOINTMENT, 7)
    assert (details.patient_id, details.staff_id, details.mode) == (7, None, Mode.PHONE)
    meeting = claims.details_of({**DETAILS, "staff": "4"}, Kind.MEETING, 7)
    assert (meeting.patient_id, meeting.staff_id) == (None, 4)


@pytest.mark.parametrize("wrong", [{"mode": "fax"}, {"site": "all"}, {"staff": "me"}, {"title": 7}])
def test_a_form_with_choices_that_were_not_offered_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        claims.details_of({**DETAILS, **wrong}, Kind.APPOINTMENT, 7)


def test_what_is_not_ticked_or_offered_is_left_out_of_a_form() -> None:
    assert (claims.referral_of({}), claims.is_told({}), claims.despite({})) == (None, False, "")
    assert claims.referral_of({"referral": NOBODY}) is None
    assert (claims.referral_of({"referral": "5"}), claims.is_told({"told": "on"})) == (5, True)


def test_an_address_names_only_what_there_is() -> None:
    assert (claims.view_of("week"), claims.view_of("<script>")) == ("week", "")
    assert (claims.day_of("2026-11-12"), claims.day_of("2026-13-40")) == ("2026-11-12", "")
    assert (claims.number_in("12"), claims.number_in("1e9"), claims.number_in("9" * 30)) == ("12", "", "")
    assert claims.shown({"view": "list", "date": str(date(2026, 11, 12))}) == ("list", "2026-11-12")
