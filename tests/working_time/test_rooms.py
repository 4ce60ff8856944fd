import pytest
from sqlmodel import Session

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.working_time import service
from tests.conftest import People


def _names(session: Session, site_id: int) -> list[str]:
    return [room.name for room in service.rooms(session, site_id)]


def test_a_room_is_added_renamed_closed_and_opened_again(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    room_id = service.add_room(session, people.dana, north, "  Room  2 ")
    service.add_room(session, people.dana, north, "Quiet room")
    service.rename_room(session, people.dana, room_id, 1, "Room 3")
    assert _names(session, north) == ["Quiet room", "Room 3"]
    service.close_room(session, people.dana, room_id, 2)
    assert _names(session, north) == ["Quiet room"]
    assert [room.name for room in service.every_room(session, people.dana)] == ["Quiet room", "Room 3"]
    service.reopen_room(session, people.dana, room_id, 3)
    assert _names(session, people.sites["Southside"]) == []
    assert "Room 3" in _names(session, north)


def test_a_site_has_no_two_rooms_of_one_name(session: Session, people: People) -> None:
    room_id = service.add_room(session, people.dana, people.sites["Northside"], "Room 1")
    with pytest.raises(Conflict, match="room named room 1"):
        service.add_room(session, people.dana, people.sites["Northside"], "room 1")
    service.add_room(session, people.dana, people.sites["Southside"], "Room 1")
    service.rename_room(session, people.dana, room_id, 1, "ROOM 1")


def test_who_looked_at_an_older_room_is_told(session: Session, people: People) -> None:
    room_id = service.add_room(session, people.dana, people.sites["Northside"], "Room 1")
    service.rename_room(session, people.dana, room_id, 1, "Room 2")
    with pytest.raises(Conflict, match="Someone else changed"):
        service.close_room(session, people.dana, room_id, 1)


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00"])
def test_a_room_has_a_name(session: Session, people: People, name: str) -> None:
    with pytest.raises(Invalid):
        service.add_room(session, people.dana, people.sites["Northside"], name)


def test_only_who_keeps_the_settings_changes_rooms(session: Session, people: People) -> None:
    room_id = service.add_room(session, people.dana, people.sites["Northside"], "Room 1")
    for actor in (people.alice, people.erin):
        with pytest.raises(NotAllowed):
            service.add_room(session, actor, people.sites["Northside"], "Room 2")
        with pytest.raises(NotAllowed):
            service.rename_room(session, actor, room_id, 1, "Room 2")
        with pytest.raises(NotAllowed):
            service.close_room(session, actor, room_id, 1)
        with pytest.raises(NotAllowed):
            service.every_room(session, actor)


def test_unknown_rooms_and_sites_are_not_found(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        service.add_room(session, people.dana, 999, "Room 1")
    with pytest.raises(NotFound):
        service.reopen_room(session, people.dana, 999, 1)
