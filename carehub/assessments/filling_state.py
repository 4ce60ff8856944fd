"""One form while it is filled in: each answer is kept at once, and what colleagues answer shows."""

import reflex as rx

from carehub.assessments import service
from carehub.assessments.definition import Answer
from carehub.assessments.list_shown import PRINT
from carehub.assessments.offers_shown import OfferRow
from carehub.assessments.sections_shown import SectionRow
from carehub.assessments.showing import ScoreRow, one
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Conflict, NotFound
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.patients.looking import reading_about
from carehub.ui.claims import parse, row_id
from carehub.ui.feedback import say
from carehub.ui.session import acting

_NOT_HERE = "This form is not among the patient's. Go back to the list."


class AssessmentState(rx.State):
    """``problems`` says, by question, why an answer was not kept; ``saved`` what became of the last one.

    The version of the question that is being written in stands still, so that nothing typed is lost.
    """

    is_ready: rx.Field[bool] = rx.field(default=False)
    missing: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    about: rx.Field[str] = rx.field("")
    standing: rx.Field[str] = rx.field("")
    is_completed: rx.Field[bool] = rx.field(default=False)
    to_answer: rx.Field[int] = rx.field(0)
    sections: rx.Field[list[SectionRow]] = rx.field(default_factory=list)
    scores: rx.Field[list[ScoreRow]] = rx.field(default_factory=list)
    offers: rx.Field[list[OfferRow]] = rx.field(default_factory=list)
    problems: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    saved: rx.Field[str] = rx.field("")
    print_url: rx.Field[str] = rx.field("")
    list_url: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _assessment_id: int = 0
    _version: int = 0
    _answers: dict[str, Answer] = {}
    # The versions that this page wrote itself: what it says next is said in the knowledge of them.
    _mine: dict[str, int] = {}
    _writing: str = ""

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "form")
        if not self._patient_id or not await is_shown(self._open, self._lose):
            return []
        return [AssessmentState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        topics = (Topic.ASSESSMENTS, Topic.PATIENTS, Topic.FOLLOW_UPS, Topic.REFERRALS)
        await follow(self, self._refresh, self._lose, *topics, about=self._patient_id)

    @rx.event
    def focus(self, question: str) -> None:
        """Somebody writes in this field now."""
        self._writing = parse(str, question)

    @rx.event
    async def write(self, question: str, version: int, value: str) -> None:
        """Keep what was written, when the field is left."""
        self._writing = ""
        await self._answer(parse(str, question), parse(int, version), (parse(str, value),))

    @rx.event
    async def choose(self, question: str, version: int, value: str) -> None:
        """Keep the one answer that was chosen; none for an empty one."""
        chosen = parse(str, value)
        await self._answer(parse(str, question), parse(int, version), (chosen,) if chosen else ())

    @rx.event
    async def toggle(self, question: str, version: int, value: str, chosen: bool) -> None:
        """Add one of several answers, or take it away."""
        name, one_value = parse(str, question), parse(str, value)
        others = tuple(each for each in self._answers.get(name, ()) if each != one_value)
        added = (one_value,) if parse(bool, chosen) else ()
        await self._answer(name, parse(int, version), (*others, *added))

    @rx.event
    async def complete(self) -> None:
        async with acting(self) as (session, actor):
            service.complete(session, actor, self._assessment_id, self._version)
        await self._refresh()
        await say(self, "Completed. Look at what it calls for.")

    @rx.event
    async def reopen(self) -> None:
        async with acting(self) as (session, actor):
            service.reopen(session, actor, self._assessment_id, self._version)
        await self._refresh()

    async def _answer(self, question: str, version: int, given: Answer) -> None:
        problems = {name: text for name, text in self.problems.items() if name != question}
        seen = max(version, self._mine.get(question, 0))
        try:
            async with acting(self) as (session, actor):
                kept = service.answer(session, actor, self._assessment_id, question, given, seen)
            self._mine = {**self._mine, question: kept.version}
            self.saved = "Saved"
        except Conflict as refusal:
            wrote = f" You wrote: “{' '.join(given)}”." if given else ""
            problems[question], self.saved = f"{refusal}{wrote}", "Not saved"
        except CareHubError as refusal:
            problems[question], self.saved = str(refusal), "Not saved"
        self.problems = problems
        await self._refresh()

    async def _open(self) -> None:
        self._assessment_id = row_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
        await self._refresh()

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            read = one(session, actor, self._assessment_id)
        if read.patient_id != self._patient_id:
            raise NotFound(_NOT_HERE)
        self.is_ready, self.missing = True, ""
        self.title, self.about, self.standing = read.title, read.about, read.standing
        self.is_completed, self.to_answer = read.is_completed, read.to_answer
        self.sections = self._held_still(read.sections)
        self.scores, self.offers = read.scores, read.offers
        self.print_url = f"{PRINT}?assessment={self._assessment_id}"
        self.list_url = f"/patients/{read.patient_id}/forms"
        self._version, self._answers = read.version, read.answers

    def _held_still(self, sections: list[SectionRow]) -> list[SectionRow]:
        """The question that is being written in keeps its version, and so its field and what is typed."""
        versions = {each["id"]: each["version"] for section in self.sections for each in section["questions"]}
        for section in sections:
            for question in section["questions"]:
                if question["id"] == self._writing:
                    question["version"] = versions.get(question["id"], question["version"])
        return sections

    def _lose(self) -> None:
        self._forget()
        self.missing = _NOT_HERE

    def _forget(self) -> None:
        """Nothing of the form before stays behind."""
        self.is_ready = self.is_completed = False
        self.missing = self.title = self.about = self.standing = self.saved = self._writing = ""
        self.print_url = self.list_url = ""
        self.to_answer = self._patient_id = self._assessment_id = self._version = 0
        self.sections, self.scores, self.offers, self.problems = [], [], [], {}
        self._answers, self._mine = {}, {}
