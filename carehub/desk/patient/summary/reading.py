"""What stands on the printed summary of a patient, as far as who prints it may know."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.care_plans import service as care_plans
from carehub.care_plans.kinds import GoalStatus
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_date, written_time
from carehub.desk.patient.people.reading import Around, around
from carehub.desk.patient.programs.reading import enrolment_rows
from carehub.desk.patient.reading import Chart, chart
from carehub.desk.patient.story.reading import Story, story
from carehub.follow_ups import service as follow_ups

PRINT = "/patient-summary"


@dataclass(frozen=True, slots=True)
class Summary:
    """A section without lines is left out; ``matters`` and ``goals`` are in the patient's words."""

    chart: Chart
    around: Around
    matters: str
    remarks: list[str]
    appointments: list[str]
    programs: list[str]
    goals: list[str]
    follow_ups: list[str]
    printed: str


def summary(session: Session, actor: Actor, patient_id: int) -> Summary:
    """A patient on one or two sheets; that it was printed is in the journal."""
    shown = chart(session, actor, patient_id)
    center = accounts.center(session)
    journal.record(session, actor, "patients.print", patient_id=patient_id, subject=f"patient:{patient_id}")
    told = story(session, actor, patient_id)
    reads_notes = actor.may(Permission.NOTES_SEE)
    return Summary(
        chart=shown,
        around=around(session, actor, patient_id),
        matters=told.matters[0]["words"] if told.matters else "",
        remarks=_remarks(told),
        appointments=[
            f"{each['when']}: {each['title']}" for each in shown.appointments if not each["is_past"]
        ],
        programs=_programs(session, actor, patient_id) if reads_notes else [],
        goals=_goals(session, actor, patient_id) if reads_notes else [],
        follow_ups=_follow_ups(session, actor, patient_id) if reads_notes else [],
        printed=f"{center.name}. Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}.",
    )


def _remarks(told: Story) -> list[str]:
    still = [line for line in (*told.problems, *told.preferences) if not line["status"]]
    return [f"{line['label']}: {line['words']}" for line in still]


def _programs(session: Session, actor: Actor, patient_id: int) -> list[str]:
    rows = enrolment_rows(session, actor, patient_id)
    return [f"{row['program']}, {row['since']}" for row in rows if not row["ended"]]


def _goals(session: Session, actor: Actor, patient_id: int) -> list[str]:
    goals = care_plans.plan_of(session, actor, patient_id).content().goals
    return [goal.words for goal in goals if goal.status is GoalStatus.OPEN]


def _follow_ups(session: Session, actor: Actor, patient_id: int) -> list[str]:
    lines = follow_ups.of_patient(session, actor, patient_id)
    return [
        f"{line.row.text}, due {written_date(line.row.due_on)}" + (f" ({line.owner})" if line.owner else "")
        for line in lines
        if line.row.done_at is None
    ]
