"""What a person does before a deed so that the deed does save: the last step of each scene.

The examples of the permission matrix are refused by most of these: no dialog is open, nothing is chosen.
"""

from carehub.core import clock
from tests.permissions.further import Further
from tests.permissions.northside import CANARY, Northside
from tests.permissions.saving_settings import of_forms, of_hospitals, of_imports, of_settings
from tests.permissions.scene import CHICAGO, NEWEST_TOAST, TYPED, Arguments, Scene, Step, by


def scenes(ids: Northside, further: Further) -> list[Scene]:
    """Later ones may find what the first steps of earlier ones saved."""
    return [
        *_on_the_board(ids, further),
        *_on_the_desk(ids, further),
        *_in_the_calendar(ids, further),
        *_of_the_patient(ids, further),
        *of_forms(ids),
        *of_hospitals(ids),
        *of_imports(ids, further),
        *of_settings(ids, further),
    ]


def _on_the_board(ids: Northside, further: Further) -> list[Scene]:
    card: Arguments = {"id": further.referral, "version": 1}
    urgent = {"action": "urgency", "choice": "urgent", "cards": [{**card, "op": ""}]}
    moved: Step = "BoardState.move_card", {"claim": {"op": "b", "column": str(further.stage), **card}}
    asked: Step = "BoardState.move_card", {"claim": {"op": "b", "column": str(ids.stage), **card}}
    ready: Step = "BoardState.answer", {"said": {"missing_from": "us", "missing": TYPED}}

    def panel(referral: int) -> tuple[Step, ...]:
        return "BoardState.load", ("ReferralState.open_card", {"referral_id": referral})

    return [
        by("alice", "BoardState.load", ("BoardState.act", {"claim": {"action": "pin", **card}})),
        by("alice", "BoardState.load", moved),
        by("alice", "BoardState.load", asked, ready),
        by("alice", "BoardState.load", ("BulkState.start", {"claim": urgent})),
        by("alice", "NewReferralState.open_for", "NewReferralState.create"),
        by(
            "alice",
            "FilterState.load",
            ("FilterState.choose", {"name": "urgency", "value": "urgent"}),
            "FilterState.save_view",
        ),
        by("alice", *panel(further.referral), ("ReferralState.mark_sensitive", {"kind": "hiv"})),
        by("alice", *panel(further.untold), "ReferralState.tell_patient"),
        by("alice", *panel(further.referral), ("DisclosingState.mark", {"is_record": True})),
        by("alice", *panel(further.record), "DisclosingState.save"),
        by("alice", *panel(further.record), ("DisclosingState.revoke", {"ground_id": further.ground})),
    ]


def _on_the_desk(ids: Northside, further: Further) -> list[Scene]:
    line = f"follow_up-{further.follow_up}"
    newcomer: Arguments = {
        "form": {
            "last_name": "Newcomer",
            "first_name": "Nora",
            "birth_date": "1980-02-03",
            "home_site_id": str(ids.site),
        }
    }
    return [
        by("alice", "MyDayState.load", ("MyDayState.act", {"name": "done", "key": line})),
        by(
            "alice",
            "MyDayState.load",
            ("MyDayState.ask", {"name": "snooze", "key": line}),
            "MyDayState.answer",
        ),
        by("erin", "CaseloadState.load", "CaseloadBulkState.open_assigning", "CaseloadBulkState.assign"),
        by("alice", ("CaseloadBulkState.select", {"patient_ids": [ids.sister]}), "CaseloadBulkState.enrol"),
        by("alice", "PatientsState.load", "PatientsState.open_new", ("PatientsState.add", newcomer)),
        by(
            "erin",
            "HandoverState.load",
            "HandoverState.choose_whose",
            ("HandoverState.choose_taker", {"user_id": str(further.erin), "takes": True}),
            "HandoverState.hand_over",
        ),
    ]


def _in_the_calendar(ids: Northside, further: Further) -> list[Scene]:
    opened: tuple[Step, ...] = ("CalendarState.load", "CalendarState.open_event")
    visit: tuple[Step, ...] = (
        "CalendarState.load",
        ("CalendarState.open_event", {"event_id": str(further.visit)}),
    )
    came: Step = ("AppointmentState.mark", {"status": "arrived"})
    booked: tuple[Step, ...] = ("BookingState.open_new", "BookingState.choose_patient", "BookingState.book")
    return [
        by("erin", *booked),
        by("erin", *booked, ("FeedbackState.undo", {"toast_id": NEWEST_TOAST})),
        by("erin", *opened, "BookingState.open_move", "BookingState.move"),
        by("erin", *opened, "BookingState.open_change", "BookingState.change"),
        by(
            "alice",
            "CalendarState.load",
            "CalendarState.drag",
            ("AppointmentState.tell_moved", {"told": True}),
        ),
        by("alice", *visit, ("AppointmentState.miss", {"form": {"why": "forgot"}})),
        by("alice", *visit, came, ("AppointmentState.mark_late", {"late": True})),
        by("alice", *visit, came, "AppointmentState.mark_left"),
    ]


def _of_the_patient(ids: Northside, further: Further) -> list[Scene]:
    today = clock.today(CHICAGO).isoformat()
    asked: Arguments = {"what": "complete", "follow_up_id": further.follow_up, "version": 1}
    done: tuple[Step, ...] = (
        "FollowUpsPartState.load",
        ("FollowUpsPartState.ask", asked),
        ("FollowUpsPartState.answer", {"form": {"ended": "done"}}),
    )
    closed: Arguments = {"follow_up_id": further.follow_up, "version": 2}
    left: Arguments = {"what": "leave", "enrolment_id": ids.enrolment, "version": 1}
    leave: tuple[Step, ...] = (
        "EnrolmentState.load",
        ("EnrolmentState.ask", left),
        (
            "EnrolmentState.end",
            {"form": {"outcome": "moved_away", "on": today, "note": TYPED}},
        ),
    )
    found = {"last_name": CANARY, "mrn": "CANARY-Maria", "code": "care_now", "words": TYPED}
    return [
        by(
            "alice",
            "AroundState.load",
            "AroundState.move_out",
            "AroundState.open_home",
            "AroundState.live_with",
        ),
        by("alice", "StoryState.load", ("StoryState.end", {"remark_id": ids.remark, "version": 1})),
        by("alice", "StoryState.load", "StoryState.open_note", "StoryState.note"),
        by(
            "alice",
            "DocumentsPartState.load",
            "DocumentsPartState.ask",
            ("DocumentsPartState.remove", {"form": {"reason": TYPED}}),
        ),
        by("alice", ("CrisisStartState.open_for", {"patient_id": ids.sister}), "CrisisStartState.start"),
        by("erin", "CrisisState.load", "CrisisState.acknowledge"),
        by("pat", ("EmergencyAccessState.open", {"form": found}), "EmergencyAccessState.end"),
        by("alice", *done),
        by("alice", *done, ("FollowUpsPartState.reopen", closed)),
        by(
            "alice",
            "EnrolmentState.load",
            (
                "EnrolmentState.enrol",
                {"form": {"program": str(further.program), "since": today}},
            ),
        ),
        by("alice", *leave),
        by("alice", *leave, ("EnrolmentState.resume", {"enrolment_id": ids.enrolment, "version": 2})),
    ]
