"""What holds for a while: stays in hospital, programs, problems and remarks, crises."""

from sqlmodel import col

from carehub.accounts.models import User
from carehub.core.actor import Permission
from carehub.crises import service as crises
from carehub.crises.kinds import OUTCOME as HOW_IT_ENDED
from carehub.crises.models import Crisis
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look, begun, ended
from carehub.discharges import service as discharges
from carehub.discharges.models import Discharge
from carehub.discharges.wording import ENDED as HOW_SETTLED
from carehub.programs import service as programs
from carehub.programs.models import Enrolment, Program
from carehub.programs.wording import OUTCOME
from carehub.remarks import service as remarks
from carehub.remarks.models import Remark, RemarkStatus
from carehub.remarks.wording import KIND as REMARK_KIND


def discharges_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    theirs = discharges.visible_to(look.actor).where(col(Discharge.patient_id) == look.patient_id)
    starts = theirs.join(User, col(User.id) == Discharge.created_by_id).add_columns(col(User.name))
    closed = theirs.join(User, col(User.id) == Discharge.closed_by_id).add_columns(col(User.name))
    written = look.session.execute(
        look.cut(starts, Kind.HOSPITAL, col(Discharge.created_at), begun(col(Discharge.id)))
    )
    settled = look.session.execute(
        look.cut(closed, Kind.HOSPITAL, col(Discharge.closed_at), ended(col(Discharge.id)))
    )
    return [
        Entry(each.created_at, Kind.HOSPITAL, 2 * each.id, f"Home from {each.facility}", who, each.reason)
        for each, who in written
    ] + [
        Entry(
            each.closed_at,
            Kind.HOSPITAL,
            2 * each.id + 1,
            f"Discharge from {each.facility} closed: {HOW_SETTLED[each.closed_because].lower()}",
            who,
        )
        for each, who in settled
    ]


def programs_told(look: Look) -> list[Entry]:
    theirs = (
        programs.visible_to(look.actor)
        .join(Program, col(Program.id) == Enrolment.program_id)
        .where(col(Enrolment.patient_id) == look.patient_id)
        .add_columns(col(Program.name), col(User.name))
    )
    starts = theirs.join(User, col(User.id) == Enrolment.enrolled_by_id)
    ends = theirs.join(User, col(User.id) == Enrolment.ended_by_id)
    came = look.session.execute(
        look.cut(starts, Kind.PROGRAM, col(Enrolment.enrolled_at), begun(col(Enrolment.id)))
    )
    left = look.session.execute(
        look.cut(ends, Kind.PROGRAM, col(Enrolment.ended_at), ended(col(Enrolment.id)))
    )
    return [
        Entry(each.enrolled_at, Kind.PROGRAM, 2 * each.id, f"Enrolled in {name}", who)
        for each, name, who in came
    ] + [
        Entry(
            each.ended_at,
            Kind.PROGRAM,
            2 * each.id + 1,
            f"{name}: {OUTCOME[each.outcome].lower()}",
            who,
            each.note,
        )
        for each, name, who in left
    ]


def remarks_told(look: Look) -> list[Entry]:
    theirs = (
        remarks.visible_to(look.actor)
        .where(col(Remark.patient_id) == look.patient_id, col(Remark.status) != RemarkStatus.ENTERED_IN_ERROR)
        .add_columns(col(User.name))
    )
    noted = theirs.join(User, col(User.id) == Remark.noted_by_id)
    over = theirs.join(User, col(User.id) == Remark.ended_by_id)
    new = look.session.execute(look.cut(noted, Kind.REMARK, col(Remark.noted_at), begun(col(Remark.id))))
    gone = look.session.execute(look.cut(over, Kind.REMARK, col(Remark.ended_at), ended(col(Remark.id))))
    return [
        Entry(each.noted_at, Kind.REMARK, 2 * each.id, f"{REMARK_KIND[each.kind]} noted: {each.words}", who)
        for each, who in new
    ] + [
        Entry(
            each.ended_at,
            Kind.REMARK,
            2 * each.id + 1,
            f"{REMARK_KIND[each.kind]} no longer: {each.words}",
            who,
        )
        for each, who in gone
    ]


def crises_told(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    theirs = crises.visible_to(look.actor).where(col(Crisis.patient_id) == look.patient_id)
    opened = theirs.join(User, col(User.id) == Crisis.opened_by_id).add_columns(col(User.name))
    over = theirs.join(User, col(User.id) == Crisis.ended_by_id).add_columns(col(User.name))
    begins = look.session.execute(look.cut(opened, Kind.CRISIS, col(Crisis.opened_at), begun(col(Crisis.id))))
    ends = look.session.execute(look.cut(over, Kind.CRISIS, col(Crisis.ended_at), ended(col(Crisis.id))))
    return [
        Entry(each.opened_at, Kind.CRISIS, 2 * each.id, "Crisis opened", who, href=f"/crises/{each.id}")
        for each, who in begins
    ] + [
        Entry(
            each.ended_at,
            Kind.CRISIS,
            2 * each.id + 1,
            f"Crisis ended: {HOW_IT_ENDED[each.outcome]}",
            who,
            each.summary,
            f"/crises/{each.id}",
        )
        for each, who in ends
    ]
