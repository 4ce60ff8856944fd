"""The closed sets of a care plan."""

from enum import StrEnum


class GoalStatus(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Owner(StrEnum):
    """Whose action it is."""

    PATIENT = "patient"
    FAMILY = "family"
    US = "us"
    PROVIDER = "provider"


class Relation(StrEnum):
    """Who agrees to the plan, seen from the patient."""

    PATIENT = "patient"
    PARENT = "parent"
    GUARDIAN = "guardian"
    PARTNER = "partner"
    CHILD = "child"
    CAREGIVER = "caregiver"
    OTHER = "other"


class Agreed(StrEnum):
    """How somebody agreed to the plan."""

    SIGNED = "signed"
    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    BY_VIDEO = "by_video"
