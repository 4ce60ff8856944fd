"""What stands ready beside Northside's one patient, so that deeds find something that they can save."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import grants, sites
from carehub.disclosures.models import Ground
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.referrals import disclosing, stage_settings
from carehub.referrals import service as referrals
from carehub.referrals.disclosing import NewGround
from carehub.referrals.service import NewReferral
from carehub.referrals.stage_settings import StageWish
from carehub.referrals.status import Status
from carehub.referrals.transition import first_stage_of
from tests.conftest import People
from tests.permissions.northside import CANARY, Northside, booked

# One person, or two who share a day and a phone.
DOUBTFUL = (
    "MRN,Last name,First name,Date of birth,Phone",
    "001,Garcia,Ana,1961-03-12,617-555-0123",
    ",Garcia,Anna,1961-03-12,617-555-0123",
)


@dataclass(frozen=True)
class Further:
    """The id of each row: ``record`` is a referral under Part 2, ``untold`` one whose patient does not know
    of the appointment, ``visit`` an appointment of yesterday, ``doubtful`` a checked list, a row of which
    needs a look."""

    erin: int
    referral: int
    record: int
    ground: int
    untold: int
    visit: int
    follow_up: int
    program: int
    stage: int
    site: int
    doubtful: int
    doubtful_row: int


def fill_further(session: Session, people: People, ids: Northside, doubtful: int) -> Further:
    alice, dana = people.alice, people.dana
    disclosing.set_runs_part2(session, dana, True)
    grants.grant_person(session, dana, alice.user_id, is_granted=True)
    record, untold = _referral(session, people, ids), _referral(session, people, ids)
    disclosing.mark(session, alice, record, 1, is_record=True)
    grounds = NewGround(Ground.EMERGENCY, CANARY, CANARY)
    scheduled = referrals.read(session, alice, untold).referral
    scheduled.stage_id = first_stage_of(session, Status.SCHEDULED).id or 0
    scheduled.status = Status.SCHEDULED
    call = NewFollowUp(ids.patient, CANARY, follow_ups.today_of(session), alice.user_id)
    return Further(
        erin=people.erin.user_id,
        referral=_referral(session, people, ids),
        record=record,
        ground=disclosing.add_ground(session, alice, record, grounds).id or 0,
        untold=untold,
        visit=booked(session, people, ids.patient, hours=-26),
        follow_up=follow_ups.create(session, alice, call).id or 0,
        program=programs.add_program(session, dana, "Dads", ProgramKind.CCM).id or 0,
        stage=stage_settings.add_stage(session, dana, StageWish("Also new", Status.DRAFT)).id or 0,
        site=sites.add_site(session, dana, "Eastside"),
        doubtful=doubtful,
        doubtful_row=3,
    )


def _referral(session: Session, people: People, ids: Northside) -> int:
    alice = people.alice
    new = NewReferral(ids.patient, ids.type, receiver="Lakeside Cardiology", coordinator_id=alice.user_id)
    return referrals.create(session, alice, new).id or 0
