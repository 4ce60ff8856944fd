"""A form from its definition in TOML. Strict: what is not understood is refused, in words, with its line."""

import tomllib
from collections.abc import Iterable
from itertools import count
from typing import TypeVar

from carehub.assessments.definition import (
    CHOSEN,
    COUNTED,
    NO,
    YES,
    Band,
    Choice,
    Condition,
    Form,
    Kind,
    Method,
    Offer,
    OfferKind,
    Question,
    Score,
    Section,
)
from carehub.assessments.located import NAME, Lines, Problem, Table
from carehub.core.errors import Invalid

LONGEST = 200_000
_MOST_STEPS = 21
Named = TypeVar("Named", Question, Score, Offer)


class FormProblems(Invalid):
    """The definition cannot be used: ``problems`` says why, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda each: each.line)
        super().__init__(" ".join(map(str, self.problems[:1])))


def parse(text: str) -> Form:
    """The form that ``text`` defines; FormProblems names everything that is wrong with it."""
    if len(text) > LONGEST:
        raise FormProblems([Problem(0, "", "This definition is too long for a form.")])
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormProblems([_misspelt(error)]) from None
    reading = _Reading(text)
    form = reading.form(Table(said, 0, "", reading.lines, reading.problems))
    if reading.problems:
        raise FormProblems(reading.problems)
    return form


def _misspelt(error: tomllib.TOMLDecodeError) -> Problem:
    # "Expected '=' after a key in a key/value pair (at line 5, column 3)"
    words, _, place = str(error).partition(" (at ")
    digits = [int(word.strip(",)")) for word in place.split() if word.strip(",)").isdigit()]
    return Problem(digits[0] if digits else 0, "", f"This is not TOML: {words}.")


class _Reading:
    """Reads the tables from top to bottom; a condition can name only what was asked before."""

    def __init__(self, text: str) -> None:
        self.lines = Lines(text)
        self.problems: list[Problem] = []
        self.questions: dict[str, Question] = {}
        self.taken: set[str] = set()
        self._position = {name: count() for name in ("section.question", "score.band")}
        self._how_many: dict[str, int] = {}

    def form(self, top: Table) -> Form:
        sections, scores, offers = (top.tables(each, f"[[{each}]]") for each in ("section", "score", "offer"))
        self._how_many = {
            "section.question": sum(len(_listed(each, "question")) for each in sections),
            "score.band": sum(len(_listed(each, "band")) for each in scores),
        }
        form = Form(
            key=top.name("id"),
            title=top.text("title", needed=True),
            about=top.text("about"),
            is_validated=top.flag("validated"),
            sections=tuple(self._section(each, n, len(sections)) for n, each in enumerate(sections)),
            scores=tuple(self._score(each, n, len(scores)) for n, each in enumerate(scores)),
            offers=tuple(self._offer(each, n, len(offers)) for n, each in enumerate(offers)),
        )
        if not self.questions:
            top.wrong("section", "A form asks something: add a [[section]] with a [[section.question]].")
        top.refuse_the_rest()
        return form

    def _section(self, said: dict[str, object], position: int, of: int) -> Section:
        table = self._table(said, self.lines.of("section", position, of), f"section {position + 1}")
        show_if = self._conditions(table, "show_if")
        questions = table.tables("question", "[[section.question]]")
        section = Section(
            table.text("title", needed=True),
            table.text("about"),
            tuple(self._question(each, show_if) for each in questions),
        )
        table.refuse_the_rest()
        return section

    def _question(self, said: dict[str, object], of_section: tuple[Condition, ...]) -> Question:
        table = self._below("section.question", said, f"question “{said.get('id', '')}”")
        kind = table.word("type", Kind)
        question = Question(
            id=self._new_name(table, "question"),
            kind=kind or Kind.TEXT,
            text=table.text("text", needed=True),
            help=table.text("help"),
            is_required=table.flag("required"),
            choices=self._choices(table, kind),
            low_text=table.text("low_text") if kind is Kind.SCALE else "",
            high_text=table.text("high_text") if kind is Kind.SCALE else "",
            positive_from=table.number("positive_from") if kind in COUNTED else None,
            show_if=of_section + self._conditions(table, "show_if"),
        )
        table.refuse_the_rest()
        self.questions[question.id] = question
        return question

    def _choices(self, table: Table, kind: Kind | None) -> tuple[Choice, ...]:
        if kind is Kind.YES_NO:
            return self._yes_and_no(table)
        if kind is Kind.SCALE:
            low = table.whole("low", -100, 100, needed=True)
            high = table.whole("high", -100, 100, needed=True)
            if not 0 < high - low < _MOST_STEPS:
                table.wrong("high", f"A scale has 2 to {_MOST_STEPS} steps: “high” stands above “low”.")
                return ()
            return tuple(Choice(str(step), str(step)) for step in range(low, high + 1))
        if kind in (Kind.ONE_OF, Kind.SEVERAL_OF):
            return self._listed_choices(table)
        return ()

    def _yes_and_no(self, table: Table) -> tuple[Choice, ...]:
        positive = table.text("positive")
        if positive not in ("", YES, NO):
            table.wrong("positive", "“positive” is yes or no: the answer that names a need.")
        return tuple(Choice(each, each.capitalize(), is_positive=positive == each) for each in (YES, NO))

    def _listed_choices(self, table: Table) -> tuple[Choice, ...]:
        choices = [self._choice(table, each) for each in table.tables("choices")]
        values = [choice.value for choice in choices]
        if len(values) < 2:
            table.wrong("choices", "Give at least two “choices”.")
        for value in sorted({value for value in values if values.count(value) > 1}):
            table.wrong("choices", f"“{value}” stands twice among the choices.")
        return tuple(choices)

    def _choice(self, around: Table, said: dict[str, object]) -> Choice:
        line = self.lines.of_key(around.line, "choices")
        table = self._table(said, line, f"{around.where}, choice “{said.get('value', '')}”")
        choice = Choice(
            table.name("value"),
            table.text("text", needed=True),
            table.whole("points", -1_000, 1_000) if "points" in said else 0,
            table.flag("positive"),
            table.flag("alone"),
        )
        table.refuse_the_rest()
        return choice

    def _conditions(self, around: Table, key: str) -> tuple[Condition, ...]:
        return tuple(filter(None, (self._condition(around, key, each) for each in around.tables(key))))

    def _condition(self, around: Table, key: str, said: dict[str, object]) -> Condition | None:
        table = self._table(said, self.lines.of_key(around.line, key), f"{around.where}, {key}")
        name, values = table.text("question", needed=True), table.names("is")
        bounds = table.number("at_least"), table.number("at_most")
        table.refuse_the_rest()
        asked = self.questions.get(name)
        if asked is None:
            if name:
                table.wrong("question", f"No question above is called “{name}”.")
            return None
        self._refuse_unfitting(table, asked, values, has_bounds=bounds != (None, None))
        return Condition(name, frozenset(values), *bounds)

    def _refuse_unfitting(
        self, table: Table, asked: Question, values: list[str], *, has_bounds: bool
    ) -> None:
        known = [choice.value for choice in asked.choices]
        if values and asked.kind not in CHOSEN:
            table.wrong(
                "is", f"“{asked.id}” has no choices. Use at_least or at_most, or nothing for any answer."
            )
        elif unknown := [value for value in values if value not in known]:
            table.wrong("is", f"“{asked.id}” has no answer “{unknown[0]}”. It has: {', '.join(known)}.")
        if has_bounds and (values or asked.kind not in COUNTED):
            table.wrong("at_least", "at_least and at_most are for numbers and scales, without “is”.")

    def _score(self, said: dict[str, object], position: int, of: int) -> Score:
        table = self._table(said, self.lines.of("score", position, of), f"score “{said.get('id', '')}”")
        score = Score(
            self._new_name(table, "score"),
            table.text("title", needed=True),
            table.word("method", Method) or Method.SUM,
            tuple(table.names("questions")) or tuple(self.questions),
            tuple(self._band(each) for each in table.tables("band", "[[score.band]]")),
        )
        for name in score.questions:
            if name not in self.questions:
                table.wrong("questions", f"No question is called “{name}”.")
        starts = [band.starts_at for band in score.bands]
        if starts != sorted(set(starts)):
            table.wrong("band", "Bands go upwards: each “from” is larger than the one before.")
        table.refuse_the_rest()
        return score

    def _band(self, said: dict[str, object]) -> Band:
        table = self._below("score.band", said, f"band “{said.get('text', '')}”")
        band = Band(table.whole("from", -100_000, 100_000, needed=True), table.text("text", needed=True))
        table.refuse_the_rest()
        return band

    def _offer(self, said: dict[str, object], position: int, of: int) -> Offer:
        table = self._table(said, self.lines.of("offer", position, of), f"offer “{said.get('id', '')}”")
        kind = table.word("kind", OfferKind)
        offer = Offer(
            self._new_name(table, "offer"),
            kind or OfferKind.CONCERN,
            table.text("text", needed=True),
            self._conditions(table, "when"),
            table.text("type") if kind is OfferKind.REFERRAL else "",
            table.flag("urgent") if kind is not OfferKind.CONCERN else False,
            table.whole("days", 0, 365) if kind is OfferKind.FOLLOW_UP else 0,
        )
        if not offer.when:
            table.wrong("when", "Say “when” this is offered: the question and its answers.")
        table.refuse_the_rest()
        return offer

    def _new_name(self, table: Table, kind: str) -> str:
        name = table.name("id")
        if name and f"{kind}:{name}" in self.taken:
            table.wrong("id", f"Another {kind} is called “{name}” already.")
        self.taken.add(f"{kind}:{name}")
        return name if NAME.fullmatch(name) else ""

    def _below(self, header: str, said: dict[str, object], where: str) -> Table:
        line = self.lines.of(header, next(self._position[header]), self._how_many[header])
        return self._table(said, line, where)

    def _table(self, said: dict[str, object], line: int, where: str) -> Table:
        return Table(said, line, where, self.lines, self.problems)


def _listed(said: dict[str, object], key: str) -> list[object]:
    value = said.get(key)
    return value if isinstance(value, list) else []
