"""What somebody writes down of a related person or of safe contact, checked before it is kept."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from carehub.patients import fields
from carehub.patients.record import InvalidRecord, Line, Phone, blank_is_none, problems_in
from carehub.related_people.models import MayTalk, Relation, Safe

LONGEST_WORDS = 500
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(fields.many_lines)]
Clock = Annotated[str, Field(pattern=rf"{_CLOCK}|^$")]


class PersonDraft(BaseModel):
    """A related person as somebody describes them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: Line
    relation: Relation
    organisation: Line = ""
    phone: Phone = ""
    email: Annotated[Line, AfterValidator(fields.email_address)] = ""
    language: Annotated[Line, AfterValidator(fields.language_code)] = ""
    interpreter: bool = False
    may_talk: MayTalk = MayTalk.NOT_ASKED
    only_about: Line = ""
    is_guardian: bool = False
    is_emergency: bool = False
    document_id: Annotated[int | None, BeforeValidator(blank_is_none), Field(gt=0, lt=2**31)] = None
    note: Words = ""


class SafeDraft(BaseModel):
    """How a patient may be reached; hours are ``HH:MM`` by the center's clock, or empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    codes: frozenset[Safe] = frozenset()
    ask_for: Line = ""
    not_before: Clock = ""
    not_after: Clock = ""
    words: Words = ""


def person_drafted(form: Mapping[str, object]) -> PersonDraft:
    """The person in a form's values; InvalidRecord names every field that cannot stand."""
    try:
        return PersonDraft.model_validate(form)
    except ValidationError as error:
        raise InvalidRecord(problems_in(error)) from None


def safe_drafted(form: Mapping[str, object]) -> SafeDraft:
    """The rules in a form's values; InvalidRecord names every field that cannot stand."""
    try:
        return SafeDraft.model_validate(form)
    except ValidationError as error:
        raise InvalidRecord(problems_in(error)) from None


def refuse_incomplete(draft: PersonDraft) -> None:
    """Somebody has a name, and what may be spoken of is said where it is limited."""
    if not draft.name:
        raise InvalidRecord({"name": "Write the name, or what the patient calls them."})
    if draft.may_talk is MayTalk.ONLY_ABOUT and not draft.only_about:
        raise InvalidRecord({"only_about": "Say what we may talk about with them."})


def refuse_contradiction(draft: SafeDraft) -> None:
    """Rules that exclude each other leave no way to reach the patient."""
    if Safe.TEXT_ONLY in draft.codes and Safe.NO_TEXT in draft.codes:
        raise InvalidRecord({"codes": "“Text only” and “no text messages” exclude each other. Choose one."})
    if draft.not_before and draft.not_after and draft.not_before >= draft.not_after:
        raise InvalidRecord({"not_after": "The last hour comes after the first one."})
