"""Well-formed arguments for every handler that takes some, made of the ids of Northside's rows.

What has no line here is guessed by the names and types of its parameters.
"""

import inspect
from collections.abc import Callable
from datetime import timedelta

from carehub.core import clock
from tests.permissions.northside import CANARY, Northside
from tests.permissions.settings_examples import of_imports, of_settings

TYPED = "Quietly typed"
FIRST_LETTERS = CANARY[:5]

Arguments = dict[str, object]

# Where the tab stands while the handlers of a state run: the ids in an address are claims, too.
PATHS = {
    "AssessmentState": "/patients/{patient}/forms/{assessment}",
    "OfferState": "/patients/{patient}/forms/{assessment}",
    "CrisisState": "/crises/{crisis}",
    "DirectoryState": "/directory?receiver={receiver}",
    "HandoverState": "/handover?from={alice}",
    "ReferralState": "/board?referral={referral}",
}
ANYWHERE = "/patients/{patient}"


def path_for(handler: str, ids: Northside) -> str:
    return PATHS.get(handler.partition(".")[0], ANYWHERE).format(**vars(ids))


def guessed(handler: Callable[..., object], ids: Northside) -> Arguments:
    """Arguments of the right types; ``patient_id`` is that of Northside's patient, and so on."""
    given = inspect.signature(handler, eval_str=True).parameters.values()
    return {each.name: _guess(each, ids) for each in list(given)[1:]}


def _guess(parameter: inspect.Parameter, ids: Northside) -> object:
    by_name = getattr(ids, parameter.name.removesuffix("_id"), 1)
    return {int: by_name, str: str(by_name), bool: True}.get(parameter.annotation, {})


def known(ids: Northside) -> dict[str, Arguments]:
    """Handler -> its arguments, as a page would send them."""
    return {
        **_calendar(ids),
        **_board(ids),
        **_patient(ids),
        **_desk(ids),
        **of_imports(ids),
        **of_settings(ids),
    }


def _calendar(ids: Northside) -> dict[str, Arguments]:
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    begins, ends = start.isoformat(), (start + timedelta(hours=1)).isoformat()
    day, patient, appointment = start.date().isoformat(), ids.patient, ids.appointment
    time = {"day": day, "at": "10:00", "minutes": "30", "despite": "Only a test"}
    seats = {"staff": str(ids.pat), "room": str(ids.room)}
    details = {"title": TYPED, "site": str(ids.site), "mode": "phone", "note": TYPED, "repeats": "never"}
    moved = {"op": "a", "id": str(appointment), "version": 1, "start": begins, "end": ends}
    return {
        "AppointmentState.cancel": {"form": {"who": "cancelled_by_us", "reason": "Closed", "knows": "yes"}},
        "AppointmentState.mark": {"status": "confirmed"},
        "AppointmentState.mark_late": {"late": True},
        "AppointmentState.miss": {"form": {"why": "transport"}},
        "AppointmentState.tell_moved": {"told": True},
        "BookingState.book": {"form": {**details, **seats, **time}},
        "BookingState.change": {"form": {**details, **seats}},
        "BookingState.choose_kind": {"kind": "appointment"},
        "BookingState.choose_patient": {"patient_id": patient},
        "BookingState.choose_rhythm": {"rhythm": "never"},
        "BookingState.choose_site": {"site": str(ids.site)},
        "BookingState.choose_whole_days": {"whole": False},
        "BookingState.find_patients": {"typed": FIRST_LETTERS},
        "BookingState.move": {"form": {**seats, **time}},
        "BookingState.open_at": {
            "slot": {"start": begins, "end": ends, "all_day": False, "site": str(ids.site)}
        },
        "CalendarState.ask": {"what": "cancel"},
        "CalendarState.colour": {"by": "site"},
        "CalendarState.drag": {"moved": {**moved, "all_day": False, "column": "", "was_in": ""}},
        "CalendarState.narrow": {"what": "site", "value": str(ids.site)},
        "CalendarState.open_event": {"event_id": str(appointment)},
        "CalendarState.show_view": {"shown": {"view": "day", "date": day}},
        "CallListState.choose_day": {"day": day},
        "CallListState.choose_site": {"site": str(ids.site)},
        "CallListState.log_call": {"appointment_id": appointment, "version": 1, "outcome": "no_answer"},
        "FindTimeState.choose": {"value": f"{begins} {ends}"},
        "FindTimeState.choose_site": {"site": str(ids.site)},
        "FindTimeState.search": {"form": {"day": day, "minutes": "30", **seats}},
        "SubscribeState.came_in": {"number": 1},
        "SubscribeState.end": {"subscription_id": ids.subscription},
        "SubscribeState.not_taken": {"why": "Too large"},
        "SubscribeState.subscribe": {"form": {"of": str(ids.site), "shows": "initials"}},
        "WaitlistState.give": {
            "appointment_id": ids.waiting,
            "version": 1,
            "value": f"{begins} {ends} {ids.pat}",
        },
    }


def _board(ids: Northside) -> dict[str, Arguments]:
    card, request = {"id": ids.referral, "version": 1}, {"type_id": str(ids.type), "urgency": "routine"}
    contact = {"whom": "patient", "how": "phone", "answer": "no_answer"}
    return {
        "BoardState.act": {"claim": {"action": "pin", **card}},
        "BoardState.answer": {"said": {"reason": TYPED}},
        "BoardState.move_card": {"claim": {"op": "a", "column": str(ids.stage), **card}},
        "BoardState.show_more": {"column": str(ids.stage)},
        "BulkState.answer": {"said": {"reason": TYPED}},
        "BulkState.start": {
            "claim": {"action": "assign", "choice": str(ids.alice), "cards": [{**card, "op": ""}]}
        },
        "ContactState.log": {"form": contact},
        "ContactState.press": {"key": "c"},
        "DisclosingState.mark": {"is_record": True},
        "DisclosingState.revoke": {"ground_id": 1},
        "DisclosingState.save": {"form": {"ground": "emergency", "what": TYPED, "purpose": TYPED}},
        "DocumentState.ask": {"document_id": ids.document},
        "DocumentState.received": {"document_id": ids.document},
        "DocumentState.refused": {"why": "Too large"},
        "DocumentState.remove": {"form": {"reason": TYPED}},
        "FilterState.choose": {"name": "site", "value": str(ids.site)},
        "FilterState.find": {"text": FIRST_LETTERS},
        "FilterState.open_view": {"view_id": ids.board_view},
        "FilterState.remove_view": {"view_id": ids.board_view},
        "FilterState.save_view": {"form": {"name": "Mine"}},
        "NewReferralState.choose": {"patient_id": ids.patient},
        "NewReferralState.choose_only": {"form": {"patient": FIRST_LETTERS}},
        "NewReferralState.create": {"form": {**request, "receiver": "", "question": TYPED}},
        "NewReferralState.open_for": {"patient_id": ids.patient},
        "NewReferralState.search": {"text": FIRST_LETTERS},
        "NoteState.write": {"form": {"text": TYPED}},
        "ReferralState.open_card": {"referral_id": ids.referral},
        "ReferralState.save": {"form": {**request, "receiver": "", "question": TYPED}},
        "DirectoryState.find": {"typed": "River"},
        "DirectoryState.open_receiver": {"receiver_id": ids.receiver},
        "DirectoryState.save": {"form": {"name": "Lakeside Rehab", "kind": "organisation"}},
        "DirectoryState.set_in_use": {"in_use": True},
        "DirectoryState.show_retired": {"retired": True},
        "ReceiverListState.received": {"number": 7},
        "ReceiverListState.refused": {"why": "Too large"},
        "SuggestState.suggest": {"typed": "River"},
    }


def _patient(ids: Northside) -> dict[str, Arguments]:
    today = clock.now().date().isoformat()
    seen: Arguments = {"version": 1}
    enrolment: Arguments = {"enrolment_id": ids.enrolment, **seen}
    discharge: Arguments = {"discharge_id": ids.discharge, **seen}
    answer: Arguments = {"question": "home", **seen, "value": "steady"}
    return {
        "AroundState.find": {"typed": FIRST_LETTERS},
        "AroundState.join": {"form": {"user": str(ids.alice), "part": "Nurse"}},
        "AroundState.leave_team": {"member_id": ids.member},
        "AroundState.live_with": {"form": {"other": str(ids.sister)}},
        "AroundState.open_person": {"person_id": ids.person},
        "AroundState.put_away": {"person_id": ids.person, **seen},
        "AroundState.save_person": {"form": {"name": TYPED, "relation": "sister", "may_talk": "yes"}},
        "AroundState.save_safe": {"form": {"ask_for": TYPED}},
        "AssessmentState.choose": answer,
        "AssessmentState.focus": {"question": "home"},
        "AssessmentState.toggle": {**answer, "chosen": True},
        "AssessmentState.write": answer,
        "CarePlanState.compare": {"earlier": "1", "later": "2"},
        "CarePlanState.follow": {"action_id": ids.action},
        "CarePlanState.mark_action": {"action_id": ids.action, **seen, "done": True},
        "CarePlanState.open_sheet": {"sheet": "goal", "goal_id": ids.goal, "row_id": ids.goal},
        "CarePlanState.save": {"form": {"words": TYPED, "status": "open"}},
        "CrisisNoticesState.acknowledge": {"crisis_id": ids.crisis},
        "EmergencyAccessState.end": {"patient_id": ids.patient},
        "EmergencyAccessState.open": {
            "form": {"last_name": "Nobody", "mrn": "0", "code": "care_now", "words": TYPED}
        },
        "CrisisStartState.choose": {"patient_id": ids.patient},
        "CrisisStartState.find": {"text": FIRST_LETTERS},
        "CrisisStartState.open_for": {"patient_id": ids.patient},
        "CrisisState.end": {"form": {"outcome": "with_someone", "summary": TYPED}},
        "CrisisState.note": {"form": {"text": TYPED}},
        "CrisisState.tick": {"step": 0, "done": True},
        "EnrolmentState.agree": {"form": {"consent_how": "spoken", "consent_on": today}},
        "EnrolmentState.ask": {"what": "leave", **enrolment},
        "EnrolmentState.end": {"form": {"outcome": "moved", "on": today, "note": TYPED}},
        "EnrolmentState.enrol": {"form": {"program": str(ids.program), "since": today}},
        "EnrolmentState.resume": enrolment,
        "FormsState.start": {"form": {"form": "social_needs"}},
        "HospitalState.answer": {**discharge, "item": "medicines", "answered": "done"},
        "HospitalState.ask": {"what": "call", **discharge, "item": "medicines"},
        "HospitalState.close_discharge": {"form": {"because": "readmitted"}},
        "HospitalState.make_ready": discharge,
        "HospitalState.record": {"form": {"on": today}},
        "HospitalState.reopen": discharge,
        "HospitalState.say_why": {"form": {"reason": TYPED}},
        "HospitalState.write_down": {"form": {"facility": TYPED, "discharged_on": today}},
        "OfferState.dismiss": {"offer_id": "food"},
        "OfferState.open_offer": {"offer_id": "food"},
        "OfferState.take": {"form": {"text": TYPED}},
        "PatientState.assign": {"form": {"to": str(ids.alice), "reason": TYPED}},
        "PatientState.save": {"form": {"last_name": TYPED, "first_name": "Maria"}},
        "StoryState.end": {"remark_id": ids.remark, **seen},
        "StoryState.note": {"form": {"words": TYPED, "since": "", "kind": "problem"}},
        "StoryState.open_again": {"remark_id": ids.remark, **seen},
        "StoryState.open_note": {"kind": "problem"},
        "StoryState.open_remark": {"remark_id": ids.remark},
        "StoryState.say": {"form": {"words": TYPED}},
        "TimelineState.choose": {"only": ""},
    }


def _desk(ids: Northside) -> dict[str, Arguments]:
    soon = (clock.now() + timedelta(days=9)).date().isoformat()
    contact = {"whom": "patient", "how": "phone", "answer": "no_answer"}
    line = f"follow_up-{ids.follow_up}"
    rows: Arguments = {"patient_id": ids.patient, "referral_id": ids.referral}
    return {
        "CaseloadBulkState.assign": {"form": {"to": str(ids.alice), "reason": TYPED}},
        "CaseloadBulkState.enrol": {"program": str(ids.program)},
        "CaseloadBulkState.open_assigning": {"patient_id": ids.patient},
        "CaseloadBulkState.select": {"patient_ids": [ids.patient, ids.sister]},
        "CaseloadState.choose": {"name": "site", "value": str(ids.site)},
        "CaseloadState.find": {"text": FIRST_LETTERS},
        "CaseloadState.sort_by": {"column": "name"},
        "CaseloadViewsState.open_view": {"view_id": ids.caseload_view},
        "CaseloadViewsState.remove_view": {"view_id": ids.caseload_view},
        "CaseloadViewsState.save_view": {"form": {"name": "Mine"}},
        "CaseloadViewsState.shift_column": {"column": "site", "by": 1},
        "CaseloadViewsState.show_column": {"column": "site", "shown": True},
        "HandoverState.choose_by_hand": {"patient_id": ids.patient, "user_id": str(ids.alice)},
        "HandoverState.choose_split": {"split": "evenly"},
        "HandoverState.choose_taker": {"user_id": str(ids.pat), "takes": True},
        "HandoverState.choose_whose": {"user_id": str(ids.alice)},
        "HandoverState.hand_over": {"form": {"why": "absence", "until": soon, "reason": TYPED}},
        "HandoverState.take_back": {"handover_id": ids.handover},
        "MergingState.compare": {"keep": ids.patient, "other": ids.sister},
        "MergingState.merge": {"form": {}},
        "MergingState.not_the_same": {"first": ids.patient, "second": ids.sister},
        "MergingState.take_back": {"merge_id": ids.merge},
        "MinutesState.choose_month": {"month": soon[:7]},
        "MinutesState.open_number": {"key": str(ids.patient)},
        "MyDayState.act": {"name": "done", "key": line},
        "MyDayState.answer": {"form": {"until": soon, "reason": TYPED}},
        "MyDayState.ask": {"name": "snooze", "key": line},
        "MyDayState.show_more": {"name": "follow_ups"},
        "PaletteState.act": {"name": "contact"},
        "PaletteState.find": {"typed": FIRST_LETTERS},
        "PaletteState.set_keys_shown": {"shown": False},
        "PaletteState.set_open": {"is_open": False},
        "PaletteState.set_single_keys": {"on": False},
        "PatientsState.add": {
            "form": {"last_name": "Newcomer", "first_name": "Nora", "home_site": str(ids.site)}
        },
        "PatientsState.choose_site": {"site": str(ids.site)},
        "PatientsState.choose_status": {"status": "active"},
        "PatientsState.find": {"typed": FIRST_LETTERS},
        "QuickState.ask_sign_off": {"form": {"code": "no_contact", "words": TYPED}},
        "QuickState.choose": {"patient_id": ids.patient},
        "QuickState.choose_only": {"form": {"patient": FIRST_LETTERS}},
        "QuickState.contact_for": {**rows, "follow_up_id": ids.follow_up},
        "QuickState.follow_up_for": rows,
        "QuickState.log": {"form": contact},
        "QuickState.make": {"form": {"text": TYPED, "due_on": soon}},
        "QuickState.search": {"text": FIRST_LETTERS},
    }
