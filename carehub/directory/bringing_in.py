"""Brings a list of receivers in: new ones are added, known ones are brought up to date."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, fields, replace

from sqlmodel import Session, select

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError
from carehub.directory import service
from carehub.directory.draft import ReceiverDraft, draft_of
from carehub.directory.models import Receiver


@dataclass(frozen=True)
class Row:
    """A row of a list; ``gone`` says that its source took it out of use."""

    number: int
    draft: ReceiverDraft
    source_id: str = ""
    gone: bool = False


@dataclass
class Report:
    """How many rows came to what, and why the invalid ones did not come in."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)

    def add(self, more: "Report") -> None:
        """Count the rows of another part of the list as well."""
        self.new, self.updated = self.new + more.new, self.updated + more.updated
        self.unchanged, self.skipped = self.unchanged + more.unchanged, self.skipped + more.skipped
        self.problems += more.problems


def bring_in(session: Session, actor: Actor, rows: Iterable[Row]) -> Report:
    """Add or update each row; known by NPI, by the source's own id, else by exactly the same name and city.

    What a row leaves blank is kept, so that what was typed by hand survives the next list.
    """
    require(actor, Permission.IMPORTS_RUN)
    report = Report()
    for row in rows:
        try:
            with session.begin_nested():
                _take(session, actor, row, report)
        except CareHubError as refusal:
            report.problems.append((row.number, str(refusal)))
    return report


def foresee(session: Session, actor: Actor, rows: Iterable[Row]) -> Report:
    """What ``bring_in`` would report; nothing is changed."""
    require(actor, Permission.IMPORTS_RUN)
    report = Report()
    ahead: dict[Hashable, ReceiverDraft] = {}
    for row in rows:
        try:
            _weigh(session, actor, row, report, ahead)
        except CareHubError as refusal:
            report.problems.append((row.number, str(refusal)))
    return report


def _weigh(
    session: Session, actor: Actor, row: Row, report: Report, ahead: dict[Hashable, ReceiverDraft]
) -> None:
    names = _names_of(row)
    seen = next((ahead[name] for name in names if name in ahead), None)
    known = None if seen else _known(session, row)
    if seen is None and known is None and row.gone:
        report.skipped += 1
        return
    before = seen or (draft_of(known) if known else None)
    after = _filled(before, row.draft) if before else row.draft
    if before is None:
        service.checked(session, actor, after)
        report.new += 1
    elif _changes(session, actor, before, after, known) or (row.gone and known and known.is_active):
        report.updated += 1
    else:
        report.unchanged += 1
    ahead.update(dict.fromkeys(names, after))


def _changes(
    session: Session, actor: Actor, before: ReceiverDraft, after: ReceiverDraft, known: Receiver | None
) -> bool:
    if known is not None:
        return bool(service.changes_in(session, actor, known, after))
    return before.values() != after.values()


def _names_of(row: Row) -> list[Hashable]:
    """What a later row of the same list could mean this one by, the surest first."""
    names: list[Hashable] = [("source", row.source_id)] if row.source_id else []
    if row.draft.npi:
        return [*names, ("npi", row.draft.npi)]
    return names or [("name", row.draft.name, row.draft.city)]


def _take(session: Session, actor: Actor, row: Row, report: Report) -> None:
    known = _known(session, row)
    if known is None and row.gone:
        report.skipped += 1
    elif known is None:
        service.add(session, actor, row.draft, row.source_id or None)
        report.new += 1
    elif _brought_up_to_date(session, actor, known, row):
        report.updated += 1
    else:
        report.unchanged += 1


def _known(session: Session, row: Row) -> Receiver | None:
    if row.source_id:
        found = session.exec(select(Receiver).where(Receiver.source_id == row.source_id)).first()
        if found is not None:
            return found
    if row.draft.npi:
        return session.exec(select(Receiver).where(Receiver.npi == row.draft.npi)).first()
    same = select(Receiver).where(Receiver.name == row.draft.name, Receiver.city == row.draft.city)
    return None if row.source_id else session.exec(same).first()


def _brought_up_to_date(session: Session, actor: Actor, known: Receiver, row: Row) -> bool:
    assert known.id is not None
    before = known.version
    service.edit(session, actor, known.id, known.version, _filled(draft_of(known), row.draft))
    if row.gone and known.is_active:
        service.set_in_use(session, actor, known.id, known.version, in_use=False)
    return known.version != before


def _filled(known: ReceiverDraft, said: ReceiverDraft) -> ReceiverDraft:
    new = {each.name: getattr(said, each.name) for each in fields(ReceiverDraft)}
    return replace(known, **{name: value for name, value in new.items() if value not in ("", None)})
