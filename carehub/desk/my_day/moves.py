"""Referrals that wait for this person: ours to move, reports to review, and for supervisors what is late."""

from functools import partial

from sqlmodel import Session

from carehub.core.dates import written_date
from carehub.desk.my_day.lines import MOST_COUNTED, Line, Look, Section, line_for, section
from carehub.referrals import clocks, turns
from carehub.referrals.cards import ADDRESS, View, due_in_words, stuck_in_words, turn, view_for
from carehub.referrals.reading import Entry
from carehub.referrals.status import Urgency
from carehub.referrals.wording import URGENCY, WHOSE_MOVE, lateness


def ours(session: Session, look: Look, most: int) -> Section:
    view = view_for(session, look.actor)
    first, total = turns.our_moves(session, look.actor, most)
    return Section(total=total, lines=[_line(look, view, each) for each in first])


def stuck(session: Session, look: Look, most: int) -> Section:
    view = view_for(session, look.actor)
    lines = [_stuck(look, view, each) for each in turns.late(session, look.actor, most)]
    return section(lines, most, partial(turns.count_late, session, look.actor, MOST_COUNTED))


def reports(session: Session, look: Look, most: int) -> Section:
    view = view_for(session, look.actor)
    lines = [_report(look, view, each) for each in turns.to_review(session, look.actor, most)]
    return section(lines, most, partial(turns.count_to_review, session, look.actor))


def _line(look: Look, view: View, entry: Entry) -> Line:
    referral = entry.referral
    line = line_for(look, "referral", referral.id or 0, entry.patient)
    stage = next((each.name for each in view.stages if each.id == referral.stage_id), "")
    line["version"] = referral.version
    line["referral_id"] = referral.id or 0
    line["what"] = f"{entry.type_name}: {stage}"
    line["detail"] = " · ".join(filter(None, [referral.receiver, referral.missing, referral.next_step]))
    line["when"] = due_in_words(referral, view)
    line["late"] = lateness(clocks.late_by(referral.due_at, referral.urgency, view.now, view.days))
    line["mark"] = URGENCY[referral.urgency] if referral.urgency is not Urgency.ROUTINE else ""
    line["href"] = f"{ADDRESS}{referral.id}"
    line["does"] = ["call", "open"]
    return line


def _stuck(look: Look, view: View, entry: Entry) -> Line:
    line = _line(look, view, entry)
    line["key"] = f"stuck-{entry.referral.id}"
    why = stuck_in_words(entry.referral)
    whose = f"{WHOSE_MOVE[turn(entry.referral, view.now)]}"
    line["detail"] = " · ".join(filter(None, [entry.coordinator or "No coordinator", whose, why]))
    return line


def _report(look: Look, view: View, entry: Entry) -> Line:
    line = _line(look, view, entry)
    received = entry.referral.report_received_on
    line["what"] = f"{entry.type_name}: report to review"
    line["detail"] = entry.referral.receiver
    line["when"] = f"Received {written_date(received)}" if received else line["when"]
    line["does"] = ["acknowledge", "open"]
    return line
