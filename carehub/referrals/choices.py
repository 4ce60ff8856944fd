"""What the filters of the board offer, as one person may choose it."""

from collections.abc import Iterable
from typing import TypedDict

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core.actor import Actor, Permission
from carehub.directory import service as directory
from carehub.directory.models import Receiver
from carehub.programs import service as programs
from carehub.programs.models import Program
from carehub.referrals.filters import ME, NOBODY, BoardView, Lanes
from carehub.referrals.models import Referral, ReferralType
from carehub.referrals.prompts import Choice
from carehub.referrals.reading import visible_to
from carehub.referrals.status import Urgency
from carehub.referrals.wording import URGENCY

LABELS = {
    "coordinator": "Coordinator",
    "site": "Site",
    "type": "Type",
    "urgency": "Urgency",
    "receiver": "Receiver",
    "program": "Program",
}
LANES = {
    Lanes.URGENCY: "Lanes by urgency",
    Lanes.COORDINATOR: "Lanes by coordinator",
    Lanes.TYPE: "Lanes by type",
}
_MOST_RECEIVERS = 500
_NOT_LISTED = "Not in your list"


class Chip(TypedDict):
    """A filter that is on: what takes it off, and how it reads."""

    name: str
    label: str


Choices = dict[str, list[Choice]]


def choices(session: Session, actor: Actor) -> Choices:
    """What each list of the filters offers to this person, by the filter's name."""
    return {
        "coordinator": [_one(ME, "Me"), _one(NOBODY, "Nobody yet"), *_coordinators(session, actor)],
        "site": [_one(str(site.id), site.name) for site in accounts.sites(session, actor)],
        "type": [_one(str(kind.id), kind.name) for kind in _types(session)],
        "urgency": [_one(urgency.value, URGENCY[urgency]) for urgency in Urgency],
        "receiver": [_one(str(each.id), each.listed_as) for each in _receivers(session, actor)],
        "program": [_one(str(each.id), each.name) for each in _programs(session, actor)],
    }


def with_chosen(offered: Choices, view: BoardView) -> Choices:
    """The same, and what a link has chosen that this person is not offered."""
    return {name: _complete(list(those), str(getattr(view, name))) for name, those in offered.items()}


def chips(offered: Choices, view: BoardView) -> list[Chip]:
    """The filters of the view that are on, save those whose switch stands in the bar itself."""
    said = {name: value for name in LABELS if (value := view.said()[name]) and value != ME}
    return [Chip(name=name, label=_label(name, value, offered.get(name, []))) for name, value in said.items()]


def _label(name: str, value: str, offered: Iterable[Choice]) -> str:
    said = next((each["label"] for each in offered if each["value"] == value), _NOT_LISTED)
    return f"{LABELS[name]}: {said}"


def _complete(those: list[Choice], value: str) -> list[Choice]:
    known = not value or value in {each["value"] for each in those}
    return those if known else [*those, _one(value, _NOT_LISTED)]


def _coordinators(session: Session, actor: Actor) -> list[Choice]:
    """Those who have a card on this person's board."""
    keep = visible_to(actor).where(Referral.coordinator_id == User.id).correlate(User).exists()
    found = session.exec(select(User).where(keep).order_by(col(User.name)))
    return [_one(str(user.id), user.name) for user in found]


def _receivers(session: Session, actor: Actor) -> Iterable[Receiver]:
    return directory.receivers(session, actor, most=_MOST_RECEIVERS).receivers


def _programs(session: Session, actor: Actor) -> Iterable[Program]:
    """For who may know who is in them."""
    return programs.offered(session, actor) if actor.may(Permission.NOTES_SEE) else ()


def _types(session: Session) -> Iterable[ReferralType]:
    return session.exec(select(ReferralType).order_by(col(ReferralType.position), col(ReferralType.id)))


def _one(value: str, label: str) -> Choice:
    return Choice(value=value, label=label)
