"""What a list of referrals is held against: the board, and the referrals here as a list would say them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.core.actor import Actor
from carehub.referrals.models import Referral, ReferralType, Stage
from carehub.referrals.reading import shown_stages, visible_to
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.cleaning.rows import Values
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow, ImportStatus
from carehub.spreadsheet_import.referral_list.here import KnownReferral, Referrals
from carehub.spreadsheet_import.referral_list.settling import Board

_AT_ONCE = 5_000
_OWN = (
    "urgency", "question", "requested_on", "sent_on", "accepted_on", "seen_on", "report_received_on",
    "receiver", "missing", "authorization_number",
)  # fmt: skip


def board_of(session: Session) -> Board:
    return Board({stage.name: stage.status for stage in shown_stages(session)}, center.today(session))


def stamp_of(session: Session) -> str:
    """Differs as soon as any referral was added, changed or removed."""
    counted = select(func.count(), func.max(col(Referral.id)), func.sum(col(Referral.version))).select_from(
        Referral
    )
    return ":".join(str(number or 0) for number in session.exec(counted).one())


def referrals_of(session: Session, actor: Actor, fingerprints: Sequence[str] = ()) -> Referrals:
    """Every referral that the actor may see, findable; also by the rows that brought them before."""
    return Referrals(known_referrals(session, actor), _brought_before(session, fingerprints))


def known_referrals(
    session: Session, actor: Actor, among: Collection[int] | None = None, of_patient: int | None = None
) -> Iterator[KnownReferral]:
    """The referrals that the actor may see, those ``among``, or those ``of_patient``, with the import fields
    that are filled."""
    said = _said_last(session)
    types = dict(session.exec(select(ReferralType.id, ReferralType.name)).all())
    stages = dict(session.exec(select(Stage.id, Stage.name)).all())
    users = dict(session.exec(select(User.id, User.user_name)).all())
    zone = ZoneInfo(session.get_one(Center, 1).time_zone)
    for referral in _rows(session, actor, among, of_patient):
        values: Values = {
            name: _plain(value) for name in _OWN if (value := getattr(referral, name)) not in (None, "")
        }
        values |= {"type": types[referral.type_id], "stage": stages[referral.stage_id]}
        if referral.appointment_at is not None:
            values["appointment"] = f"{referral.appointment_at.astimezone(zone):%Y-%m-%dT%H:%M}"
        if referral.coordinator_id is not None:
            values["coordinator"] = users[referral.coordinator_id]
        yield KnownReferral(
            referral.patient_id,
            values,
            referral.id,
            referral.version,
            is_open=referral.closed_at is None,
            said=said.get(referral.id or 0, {}),
        )


def _rows(
    session: Session, actor: Actor, among: Collection[int] | None, of_patient: int | None
) -> Iterator[Referral]:
    if among is None:
        seen = visible_to(actor)
        wanted = seen if of_patient is None else seen.where(Referral.patient_id == of_patient)
        yield from session.exec(wanted.order_by(col(Referral.id)))
        return
    left = iter(sorted(among))
    while part := list(islice(left, _AT_ONCE)):
        yield from session.exec(visible_to(actor).where(col(Referral.id).in_(part)))


def _plain(value: object) -> str:
    """Days as YYYY-MM-DD, words of closed sets by their value."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _brought_before(session: Session, fingerprints: Sequence[str]) -> dict[str, int]:
    """Fingerprint -> the referral that such a row brought."""
    found: dict[str, int] = {}
    wanted = iter(sorted(set(filter(None, fingerprints))))
    while part := list(islice(wanted, _AT_ONCE)):
        rows = select(ImportRow.fingerprint, ImportRow.referral_id).where(
            col(ImportRow.fingerprint).in_(part),
            col(ImportRow.is_applied),
            col(ImportRow.referral_id).is_not(None),
        )
        found |= {fingerprint: number for fingerprint, number in session.exec(rows) if number}
    return found


def _said_last(session: Session) -> dict[int, Values]:
    """Referral -> what the last import that brought it said of it."""
    rows = (
        select(ImportRow.referral_id, ImportRow.values)
        .join(Import, col(Import.id) == ImportRow.import_id)
        .where(
            Import.kind == ImportKind.REFERRALS,
            Import.status == ImportStatus.COMMITTED,
            col(ImportRow.is_applied),
            col(ImportRow.referral_id).is_not(None),
        )
        .order_by(col(Import.committed_at), col(ImportRow.number))
    )
    said: dict[int, Values] = {}
    for number, values in session.exec(rows):
        said[number or 0] = {**said.get(number or 0, {}), **values}
    return said
