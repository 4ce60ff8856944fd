"""How the contact log reads."""

from carehub.contacts.models import Answer, How, Whom

WHOM: dict[Whom, str] = {
    Whom.PATIENT: "Patient",
    Whom.RELATED_PERSON: "Related person",
    Whom.RECEIVER: "Receiver",
    Whom.PAYER: "Payer",
}

HOW: dict[How, str] = {
    How.PHONE: "Phone",
    How.TEXT: "Text",
    How.LETTER: "Letter",
    How.IN_PERSON: "In person",
    How.PORTAL: "Portal",
    How.FAX: "Fax",
}

ANSWER: dict[Answer, str] = {
    Answer.REACHED: "Reached",
    Answer.LEFT_MESSAGE: "Left a message",
    Answer.NO_ANSWER: "No answer",
    Answer.WRONG_NUMBER: "Wrong number",
    Answer.SENT: "Sent",
    Answer.TRY_AGAIN: "Try again",
}
