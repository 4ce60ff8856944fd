"""What the inputs of the booking dialog begin with."""

from typing import TypedDict, cast

from carehub.shared_calendar.card import Card, follow_up_needs_ride
from carehub.shared_calendar.claims import StartOfBooking
from carehub.shared_calendar.showing import NOBODY, Choice
from carehub.shared_calendar.status import AppointmentType, Mode


class Prefilled(TypedDict):
    """As the inputs take them: selects by their values, day and time as the browser writes them."""

    day: str
    at: str
    minutes: str
    type: str
    title: str
    staff: str
    room: str
    receiver: str
    mode: str
    note: str
    referral: str
    interpreter: bool
    ride: bool
    attendees: list[str]


def nothing() -> Prefilled:
    """Before anybody opened a dialog nothing of anybody stands in it."""
    return cast(Prefilled, {})


def blank(start: StartOfBooking) -> Prefilled:
    """A new appointment at this time."""
    return Prefilled(
        day=start.day,
        at=start.at,
        minutes=start.minutes,
        type=AppointmentType.OTHER.value,
        title="",
        staff=start.staff,
        room=start.room,
        receiver="",
        mode=Mode.IN_PERSON.value,
        note="",
        referral=NOBODY,
        interpreter=False,
        ride=False,
        attendees=[],
    )


def of_card(card: Card) -> Prefilled:
    """The appointment that is open in the panel."""
    return Prefilled(
        day=card["day"],
        at=card["at"],
        minutes=card["minutes"],
        type=card["type"],
        title=card["title"],
        staff=card["staff_id"],
        room=card["room_id"],
        receiver=card["receiver"],
        mode=card["mode"],
        note=card["note"],
        referral=card["referral_id"] or NOBODY,
        interpreter=card["needs_interpreter"],
        ride=card["needs_transport"],
        attendees=card["attendees"],
    )


def kept_of(card: Card) -> dict[str, Choice]:
    """The person and the room of the opened appointment, by the select that offers them."""
    held = {
        "staff": (card["staff_id"], card["staff"].partition(", ")[0]),
        "room": (card["room_id"], card["room"]),
    }
    return {
        name: Choice(value=value, label=label) for name, (value, label) in held.items() if value != NOBODY
    }


def again(card: Card) -> Prefilled:
    """The same once more after a missed visit, on a day that is still to be chosen."""
    ride = card["needs_transport"] or follow_up_needs_ride(card)
    return Prefilled(**{**of_card(card), "day": "", "at": "", "ride": ride})
