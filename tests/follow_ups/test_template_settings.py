"""Templates are the center's own: an admin changes them, by the ritual of each operation."""

import pytest
from sqlmodel import Session

from carehub.contacts.models import How
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.follow_ups import service
from carehub.follow_ups import template_settings as settings
from carehub.follow_ups.template_settings import TemplateWish
from carehub.follow_ups.templates import Step
from tests.conftest import People, make_patient

WEEKLY = TemplateWish("Weekly calls", (Step(14, "Call again"), Step(7, "Call", How.PHONE)))


def test_a_new_template_is_offered_with_its_steps_in_order(session: Session, people: People) -> None:
    made = settings.add_template(session, people.dana, WEEKLY)
    assert service.templates(session, people.alice)[-1].id == made.id
    patient = make_patient(session, people.sites["Northside"])
    follow_ups = service.start(session, people.alice, made.id or 0, patient.id or 0)
    assert [each.text for each in follow_ups] == ["Call", "Call again"]


def test_a_changed_template_leaves_what_was_made_from_it(session: Session, people: People) -> None:
    made = settings.add_template(session, people.dana, WEEKLY)
    patient = make_patient(session, people.sites["Northside"])
    before = service.start(session, people.alice, made.id or 0, patient.id or 0)
    wish = TemplateWish("Monthly calls", (Step(30, "Call every month"),))
    settings.edit_template(session, people.dana, made.id or 0, 1, wish)
    assert [each.text for each in before] == ["Call", "Call again"]
    with pytest.raises(Conflict, match="Somebody else changed this template first"):
        settings.edit_template(session, people.dana, made.id or 0, 1, WEEKLY)


def test_a_hidden_template_is_offered_no_more_until_it_is_again(session: Session, people: People) -> None:
    made = settings.add_template(session, people.dana, WEEKLY)
    settings.set_hidden(session, people.dana, made.id or 0, 1, hidden=True)
    assert made.id not in [each.id for each in service.templates(session, people.alice)]
    patient = make_patient(session, people.sites["Northside"])
    with pytest.raises(NotFound):
        service.start(session, people.alice, made.id or 0, patient.id or 0)
    settings.set_hidden(session, people.dana, made.id or 0, 2, hidden=False)
    assert made.id in [each.id for each in service.templates(session, people.alice)]


@pytest.mark.parametrize("name", ["alice", "erin", "pat", "bob"])
def test_only_an_admin_changes_templates(session: Session, people: People, name: str) -> None:
    made = settings.add_template(session, people.dana, WEEKLY).id or 0
    actor = getattr(people, name)
    for refused in (
        lambda: settings.every_template(session, actor),
        lambda: settings.add_template(session, actor, WEEKLY),
        lambda: settings.edit_template(session, actor, made, 1, WEEKLY),
        lambda: settings.set_hidden(session, actor, made, 1, hidden=True),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_what_makes_no_template_is_refused(session: Session, people: People) -> None:
    settings.add_template(session, people.dana, WEEKLY)
    for wrong in (
        TemplateWish(" ", WEEKLY.steps),
        TemplateWish("WEEKLY CALLS", WEEKLY.steps),
        TemplateWish("None", ()),
        TemplateWish("Many", [Step(n, "Call") for n in range(11)]),
        TemplateWish("Wordless", [Step(1, " ")]),
        TemplateWish("Far", [Step(367, "Call")]),
    ):
        with pytest.raises(Invalid):
            settings.add_template(session, people.dana, wrong)
    for unknown in (
        lambda: settings.edit_template(session, people.dana, 999_999, 1, WEEKLY),
        lambda: settings.set_hidden(session, people.dana, 999_999, 1, hidden=True),
    ):
        with pytest.raises(NotFound):
            unknown()
