"""Fills an empty database with the practice center, by the same services that people use."""

from datetime import timedelta
from random import Random

from sqlmodel import Session, select

from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.practice.absence import be_away
from carehub.practice.appointments import book_everybody
from carehub.practice.care import care_for
from carehub.practice.corrections import correct
from carehub.practice.diary import Diary
from carehub.practice.directory import list_receivers
from carehub.practice.emergencies import open_one
from carehub.practice.follow_ups import keep_in_mind
from carehub.practice.hours import open_doors
from carehub.practice.meetings import meet
from carehub.practice.part2 import run_part2
from carehub.practice.patients import meet_everybody
from carehub.practice.referrals import refer
from carehub.practice.staff import TIME_ZONE, hire
from carehub.practice.stories import tell_stories

# The same people and histories at every making, told from the day of the making.
_SEED = 1961
_OPEN_SINCE = timedelta(days=800)


def fill(password: str) -> list[User]:
    """Fill the empty, migrated database of this process; every user gets ``password``.

    Returns the users. All of it is one transaction: a center that was made half is not there.
    """
    with unit_of_work() as session:
        _refuse_other_data(session)
        diary = Diary(clock.now(), TIME_ZONE, Random(_SEED))
        with clock.freeze(diary.now - _OPEN_SINCE):
            staff = hire(session, password)
        diary.closed = open_doors(session, staff, diary.today)
        everybody = meet_everybody(session, diary, staff)
        list_receivers(session, staff)
        refer(session, diary, staff, everybody)
        book_everybody(session, diary, staff, everybody)
        meet(session, diary, staff)
        tell_stories(session, diary, staff, everybody)
        care_for(session, diary, staff, everybody)
        be_away(session, diary, staff, everybody)
        open_one(session, diary, staff, everybody)
        correct(session, diary, staff, everybody)
        diary.relive()
        run_part2(session, diary, staff)
        keep_in_mind(session, diary, staff)
        return list(staff.users)


def _refuse_other_data(session: Session) -> None:
    if session.exec(select(User.id).limit(1)).first() is not None:
        raise Conflict("This database holds a center already; the practice center wants one of its own.")
