"""The second factor: a code from an authenticator app (TOTP, RFC 6238), or one of ten recovery codes.

Who signs in with a right password and needs one holds a half session first: it opens nothing but these pages.
"""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest

from pyotp import random_base32
from pyotp.totp import TOTP
from sqlmodel import Session, col, delete, select

from carehub.accounts import sessions
from carehub.accounts.models import Center, RecoveryCode, SecondFactor, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import CareHubError, Conflict
from carehub.core.sealing import opened, sealed
from carehub.settings import settings

CODES = 10
_STEP_SECONDS = 30
# One step to either side: phones and servers disagree by some seconds.
_STEPS = (0, -1, 1)
# Crockford's alphabet, as for one-time codes.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LEADERS = frozenset({Role.ADMIN, Role.SUPERVISOR})


class WhoNeedsOne(StrEnum):
    """CAREHUB_SECOND_FACTOR."""

    LEADERS = "leaders"
    EVERYONE = "everyone"
    NOBODY = "nobody"


class WrongCode(CareHubError):
    """The one answer to a code that is wrong, old or used."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the authenticator app is told: the secret to type, or the address in the picture."""

    secret: str
    address: str


def is_asked(session: Session, user: User) -> bool:
    """Whether the password alone does not sign this person in."""
    center = session.get(Center, 1)
    if center is None or center.is_practice:
        return False
    return is_set_up(session, user.id) or _must_have_one(user)


def is_set_up(session: Session, user_id: int | None) -> bool:
    """Whether this person has an app that proved itself by a code."""
    kept = session.get(SecondFactor, user_id)
    return kept is not None and kept.confirmed_at is not None


def everyone_with_one(session: Session) -> frozenset[int]:
    """The ids of those whose app proved itself."""
    proved = select(SecondFactor.user_id).where(col(SecondFactor.confirmed_at).is_not(None))
    return frozenset(session.exec(proved))


def mine(session: Session, actor: Actor) -> bool:
    """Whether this person has set one up."""
    return is_set_up(session, actor.user_id)


def begin(session: Session, user: User) -> Enrolment:
    """A secret for the person's app, which ``confirm`` puts to use; Conflict when one is in use."""
    assert user.id is not None
    kept = session.get(SecondFactor, user.id)
    if kept is not None and kept.confirmed_at is not None:
        raise Conflict("You have a second factor already. Ask your admin to remove it first.")
    if kept is None:
        kept = SecondFactor(user_id=user.id, secret=sealed(random_base32()))
        session.add(kept)
    secret = opened(kept.secret)
    center = session.get_one(Center, 1)
    address = TOTP(secret).provisioning_uri(name=user.user_name, issuer_name=f"CareHub {center.name}")
    return Enrolment(secret, address)


def confirm(session: Session, user: User, code: str) -> list[str]:
    """The app proved itself: from now on it is asked for. Returns the recovery codes, shown this once."""
    assert user.id is not None
    begin(session, user)
    kept = session.get_one(SecondFactor, user.id)
    if not _is_of_app(kept, code):
        raise WrongCode("This code does not fit. Type the six digits that your app shows now.")
    kept.confirmed_at = clock.now()
    _write_down(session, None, "people.second_factor", user.id)
    return _new_codes(session, user.id)


def prove(session: Session, user: User, code: str) -> None:
    """Take a code of the app, or a recovery code, each at most once; WrongCode otherwise."""
    # The row is locked: of two who send the same code in one moment, one gets in.
    wanted = select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()
    kept = session.exec(wanted).first()
    if kept is None or kept.confirmed_at is None:
        raise WrongCode("Set up your second factor first.")
    if not (_is_of_app(kept, code) or _is_recovery_code(session, kept.user_id, code)):
        raise WrongCode("This code does not fit, or it was used already. Wait for the next one.")


def remove(session: Session, actor: Actor, user_id: int) -> None:
    """An admin helps somebody whose phone is gone: at the next sign-in the person sets up another."""
    require(actor, Permission.USERS_MANAGE)
    forget(session, actor, user_id)


def forget(session: Session, actor: Actor | None, user_id: int) -> None:
    """What removing does, whoever may do it; the person is signed out everywhere."""
    for table in (RecoveryCode, SecondFactor):
        session.exec(delete(table).where(col(table.user_id) == user_id))
    sessions.end_all_of(session, user_id)
    _write_down(session, actor, "people.remove_second_factor", user_id)


def _must_have_one(user: User) -> bool:
    match WhoNeedsOne(settings().second_factor):
        case WhoNeedsOne.EVERYONE:
            return True
        case WhoNeedsOne.LEADERS:
            return user.role in _LEADERS
        case WhoNeedsOne.NOBODY:
            return False


def _is_of_app(kept: SecondFactor, code: str) -> bool:
    typed = "".join(code.split())
    now = int(clock.now().timestamp()) // _STEP_SECONDS
    app = TOTP(opened(kept.secret))
    for step in (now + each for each in _STEPS):
        if step > kept.last_step and compare_digest(app.generate_otp(step).encode(), typed.encode()):
            # What somebody read over a shoulder must not work a second time.
            kept.last_step = step
            return True
    return False


def _is_recovery_code(session: Session, user_id: int, code: str) -> bool:
    plain = code.upper().translate(_READ_AS)
    good = select(RecoveryCode).where(
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == sessions.hashed(plain),
        col(RecoveryCode.used_at).is_(None),
    )
    found = session.exec(good).first()
    if found is None:
        return False
    found.used_at = clock.now()
    journal.record(session, None, "people.use_recovery_code", subject=f"user:{user_id}")
    return True


def _new_codes(session: Session, user_id: int) -> list[str]:
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=sessions.hashed(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, 12, 4)) for code in codes]


def _write_down(session: Session, actor: Actor | None, action: str, user_id: int) -> None:
    journal.record(session, actor, action, subject=f"user:{user_id}")
    announce(session, Topic.PEOPLE, user_id)
