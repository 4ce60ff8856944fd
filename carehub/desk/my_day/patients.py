"""Patients who should hear from this person: new on the caseload, or not talked with for too long."""

from functools import partial

from sqlmodel import Session

from carehub.contacts import check_ins, newcomers
from carehub.contacts.check_ins import Due
from carehub.contacts.newcomers import Newcomer
from carehub.core import clock
from carehub.core.dates import written_date
from carehub.desk.my_day.lines import Line, Look, Section, line_for, section


def new(session: Session, look: Look, most: int) -> Section:
    lines = [_new(look, each) for each in newcomers.newcomers(session, look.actor, most)]
    return section(lines, most, partial(newcomers.count_newcomers, session, look.actor))


def to_check_on(session: Session, look: Look, most: int) -> Section:
    first, total = check_ins.due_check_ins(session, look.actor, most)
    return Section(total=total, lines=[_due(look, each) for each in first])


def _new(look: Look, found: Newcomer) -> Line:
    line = line_for(look, "new", found.patient.id or 0, found.patient)
    line["what"] = f"From {found.by}"
    line["detail"] = found.reason
    line["when"] = written_date(clock.local(found.since, look.zone))
    line["does"] = ["call", "open"]
    return line


def _due(look: Look, found: Due) -> Line:
    line = line_for(look, "check_in", found.patient.id or 0, found.patient)
    risk = f"{found.patient.risk.capitalize()} risk" if found.patient.risk else ""
    line["what"] = "Check in"
    line["detail"] = " · ".join(filter(None, [risk, f"every {found.every_days} days"]))
    days = (look.today - clock.local(found.due_at, look.zone).date()).days
    line["when"] = (
        f"Last talk {written_date(clock.local(found.last, look.zone))}" if found.last else "No talk yet"
    )
    line["late"] = f"{days} {'day' if days == 1 else 'days'} over" if days > 0 else ""
    line["does"] = ["call", "later", "open"]
    return line
