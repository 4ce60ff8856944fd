"""What the small dialog asks before a deed is done, one question after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from carehub.core.errors import Invalid
from carehub.referrals.deeds import Deed
from carehub.referrals.models import Referral
from carehub.referrals.prompts import Kind, Prompt, choice_prompt, prompt
from carehub.referrals.reasons import END_REASONS, FOLLOW_UPS, EndReason, StuckReason, stuck_reasons
from carehub.referrals.status import OFF_PATH, MissedReason, Outcome
from carehub.referrals.wording import END_REASON, MISSED, OUTCOME, STUCK

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Question:
    """The title of the dialog, and its fields for this referral."""

    title: str
    prompts: Callable[[Referral], list[Prompt]]


def question_before(deed: Deed, said: Mapping[str, str]) -> Question | None:
    """What is still to be asked before the deed; Invalid when an earlier answer was no answer."""
    asks = _ASKS.get(deed)
    return asks(said) if asks else None


def ended(said: Mapping[str, str]) -> Outcome:
    return _chosen(Outcome, said.get("outcome", ""), "Choose how this referral ended.")


def ended_because(said: Mapping[str, str]) -> EndReason:
    return _chosen(EndReason, said.get("code", ""), "Choose why this referral ends here.")


def missed_because(said: Mapping[str, str]) -> MissedReason:
    return _chosen(MissedReason, said.get("reason", ""), "Choose why the patient did not come.")


def stuck_because(said: Mapping[str, str]) -> StuckReason:
    return _chosen(StuckReason, said.get("because", ""), "Choose what holds it up.")


def _about_the_end(said: Mapping[str, str]) -> Question | None:
    if "outcome" not in said:
        how = {outcome.value: OUTCOME[outcome] for outcome in OFF_PATH}
        return Question("Close without a visit", lambda _: [choice_prompt("outcome", "How it ended", how)])
    outcome = ended(said)
    return None if "code" in said else Question(OUTCOME[outcome], lambda _: _reasons_of_the_end(outcome))


def _reasons_of_the_end(outcome: Outcome) -> list[Prompt]:
    codes = {code.value: END_REASON[code] for code in END_REASONS[outcome]}
    asked = [choice_prompt("code", "Why", codes), prompt("words", "In your own words (optional)", Kind.TEXT)]
    if OFF_PATH[outcome].wants_next_step:
        asked.append(prompt("next_step", "What happens next"))
    return asked


def _about_a_missed_visit(said: Mapping[str, str]) -> Question | None:
    if "reason" not in said:
        why = {reason.value: MISSED[reason] for reason in MissedReason}
        asked = choice_prompt("reason", "Why the patient did not come", why)
        return Question("Record a no-show", lambda _: [asked])
    answer = FOLLOW_UPS[missed_because(said)]
    if "follow_up" in said:
        return None
    return Question("What happens next", lambda _: [prompt("follow_up", "Next step", value=answer)])


def _about_a_pause(said: Mapping[str, str]) -> Question | None:
    if "until" in said:
        return None
    return Question(
        "Pause the clock",
        lambda referral: [
            prompt("pause_reason", "Why it stands still", value=referral.pause_reason),
            prompt("until", "Until the end of", Kind.DAY, str(referral.paused_until or "")),
        ],
    )


def _about_being_stuck(said: Mapping[str, str]) -> Question | None:
    return None if "because" in said else Question("Why is it stuck?", _reasons_of_being_stuck)


def _reasons_of_being_stuck(referral: Referral) -> list[Prompt]:
    reasons = {reason.value: STUCK[reason] for reason in stuck_reasons(referral.status)}
    return [
        choice_prompt("because", "Stuck because", reasons, referral.stuck_because or ""),
        prompt("note", "In your own words (optional)", value=referral.stuck_note),
    ]


_ASKS: dict[Deed, Callable[[Mapping[str, str]], Question | None]] = {
    Deed.CLOSE: _about_the_end,
    Deed.MISSED: _about_a_missed_visit,
    Deed.PAUSE: _about_a_pause,
    Deed.EXPLAIN: _about_being_stuck,
}


def _chosen(words: type[Word], value: str, otherwise: str) -> Word:
    try:
        return words(value)
    except ValueError:
        raise Invalid(otherwise) from None
