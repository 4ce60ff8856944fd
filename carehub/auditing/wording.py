"""An entry of the journal as a sentence without its subject: "Moved a referral"."""

from carehub.auditing.kinds import OF_MANY, PRINTED_LISTS
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from carehub.core.reads import LOOKED
from carehub.patients.record import LABELS

_THING = {
    "appointments": "an appointment",
    "assessments": "an assessment",
    "backup": "a backup",
    "care_plans": "the care plan",
    "caseloads": "a caseload",
    "center": "the center's settings",
    "check_ins": "check-ins",
    "closing_days": "a closing day",
    "contacts": "a contact attempt",
    "crises": "a crisis",
    "directory": "a receiver",
    "discharges": "a hospital stay",
    "documents": "a document",
    "follow_ups": "a follow-up",
    "follow_up_templates": "a template of follow-ups",
    "handovers": "a handover",
    "imports": "an import",
    "patients": "a patient's record",
    "people": "a person who signs in",
    "programs": "a program",
    "referrals": "a referral",
    "related_people": "a related person",
    "remarks": "a remark",
    "rooms": "a room",
    "saved_views": "a view",
    "sites": "a site",
    "stages": "a stage of the board",
    "subscriptions": "a calendar subscription",
    "types": "a referral type",
}
_DONE = {
    "acknowledge": "Acknowledged", "acknowledged": "Acknowledged", "add": "Added",
    "arrived": "Marked as arrived:", "ask": "Asked for", "assigned": "Assigned", "book": "Booked",
    "cancel": "Gave up", "cancelled": "Cancelled", "change": "Changed", "changed": "Changed",
    "close": "Closed", "closed": "Closed", "commit": "Brought in", "complete": "Completed",
    "completed": "Completed", "created": "Created", "delete": "Deleted", "disable": "Disabled",
    "done": "Did", "download": "Downloaded", "edit": "Changed", "edited": "Changed", "enable": "Enabled",
    "end": "Ended", "explained": "Explained", "export": "Took out as a file:", "fix": "Corrected a cell of",
    "hide": "Hid", "keep": "Kept open", "late": "Marked as late:",
    "left": "Marked as left without a visit:", "log": "Logged", "made": "Made", "make": "Made",
    "merge": "Merged", "missed": "Recorded a no-show:", "move": "Moved", "moved": "Moved",
    "no_show": "Recorded a no-show:", "note": "Wrote", "offer": "Offered again", "open": "Opened",
    "packet": "Made the packet of",
    "paused": "Paused", "pinned": "Pinned", "print": "Printed", "printed": "Printed",
    "reassign": "Reassigned", "reassigned": "Reassigned", "remind": "Reminded of", "remove": "Removed",
    "rename": "Renamed", "reopen": "Opened again", "reopened": "Opened again", "rescheduled": "Rescheduled",
    "resumed": "Resumed", "rule": "Ruled about a row of", "save": "Saved", "set": "Set",
    "settle": "Settled", "show": "Showed", "snooze": "Put off", "snoozed": "Put off", "start": "Started",
    "tick": "Ticked a step of", "told": "Told the patient of", "undo": "Took back", "undone": "Took back",
    "unmerge": "Separated", "unpinned": "Unpinned", "untick": "Unticked a step of", "use": "Used",
    "withdrawn": "Withdrew", "work": "Opened on",
}  # fmt: skip
_WHOLE = {
    "appointments.booked": "Set an appointment back to booked",
    "appointments.confirmed": "Confirmed an appointment",
    "appointments.cancelled_by_patient": "Recorded that the patient cancelled an appointment",
    "appointments.cancelled_by_us": "Cancelled an appointment",
    "appointments.completed": "Recorded that a visit took place",
    "appointments.requested": "Recorded that an appointment is asked for",
    "appointments.waitlist": "Put an appointment on the waitlist",
    "assessments.accept_offer": "Took up what an assessment calls for",
    "assessments.add_form": "Added a form",
    "assessments.answer": "Answered questions of an assessment",
    "assessments.dismiss_offer": "Dismissed what an assessment calls for",
    "assessments.edit_form": "Changed a form",
    "assessments.retire_form": "Retired a form",
    "assessments.use_form": "Put a form into use",
    "backup.renew_key": "Made a new recovery key",
    "calendar.import": "Brought in a calendar file",
    "calendar.print": "Printed the calendar",
    "care_plans.add_action": "Added an action to the care plan",
    "care_plans.add_barrier": "Added a barrier to the care plan",
    "care_plans.add_goal": "Added a goal to the care plan",
    "care_plans.add_review": "Reviewed the care plan",
    "care_plans.edit_action": "Changed an action of the care plan",
    "care_plans.edit_barrier": "Changed a barrier of the care plan",
    "care_plans.edit_goal": "Changed a goal of the care plan",
    "care_plans.note_progress": "Noted progress in the care plan",
    "care_plans.sign": "Recorded that the care plan was signed",
    "caseload.export": "Took out a caseload as a file",
    "caseload.print": "Printed a caseload",
    "caseloads.assign": "Assigned a patient",
    "caseloads.import": "Assigned patients by an import",
    "caseloads.undo_import": "Took back the assignments of an import",
    "center.set_up": "Set up the center",
    "check_ins.set": "Set how often patients are checked on",
    "check_ins.set_for_patient": "Set how often this patient is checked on",
    "closing_days.work": "Opened the center on a holiday",
    "contacts.print_letter": "Printed a letter to the patient",
    "crises.set_protocol": "Changed the crisis protocol",
    "crises.set_rota": "Changed who is on call",
    "discharges.answer": "Answered a question about a hospital stay",
    "discharges.write_down": "Recorded a hospital stay",
    "documents.expire": "A document was deleted after its time",
    "exports.patients": "Took out the patient list as a file",
    "handovers.hand_over": "Handed over work",
    "handovers.take_back": "Took back a handover",
    "history.read": "Looked at what fields held before",
    "imports.forget_file": "The file of an import was deleted after its time",
    "imports.rejects": "Took out the rows that stayed out of an import",
    "journal.read": "Read the journal",
    "journal.export": "Took out the journal as a signed file",
    "journal.print": "Printed from the journal",
    "minutes.export": "Took out the minutes as a file",
    "patients.break_glass": "Opened a record in an emergency",
    "patients.end_glass": "Ended an emergency access",
    "patients.export": "Took out everything about a patient as a file",
    "patients.glass_justified": "Reviewed an emergency access: justified",
    "patients.glass_questioned": "Questioned an emergency access",
    "patients.look": "Looked at",
    "patients.not_the_same": "Said that two patients are not the same person",
    "people.change_password": "Changed the own password",
    "people.end_sensitive": "Ended a grant to see sensitive referrals",
    "people.grant_sensitive": "Granted somebody to see sensitive referrals",
    "people.issue_code": "Issued a one-time code",
    "people.redeem_code": "Set a password with a one-time code",
    "people.remove_second_factor": "Removed somebody's second factor",
    "people.second_factor": "Set up a second factor",
    "people.sign_on_linked": "Signed on by the provider for the first time",
    "people.sign_on_name": "Changed how the sign-on provider names somebody",
    "people.use_recovery_code": "Signed in with a recovery code",
    "programs.consent": "Recorded consent to a program",
    "programs.enrol": "Enrolled a patient in a program",
    "retention.choose": "Chose how long something is kept",
    "retention.forget": "What was past its time was deleted",
    "referrals.ask_lost": "Asked a supervisor to sign off a referral as lost",
    "referrals.import": "Brought in referrals",
    "referrals.mark_sensitive": "Marked a referral as sensitive",
    "referrals.note": "Wrote a note beside a referral",
    "referrals.print_letter": "Printed a letter about a referral",
    "referrals.add_ground": "Recorded by what a Part 2 record may leave",
    "referrals.disclose": "Disclosed a Part 2 record",
    "referrals.mark_part2": "Marked a referral as a Part 2 record",
    "referrals.revoke_ground": "Recorded that a consent was revoked",
    "referrals.unmark_part2": "Marked a referral as no Part 2 record any more",
    "referrals.report_asked": "Asked the receiver for the report",
    "referrals.send_lost_back": "Did not sign off a referral as lost",
    "referrals.unmark_sensitive": "Marked a referral as not sensitive any more",
    "referrals.undo_import": "Took back imported referrals",
    "related_people.join_team": "Added somebody to the care team",
    "related_people.leave_team": "Took somebody off the care team",
    "related_people.live_together": "Recorded who lives together",
    "related_people.move_out": "Recorded that a patient moved out",
    "related_people.safe_contact": "Changed how the patient may be reached safely",
    "remarks.what_matters": "Wrote down what matters to the patient",
    "sessions.lock": "Locked the screen",
    "sessions.sign_in": "Signed in",
    "sessions.sign_on": "Signed on by the provider",
    "sessions.sign_out": "Signed out",
    "sessions.sign_out_elsewhere": "Signed out everywhere else",
    "sessions.unlock": "Unlocked the screen",
    "sites.time_zone": "Changed the time zone of a site",
    "stages.ask_follow_up": "Set the follow-up that a stage asks for",
    "working_hours.set": "Set working hours",
}
_LIST = {
    "board": "the board",
    "calendar": "the calendar",
    "call_list": "the call list",
    "caseload": "a caseload",
    "duplicates": "records that may be one person's",
    "hospital": "who is home from hospital",
    "late_reports": "the late reports",
    "my_day": "My day",
    "patients": "the list of patients",
    "search": "what a search found",
    "waitlist": "the waitlist",
}
_UNTOLD = {LISTED: "Saw in a list", **dict.fromkeys(PRINTED_LISTS, "Printed a list")}
_PAGE = {
    "access": "who may see the patient",
    "assessment": "an assessment",
    "care_plan": "the care plan",
    "contacts": "the contact log",
    "documents": "the documents",
    "follow_ups": "the follow-ups",
    "forms": "the assessments",
    "hospital": "the hospital stays",
    "patient": "the patient page",
    "people": "the people around the patient",
    "programs": "the programs",
    "timeline": "the timeline",
}


def sentence(entry: JournalEntry) -> str:
    """What was done, in words; also of an action that has none of its own yet."""
    page = entry.subject.partition(":")[2]
    if entry.action == LISTED:
        return f"Looked at {_LIST.get(page, page)}"
    if entry.action == LOOKED:
        return f"Looked at {_PAGE.get(page, page.replace('_', ' '))}"
    said = _WHOLE.get(entry.action) or _composed(entry.action)
    return said if entry.outcome == "done" else f"{said}: {entry.outcome}"


def untold(action: str) -> str:
    """What is said of a list that would tell too much by its name; empty for all other actions."""
    return _UNTOLD.get(action, "")


def changed(entry: JournalEntry) -> str:
    """The names of the changed fields; ids of patients are none."""
    if entry.action in OF_MANY or not entry.fields:
        return ""
    return ", ".join(
        LABELS.get(name, name.replace("_", " ").capitalize()) for name in entry.fields.split(",")
    )


def has_words(action: str) -> bool:
    """Whether somebody thought of this action, or it only falls back to its name."""
    thing, _, deed = action.partition(".")
    return action in (LISTED, *_WHOLE) or (thing in _THING and deed in _DONE)


def _composed(action: str) -> str:
    thing, _, deed = action.partition(".")
    done = _DONE.get(deed) or f"{deed.replace('_', ' ').capitalize()}:"
    return f"{done} {_THING.get(thing, thing.replace('_', ' '))}"
