"""Notes that name this person and were not read yet."""

from functools import partial

from sqlmodel import Session

from carehub.core.dates import ago
from carehub.desk.my_day.lines import Line, Look, Section, line_for, section
from carehub.referrals import notes
from carehub.referrals.cards import ADDRESS

_LONGEST = 160


def waiting(session: Session, look: Look, most: int) -> Section:
    found = notes.unread(session, look.actor, most)
    lines = [_line(look, number, each) for number, each in enumerate(found)]
    return section(lines, most, partial(notes.count_unread, session, look.actor))


def _line(look: Look, number: int, unread: notes.Unread) -> Line:
    line = line_for(look, "note", unread.note_id, unread.patient)
    text = unread.text if len(unread.text) <= _LONGEST else f"{unread.text[:_LONGEST].rstrip()}…"
    line["referral_id"] = unread.referral_id
    line["what"] = text
    line["detail"] = f"{unread.who} · {unread.type_name}"
    line["when"] = ago(unread.at, look.now)
    line["href"] = f"{ADDRESS}{unread.referral_id}"
    line["does"] = ["read", "open"]
    return line
