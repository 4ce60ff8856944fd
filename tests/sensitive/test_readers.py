"""Every function that reads what belongs to a referral hides sensitive ones, or says here why not.

A new reader without a guard of its own fails until somebody has thought of it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import carehub

HOME = Path(carehub.__file__).parent
# Whose rows are a referral's, or tell of one.
TELLING = {
    "Appointment", "Attendee", "ContactAttempt", "DisclosureGround", "Document", "FieldChange", "FollowUp",
    "FollowUpEvent", "HandoverItem", "ImportRow", "JournalEntry", "LostRequest", "Mention", "Referral",
    "ReferralEvent", "ReferralNote", "SensitiveReferral",
}  # fmt: skip
READS = {"select", "sa_select", "get", "get_one", "join", "outerjoin", "select_from", "with_only_columns"}
# What hides: the slices' own `visible_to`, the condition itself, or a look-up that goes through one of them.
GUARDS = {
    "_entries", "_is_visible_to", "_may_see", "_waiting", "with_its_referral", "find", "is_between",
    "handed_out_to", "may_see", "of_its_patient", "shown_rows", "shown_to", "visible_to",
}  # fmt: skip

PIECE = "narrows a query that its caller took from visible_to"
FOUND = "its caller has found the referral, appointment or follow-up through visible_to"
CHANGES = "changes or guards rows, shows none"
DAY = "says on which day somebody talked with the patient, not what about"
WHOLE = "counts over the whole center for its admin, of no patient"
CHAIN = "reads the journal's chain, whatever it tells"
OWN = "what the same person did a moment ago, or whether somebody else was first"
PATIENTS = "reads what the journal or an import says of the patient's own record"
EVERYBODYS = "whose is what somebody has seen already, for the journal; shown to nobody"
DECIDES = "decides what a list does; what is shown of it goes through shown_rows and known_referrals"

OPEN: dict[str, str] = {
    "auditing.anchors.drop": CHAIN,
    "auditing.anchors.first_missing": CHAIN,
    "auditing.commands.verify": CHAIN,
    "auditing.fields.steps": FOUND,
    "contacts.check_ins._last_reached": DAY,
    "contacts.reached.last_reached": DAY,
    "core.journal._kept_values": CHAIN,
    "core.journal.first_broken": CHAIN,
    "core.reads.is_done_lately": OWN,
    "desk.my_day.appointments._counted": PIECE,
    "desk.my_day.appointments._first": PIECE,
    "desk.my_day.appointments._own": PIECE,
    "desk.patient.timeline.record.record_told": PATIENTS,
    "follow_ups.changing.who_was_first": OWN,
    "follow_ups.completing.withdraw_next": CHANGES,
    "follow_ups.events._asked_before": CHANGES,
    "follow_ups.making._known": CHANGES,
    "follow_ups.reading._counted_due": PIECE,
    "follow_ups.reading._with_names": PIECE,
    "follow_ups.sign_off._open": FOUND,
    "follow_ups.taking_back._done_under": OWN,
    "patients.registering._last_editor": PATIENTS,
    "practice.part2.run_part2": CHANGES,
    "referrals.change.recount_clocks": CHANGES,
    "referrals.change.who_was_first": OWN,
    "referrals.chasing._requests": FOUND,
    "referrals.notes._meant_for": FOUND,
    "referrals.reading.ids_for_patients": "numbers of cards to take off an open board, never shown",
    "referrals.reading.patients_of": EVERYBODYS,
    "referrals.stage_settings.every_stage": WHOLE,
    "referrals.taking_back._done_under": OWN,
    "referrals.turns._counted": PIECE,
    "referrals.type_settings.every_type": WHOLE,
    "referrals.writing_many._take_numbers": CHANGES,
    "retention.forgetting._documents": CHANGES,
    "retention.forgetting._due": CHANGES,
    "retention.forgetting.expired_keys": CHANGES,
    "serving.safety.clock_problem": CHAIN,
    "shared_calendar.calls._calls": PIECE,
    "shared_calendar.conflicts._of": "tells who may not see it only that somebody is busy",
    "shared_calendar.conflicts._taken": "tells who may not see it only that somebody is busy",
    "shared_calendar.free_time._taken": "says only when somebody is busy",
    "shared_calendar.linked_referral._stand_on_the_next": CHANGES,
    "shared_calendar.reading.is_with": PIECE,
    "shared_calendar.reading.others_in": PIECE,
    "shared_calendar.reading.patients_of": EVERYBODYS,
    "shared_calendar.series.occurrences": FOUND,
    "spreadsheet_import.center.recall_rows": DECIDES,
    "spreadsheet_import.committing._tell_left_out": DECIDES,
    "spreadsheet_import.continuing._rows_of_the_first": DECIDES,
    "spreadsheet_import.fixed_cells.cells_alike": DECIDES,
    "spreadsheet_import.fixing.fix_alike": DECIDES,
    "spreadsheet_import.fixing.fix_cell": DECIDES,
    "spreadsheet_import.incoming.how_many_come_in": DECIDES,
    "spreadsheet_import.incoming.rows_coming_in": DECIDES,
    "spreadsheet_import.marking._mark_new": CHANGES,
    "spreadsheet_import.marking._mark_unchanged": CHANGES,
    "spreadsheet_import.missing._not_in": PATIENTS,
    "spreadsheet_import.referral_list.committing._rows_coming_in": DECIDES,
    "spreadsheet_import.referral_list.reading._brought_before": DECIDES,
    "spreadsheet_import.referral_list.reading._said_last": DECIDES,
    "spreadsheet_import.referral_list.reading.stamp_of": DECIDES,
    "spreadsheet_import.referral_list.reviewing._referrals": DECIDES,
    "spreadsheet_import.referral_list.undoing._newest": DECIDES,
    "spreadsheet_import.referral_list.undoing._with_notes": DECIDES,
    "spreadsheet_import.referral_list.undoing._wrote": DECIDES,
    "spreadsheet_import.reviewing._count_again": DECIDES,
    "spreadsheet_import.reviewing._known": DECIDES,
    "spreadsheet_import.reviewing._row": DECIDES,
    "spreadsheet_import.same_plan.planned": DECIDES,
    "spreadsheet_import.since._later_import": PATIENTS,
    "spreadsheet_import.since._person": PATIENTS,
    "spreadsheet_import.storing.remove_some": CHANGES,
    "spreadsheet_import.taking_back._said_by_others": PATIENTS,
    "spreadsheet_import.undoing._wrote": PATIENTS,
}


def test_every_reader_hides_sensitive_referrals_or_says_why_it_need_not() -> None:
    unguarded = {
        name for name, function in _readers() if GUARDS.isdisjoint(_named(function) | {function.name})
    }
    assert unguarded - OPEN.keys() == set(), "guard it, or say in OPEN why it needs no guard"
    assert OPEN.keys() - unguarded == set(), "these are gone or guarded: take them out of OPEN"


def _readers() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted(HOME.rglob("*.py")):
        if "migrations" in path.parts or path.name == "models.py":
            continue
        module = ".".join(path.relative_to(HOME).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _reads(node):
                yield f"{module}.{node.name}", node


def _reads(function: ast.AST) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(
        _called(call) in READS and any(not _named(argument).isdisjoint(TELLING) for argument in call.args)
        for call in calls
    )


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _named(tree: ast.AST) -> set[str]:
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
