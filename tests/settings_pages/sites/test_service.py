import pytest
from sqlmodel import Session

from carehub.accounts.models import Site
from carehub.core.errors import Conflict, NotAllowed, NotFound
from carehub.settings_pages.sites import service
from tests.conftest import People, make_patient


def test_a_site_with_patients_stays_open(session: Session, people: People) -> None:
    make_patient(session, people.sites["Southside"])
    with pytest.raises(Conflict, match="still has 1 patient"):
        service.close_site(session, people.dana, people.sites["Southside"], 1)
    assert session.get_one(Site, people.sites["Southside"]).is_active


def test_a_site_without_patients_and_staff_is_closed(session: Session, people: People) -> None:
    session.add(east := Site(name="East"))
    session.flush()
    assert east.id is not None
    service.close_site(session, people.dana, east.id, 1)
    assert not session.get_one(Site, east.id).is_active


def test_patients_are_counted_for_admins_only(session: Session, people: People) -> None:
    make_patient(session, people.sites["Southside"])
    assert service.patient_counts(session, people.dana) == {people.sites["Southside"]: 1}
    for actor in (people.alice, people.erin):
        with pytest.raises(NotAllowed):
            service.patient_counts(session, actor)
        with pytest.raises(NotAllowed):
            service.close_site(session, actor, people.sites["Southside"], 1)


def test_an_unknown_site_is_not_found(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        service.close_site(session, people.dana, 999, 1)
