"""How related people and safe-contact rules read."""

from carehub.related_people.models import MayTalk, Relation, Safe

RELATION: dict[Relation, str] = {each: each.value.replace("_", " ").capitalize() for each in Relation}

MAY_TALK: dict[MayTalk, str] = {
    MayTalk.YES: "We may talk with them",
    MayTalk.ONLY_ABOUT: "Only about",
    MayTalk.NO: "Do not talk with them",
    MayTalk.NOT_ASKED: "The patient was not asked yet",
}

SAFE: dict[Safe, str] = {
    Safe.TEXT_ONLY: "Text only",
    Safe.NO_CALLS: "Do not call",
    Safe.NO_VOICEMAIL: "No voicemail",
    Safe.NO_TEXT: "No text messages",
    Safe.NO_LETTERS: "No letters",
    Safe.NOT_AT_ADDRESS: "Not at this address",
    Safe.NO_EMAIL: "No e-mail",
    Safe.DO_NOT_SAY_WHO: "Do not say who is calling",
}
