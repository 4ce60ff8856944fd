"""How a care plan reads."""

from carehub.care_plans.kinds import ActionStatus, Agreed, GoalStatus, Owner, Relation

GOAL_STATUS: dict[GoalStatus, str] = {
    GoalStatus.OPEN: "Working on it",
    GoalStatus.REACHED: "Reached",
    GoalStatus.DROPPED: "Given up",
}

ACTION_STATUS: dict[ActionStatus, str] = {
    ActionStatus.OPEN: "To do",
    ActionStatus.DONE: "Done",
    ActionStatus.DROPPED: "Not needed",
}

OWNER: dict[Owner, str] = {
    Owner.PATIENT: "Patient",
    Owner.FAMILY: "Family",
    Owner.US: "Us",
    Owner.PROVIDER: "Provider",
}

RELATION: dict[Relation, str] = {
    Relation.PATIENT: "The patient",
    Relation.PARENT: "Parent",
    Relation.GUARDIAN: "Guardian",
    Relation.PARTNER: "Husband, wife or partner",
    Relation.CHILD: "Son or daughter",
    Relation.CAREGIVER: "Caregiver",
    Relation.OTHER: "Somebody else",
}

AGREED: dict[Agreed, str] = {
    Agreed.SIGNED: "Signed on paper",
    Agreed.IN_PERSON: "Said yes in person",
    Agreed.BY_PHONE: "Said yes by phone",
    Agreed.BY_VIDEO: "Said yes by video",
}
