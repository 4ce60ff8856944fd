from sqlmodel import Session

from carehub.accounts.preferences import set_single_keys, uses_single_keys
from tests.conftest import People


def test_single_letter_keys_are_switched_off_for_oneself_alone(session: Session, people: People) -> None:
    set_single_keys(session, people.alice, False)
    assert not uses_single_keys(session, people.alice)
    assert uses_single_keys(session, people.bob)
