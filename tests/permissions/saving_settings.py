"""Scenes of forms, hospitals, imports and the settings, as `saving_examples` has those of everything else."""

from datetime import timedelta

from carehub.core import clock
from tests.permissions.further import Further
from tests.permissions.northside import Northside
from tests.permissions.scene import CHICAGO, TYPED, Arguments, Scene, Step, by

OWN_FORM = """
id = "shoes"
title = "Shoes"
[[section]]
title = "Feet"
[[section.question]]
id = "size"
type = "text"
text = "Which size?"
"""


def of_forms(ids: Northside) -> list[Scene]:
    def says(question: str, value: str) -> Step:
        return "AssessmentState.choose", {"question": question, "version": 0, "value": value}

    opened: tuple[Step, ...] = ("AssessmentState.load", says("home", "worried"))
    needs = {"food": "often", "rides": "yes", "utilities": "no", "alone": "yes", "safe": "safe"}
    answered = (*opened, *(says(question, value) for question, value in needs.items()))
    completed = (*answered, "AssessmentState.complete")
    trouble: Arguments = {"question": "home_trouble", "version": 0, "value": "mold", "chosen": True}
    return [
        by("alice", *opened, ("AssessmentState.toggle", trouble)),
        by(
            "alice",
            *opened,
            ("AssessmentState.write", {"question": "home_since", "version": 0, "value": TYPED}),
        ),
        by("alice", "FormsState.load", ("FormsState.start", {"form": {"form": "intake"}})),
        by("alice", *completed),
        by("alice", *completed, "AssessmentState.reopen"),
        by("alice", *completed, ("OfferState.dismiss", {"offer_id": "food_help"})),
        by("alice", *completed, ("OfferState.open_offer", {"offer_id": "food_concern"}), "OfferState.take"),
    ]


def of_hospitals(ids: Northside) -> list[Scene]:
    this = ids.discharge
    today, before = ((clock.today(CHICAGO) - timedelta(days=days)).isoformat() for days in (0, 3))
    items = ("medications", "in_home_nurse", "equipment", "transport", "follow_up_visit")

    def says(item: str, version: int) -> Step:
        return "HospitalState.answer", {
            "discharge_id": this,
            "version": version,
            "item": item,
            "answered": "done",
        }

    def asks(what: str, version: int) -> Step:
        return "HospitalState.ask", {"what": what, "discharge_id": this, "version": version, "item": items[0]}

    went = {
        "facility": "County Hospital",
        "reason": TYPED,
        "discharged_on": before,
        "complexity": "high",
        "told_by": TYPED,
        "told_on": today,
    }
    settled = ("HospitalState.load", *(says(item, version) for version, item in enumerate(items, start=1)))
    closed = (*settled, asks("close", 6), "HospitalState.close_discharge")
    return [
        by("alice", "HospitalState.load", says(items[0], 1)),
        by("alice", "HospitalState.load", asks("reason", 1), "HospitalState.say_why"),
        by("alice", "HospitalState.load", ("HospitalState.write_down", {"form": went})),
        by("alice", *settled, ("HospitalState.make_ready", {"discharge_id": this, "version": 6})),
        by("alice", *closed, ("HospitalState.reopen", {"discharge_id": this, "version": 7})),
    ]


def of_imports(ids: Northside, further: Further) -> list[Scene]:
    looked_at: Step = "ImportState.open_import"
    checked: Step = ("ImportState.open_import", {"import_id": further.doubtful})
    row: Arguments = {"number": further.doubtful_row}
    return [
        by("dana", looked_at, "ImportChoicesState.choose_kind"),
        by("dana", looked_at, ("ImportChoicesState.choose_mode", {"mode": "add only"})),
        by("dana", looked_at, ("ImportChoicesState.choose_order", {"order": "month first"})),
        by("dana", looked_at, "ImportChoicesState.choose_column"),
        by("dana", looked_at, "ImportChoicesState.choose_word"),
        by("dana", checked, ("ImportRowsState.fix", {**row, "position": 1, "text": TYPED, "alike": False})),
        by("dana", checked, ("ImportRowsState.skip", {**row, "is_left_out": True})),
        by("dana", checked, ("ImportRowsState.rule", {**row, "ruling": "new person", "candidate": 0})),
        by("dana", checked, "ImportState.give_up"),
    ]


def of_settings(ids: Northside, further: Further) -> list[Scene]:
    stage: tuple[Step, ...] = ("StagesState.load", ("StagesState.open_stage", {"stage_id": further.stage}))
    looked = "FollowUpRulesState.load"
    week = {"name": "Week after", "after_1": "7", "text_1": TYPED, "how_1": ""}
    person = {"name": "Alice M.", "role": "coordinator", f"site-{ids.site}": "on"}
    return [
        by("dana", *stage, "StagesState.save"),
        by("dana", *stage, ("StagesState.hide", {"form": {}})),
        by("dana", *stage, ("StagesState.delete", {"form": {}})),
        by(
            "dana",
            "TypesState.load",
            "TypesState.open_type",
            ("TypesState.save", {"form": {"name": "Podiatry"}}),
        ),
        by(
            "dana",
            "SitesState.load",
            ("SitesState.open_site", {"site_id": further.site}),
            "SitesState.close_site",
        ),
        by("dana", "PeopleState.load", "PeopleState.open_person", ("PeopleState.save", {"form": person})),
        by(
            "dana",
            "PrivacyState.load",
            ("PrivacyState.grant_role", {"role": "coordinator", "is_granted": True}),
        ),
        by(
            "dana",
            "CalendarSettingsState.load",
            "CalendarSettingsState.choose_site",
            "CalendarSettingsState.close_room",
            "CalendarSettingsState.reopen_room",
        ),
        by(
            "dana",
            "CalendarSettingsState.load",
            "CalendarSettingsState.choose_site",
            "CalendarSettingsState.save_hours",
            "CalendarSettingsState.forget_hours",
        ),
        by(
            "dana",
            looked,
            (
                "FollowUpRulesState.save_rules",
                {"form": {f"text_{ids.stage}": TYPED, f"after_{ids.stage}": "3"}},
            ),
        ),
        by("dana", looked, ("FollowUpRulesState.save_risks", {"form": {"high": "5"}})),
        by("dana", "TemplatesState.load", "TemplatesState.open_new", ("TemplatesState.save", {"form": week})),
        by("dana", "FormSettingsState.load", ("FormSettingsState.save", {"form": {"source": OWN_FORM}})),
        by(
            "dana",
            "JournalState.load",
            ("JournalState.narrow", {"control": "person", "value": str(ids.alice)}),
        ),
        by("erin", "JournalState.leave_patient"),
    ]
