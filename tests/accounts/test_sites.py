import pytest
from sqlmodel import Session

from carehub.accounts import service
from carehub.accounts.models import Site
from carehub.accounts.roster import NewPerson
from carehub.core.actor import Actor, Role
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.conftest import People


def test_people_are_offered_the_sites_where_they_work(session: Session, people: People) -> None:
    assert [site.name for site in service.sites(session, people.charlie)] == ["Southside"]
    assert [site.name for site in service.sites(session, people.erin)] == ["Northside", "Southside"]


def test_a_new_site_gets_a_colour_of_its_own(session: Session, people: People) -> None:
    ids = [service.add_site(session, people.dana, name) for name in ("East", "West")]
    east, west = (session.get_one(Site, site_id) for site_id in ids)
    assert east.color != west.color


@pytest.mark.parametrize("name", ["northside", " Northside "])
def test_two_sites_do_not_share_a_name(session: Session, people: People, name: str) -> None:
    with pytest.raises(Conflict, match="already"):
        service.add_site(session, people.dana, name)
    with pytest.raises(Conflict, match="already"):
        service.rename_site(session, people.dana, people.sites["Southside"], 1, name)


def test_a_site_without_a_name_is_refused(session: Session, people: People) -> None:
    with pytest.raises(Invalid):
        service.add_site(session, people.dana, "  ")


def test_a_site_is_renamed_even_if_only_its_capitals_change(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    service.rename_site(session, people.dana, north, 1, "NORTHSIDE")
    assert session.get_one(Site, north).name == "NORTHSIDE"


def test_the_second_of_two_renames_is_refused(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    service.rename_site(session, people.dana, north, 1, "North")
    with pytest.raises(Conflict, match="Someone else changed North"):
        service.rename_site(session, people.dana, north, 1, "Nord")


def test_a_site_where_someone_works_alone_stays_open(session: Session, people: People) -> None:
    with pytest.raises(Conflict, match="Charlie Okafor would be without a site"):
        service.close_site(session, people.dana, people.sites["Southside"], 1)


def test_a_closed_site_can_be_reopened_and_is_not_offered_before(session: Session, people: People) -> None:
    east = service.add_site(session, people.dana, "East")
    service.close_site(session, people.dana, east, 1)
    assert east not in [site.id for site in service.sites(session, people.dana)]
    with pytest.raises(NotFound):
        service.add_person(session, people.dana, NewPerson("zoe", "Zoe", Role.COORDINATOR, frozenset({east})))
    service.reopen_site(session, people.dana, east, 2)
    assert east in [site.id for site in service.sites(session, people.dana)]


def test_a_center_keeps_one_open_site(session: Session, people: People) -> None:
    for person in (people.alice, people.bob, people.charlie, people.pat):
        service.disable(session, people.dana, person.user_id, 1)
    service.close_site(session, people.dana, people.sites["Southside"], 1)
    with pytest.raises(Conflict, match="only open site"):
        service.close_site(session, people.dana, people.sites["Northside"], 1)


def test_whoever_was_disabled_when_the_site_closed_needs_another_one_to_come_back(
    session: Session, people: People
) -> None:
    service.disable(session, people.dana, people.charlie.user_id, 1)
    service.close_site(session, people.dana, people.sites["Southside"], 1)
    with pytest.raises(Conflict, match="site was closed"):
        service.enable(session, people.dana, people.charlie.user_id, 2)


def test_only_an_admin_manages_sites(session: Session, people: People) -> None:
    for actor in (people.alice, people.bob, people.erin, people.pat):
        _refuses_everything(session, actor, people.sites["Northside"])


def _refuses_everything(session: Session, actor: Actor, site_id: int) -> None:
    verbs = [
        lambda: service.every_site(session, actor),
        lambda: service.staff_counts(session, actor),
        lambda: service.add_site(session, actor, "East"),
        lambda: service.rename_site(session, actor, site_id, 1, "East"),
        lambda: service.close_site(session, actor, site_id, 1),
        lambda: service.reopen_site(session, actor, site_id, 1),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()


def test_a_site_nobody_knows_is_not_found(session: Session, people: People) -> None:
    for verb in (service.close_site, service.reopen_site):
        with pytest.raises(NotFound):
            verb(session, people.dana, 999, 1)
