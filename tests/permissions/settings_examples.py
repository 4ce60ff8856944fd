"""The arguments of imports and of the settings, as `examples` has those of everything else."""

from datetime import timedelta

from carehub.core import clock
from tests.permissions.northside import Northside

Arguments = dict[str, object]


def of_imports(ids: Northside) -> dict[str, Arguments]:
    this: Arguments = {"import_id": ids.import_}
    return {
        "ImportRowsState.fix": {"number": 1, "position": 0, "text": "Quietly typed", "alike": False},
        "ImportRowsState.rule": {"number": 1, "ruling": "same", "candidate": ids.patient},
        "ImportRowsState.skip": {"number": 1, "is_left_out": True},
        "ImportChoicesState.choose_blanks": {"blanks": "erase"},
        "ImportChoicesState.choose_column": {"position": 0, "column": "last_name"},
        "ImportChoicesState.choose_header_row": {"row": 1},
        "ImportChoicesState.choose_kind": {"kind": "patients"},
        "ImportChoicesState.choose_mode": {"mode": "add_and_update"},
        "ImportChoicesState.choose_order": {"order": "mdy"},
        "ImportChoicesState.choose_sheet": {"sheet": "Sheet1"},
        "ImportChoicesState.choose_site": {"site": str(ids.site)},
        "ImportChoicesState.choose_word": {"column": "sex", "text": "w", "meaning": "female"},
        "ImportState.go_to": {"step": "file"},
        "ImportState.open_import": this,
        "ImportState.received": this,
        "ImportState.refused": {"reason": "Too large"},
        "ImportState.show_missing_from": {"start": 0},
        "ImportState.show_outcome": {"outcome": "new"},
        "ImportState.show_rows_from": {"start": 0},
        "ImportUndoState.ask": this,
        "ImportUndoState.show_lines_from": {**this, "start": 0},
        "ImportUndoState.show_verdict": {**this, "verdict": "undone"},
        "ImportUndoState.undo": this,
    }


def of_settings(ids: Northside) -> dict[str, Arguments]:
    soon = (clock.now() + timedelta(days=60)).date().isoformat()
    return {
        "CalendarSettingsState.add_closing_day": {
            "form": {"day": soon, "why": "Paint", "where": str(ids.site)}
        },
        "CalendarSettingsState.add_room": {"form": {"name": "Room 2"}},
        "CalendarSettingsState.choose_person": {"person": str(ids.pat)},
        "CalendarSettingsState.choose_site": {"site": str(ids.site)},
        "CalendarSettingsState.choose_zone": {"zone": "America/Denver"},
        "CalendarSettingsState.close_room": {"room_id": ids.room},
        "CalendarSettingsState.keep_holiday": {"name": "Christmas Day", "is_kept": False},
        "CalendarSettingsState.remove_closing_day": {"closing_day_id": ids.closing_day},
        "CalendarSettingsState.rename_room": {"form": {"room": str(ids.room), "name": "Room 3"}},
        "CalendarSettingsState.reopen_room": {"room_id": ids.room},
        "CalendarSettingsState.save_hours": {"form": {"from0": "08:00", "until0": "17:00"}},
        "CenterState.save": {
            "form": {"name": "Riverbend", "time_zone": "America/Chicago", "archive_after_days": "14"}
        },
        "RetentionState.ask": {"kept": "sessions", "days": "90"},
        "CrisisSettingsState.save_rota": {"form": {"name_7": "Erin", "phone_7": "(312) 555-0107"}},
        "CrisisSettingsState.save_steps": {"form": {"steps": "Stay on the phone"}},
        "FeedbackState.refused": {"text": "Not saved"},
        "FeedbackState.undo": {"toast_id": "0a1b2c3d"},
        "FollowUpsPartState.ask": {"what": "complete", "follow_up_id": ids.follow_up, "version": 1},
        "FormSettingsState.check": {"text": 'title = "A form"'},
        "FormSettingsState.copy_form": {"key": "social_needs"},
        "FormSettingsState.open_form": {"key": "social_needs"},
        "FormSettingsState.save": {"form": {"source": 'title = "A form"'}},
        "FormSettingsState.set_active": {"key": "social_needs", "active": True},
        "FrontendEventExceptionState.handle_frontend_exception": {"info": "x", "component_stack": "y"},
        "OnLoadInternalState.set_is_hydrated": {"value": True},
        "PeopleState.invite": {"form": {"user_name": "nora", "name": "Nora Lee", "role": "admin"}},
        "PeopleState.open_person": {"person_id": ids.alice},
        "PrivacyState.set_runs_part2": {"runs": True},
        "PeopleState.save_sign_on": {"form": {"sign_on_name": "alice@riverbend.example"}},
        "PeopleState.save": {"form": {"name": "Alice M.", "role": "coordinator"}},
        "ProgramsState.open_program": {"program_id": ids.program},
        "ProgramsState.save": {"form": {"name": "Dads", "kind": "none"}},
        "SitesState.add": {"form": {"name": "Eastside"}},
        "SitesState.open_site": {"site_id": ids.site},
        "SitesState.rename": {"form": {"name": "Northside Clinic"}},
        "StagesState.choose_status": {"status": "draft"},
        "StagesState.delete": {"form": {"into": str(ids.stage)}},
        "StagesState.hide": {"form": {"into": str(ids.stage)}},
        "StagesState.move": {"stage_id": ids.stage, "version": 1, "to_the_left": True},
        "StagesState.open_stage": {"stage_id": ids.stage},
        "StagesState.save": {"form": {"name": "Waiting", "colour": "teal"}},
        "State.hydrate_and_load": {"vars": None, "hashes": None},
        "State.set_is_hydrated": {"value": True},
        "TypesState.move": {"type_id": ids.type, "version": 1, "up": False},
        "TypesState.open_type": {"type_id": ids.type},
        "TypesState.save": {"form": {"name": "Dental"}},
    }
