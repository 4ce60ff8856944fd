import pytest
from sqlmodel import Session, col, select

from carehub.accounts import service, sessions
from carehub.accounts.models import User
from carehub.core.actor import Actor, Role
from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from tests.conftest import People


def _seen(session: Session, people: People, actor: Actor) -> service.Person:
    return next(each for each in service.people(session, people.dana) if each.user_id == actor.user_id)


def _edit(seen: service.Person, role: Role, *site_ids: int) -> service.PersonEdit:
    return service.PersonEdit(seen.user_id, seen.version, seen.name, role, frozenset(site_ids))


def _new(role: Role, *site_ids: int) -> service.NewPerson:
    return service.NewPerson("Zoe.K", " Zoe  Kim ", role, frozenset(site_ids))


def test_an_admin_adds_a_person_who_works_at_a_site(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    user_id = service.add_person(session, people.dana, _new(Role.COORDINATOR, north))
    user = session.get_one(User, user_id)
    assert (user.user_name, user.name, user.all_sites) == ("zoe.k", "Zoe Kim", False)
    assert sessions.actor_for(session, user).site_ids == {north}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_supervisors_and_admins_without_sites_work_everywhere(
    session: Session, people: People, role: Role
) -> None:
    user_id = service.add_person(session, people.dana, _new(role))
    assert sessions.actor_for(session, session.get_one(User, user_id)).all_sites


def test_a_supervisor_works_everywhere_even_when_a_site_is_named(session: Session, people: People) -> None:
    user_id = service.add_person(session, people.dana, _new(Role.SUPERVISOR, people.sites["Northside"]))
    assert sessions.actor_for(session, session.get_one(User, user_id)).all_sites


def test_a_coordinator_without_a_site_is_refused_where_there_are_several(
    session: Session, people: People
) -> None:
    with pytest.raises(Invalid, match="Northside or Southside"):
        service.add_person(session, people.dana, _new(Role.COORDINATOR))


def test_a_coordinator_without_a_site_gets_the_only_one(session: Session, people: People) -> None:
    _close_southside(session, people)
    user_id = service.add_person(session, people.dana, _new(Role.COORDINATOR))
    assert sessions.actor_for(session, session.get_one(User, user_id)).site_ids == {people.sites["Northside"]}


def _close_southside(session: Session, people: People) -> None:
    charlie = _seen(session, people, people.charlie)
    service.edit_person(session, people.dana, _edit(charlie, Role.COORDINATOR, people.sites["Northside"]))
    south = next(site for site in service.every_site(session, people.dana) if site.name == "Southside")
    service.close_site(session, people.dana, people.sites["Southside"], south.version)


@pytest.mark.parametrize("user_name", ["", "x", "a b", "ña", "x" * 61, "-x", "a\u0000b"])
def test_a_user_name_that_cannot_be_typed_everywhere_is_refused(
    session: Session, people: People, user_name: str
) -> None:
    with pytest.raises(Invalid):
        service.add_person(session, people.dana, service.NewPerson(user_name, "Zoe", Role.ADMIN))


def test_a_user_name_is_taken_whatever_its_capitals(session: Session, people: People) -> None:
    with pytest.raises(Conflict, match="alice is taken"):
        service.add_person(session, people.dana, service.NewPerson("Alice", "Zoe", Role.ADMIN))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\u202eb", "a\u0007b"])
def test_a_name_that_is_empty_endless_or_unprintable_is_refused(
    session: Session, people: People, name: str
) -> None:
    with pytest.raises(Invalid):
        service.add_person(session, people.dana, service.NewPerson("zoe", name, Role.ADMIN))


def test_a_site_that_does_not_exist_is_refused(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        service.add_person(session, people.dana, _new(Role.COORDINATOR, 999))


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "pat"])
def test_only_an_admin_manages_people(session: Session, people: People, who: str) -> None:
    actor: Actor = getattr(people, who)
    bob = people.bob.user_id
    verbs = [
        lambda: service.people(session, actor),
        lambda: service.add_person(session, actor, _new(Role.ADMIN)),
        lambda: service.edit_person(session, actor, service.PersonEdit(bob, 1, "Bob", Role.ADMIN)),
        lambda: service.disable(session, actor, bob, 1),
        lambda: service.enable(session, actor, bob, 1),
        lambda: service.issue_code(session, actor, bob),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed, match="Ask an admin"):
            verb()


def test_a_person_nobody_knows_is_not_found(session: Session, people: People) -> None:
    for verb in (service.disable, service.enable):
        with pytest.raises(NotFound):
            verb(session, people.dana, 999, 1)
    with pytest.raises(NotFound):
        service.edit_person(session, people.dana, service.PersonEdit(999, 1, "Nobody", Role.ADMIN))


def test_role_and_sites_change_together(session: Session, people: People) -> None:
    bob = _seen(session, people, people.bob)
    service.edit_person(session, people.dana, _edit(bob, Role.COORDINATOR, people.sites["Southside"]))
    after = _seen(session, people, people.bob)
    assert (after.role, after.site_ids) == (Role.COORDINATOR, {people.sites["Southside"]})


def test_a_supervisor_who_becomes_coordinator_needs_a_site(session: Session, people: People) -> None:
    with pytest.raises(Invalid, match="at least one site"):
        service.edit_person(
            session, people.dana, _edit(_seen(session, people, people.erin), Role.COORDINATOR)
        )


def test_the_second_of_two_admins_is_told_that_someone_was_first(session: Session, people: People) -> None:
    bob = _seen(session, people, people.bob)
    service.edit_person(session, people.dana, _edit(bob, Role.PROVIDER, *bob.site_ids))
    with pytest.raises(Conflict, match="Someone else changed Bob Tran"):
        service.edit_person(session, people.dana, _edit(bob, Role.COORDINATOR, *bob.site_ids))
    assert _seen(session, people, people.bob).role is Role.PROVIDER


def test_a_disabled_person_is_out_at_once_and_may_come_back(session: Session, people: People) -> None:
    token = sessions.start(session, people.bob.user_id)
    assert sessions.actor_of(session, token) is not None
    service.disable(session, people.dana, people.bob.user_id, 1)
    assert sessions.actor_of(session, token) is None
    service.enable(session, people.dana, people.bob.user_id, 2)
    assert _seen(session, people, people.bob).is_active
    assert sessions.actor_of(session, token) is None


def test_nobody_removes_the_last_active_admin(session: Session, people: People) -> None:
    dana = _seen(session, people, people.dana)
    with pytest.raises(Conflict, match="only active admin"):
        service.disable(session, people.dana, dana.user_id, dana.version)
    with pytest.raises(Conflict, match="only active admin"):
        service.edit_person(session, people.dana, _edit(dana, Role.SUPERVISOR))
    with pytest.raises(Conflict, match="only active admin"):
        service.disable_from_host(session, "dana")


def test_one_of_two_admins_may_go(session: Session, people: People) -> None:
    service.add_person(session, people.dana, _new(Role.ADMIN))
    dana = _seen(session, people, people.dana)
    service.disable(session, people.dana, dana.user_id, dana.version)


def test_every_change_is_journaled_and_announced(people: People) -> None:
    before = HUB.rev
    with unit_of_work() as session:
        user_id = service.add_person(session, people.dana, _new(Role.ADMIN))
        service.disable(session, people.dana, user_id, 1)
        service.enable(session, people.dana, user_id, 2)
        service.issue_code(session, people.dana, user_id)
    with unit_of_work(write=False) as session:
        told = select(JournalEntry.action).where(JournalEntry.subject == f"user:{user_id}")
        actions = session.exec(told.order_by(col(JournalEntry.seq))).all()
    assert actions == ["people.add", "people.disable", "people.enable", "people.issue_code"]
    assert HUB.since(Topic.PEOPLE, before) == {user_id}
