"""The care plan of one patient: read, written on, signed, compared, and what others change meanwhile."""

import reflex as rx

from carehub.care_plans import service
from carehub.care_plans.claims import FIELDS, About, Sheet, save
from carehub.care_plans.content import PlanContent
from carehub.care_plans.following import make_follow_up
from carehub.care_plans.kinds import ActionStatus
from carehub.care_plans.showing import (
    PRINT,
    ActionRow,
    BarrierRow,
    DifferenceRow,
    GoalRow,
    NoteRow,
    VersionRow,
    compared,
    shown,
)
from carehub.core.changes import Topic
from carehub.core.dates import written_date
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.patients.looking import reading_about
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.session import acting

_GONE = "This is not in the plan any more. Look at it again."


class CarePlanState(rx.State):
    """``sheet`` is the form that is open, empty for none; ``values`` are what it began with.

    What others change behind an open sheet shows in the plan, and is told as a conflict at saving.
    """

    is_ready: rx.Field[bool] = rx.field(default=False)
    goals: rx.Field[list[GoalRow]] = rx.field(default_factory=list)
    review: rx.Field[str] = rx.field("")
    is_review_due: rx.Field[bool] = rx.field(default=False)
    reviews: rx.Field[list[NoteRow]] = rx.field(default_factory=list)
    versions: rx.Field[list[VersionRow]] = rx.field(default_factory=list)
    signed: rx.Field[str] = rx.field("")
    is_changed: rx.Field[bool] = rx.field(default=False)
    print_url: rx.Field[str] = rx.field("")
    sheet: rx.Field[str] = rx.field("")
    is_new: rx.Field[bool] = rx.field(default=False)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    problem: rx.Field[str] = rx.field("")
    is_comparing: rx.Field[bool] = rx.field(default=False)
    earlier: rx.Field[str] = rx.field("")
    later: rx.Field[str] = rx.field("")
    differences: rx.Field[list[DifferenceRow]] = rx.field(default_factory=list)
    _patient_id: int = 0
    _about: About = About(0)
    _seal: str = ""
    _today: str = ""
    _review: tuple[str, int] = ("", 0)
    _contents: dict[str, PlanContent] = {}

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "care_plan")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [CarePlanState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        topics = (Topic.CARE_PLANS, Topic.PATIENTS, Topic.FOLLOW_UPS)
        await follow(self, self._refresh, self._forget, *topics, about=self._patient_id)

    @rx.event
    async def open_sheet(self, sheet: str, goal_id: int, row_id: int) -> None:
        """Open the form for a new row (0), or to change one."""
        wanted, goal, row = _sheet(sheet), parse(int, goal_id), parse(int, row_id)
        await self._refresh()
        version, self.values = self._beginning(wanted, goal, row)
        self._about = About(self._patient_id, goal, row, version, self._seal)
        self.sheet, self.is_new, self.problem = wanted.value, row == 0, ""

    @rx.event
    def close_sheet(self) -> None:
        self.sheet, self.values, self.problem = "", {}, ""

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        sheet, fields = _sheet(self.sheet), fields_of(_ticked(form), FIELDS)
        self.problem = ""
        try:
            async with acting(self) as (session, actor):
                told = save(session, actor, sheet, self._about, fields)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.close_sheet()
        await self._done(told)

    @rx.event
    async def mark_action(self, action_id: int, version: int, done: bool) -> None:
        number, seen, is_done = parse(int, action_id), parse(int, version), parse(bool, done)
        status = ActionStatus.DONE if is_done else ActionStatus.OPEN
        async with acting(self) as (session, actor):
            service.mark_action(session, actor, number, seen, status)
        await self._done("Action done" if is_done else "Action is to do again")

    @rx.event
    async def follow(self, action_id: int) -> None:
        """Put an action of ours on somebody's day."""
        number = parse(int, action_id)
        async with acting(self) as (session, actor):
            made = make_follow_up(session, actor, number)
        await self._done(f"Follow-up made, due {written_date(made.due_on)}")

    @rx.event
    def compare(self, earlier: str, later: str) -> None:
        """Show what changed from one version to the other."""
        self.earlier, self.later = parse(str, earlier), parse(str, later)
        self.differences = compared(self._contents, self.earlier, self.later)
        self.is_comparing = True

    @rx.event
    def close_comparing(self) -> None:
        self.is_comparing, self.differences = False, []

    async def _done(self, told: str) -> None:
        await self._refresh()
        await say(self, told)

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            read = shown(session, actor, self._patient_id)
        self.is_ready, self.goals = True, read.goals
        self.review, self.is_review_due, self.reviews = read.review, read.is_review_due, read.reviews
        self.versions, self.signed, self.is_changed = read.versions, read.signed, read.is_changed
        self.print_url = f"{PRINT}?patient={self._patient_id}"
        self._seal, self._today, self._contents = read.seal, read.today, read.contents
        self._review = read.review_on, read.review_version

    def _beginning(self, sheet: Sheet, goal_id: int, row_id: int) -> tuple[int, dict[str, str]]:
        """The version and the values with which a sheet opens."""
        if sheet in (Sheet.REVIEW, Sheet.HELD):
            return self._review[1], {"due_on": self._review[0]}
        if sheet is Sheet.SIGN:
            return 0, {"on": self._today}
        if not row_id:
            return 0, {}
        row = self._row(sheet, goal_id, row_id)
        return row["version"], {name: value for name, value in row.items() if isinstance(value, str)} | {
            "is_solved": "yes" if row.get("is_solved") else ""
        }

    def _row(self, sheet: Sheet, goal_id: int, row_id: int) -> GoalRow | BarrierRow | ActionRow:
        goal = next((each for each in self.goals if each["id"] == goal_id), None)
        if goal is not None and sheet is Sheet.GOAL:
            return goal
        rows = (goal["barriers"] if sheet is Sheet.BARRIER else goal["actions"]) if goal else []
        found = next((each for each in rows if each["id"] == row_id), None)
        if found is None:
            raise NotFound(_GONE)
        return found

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.close_sheet()
        self.close_comparing()
        self.is_ready = self.is_review_due = self.is_changed = False
        self.review = self.signed = self.print_url = ""
        self.goals, self.reviews, self.versions, self._contents = [], [], [], {}
        self._patient_id, self._about = 0, About(0)


def _sheet(word: object) -> Sheet:
    text = parse(str, word)
    if text not in set(Sheet):
        raise Invalid("This page sent something that CareHub does not understand. Reload the page.")
    return Sheet(text)


def _ticked(form: object) -> dict[str, object]:
    """A tick of a form comes as a truth; one that is not set is left out, as a browser does."""
    sent = parse(dict[str, object], form)
    return {
        name: "on" if value is True else value
        for name, value in sent.items()
        if not (name == "is_solved" and value in (False, "false", ""))
    }
