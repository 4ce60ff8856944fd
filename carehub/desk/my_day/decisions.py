"""What waits for a supervisor's signature or review, and for an admin's look at an import."""

from functools import partial

from sqlmodel import Session

from carehub.auditing.showing import PATIENT, PERSON
from carehub.auditing.showing import ROUTE as JOURNAL
from carehub.core.dates import ago
from carehub.desk.my_day.lines import Line, Look, Section, line_for, section
from carehub.emergency_access import reviewing
from carehub.emergency_access.reviewing import ToReview
from carehub.follow_ups import sign_off
from carehub.follow_ups.sign_off import Asked
from carehub.referrals.cards import ADDRESS
from carehub.referrals.wording import END_REASON
from carehub.spreadsheet_import import service as imports
from carehub.spreadsheet_import.models import ImportStatus

_UNFINISHED = (ImportStatus.STARTED, ImportStatus.MAPPED, ImportStatus.CHECKED)


def sign_offs(session: Session, look: Look, most: int) -> Section:
    lines = [_asked(look, each) for each in sign_off.waiting(session, look.actor, most)]
    return section(lines, most, partial(sign_off.count_waiting, session, look.actor))


def emergencies(session: Session, look: Look, most: int) -> Section:
    lines = [_opened(look, each) for each in reviewing.to_review(session, look.actor, most)]
    return section(lines, most, partial(reviewing.count_to_review, session, look.actor))


def unfinished_imports(session: Session, look: Look, most: int) -> Section:
    found = [each for each in imports.history(session, look.actor) if each.status in _UNFINISHED]
    lines = [_import(look, each) for each in found[:most]]
    return Section(total=len(found), lines=lines)


def _asked(look: Look, asked: Asked) -> Line:
    line = line_for(look, "sign_off", asked.row.id or 0, asked.patient)
    line["referral_id"] = asked.row.referral_id
    line["version"] = asked.referral.version
    line["what"] = f"{asked.type_name}: lost to follow-up?"
    why = ". ".join(filter(None, [END_REASON[asked.row.code], asked.row.words]))
    line["detail"] = f"{asked.by} · {why}"
    line["when"] = ago(asked.row.asked_at, look.now)
    line["href"] = f"{ADDRESS}{asked.row.referral_id}"
    line["does"] = ["sign", "send_back", "open"]
    return line


def _opened(look: Look, found: ToReview) -> Line:
    line = line_for(look, "emergency", found.row.id or 0, found.patient)
    line["what"] = f"Opened in an emergency by {found.by}"
    line["detail"] = f"{found.row.code.label}: {found.row.words}"
    line["when"] = ago(found.row.opened_at, look.now)
    line["href"] = f"{JOURNAL}?{PATIENT}={found.patient.id}&{PERSON}={found.row.user_id}"
    line["does"] = ["justified", "question", "open"]
    return line


def _import(look: Look, found: imports.Summary) -> Line:
    line = line_for(look, "import", found.import_id, None)
    line["what"] = found.file_name
    line["detail"] = f"{found.by} · not brought in yet"
    line["when"] = ago(found.at, look.now)
    line["href"] = "/import"
    return line
