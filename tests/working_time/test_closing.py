from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, col, select

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.working_time import service
from tests.conftest import People

NEW_YEAR, CHRISTMAS = date(2027, 1, 1), date(2026, 12, 25)
SNOW = date(2027, 1, 12)


def _closed(session: Session, site_id: int | None = None) -> frozenset[date]:
    return service.closing_days(session, date(2026, 12, 20), date(2027, 1, 20), site_id)


def test_federal_holidays_are_closing_days_from_the_start(session: Session) -> None:
    # New Year, Martin Luther King Jr. Day (18 January) and Christmas.
    assert _closed(session) == {CHRISTMAS, NEW_YEAR, date(2027, 1, 18)}


def test_a_holiday_on_a_weekend_is_also_kept_on_the_day_it_is_observed(session: Session) -> None:
    # 4 July 2027 is a Sunday, 1 January 2028 a Saturday that belongs to the year before.
    july = service.closing_days(session, date(2027, 7, 1), date(2027, 7, 31))
    assert july == {date(2027, 7, 4), date(2027, 7, 5)}
    new_year = service.closing_days(session, date(2027, 12, 30), date(2028, 1, 2))
    assert new_year == {date(2027, 12, 31), date(2028, 1, 1)}


def test_the_first_and_the_last_day_count(session: Session) -> None:
    assert service.closing_days(session, CHRISTMAS, CHRISTMAS) == {CHRISTMAS}
    assert service.closing_days(session, date(2026, 12, 26), date(2026, 12, 31)) == frozenset()


def test_a_holiday_that_is_worked_is_no_closing_day_in_any_year(session: Session, people: People) -> None:
    service.keep_holiday(session, people.dana, "New Year's Day", is_kept=False)
    assert NEW_YEAR not in _closed(session)
    assert service.closing_days(session, date(2027, 12, 30), date(2028, 1, 2)) == frozenset()
    told = {each.name: each.is_kept for each in service.holidays(session, people.dana, date(2026, 11, 9))}
    assert (told["New Year's Day"], told["Christmas Day"], len(told)) == (False, True, 11)
    service.keep_holiday(session, people.dana, "New Year's Day", is_kept=True)
    assert NEW_YEAR in _closed(session)


def test_holidays_come_in_the_order_of_the_calendar(session: Session, people: People) -> None:
    coming = service.holidays(session, people.dana, date(2026, 12, 25))
    assert [each.name for each in coming[:2]] == ["Christmas Day", "New Year's Day"]
    assert [each.next_day for each in coming] == sorted(each.next_day for each in coming)


def test_a_site_closes_alone_and_the_center_closes_all_sites(session: Session, people: People) -> None:
    north, south = people.sites["Northside"], people.sites["Southside"]
    service.add_closing_day(session, people.dana, SNOW, "Boiler is repaired", north)
    assert SNOW in _closed(session, north)
    assert SNOW not in _closed(session, south) | _closed(session)
    everywhere = date(2027, 1, 13)
    added = service.add_closing_day(session, people.dana, everywhere, "Staff retreat")
    assert everywhere in _closed(session, north) & _closed(session, south) & _closed(session)
    service.remove_closing_day(session, people.dana, added)
    assert everywhere not in _closed(session, south)


def test_why_a_day_is_closed_can_be_said(session: Session, people: People) -> None:
    service.add_closing_day(session, people.dana, SNOW, "  Staff   retreat ")
    named = service.named_closing_days(session, NEW_YEAR, SNOW)
    assert named == {NEW_YEAR: "New Year's Day", SNOW: "Staff retreat"}


def test_a_day_is_listed_once(session: Session, people: People) -> None:
    service.add_closing_day(session, people.dana, SNOW, "Snow")
    with pytest.raises(Conflict, match="in the list already"):
        service.add_closing_day(session, people.dana, SNOW, "Snow again")
    service.add_closing_day(session, people.dana, SNOW, "Snow", people.sites["Northside"])


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_day_needs_a_reason_of_a_line(session: Session, people: People, name: str) -> None:
    with pytest.raises(Invalid):
        service.add_closing_day(session, people.dana, SNOW, name)


def test_only_who_keeps_the_settings_changes_closing_days(session: Session, people: People) -> None:
    for actor in (people.alice, people.erin, people.bob, people.pat):
        with pytest.raises(NotAllowed):
            service.add_closing_day(session, actor, SNOW, "Snow")
        with pytest.raises(NotAllowed):
            service.keep_holiday(session, actor, "New Year's Day", is_kept=False)
        with pytest.raises(NotAllowed):
            service.remove_closing_day(session, actor, 1)


def test_what_is_unknown_is_not_found(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        service.add_closing_day(session, people.dana, SNOW, "Snow", 999)
    with pytest.raises(NotFound):
        service.remove_closing_day(session, people.dana, 999)
    with pytest.raises(NotFound):
        service.keep_holiday(session, people.dana, "Pancake Day", is_kept=False)


def test_closing_days_stand_in_the_journal(session: Session, people: People) -> None:
    service.remove_closing_day(
        session, people.dana, service.add_closing_day(session, people.dana, SNOW, "Snow")
    )
    actions = list(session.exec(select(JournalEntry.action).order_by(col(JournalEntry.seq))))
    assert actions == ["closing_days.add", "closing_days.remove"]


def test_the_present_has_no_part_in_it(session: Session) -> None:
    from carehub.core import clock

    with clock.freeze(datetime(2035, 1, 1, tzinfo=UTC)):
        assert CHRISTMAS in _closed(session)
