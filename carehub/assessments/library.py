"""Which forms there are: those that come with CareHub and the center's own, by version."""

from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session, col, select

from carehub.assessments.definition import Form
from carehub.assessments.models import FormVersion, KeptForm
from carehub.assessments.parsing import parse
from carehub.assessments.shipped import shipped
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid, NotFound

defined = lru_cache(maxsize=128)(parse)
_NO_SUCH = "There is no such form. Choose one from the list."


@dataclass(frozen=True)
class Listed:
    """A form as it is now; ``number`` is 0 for one that comes with CareHub and was never used."""

    form: Form
    source: str
    number: int
    is_own: bool
    is_active: bool

    @property
    def key(self) -> str:
        return self.form.key


def forms_to_fill(session: Session, actor: Actor) -> list[Listed]:
    """The forms that can be begun, by title."""
    require(actor, Permission.NOTES_SEE)
    return [each for each in _listed(session) if each.is_active]


def every_form(session: Session, actor: Actor) -> list[Listed]:
    """All forms, also those that are not used any more."""
    require(actor, Permission.SETTINGS_MANAGE)
    return _listed(session)


def form_named(session: Session, actor: Actor, key: str) -> Listed:
    """A form as it is now, for whoever fills forms in or keeps them."""
    if not actor.may(Permission.SETTINGS_MANAGE):
        require(actor, Permission.NOTES_SEE)
    return _named(session, key)


def add_form(session: Session, actor: Actor, source: str) -> Listed:
    """A form of the center's own. FormProblems says what is wrong with the definition."""
    require(actor, Permission.SETTINGS_MANAGE)
    form = parse(source)
    if any(each.key == form.key for each in _listed(session)):
        raise Invalid(f"Another form has the id “{form.key}” already. Give this one an id of its own.")
    kept = KeptForm(key=form.key, is_own=True)
    session.add(kept)
    session.flush()
    _new_version(session, actor, kept, 1, source)
    _tell(session, actor, "assessments.add_form", form.key)
    return _named(session, form.key)


def edit_form(session: Session, actor: Actor, key: str, number: int, source: str) -> Listed:
    """A new version of an own form; ``number`` is that of the version it was made from.

    What was answered to an earlier version stays with that version.
    """
    require(actor, Permission.SETTINGS_MANAGE)
    known = _named(session, key)
    form = parse(source)
    if not known.is_own:
        raise Invalid("This form comes with CareHub. Copy it under another id, then change the copy.")
    if form.key != key:
        raise Invalid(f"The id of this form stays “{key}”. A form with another id is a new one.")
    if known.number != number:
        raise Conflict(
            "Somebody saved this form while you changed it. Copy your text, then load the form again."
        )
    if known.source != source:
        _new_version(session, actor, _kept(session, key), number + 1, source)
        _tell(session, actor, "assessments.edit_form", key)
    return _named(session, key)


def set_active(session: Session, actor: Actor, key: str, *, active: bool) -> None:
    """Offer a form to be filled in, or no longer; what was filled in stays."""
    require(actor, Permission.SETTINGS_MANAGE)
    _named(session, key)
    kept = session.exec(select(KeptForm).where(KeptForm.key == key)).first()
    if kept is None:
        kept = _keep_shipped(session, key)
    kept.is_active = active
    session.add(kept)
    _tell(session, actor, "assessments.use_form" if active else "assessments.retire_form", key)


def version_to_fill(session: Session, key: str) -> FormVersion:
    """The present version of a form in use; one that comes with CareHub is kept at its first use."""
    known = _named(session, key)
    if not known.is_active:
        raise Invalid("This form is not used any more. Choose another one.")
    kept = session.exec(select(KeptForm).where(KeptForm.key == key)).first() or _keep_shipped(session, key)
    newest = _newest(session, kept)
    if newest is None or newest.source != known.source:
        newest = _new_version(session, None, kept, (newest.number if newest else 0) + 1, known.source)
    return newest


def _listed(session: Session) -> list[Listed]:
    kept = {each.key: each for each in session.exec(select(KeptForm))}
    found = [_shipped(session, key, kept.get(key)) for key in shipped()]
    found += [_own(session, each) for each in kept.values() if each.is_own]
    return sorted(found, key=lambda each: each.form.title.casefold())


def _named(session: Session, key: str) -> Listed:
    found = next((each for each in _listed(session) if each.key == key), None)
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def _shipped(session: Session, key: str, kept: KeptForm | None) -> Listed:
    source = shipped()[key]
    newest = _newest(session, kept) if kept else None
    number = newest.number if newest else 0
    return Listed(defined(source), source, number, is_own=False, is_active=kept is None or kept.is_active)


def _own(session: Session, kept: KeptForm) -> Listed:
    newest = _newest(session, kept)
    assert newest is not None
    return Listed(defined(newest.source), newest.source, newest.number, is_own=True, is_active=kept.is_active)


def _kept(session: Session, key: str) -> KeptForm:
    return session.exec(select(KeptForm).where(KeptForm.key == key)).one()


def _keep_shipped(session: Session, key: str) -> KeptForm:
    kept = KeptForm(key=key, is_own=False)
    session.add(kept)
    session.flush()
    return kept


def _newest(session: Session, kept: KeptForm) -> FormVersion | None:
    theirs = select(FormVersion).where(FormVersion.form_id == kept.id)
    return session.exec(theirs.order_by(col(FormVersion.number).desc()).limit(1)).first()


def _new_version(
    session: Session, actor: Actor | None, kept: KeptForm, number: int, source: str
) -> FormVersion:
    version = FormVersion(
        form_id=kept.id or 0,
        number=number,
        source=source,
        made_at=clock.now(),
        made_by_id=actor.user_id if actor else None,
    )
    session.add(version)
    session.flush()
    return version


def _tell(session: Session, actor: Actor, action: str, key: str) -> None:
    journal.record(session, actor, action, subject=f"form:{key}")
    changes.announce(session, changes.Topic.ASSESSMENTS)
