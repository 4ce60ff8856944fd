"""Signed versions: the plan as the patient or the family agreed to it, frozen, read and compared."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.care_plans.changing import LINE_LIMIT, needed, tell
from carehub.care_plans.content import PlanContent, frozen, seal, thawed
from carehub.care_plans.kinds import Agreed, Relation
from carehub.care_plans.models import PlanVersion
from carehub.care_plans.working import plan_of
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.patients import service as patients


@dataclass(frozen=True)
class Signature:
    """Who agreed, how and on which day."""

    name: str
    relation: Relation
    agreed: Agreed
    on: date


@dataclass(frozen=True)
class SignedVersion:
    """``number`` counts from 1, the oldest; ``who`` wrote the agreement down."""

    number: int
    row: PlanVersion
    who: str

    @property
    def content(self) -> PlanContent:
        return thawed(self.row.content)


def sign(session: Session, actor: Actor, patient_id: int, seen: str, signature: Signature) -> PlanVersion:
    """Freeze the plan as it was shown: ``seen`` is its seal. Conflict when it says something else by now."""
    content = plan_of(session, actor, patient_id).content()
    require(actor, Permission.CARE_EDIT)
    _refuse_unsignable(session, content, signature)
    if seal(content) != seen:
        raise Conflict("The plan was changed while it was being signed. Read it again together, then sign.")
    version = PlanVersion(
        patient_id=patient_id,
        content=frozen(content),
        signed_by=needed(signature.name, "the name of who agrees", LINE_LIMIT),
        relation=signature.relation,
        agreed=signature.agreed,
        signed_on=signature.on,
        made_at=clock.now(),
        made_by_id=actor.user_id,
    )
    session.add(version)
    session.flush()
    tell(session, actor, patient_id, "care_plans.sign", f"plan_version:{version.id}")
    return version


def versions_of(session: Session, actor: Actor, patient_id: int) -> list[SignedVersion]:
    """The signed versions of a patient's plan, the newest first."""
    require(actor, Permission.NOTES_SEE)
    patients.find(session, actor, patient_id)
    signed = (
        select(PlanVersion, User.name)
        .join(User, col(User.id) == PlanVersion.made_by_id)
        .where(PlanVersion.patient_id == patient_id)
        .order_by(col(PlanVersion.made_at), col(PlanVersion.id))
    )
    numbered = enumerate(session.exec(signed), start=1)
    return [SignedVersion(number, row, who) for number, (row, who) in numbered][::-1]


def version_numbered(session: Session, actor: Actor, patient_id: int, number: int) -> SignedVersion:
    found = next((each for each in versions_of(session, actor, patient_id) if each.number == number), None)
    if found is None:
        raise NotFound("There is no such version of this plan. Choose one from the list.")
    return found


def _refuse_unsignable(session: Session, content: PlanContent, signature: Signature) -> None:
    if not content.goals:
        raise Invalid("There is no goal yet. Write down what the patient wants to reach, then sign.")
    if signature.on > clock.today(session.get_one(Center, 1).time_zone):
        raise Invalid("The day of the signature is in the future. Check the date.")
